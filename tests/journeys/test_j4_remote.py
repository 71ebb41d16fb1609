"""J4: the remote is to be trusted: what is asked, what the player confirms, what fails, and what mends itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.model.names import PlayerId
from desktop.model.shown import Shown
from desktop.ui.players.bar import PlayerBar
from desktop.ui.players.page import PlayerPage
from tests.helpers.journey import Journey, Opening

KITCHEN, MILA = "Kitchen", "Mila's room"


class Remote:
    """What the tests ask of a player: on the screen, and of the simulated player itself."""

    def __init__(self, journey: Journey, name: str = KITCHEN) -> None:
        self.journey, self.person, self.name = journey, journey.person, name

    @property
    def bar(self) -> PlayerBar:
        return self.journey.screen.bar

    @property
    def id(self) -> PlayerId:
        return next(one.id for one in self.journey.studio.players.players() if one.name == self.name)

    @property
    def shown(self) -> Shown:
        return self.journey.studio.players.shown(self.id)

    @property
    def truth(self) -> dict[str, Any]:
        return dict(self.journey.control.player_state(self.name))

    @property
    def page(self) -> PlayerPage:
        page = self.journey.screen.players.shown
        assert page is not None
        return page

    async def is_heard(self) -> None:
        """Wait until the player has told of itself on the live connection."""
        await self.person.waits_for(lambda: self.shown.reported.volume_step is not None, f"{self.name} to be heard")

    async def is_confirmed(self) -> None:
        """Wait until nothing is under way any more."""
        pending = self.journey.studio.players.pending
        await self.person.waits_for(lambda: not pending(self.id), f"{self.name} to confirm", within_s=20.0)

    async def really(self, is_so: Callable[[dict[str, Any]], bool], what: str) -> None:
        """Wait until the simulated player itself has done it."""
        await self.person.waits_for(lambda: is_so(self.truth), f"{self.name} {what}; it is {self.truth}")

    async def is_at_volume(self, step: int) -> None:
        await self.really(lambda it: it["volume"] == step, f"to be at volume {step}")

    async def opens_page(self) -> PlayerPage:
        self.person.clicks(self.journey.screen.window.sidebar.player_line(self.id))
        await self.person.waits_for(lambda: self.page.player == self.id, f"the page of {self.name}")
        return self.page


async def at_kitchen(journey: Journey) -> Remote:
    """The family's kitchen plays and the bar steers it."""
    remote = Remote(journey)
    await journey.is_connected()
    await remote.is_heard()
    playing = journey.screen.bar.buttons.play
    await journey.person.waits_for(lambda: remote.shown.is_playing and playing.isEnabled(), "Kitchen's card")
    assert journey.person.sees("The Lion and the Mouse")
    return remote


async def test_pause_and_play_are_shown_as_asked_until_the_player_confirms(family: Opening) -> None:
    async with family() as journey:
        remote = await at_kitchen(journey)
        person = journey.person
        person.clicks(remote.bar.buttons.play)
        assert person.sees("Asking Kitchen…")
        assert remote.bar.buttons.play.accessibleName() == "Play"
        await remote.is_confirmed()
        await person.waits_to_see("Paused on Kitchen")
        assert remote.truth["playback"] == "paused"
        person.clicks(remote.bar.buttons.play)
        assert person.sees("Asking Kitchen…")
        await remote.is_confirmed()
        await person.waits_to_see("Playing on Kitchen")
        assert remote.truth["playback"] == "playing"
        person.presses("Ctrl+P")
        await remote.really(lambda it: it["playback"] == "paused", "to pause by the keyboard")


async def test_next_previous_and_a_place_on_the_line_bring_the_player_there(family: Opening) -> None:
    async with family() as journey:
        remote = await at_kitchen(journey)
        person = journey.person
        person.clicks(remote.bar.buttons.next)
        await person.waits_for(lambda: remote.shown.reported.chapter_key == "03", "the next chapter to be asked for")
        await remote.is_confirmed()
        assert (remote.truth["chapter"], remote.truth["playback"]) == ("03", "playing")
        await person.waits_for(lambda: remote.bar.title.text() == "The Fox and the Grapes", "the next title")
        person.clicks(remote.bar.buttons.previous)
        await remote.is_confirmed()
        assert remote.truth["chapter"] == "02"
        person.slides(remote.bar.seek.slider, 200)
        assert 19 <= (remote.shown.position_s or 0) <= 21
        await remote.is_confirmed()
        assert remote.truth["chapter"] == "02"
        assert 19 <= remote.truth["position"] <= 26


