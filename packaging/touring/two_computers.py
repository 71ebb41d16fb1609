"""Leads through J6 and J7 in one sitting: two apps of one family, with their windows side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.services.family import FamilyState
from desktop.services.sync_status import Deletions, SyncState
from desktop.ui.family.audio import AudioSection
from desktop.ui.family.computers import ComputersSection
from tests.helpers import audio
from tests.helpers.home import OWNER, PASSWORD
from tests.helpers.journey import Journey
from tests.helpers.journey_family import (
    NAME,
    Household,
    has_sent_all,
    is_up_to_date,
    join_family,
    opens_account,
    playlist,
    renames,
)
from touring.pictures import Pictures

ALBUM, TONES = "The Long Way Home", "All the Tones"


class FamilyGuide:
    """Walks with both people. `kitchen` founds the family, `study` joins it."""

    def __init__(self, home: Household, pictures: Pictures, *, folder: Path) -> None:
        self._home, self._pictures, self._folder = home, pictures, folder
        self.kitchen, self.study = home.kitchen, home.study

    async def walk(self) -> None:
        """Play both journeys, and what may happen to a family's library besides."""
        for step in (
            self.found,
            self.join,
            self.play_from_the_cloud,
            self.look_at_settings,
            self.edit_apart,
            self.delete_much,
            self.leave_and_come_back,
        ):
            for journey in (self.kitchen, self.study):
                journey.person.puts_toasts_away()
            await step()

    async def found(self) -> None:
        """The first computer has a library already, and connects with it."""
        person = self.kitchen.person
        await self.kitchen.has_keyboard()
        person.drops([audio.album(self._folder), audio.tones(self._folder / TONES, 12)])
        await person.waits_to_see("18 recordings added")
        person.clicks("Done")
        person.puts_toasts_away()
        await opens_account(self.kitchen, self._home.cloud.url)
        await self._picture("connect-account", "who are you? one account for the whole sign-in", self.kitchen)
        person.types(OWNER)
        person.presses("Tab")
        person.types(PASSWORD)
        person.presses("Return")
        await person.waits_to_see("Owner code")
        await self._picture("connect-owner-code", "a new server at home asks for its owner's code", self.kitchen)
        person.clicks("Owner code")
        person.types(self._home.cloud.owner_code)
        person.presses("Return")
        await person.waits_to_see("The family's name")
        person.types(NAME)
        await self._picture("connect-family", "a family begins", self.kitchen)
        person.presses("Return")
        await person.waits_to_see(NAME, "Done")
        await self._picture("connected", "connected: what is here goes to the cloud", self.kitchen, is_key=True)
        person.clicks("Done")
        await self.kitchen.studio.family.rename_device("Kitchen laptop")
        await has_sent_all(self.kitchen)

    async def join(self) -> None:
        """J6: the library arrives on the second computer."""
        await join_family(self.study, self._home.cloud.url)
        await self.study.studio.family.rename_device("Study")
        await self._home.become_alike()
        await self.study.person.waits_to_see("18 recordings", "Up to date")
        found = playlist(self.study, ALBUM)
        assert found is not None
        cover = found.cover
        assert cover is not None
        await self.study.person.waits_for(lambda: self.study.studio.library.artwork.path(cover), "the cover")
        for journey in (self.kitchen, self.study):
            await journey.has_keyboard()
            journey.person.presses("Ctrl+1")
        await self._picture_of_both("library-arrived", "the same library on both, its audio in the cloud for one")

    async def play_from_the_cloud(self) -> None:
        """What is played is fetched."""
        person, library = self.study.person, self.study.screen.library
        await self.study.has_keyboard()
        person.double_clicks_row(library.table, person.rows(library.table)[0])
        await person.waits_to_see("Playing on this computer")
        await self._picture("played-from-the-cloud", "played: fetched first, then kept here", self.study)
        person.presses("Ctrl+P")

    async def look_at_settings(self) -> None:
        """Settings know the cloud, the people and the computers; the owner invites the other parent."""
        person = self.kitchen.person
        await self.kitchen.has_keyboard()
        person.presses("Ctrl+,")
        await self._scrolls_to(self.kitchen, AudioSection, "Audio in the cloud")
        await self._picture("settings-family", "the family in Settings", self.kitchen, is_key=True)
        await self._scrolls_to(self.kitchen, ComputersSection, "This computer")
        await self._picture("settings-computers", "the family's computers, and the account", self.kitchen)
        await person.calls("Invite the other parent")
        await person.waits_to_see("Works once")
        await self._picture("invite", "a code for the other parent", self.kitchen, is_key=True)
        person.clicks("Done")

    async def edit_apart(self) -> None:
        """J7: both edit one playlist while the cloud is away."""
        await asyncio.to_thread(self._home.cloud.switch_off)
        await renames(self.kitchen, ALBUM, "Bedtime in the Kitchen")
        await renames(self.study, ALBUM, "Bedtime in the Study")
        person, editor = self.study.person, self.study.screen.playlists.editor
        person.clicks_row(editor.table, "First Light")
        person.presses("Alt+Down")
        await person.waits_for(lambda: person.rows(editor.table)[1] == "First Light", "the moved track")
        for journey in (self.kitchen, self.study):
            await _becomes(journey, lambda one: one.studio.sync.status.state is SyncState.OFFLINE)
            await journey.person.waits_to_see("Offline since")
        await self._picture_of_both("edited-apart", "both have edited the same playlist, with no cloud")
        await asyncio.to_thread(self._home.cloud.switch_on)
        await self._home.become_alike()
        loser, other = (
            (self.study, "Bedtime in the Study")
            if playlist(self.study, "Bedtime in the Kitchen")
            else (self.kitchen, "Bedtime in the Kitchen")
        )
        for journey in (self.kitchen, self.study):
            journey.person.puts_toasts_away()
            await journey.person.waits_to_see("Up to date")
        await self._picture_of_both("both-survive", "together again: one title, and the moved track", is_key=True)
        await loser.has_keyboard()
        loser.person.presses("Ctrl+5")
        await loser.person.waits_to_see(other, "Put back")
        await self._picture("put-back", "Activity says what was replaced, and puts it back", loser, is_key=True)
        loser.person.clicks(f"Put back the title “{other}”")
        await self._home.become_alike()
        await self._home.see_alike(lambda journey: playlist(journey, other))

    async def delete_much(self) -> None:
        """A mass deletion stops and asks, here and there."""
        person, library = self.kitchen.person, self.kitchen.screen.library
        await self.kitchen.has_keyboard()
        person.presses("Ctrl+1")
        await person.waits_for(lambda: self.kitchen.screen.window.page.id == "library", "the library")
        person.clicks_row(library.table, person.rows(library.table)[0])
        person.presses("Ctrl+A")
        person.presses("Delete")
        await self._is_asked(self.kitchen, Deletions.HERE)
        await self._picture("deleted-here", "much is deleted at once: here, and everywhere?", self.kitchen)
        person.clicks("Delete for everybody")
        await is_up_to_date(self.kitchen)
        await self._is_asked(self.study, Deletions.ELSEWHERE)
        await self._picture("deleted-elsewhere", "the other computer asks before it deletes", self.study, is_key=True)
        self.study.person.clicks("Keep them")
        await self._home.become_alike()
        await self._home.see_alike(lambda journey: journey.studio.library.recordings.count() == 18)

    async def leave_and_come_back(self) -> None:
        """A computer is taken off the family's list, and says so."""
        device = self.study.studio.family.device
        await self.kitchen.studio.family.revoke(device)
        person = self.study.person
        await self.study.has_keyboard()
        person.puts_toasts_away()
        person.presses("Ctrl+,")
        await _becomes(self.study, lambda one: one.studio.family.state is FamilyState.REVOKED)
        await person.waits_to_see("Needs you")
        await self._picture("revoked", "a computer that was signed out by the family", self.study, is_key=True)
        person.clicks(self.study.screen.family.line)
        await person.waits_to_see("Who are you?")
        person.types(PASSWORD)
        await self._picture("sign-in-again", "signing in brings it back", self.study)
        person.presses("Return")
        await person.waits_to_see(NAME, "Done")
        person.clicks("Done")
        await self._home.become_alike()

    async def _is_asked(self, journey: Journey, by: Deletions) -> None:
        await _becomes(journey, lambda one: one.studio.sync.status.deletions_from is by)
        await journey.has_keyboard()
        await journey.person.waits_to_see("Needs you", "Look")
        journey.person.clicks("Look")
        await journey.person.waits_to_see("Keep them")

    async def _scrolls_to(self, journey: Journey, section: type[QWidget], words: str) -> None:
        (found,) = journey.screen.window.findChildren(section)
        (area,) = (one for one in journey.screen.window.findChildren(QScrollArea) if one.isAncestorOf(found))

        def is_seen() -> bool:
            area.ensureWidgetVisible(found, 0, 0)
            return journey.person.sees(words)

        await journey.person.waits_for(is_seen, f"“{words}” in the settings")

    async def _picture(self, name: str, said: str, journey: Journey, *, is_key: bool = False) -> None:
        await self._take(name, said, journey, is_key=is_key)

    async def _picture_of_both(self, name: str, said: str, *, is_key: bool = True) -> None:
        await self._take(name, said, self.kitchen, self.study, is_key=is_key)

    async def _take(self, name: str, said: str, *journeys: Journey, is_key: bool) -> None:
        windows = [journey.person.window for journey in journeys]
        self._pictures.looks = [journey.look for journey in journeys]
        await self._pictures.take(name, *windows, said=said, is_key=is_key)


async def _becomes(journey: Journey, is_so: Callable[[Journey], object]) -> None:
    journey.studio.sync.hurry()
    await journey.person.waits_for(lambda: is_so(journey), "the sync to notice")
