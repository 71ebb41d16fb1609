"""J1: a first start becomes a full library with live players by one click, and no account."""

from __future__ import annotations

from tests.helpers.journey import Opening


async def test_a_first_start_welcomes_with_three_ways_in(newcomer: Opening) -> None:
    async with newcomer() as journey:
        assert journey.screen.window.is_welcoming
        assert journey.person.sees("Welcome to", "Try the demo", "Start with your own audio", "Sign in to Yoto")
        assert not journey.person.sees("Recordings")


async def test_try_the_demo_brings_a_full_library_with_live_players(newcomer: Opening) -> None:
    async with newcomer() as journey:
        person, first_window = journey.person, journey.screen.window
        person.clicks("Try the demo")
        await person.waits_for(lambda: journey.screen.window is not first_window, "the demo's window")
        await journey.becomes_ready()
        await person.waits_to_see("52 recordings")
        studio = journey.studio
        assert studio.library.recordings.count() == 52
        assert len(studio.library.cards.all()) == 14
        players = studio.players
        await person.waits_for(lambda: sum(one.is_online for one in players.players()) == 2, "two players online")
        await person.waits_to_see("Kitchen", "Mila's room", "Grandma's", "Playing on Kitchen")
        assert [one.name for one in players.players() if players.shown(one.id).is_playing] == ["Kitchen"]
        assert journey.control.player_state("Kitchen")["playback"] == "playing"


async def test_signing_in_by_the_browser_brings_the_familys_cards_and_players(newcomer: Opening) -> None:
    async with newcomer() as journey:
        person, studio = journey.person, journey.studio
        simulation = journey.simulation
        assert simulation is not None
        person.clicks("Sign in to Yoto")
        await person.waits_to_see("Yoto account")
        person.types(simulation.ready.client_id)
        person.clicks("Sign in")
        await person.waits_to_see("The Maple family", "Signed in")
        await journey.is_connected()
        await person.waits_to_see("Kitchen", "Mila's room", "Grandma's")
        assert len(studio.library.cards.all()) == 14