async def test_volume_goes_by_the_players_own_steps_up_to_its_limit(family: Opening) -> None:
    async with family() as journey:
        remote = await at_kitchen(journey)
        person = journey.person
        assert remote.bar.volume.maximum() == 16
        for step in (0, 3, 5, 9, 12):
            person.slides(remote.bar.volume, step)
            await remote.is_confirmed()
            await remote.is_at_volume(step)
        person.slides(remote.bar.volume, 16)
        assert person.sees("The limit of Kitchen is 12 of 16.")
        await remote.is_confirmed()
        assert remote.truth["volume"] == 12
        assert remote.bar.volume.value() == 12
        person.presses("Ctrl+Down")
        await remote.really(lambda it: it["volume"] == 11, "to be quieter by the keyboard")
        person.clicks("Mute")
        await remote.really(lambda it: it["volume"] == 0, "to fall silent")
        await person.waits_for(lambda: person.sees("Unmute"), "the way back")
        person.clicks("Unmute")
        await remote.really(lambda it: it["volume"] == 11, "to be as loud as before")


async def test_the_sleep_timer_is_set_from_the_bar_and_switched_off_on_the_page(family: Opening) -> None:
    async with family() as journey:
        remote = await at_kitchen(journey)
        person = journey.person
        person.clicks(remote.bar.sleep)
        await person.chooses("In 10 minutes")
        await remote.is_confirmed()
        await remote.really(lambda it: 590 <= it["sleep"] <= 600, "to sleep in ten minutes")
        await person.waits_for(lambda: "left" in remote.bar.sleep.accessibleName(), "the time that is left")
        page = await remote.opens_page()
        person.clicks(page.now.sleep)
        await person.chooses("Off")
        await remote.is_confirmed()
        await remote.really(lambda it: not it["sleep"], "to have no timer")
        await person.waits_for(lambda: page.now.sleep.text() == "Sleep timer", "a timer that is off")


async def test_a_card_and_a_track_of_it_are_played_from_a_players_page(family: Opening) -> None:
    async with family() as journey:
        await at_kitchen(journey)
        remote, person = Remote(journey, MILA), journey.person
        await remote.is_heard()
        page = await remote.opens_page()
        person.clicks(page.play_card)
        await person.chooses("Sleepy Sounds")
        await person.waits_to_see("Asking Mila's room…")
        await remote.is_confirmed()
        await remote.really(lambda it: (it["card"], it["playback"]) == ("sS2zZ", "playing"), "to play the card")
        await person.waits_for(lambda: len(person.rows(page.tracks)) == 5, "the tracks of the card")
        person.double_clicks_row(page.tracks, person.rows(page.tracks)[3])
        await remote.is_confirmed()
        await remote.really(lambda it: it["chapter"] == "04", "to play the fourth track")
        person.clicks(page.now.stop)
        await remote.is_confirmed()
        await remote.really(lambda it: it["playback"] == "stopped", "to stop")


async def test_what_is_done_at_the_player_itself_shows_at_once(family: Opening) -> None:
    async with family() as journey:
        remote = await at_kitchen(journey)
        person = journey.person
        journey.control.press(KITCHEN, "volume_up")
        await person.waits_for(lambda: remote.bar.volume.value() == 8, "the volume of the player's knob")
        journey.control.press(KITCHEN, "pause")
        await person.waits_to_see("Paused on Kitchen")
        journey.control.insert_card(KITCHEN, "pR4bt")
        await person.waits_for(lambda: remote.shown.reported.card_id == "pR4bt", "the inserted card")


