"""J5: with the network pulled out the library is whole; and when it is back, so is everything else."""

from __future__ import annotations

from tests.helpers.journey import Journey, Opening


async def pulls_the_plug(journey: Journey) -> None:
    journey.control.set_network(on=False)
    await journey.person.waits_to_see("Offline since", "Your library is all here")


async def test_without_a_network_the_library_is_browsed_searched_and_edited(demo: Opening) -> None:
    async with demo() as journey:
        await journey.becomes_ready()
        person, screen = journey.person, journey.screen
        await pulls_the_plug(journey)
        person.presses("Ctrl+F")
        person.types("rabbit")
        await person.waits_to_see("of 52 recordings")
        found = person.rows(screen.library.table)
        assert "Down the Rabbit-Hole" in found
        assert len(found) < 52
        person.presses("Ctrl+2")
        await person.waits_to_see("12 playlists")
        person.clicks_row(screen.playlists.table, "Sleepy Sounds")
        editor = screen.playlists.editor
        await person.waits_for(lambda: len(person.rows(editor.table)) == 5, "the playlist's tracks")
        order = person.rows(editor.table)
        person.clicks_row(editor.table, order[4])
        person.presses("Alt+Up")
        await person.waits_for(lambda: person.rows(editor.table)[3] == order[4], "the moved track")
        person.clicks(editor.head.title)
        person.presses("Ctrl+A")
        person.types("Sounds for Sleeping 🌙")
        person.presses("Return")
        await person.waits_for(lambda: "Sounds for Sleeping 🌙" in person.rows(screen.playlists.table), "the new title")
        person.presses("Ctrl+Z")
        await person.waits_for(lambda: "Sleepy Sounds" in person.rows(screen.playlists.table), "the old title")
        person.presses("Ctrl+3")
        await person.waits_to_see("14 cards")
        person.clicks_row(screen.cards.grid, "Bedtime Fables")
        await person.waits_for(lambda: len(person.rows(screen.cards.detail.table)) == 7, "the card's kept tracks")


async def test_without_a_network_a_recording_plays_on_this_computer(demo: Opening) -> None:
    async with demo() as journey:
        await journey.becomes_ready()
        person, screen = journey.person, journey.screen
        await pulls_the_plug(journey)
        person.presses("Ctrl+1")
        person.double_clicks_row(screen.library.table, "The Lion and the Mouse")
        await person.waits_to_see("Playing on this computer")
        await person.waits_for(lambda: screen.listening.position_s > 0.5, "the recording to run")
        person.slides(screen.bar.seek.slider, 200)
        await person.waits_for(lambda: screen.listening.position_s > 19.0, "the place that was chosen")
        person.clicks(screen.bar.buttons.play)
        await person.waits_to_see("Paused on this computer")


async def test_what_needs_the_network_says_so_and_everything_is_back_by_itself(family: Opening) -> None:
    async with family() as journey:
        await journey.is_connected()
        person, screen = journey.person, journey.screen
        kitchen = journey.studio.players.players()[0]
        await person.waits_for(screen.bar.buttons.play.isEnabled, "Kitchen's card")
        await pulls_the_plug(journey)
        await person.waits_for(lambda: journey.studio.players.link.trouble is not None, "the lost connection")
        person.slides(screen.bar.volume, 3)
        await person.waits_to_see("There is no connection to your players right now.")
        assert journey.studio.players.shown(kitchen.id).reported.volume_step == 7
        journey.control.set_network(on=True)
        await person.waits_for(lambda: not person.sees("Offline since"), "nothing said of being offline")
        await person.waits_for(lambda: journey.studio.players.link.is_connected, "the live connection")
        person.slides(screen.bar.volume, 3)
        await person.waits_for(lambda: journey.control.player_state("Kitchen")["volume"] == 3, "the volume at last")
