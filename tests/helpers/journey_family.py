"""Two computers of one family, each with the real app and a window of its own, and their cloud on the loopback."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from backend.local.server import HomeServer
from backend.simulator.simulation import Simulation
from desktop.gateways.clock import SystemClock
from desktop.model.cloud import Whereabouts
from desktop.model.playlist import Playlist
from desktop.model.recording import Recording
from desktop.services.ports import Clock
from desktop.services.sync_status import SyncState
from tests.helpers.home import OTHER, OWNER, PASSWORD, Post, ServersClock, newest_letter
from tests.helpers.journey import QUICK, Journey, begun
from tests.helpers.server_process import ServerProcess, free_port

NAME = "The Millers"


class Cloud(Protocol):
    """The family's cloud at home, always at the same place."""

    @property
    def url(self) -> str: ...

    @property
    def owner_code(self) -> str: ...

    def switch_on(self) -> None: ...

    def switch_off(self) -> None: ...


class CloudHere:
    """It runs within the test's own process: its clock can be moved and its letters read. Implements Cloud."""

    server: HomeServer

    def __init__(self, folder: Path) -> None:
        self.clock = ServersClock()
        self._folder = folder
        self._port = free_port()

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def owner_code(self) -> str:
        return self.server.owner_code or ""

    def switch_on(self) -> None:
        self.server = HomeServer(
            self._folder, port=self._port, name="At the Millers'", clock=self.clock, mailbox=Post()
        )
        self.server.start()

    def switch_off(self) -> None:
        self.server.stop()


class CloudProcess:
    """It is a process of its own: it can be killed, and set back to an older copy of its folder. Implements Cloud."""

    process: ServerProcess

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copy = folder.with_name("backup")
        self._port = free_port()

    @property
    def url(self) -> str:
        return self.process.url

    @property
    def owner_code(self) -> str:
        return self.process.owner_code

    def switch_on(self) -> None:
        self.process = ServerProcess(self._folder, port=self._port)
        assert self.url  # once it has said so, it can be reached

    def switch_off(self) -> None:
        self.process.stop()

    def back_up(self) -> None:
        """Copy the folder as the command's own help says: stop it, copy, start it."""
        self.switch_off()
        shutil.copytree(self._folder, self._copy)
        self.switch_on()

    def set_back(self) -> None:
        """Kill it, put the copy in the folder's place, and start it."""
        self.process.kill()
        shutil.rmtree(self._folder)
        shutil.copytree(self._copy, self._folder)
        self.switch_on()


class ClockThatIsOff(SystemClock):
    """The clock of a computer whose date is wrong by so many years."""

    def __init__(self, *, years: float) -> None:
        self._off_s = years * 365.25 * 86_400

    def now(self) -> float:
        return super().now() + self._off_s


@dataclass(slots=True)
class Household:
    """Kitchen and study, each a running app with the person at it, and what they share."""

    kitchen: Journey
    study: Journey
    cloud: Cloud
    simulation: Simulation

    async def connect_both(self) -> None:
        """Begin the family in the kitchen, and sign in to it in the study."""
        await found_family(self.kitchen, self.cloud)
        await join_family(self.study, self.cloud.url)

    async def become_alike(self) -> None:
        """Wait until both have said all and heard all."""
        both = (self.kitchen, self.study)
        for journey in (*both, *both):
            journey.studio.sync.hurry()
            await is_up_to_date(journey)
        await self.kitchen.person.waits_for(lambda: self._is_through(*both), "both computers to be at the same place")

    def _is_through(self, kitchen: Journey, study: Journey) -> bool:
        for journey in (kitchen, study):
            journey.studio.sync.hurry()
        syncs = [journey.studio.library.sync for journey in (kitchen, study)]
        return syncs[0].cursor == syncs[1].cursor and not any(one.waiting for one in syncs)

    async def see_alike(self, what: Callable[[Journey], object]) -> None:
        """Wait until something is so on both."""
        for journey in (self.kitchen, self.study):
            await journey.person.waits_for(lambda journey=journey: what(journey), "the same on both computers")


@contextlib.asynccontextmanager
async def household(
    folder: Path,
    *,
    cloud: Cloud | None = None,
    study_clock: Clock | None = None,
    take_picture: Callable[[str, QWidget], None] = lambda _name, _window: None,
) -> AsyncIterator[Household]:
    """Start a simulated Yoto, a cloud at home, and the app on two computers that know only the Yoto."""
    simulation = Simulation(QUICK)
    cloud = cloud or CloudHere(folder / "cloud")
    await asyncio.to_thread(simulation.start)
    await asyncio.to_thread(cloud.switch_on)
    try:
        opening = partial(
            begun,
            simulation=simulation,
            is_signed_in=True,
            keychain=folder / "keychain.json",
            take_picture=take_picture,
        )
        async with opening(folder / "kitchen") as kitchen, opening(folder / "study", clock=study_clock) as study:
            yield Household(kitchen, study, cloud, simulation)
    finally:
        await asyncio.to_thread(cloud.switch_off)
        await asyncio.to_thread(simulation.stop)