async def test_a_player_that_refuses_says_so_in_words_and_nothing_stays_asked(family: Opening) -> None:
    async with family() as journey:
        await at_kitchen(journey)
        remote, person = Remote(journey, MILA), journey.person
        await remote.is_heard()
        content = journey.control.content("hE3vn")["content"]
        page = await remote.opens_page()
        await person.calls("Cards")
        cards = journey.screen.cards
        person.clicks_row(cards.grid, "Harp in the Evening")
        await person.waits_for(lambda: len(person.rows(cards.detail.table)) == 4, "the card's tracks")
        journey.control.update_card("hE3vn", {"content": content | {"chapters": content["chapters"][:2]}})
        journey.control.set_battery(MILA, 46, charging=True)
        journey.control.advance(400.0)  # a player that is plugged in and idle takes the change over
        person.double_clicks_row(cards.detail.table, person.rows(cards.detail.table)[3])
        await person.chooses("Play on Mila's room")
        await person.waits_to_see("Mila's room could not play this. The card may have changed")
        assert remote.shown.asked == frozenset()
        assert not remote.shown.is_playing
        assert remote.truth["playback"] == "stopped"
        assert page.player == remote.id


async def test_a_player_that_is_silent_is_told_of_and_rolled_back(family: Opening) -> None:
    async with family() as journey:
        remote = await at_kitchen(journey)
        person = journey.person
        journey.control.set_wifi(KITCHEN, on=False)
        person.clicks(remote.bar.buttons.play)
        assert person.sees("Asking Kitchen…")
        assert not remote.shown.is_playing
        await person.waits_to_see("Kitchen did not answer. It may be switched off.")
        assert remote.shown.asked == frozenset()
        assert remote.shown.is_playing


@pytest.mark.parametrize("cut", ["power", "wifi"])
async def test_a_player_that_was_cut_off_comes_back_by_itself(family: Opening, cut: str) -> None:
    async with family() as journey:
        remote = await at_kitchen(journey)
        person, control = journey.person, journey.control
        switch = control.set_power if cut == "power" else control.set_wifi
        switch(KITCHEN, on=False)
        control.advance(120.0)
        await person.waits_to_see("Kitchen is offline")
        await person.waits_for(lambda: not remote.bar.buttons.play.isEnabled(), "a button that cannot be pressed")
        switch(KITCHEN, on=True)
        control.advance(30.0)
        await person.waits_for(lambda: remote.shown.reported.is_online, "Kitchen to be back")
        await person.waits_for(lambda: not person.sees("Kitchen is offline"), "nobody offline in the bar")
        person.slides(remote.bar.volume, 4)
        await remote.is_confirmed()
        assert remote.truth["volume"] == 4


async def test_an_expired_token_and_a_broken_line_mend_themselves(family: Opening) -> None:
    async with family() as journey:
        remote = await at_kitchen(journey)
        person, players = journey.person, journey.studio.players
        before = journey.control.mqtt_clients()
        journey.control.expire_access_tokens()
        await person.waits_for(
            lambda: players.link.is_connected and journey.control.mqtt_clients() not in ([], before), "a new connection"
        )
        await person.waits_for(lambda: remote.shown.reported.is_online, "Kitchen on the new connection")
        person.clicks(remote.bar.buttons.play)
        await remote.really(lambda it: it["playback"] == "paused", "to pause after all")
        assert not person.sees("Your Yoto session has ended")


async def test_bytes_that_make_no_sense_change_nothing(family: Opening) -> None:
    async with family() as journey:
        remote = await at_kitchen(journey)
        person = journey.person
        title = remote.bar.title.text()
        for topic in ("data/events", "data/status", "response", "presence"):
            for payload in (b"", b"\xff\xfe\x00", b"[1, 2", b"null", b'"text"', b'{"status": 7}', b'{"volume": {}}'):
                journey.control.publish_raw(KITCHEN, topic, payload)
        journey.control.press(KITCHEN, "volume_up")
        await person.waits_for(lambda: remote.bar.volume.value() == 8, "the message after the bad ones")
        assert remote.bar.title.text() == title
        assert person.sees("Playing on Kitchen")
