"""Leads through the journeys J1 to J5 and J8 in one sitting, as one person at one app."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from tests.helpers import audio
from tests.helpers.journey import Journey
from touring.pictures import Pictures

KITCHEN, MILA = "Kitchen", "Mila's room"
PROMISED_S = 10.0  # from "Try the demo" to live players


class Missing(AssertionError):
    """Something that a person would expect is not there; the text is the sentence for it."""


def expect(is_so: object, sentence: str) -> None:
    """Make sure that something is so."""
    if not is_so:
        raise Missing(sentence)


class Guide:
    """Walks. Each journey ends with the window ready for the next one."""

    def __init__(self, journey: Journey, pictures: Pictures, *, folder: Path) -> None:
        self.journey, self.person, self._pictures, self._folder = journey, journey.person, pictures, folder

    async def walk(self) -> None:
        """Play all journeys in their order."""
        await self.first_start()
        for journey in (self.look_around, self.drop_a_folder, self.publish, self.steer, self.unplug, self.mishaps):
            self.person.puts_toasts_away()
            await journey()

    async def first_start(self) -> None:
        """J1: from the welcome to a full library with live players."""
        person, journey = self.person, self.journey
        await person.waits_to_see("Welcome to", "Try the demo")
        await self._picture("welcome", "a first start welcomes with three ways in", is_key=True)
        began, first_window = time.monotonic(), journey.screen.window
        person.clicks("Try the demo")
        await person.waits_for(lambda: journey.screen.window is not first_window, "the demo's window")
        await journey.becomes_ready()
        players = journey.studio.players
        await person.waits_for(lambda: sum(one.is_online for one in players.players()) == 2, "two players online")
        await person.waits_for(lambda: any(players.shown(one.id).is_playing for one in players.players()), "music")
        took_s = time.monotonic() - began
        await person.waits_to_see("52 recordings", KITCHEN, MILA, "Grandma's")
        cards = journey.studio.library.cards
        await person.waits_for(lambda: all(card.cover for card in cards.all()), "the covers of the cards")
        await self._picture("library", f"the demo is full and live after {took_s:.1f} s", is_key=True)
        expect(took_s < PROMISED_S, f"The demo took {took_s:.1f} s to be ready: more than {PROMISED_S:.0f} s.")

    async def look_around(self) -> None:
        """The other pages, as they are on the first evening."""
        person, screen = self.person, self.journey.screen
        person.presses("Ctrl+2")
        await person.waits_to_see("12 playlists")
        person.clicks_row(screen.playlists.table, "Bedtime Fables")
        await person.waits_for(lambda: len(person.rows(screen.playlists.editor.table)) == 7, "the tracks")
        await self._picture("playlists", "a playlist in its editor", is_key=True)
        person.presses("Ctrl+3")
        await person.waits_to_see("14 cards")
        await self._picture("cards", "all cards of the family", is_key=True)
        person.clicks_row(screen.cards.grid, "Nursery Rhymes & Nonsense")
        await person.waits_for(lambda: len(person.rows(screen.cards.detail.table)) == 7, "the card's tracks")
        await self._picture("card", "one card and what is on it")
        person.presses("Ctrl+K")
        person.types("lion")
        await person.waits_to_see("The Lion and the Mouse")
        await self._picture("palette", "the command palette finds everything", is_key=True)
        person.presses("Escape")
        for keys, page in (("Ctrl+4", "uploads"), ("Ctrl+5", "activity"), ("Ctrl+,", "settings")):
            person.presses(keys)
            await person.waits_for(partial(self._is_at, page), f"the page of {page}")
            await self._picture(page, f"the page of {page}")

    async def drop_a_folder(self) -> None:
        """J2: a folder becomes a playlist."""
        person, screen = self.person, self.journey.screen
        album = audio.album(self._folder)
        person.presses("Ctrl+1")
        person.holds([album])
        await self._picture("held-folder", "a folder held over the window")
        person.leaves()
        person.drops([album])
        await person.waits_to_see("6 recordings added", "Made the playlist “The Long Way Home”")
        await self._picture("import-result", "the import says what it did")
        person.clicks("Show playlist")
        await person.waits_for(
            lambda: person.rows(screen.playlists.editor.table) == list(audio.TITLES), "clean titles in their order"
        )
        expect(person.sees("6 of 100", "of 500 MB"), "The capacity meter does not measure the new playlist.")
        await self._picture("new-playlist", "a playlist with clean titles, a cover and a capacity meter", is_key=True)

    async def publish(self) -> None:
        """J3: the playlist goes onto a new card and plays."""
        person, screen = self.person, self.journey.screen
        self.person.puts_toasts_away()
        person.clicks("Publish")
        await person.waits_to_see("A fresh card in your library")
        await self._picture("publish-where", "where shall it go?")
        person.clicks("Continue")
        await person.waits_to_see("+6 tracks,", "to upload")
        await self._picture("publish-what", "what will change, before it changes", is_key=True)
        person.clicks("Publish")
        await person.waits_to_see("Uploading:", " MB of ")
        await self._picture("publish-progress", "bytes, and how long it will take")
        person.clicks("Close")
        person.presses("Ctrl+4")
        await person.waits_for(lambda: person.rows(screen.uploads.table), "the uploads")
        await self._picture("uploads-under-way", "the uploads, one by one")
        person.presses("Ctrl+2")
        library = self.journey.studio.library
        (key,) = [one.key for one in library.playlists.all() if one.title == "The Long Way Home"]
        await person.waits_for(
            lambda: (found := library.playlists.get(key)) is not None and found.published_at, "the card", within_s=60.0
        )
        await person.waits_to_see("“The Long Way Home” is on its card.")
        await self._picture("published", "on the card, said wherever the person is")
        await self._play_on_mila()

    async def _play_on_mila(self) -> None:
        person, screen = self.person, self.journey.screen
        person.presses("Ctrl+3")
        person.clicks("All cards")
        await person.waits_for(lambda: "The Long Way Home" in person.rows(screen.cards.grid), "the new card")
        person.clicks_row(screen.cards.grid, "The Long Way Home")
        await person.waits_for(lambda: len(person.rows(screen.cards.detail.table)) == 6, "its tracks")
        person.double_clicks_row(screen.cards.detail.table, "Over the Hills")
        await person.chooses(f"Play on {MILA}")
        await person.waits_for(
            lambda: self.journey.control.player_state(MILA)["playback"] == "playing", "Mila's room to play"
        )
        self.person.puts_toasts_away()
        await self._opens(MILA)
        await person.waits_for(lambda: screen.bar.title.text() == "Over the Hills", "what Mila's room plays")
        await self._picture("player-plays-it", "the player itself says that it plays", is_key=True)

    async def steer(self) -> None:
        """J4: the remote."""
        person, screen, control = self.person, self.journey.screen, self.journey.control
        await self._opens(KITCHEN)
        bar = screen.bar
        await person.waits_for(bar.buttons.play.isEnabled, "Kitchen's card")
        person.clicks(bar.buttons.play)
        await person.waits_to_see("Asking Kitchen…")
        await self._picture("asked", "a pause that is asked for")
        await person.waits_to_see("Paused on Kitchen")
        await self._picture("confirmed", "the pause that Kitchen has confirmed")
        chapter = control.player_state(KITCHEN)["chapter"]  # it may have gone on to another one by now
        person.clicks(bar.buttons.next)
        await person.waits_for(lambda: control.player_state(KITCHEN)["chapter"] != chapter, "the next track")
        person.slides(bar.seek.slider, 150)
        await person.waits_for(lambda: control.player_state(KITCHEN)["position"] >= 14, "the place on the line")
        person.slides(bar.volume, 16)
        await person.waits_for(lambda: control.player_state(KITCHEN)["volume"] == 12, "the volume at its limit")
        expect(person.sees("The limit of Kitchen is 12 of 16."), "Nothing tells of Kitchen's volume limit.")
        person.clicks(bar.sleep)
        await person.waits_to_see("In 10 minutes")
        await self._picture("sleep-menu", "next, seek, volume up to its limit, and the sleep timer's menu")
        await person.chooses("In 10 minutes")
        await person.waits_for(lambda: control.player_state(KITCHEN)["sleep"], "the sleep timer")
        await person.waits_for(lambda: "left" in bar.sleep.accessibleName(), "the time that is left")
        await self._picture("player", "Kitchen's page with everything that it says of itself", is_key=True)

    async def unplug(self) -> None:
        """J5: no network."""
        person, screen = self.person, self.journey.screen
        self.journey.control.set_network(on=False)
        await person.waits_to_see("Offline since")
        person.presses("Ctrl+1")
        await person.waits_for(lambda: screen.window.page.id == "library", "the library")
        person.double_clicks_row(screen.library.table, "Over the Hills")
        await person.waits_to_see("Playing on this computer")
        person.presses("Ctrl+F")
        person.types("night")
        await person.waits_to_see("of 58 recordings")
        await self._picture("offline", "offline: searched, and played on this computer", is_key=True)
        person.presses("Escape")
        self.journey.control.set_network(on=True)
        await person.waits_for(lambda: not person.sees("Offline since"), "the network to be noticed")
        await self._picture("online-again", "back by itself")
        person.presses("Ctrl+P")

    async def mishaps(self) -> None:
        """J8: each mishap is one plain sentence."""
        person, control = self.person, self.journey.control
        person.drops([audio.damaged(self._folder / "Broken Song.mp3"), *audio.voices()[:3]])
        await person.waits_to_see("3 recordings added", "1 file could not be read", "Broken Song.mp3")
        await self._picture("damaged-file", "a damaged file, and three good ones", is_key=True)
        person.clicks("Done")
        person.drops([audio.tones(self._folder / "All the Tones", 104)])
        await person.waits_to_see("104 recordings added", within_s=60.0)
        person.clicks("Show playlist")
        await person.waits_to_see("104 of 100", "take 4 tracks out")
        await self._picture("full-card", "too much for a card")
        self.person.puts_toasts_away()
        await self._opens(KITCHEN)
        control.shut_down(KITCHEN)
        await person.waits_to_see("Kitchen is offline")
        await self._picture("player-offline", "a player that is switched off", is_key=True)
        control.set_power(KITCHEN, on=True)
        control.advance(30.0)
        await person.waits_for(lambda: not person.sees("Kitchen is offline"), "Kitchen to be back")
        control.expire_tokens()
        await person.waits_to_see("Your Yoto session has ended. Your library is untouched.")
        await self._picture("session-ended", "a session that has ended")

    async def _opens(self, name: str) -> None:
        players = self.journey.studio.players.players()
        player = next(one.id for one in players if one.name == name)
        self.person.clicks(self.journey.screen.window.sidebar.player_line(player))
        await self.person.waits_for(lambda: self.journey.screen.bar.target.id == player, f"{name} in the bar")

    def _is_at(self, page: str) -> bool:
        return self.journey.screen.window.page.id == page

    async def _picture(self, name: str, said: str, *, is_key: bool = False) -> None:
        self._pictures.looks = [self.journey.look]
        await self._pictures.take(name, self.person.window, said=said, is_key=is_key)