async def found_family(journey: Journey, cloud: Cloud) -> None:
    """Connect as the first person of the family does: account, owner code, family."""
    person = journey.person
    await opens_account(journey, cloud.url)
    person.types(OWNER)
    person.presses("Tab")
    person.types(PASSWORD)
    person.presses("Return")
    await person.waits_to_see("Owner code")
    person.screenshot("family-owner-code")
    person.clicks("Owner code")
    person.types(cloud.owner_code)
    person.presses("Return")
    await person.waits_to_see("The family's name")
    person.types(NAME)
    person.presses("Return")
    await person.waits_to_see(NAME, "Done")
    person.screenshot("family-connected")
    person.clicks("Done")


async def join_family(journey: Journey, url: str) -> None:
    """Connect as the same person does on a second computer."""
    person = journey.person
    await opens_account(journey, url)
    person.clicks("Sign in")
    person.clicks("E-mail")
    person.types(OWNER)
    person.presses("Tab")
    person.types(PASSWORD)
    person.presses("Return")
    await person.waits_to_see(NAME, "Done")
    person.clicks("Done")


async def join_by_invite(journey: Journey, cloud: CloudHere, code: str) -> None:
    """Connect as the other parent does, with an account of their own and the code that they were given."""
    person = journey.person
    await opens_account(journey, cloud.url)
    person.types(OTHER)
    person.presses("Tab")
    person.types(PASSWORD)
    person.presses("Return")
    await person.waits_to_see("Confirm the address")
    person.screenshot("family-confirm")
    person.types(await newest_letter(cloud.server, OTHER))
    person.presses("Return")
    await person.waits_to_see("Join with a code")
    person.clicks("Join with a code")
    person.clicks("Invite code")
    person.types(code)
    person.screenshot("family-join")
    person.presses("Return")
    await person.waits_to_see(NAME, "Done")
    person.clicks("Done")


async def signs_in_again(journey: Journey) -> None:
    """Answer the connect sheet that is open, on a computer that knows whose it is."""
    person = journey.person
    await person.waits_to_see("Who are you?")
    person.types(PASSWORD)
    person.presses("Return")
    await person.waits_to_see(NAME, "Done")
    person.clicks("Done")


async def opens_account(journey: Journey, url: str) -> None:
    """Paste the cloud's address, as far as the question who one is."""
    person = journey.person
    await journey.has_keyboard()
    await person.calls("Connect to the family")
    await person.waits_to_see("Address of the cloud")
    person.types(url)
    person.screenshot("family-address")
    person.presses("Return")
    await person.waits_to_see("Who are you?")


async def is_up_to_date(journey: Journey) -> None:
    """Wait until nothing waits, not even what only the app found out, and all has been heard."""
    sync, library = journey.studio.sync, journey.studio.library
    await journey.person.waits_for(
        lambda: sync.status.state is SyncState.UP_TO_DATE and not library.sync.waiting, "the sync to be through"
    )


async def has_sent_all(journey: Journey) -> None:
    """Wait until the cloud holds all audio and covers of this computer."""
    library = journey.studio.library
    await journey.person.waits_for(
        lambda: not library.sync.audio(is_stored=False) and not library.sync.artwork_to_send(),
        "the audio in the cloud",
    )
    await is_up_to_date(journey)


async def renames(journey: Journey, title: str, new: str) -> None:
    """Give a playlist another title, in its editor."""
    await journey.has_keyboard()
    person, page = journey.person, journey.screen.playlists
    person.presses("Ctrl+2")
    await person.waits_for(lambda: title in person.rows(page.table), f"the playlist {title}")
    person.clicks_row(page.table, title)
    await person.waits_for(lambda: page.editor.head.title.text() == title, "the playlist's editor")
    person.clicks(page.editor.head.title)
    person.presses("Ctrl+A")
    person.types(new)
    person.presses("Return")
    await person.waits_for(lambda: new in person.rows(page.table), "the new title")


def playlist(journey: Journey, title: str) -> Playlist | None:
    """Return the playlist with this title."""
    return next((one for one in journey.studio.library.playlists.all() if one.title == title), None)


def titles(journey: Journey, title: str) -> list[str]:
    """Return the titles of a playlist's tracks in their order."""
    return [recording.title for recording in recordings(journey, title)]


def recordings(journey: Journey, title: str) -> list[Recording]:
    """Return the recordings of a playlist in their order; of one that is not there, none."""
    library = journey.studio.library
    found = playlist(journey, title)
    entries = library.playlists.entries(found.key) if found is not None else []
    return library.recordings.rows([entry.recording for entry in entries if entry.recording])


def whereabouts(journey: Journey) -> set[Whereabouts]:
    """Return where the audio of all recordings is, seen from this computer."""
    library, vault = journey.studio.library, journey.studio.vault
    return {vault.whereabouts(recording) for recording in library.recordings.rows(library.recordings.keys())}
