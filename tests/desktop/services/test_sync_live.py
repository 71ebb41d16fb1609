"""Two computers of a family and the real server at home, over real sockets: nothing here is a stand-in."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from backend.local.server import HomeServer
from desktop.gateways.clock import SystemClock
from desktop.model.cloud import Whereabouts
from desktop.model.errors import Trouble
from desktop.model.names import ArtworkKey, PlaylistKey, RecordingKey, recording_key
from desktop.model.recording import Recording
from desktop.services.connectivity import Connectivity
from desktop.services.family import FamilyState
from desktop.services.playlists import Playlists
from desktop.services.supervisor import Supervisor
from desktop.services.sync import Sync
from desktop.services.sync_status import SyncState
from desktop.services.vault import Vault
from tests.helpers.home import Computer, computer
from tests.helpers.server_process import free_port

DEADLINE_S = 60.0
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 1000
LARGE = 33 * 1024 * 1024  # above what goes in one piece


class Desk:
    """A computer whose sync and vault run."""

    def __init__(self, one: Computer) -> None:
        clock = SystemClock()
        self.computer = one
        self.library = one.library
        self.playlists = Playlists(one.library)
        self.bugs: list[object] = []
        self.supervisor = Supervisor(
            clock=clock, on_trouble=self.bugs.append, on_bug=lambda name, bug: self.bugs.append((name, bug))
        )
        self.sync = Sync(
            library=one.library,
            log=one.service.log,
            family=one.family,
            connectivity=Connectivity(clock=clock),
            clock=clock,
            jitter=lambda: 0.0,
        )
        self.vault = Vault(
            library=one.library,
            remote=one.service.vault,
            family=one.family,
            spawn=self.supervisor.spawn,
            clock=clock,
            jitter=lambda: 0.0,
        )
        self.supervisor.start("sync", self.sync.run)
        self.supervisor.start("vault", self.vault.run)

    async def close(self) -> None:
        await self.supervisor.stop()
        assert self.bugs == []

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for what makes it so: a commit, or another status."""
        bell = asyncio.Event()
        ends = [one.subscribe(lambda _: bell.set()) for one in (self.library, self.sync, self.vault)]
        try:
            async with asyncio.timeout(DEADLINE_S):
                while not condition():
                    bell.clear()
                    await bell.wait()
        except TimeoutError:
            raise AssertionError(f"still {self.sync.status} {self.vault.status}") from None
        finally:
            for end in ends:
                end()

    async def settled(self) -> None:
        """Sync, and wait until everything here is in the cloud, the words about the files too."""
        before = self.sync.status.since
        self.sync.hurry()
        await self.until(lambda: self.sync.status.state is SyncState.UP_TO_DATE and self.sync.status.since != before)

    async def kept(self) -> None:
        """Wait until all that is here is in the cloud, and the cloud knows."""
        await self.until(self._is_all_stored)
        await self.settled()

    def _is_all_stored(self) -> bool:
        sync = self.library.sync
        unsent = [self.one(row.key) for row in sync.audio(is_stored=False)]
        here = [one for one in unsent if self.library.recordings.path(one).is_file()]
        return sync.is_on and not (sync.is_joining or here or sync.artwork_to_send())

    def add(self, title: str, *, size: int = 100_000) -> RecordingKey:
        data = title.encode() + os.urandom(size)
        sha = hashlib.sha256(data).hexdigest()
        recording = Recording(recording_key(sha), sha, title, 60.0, len(data), ".mp3", "audio/mpeg")
        path = self.library.recordings.path(recording)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.library.transact("Add", lambda tx: tx.add_recording(recording))
        return recording.key

    def rename(self, key: RecordingKey, title: str) -> None:
        self.library.transact("Rename", lambda tx: tx.edit_recording(key, title=title))

    def one(self, key: RecordingKey) -> Recording:
        found = self.library.recordings.get(key)
        assert found is not None
        return found

    def titles(self) -> list[str]:
        return [row.title for row in self.library.recordings.rows(self.library.recordings.keys(order="title"))]

    def tracks(self, playlist: PlaylistKey) -> list[str]:
        entries = self.library.playlists.entries(playlist)
        return [self.one(entry.recording).title for entry in entries if entry.recording is not None]


class House:
    """The server, which can be switched off, copied and put back, and the computers."""

    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.port = free_port()
        self.server = self._server()
        self.server.start()
        stack.callback(self.off)

    def _server(self) -> HomeServer:
        return HomeServer(self.folder / "home", port=self.port)

    def off(self) -> None:
        self.server.stop()

    def on(self) -> None:
        self.server = self._server()
        self.server.start()

    def copy(self) -> None:
        self.off()
        shutil.rmtree(self.folder / "copy", ignore_errors=True)
        shutil.copytree(self.folder / "home", self.folder / "copy")
        self.on()

    def put_back(self) -> None:
        self.off()
        shutil.rmtree(self.folder / "home")
        shutil.copytree(self.folder / "copy", self.folder / "home")
        self.on()

    async def desk(
        self,
        name: str,
        *,
        before: Callable[[Computer], None] = lambda one: None,
        stack: AsyncExitStack | None = None,
    ) -> Desk:
        """Return a computer that has joined the family; the first one founds it. It is on as long as `stack` is."""
        stack = stack or self.stack
        one = await stack.enter_async_context(computer(self.folder / name, name=name))
        before(one)
        if self.server.needs_owner:
            await one.begin_family(self.server)
        else:
            await one.sign_in(self.server)
        assert one.family.state is FamilyState.MEMBER
        desk = Desk(one)
        stack.push_async_callback(desk.close)
        return desk


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        yield House(folder, stack)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        yield house


async def both(one: Desk, two: Desk) -> None:
    for desk in (one, two, one, two):
        await desk.settled()


async def test_the_second_computer_gets_library_and_covers_and_audio_when_it_is_wanted(house: House) -> None:
    kitchen = await house.desk("Kitchen")
    small, large = kitchen.add("Small"), kitchen.add("Large", size=LARGE)
    playlist = kitchen.playlists.create("Bedtime", [large, small])
    cover: ArtworkKey = kitchen.library.transact("Paint", lambda tx: tx.keep_artwork(PNG, "image/png"))
    kitchen.library.transact("Paint", lambda tx: tx.edit_playlist(playlist, cover=cover))
    await kitchen.kept()
    study = await house.desk("Study")
    await study.until(lambda: study.library.artwork.bytes(cover) == PNG)
    assert study.titles() == ["Large", "Small"]
    assert study.tracks(playlist) == ["Large", "Small"]
    for key in (small, large):
        assert study.vault.whereabouts(study.one(key)) is Whereabouts.CLOUD
        path = await study.vault.fetch(study.one(key))
        assert hashlib.sha256(path.read_bytes()).hexdigest() == study.one(key).sha256
        assert study.vault.whereabouts(study.one(key)) is Whereabouts.HERE
    await kitchen.settled()
    assert kitchen.sync.name_of(study.computer.family.device) in ("Study", "Another computer")


async def test_two_edit_one_playlist_while_the_server_is_off_and_both_edits_survive(house: House) -> None:
    kitchen = await house.desk("Kitchen")
    first, second = kitchen.add("First"), kitchen.add("Second")
    playlist = kitchen.playlists.create("Bedtime", [first, second])
    await kitchen.kept()
    study = await house.desk("Study")
    await study.settled()
    house.off()
    for desk in (kitchen, study):
        desk.sync.hurry()
        await desk.until(lambda desk=desk: desk.sync.status.state is SyncState.OFFLINE)
    kitchen.playlists.rename(playlist, "Of the kitchen")
    kitchen.playlists.add_recordings(playlist, [kitchen.add("Kitchen's")])
    study.playlists.rename(playlist, "Of the study")
    study.playlists.add_recordings(playlist, [study.add("Study's")])
    assert kitchen.sync.status.waiting >= 3
    house.on()
    await both(kitchen, study)
    titles = {desk.library.playlists.all()[0].title for desk in (kitchen, study)}
    assert titles in ({"Of the kitchen"}, {"Of the study"})
    assert kitchen.tracks(playlist) == study.tracks(playlist)
    assert set(kitchen.tracks(playlist)) == {"First", "Second", "Kitchen's", "Study's"}
    loser = study if titles == {"Of the kitchen"} else kitchen
    (loss,) = loser.library.sync.losses()
    assert loss.is_restorable
    loser.library.sync.restore(loss.key)
    await both(kitchen, study)
    assert {desk.library.playlists.all()[0].title for desk in (kitchen, study)} == {loss.lost}


async def test_a_server_put_back_to_an_older_copy_while_both_run_gets_all_of_it_again(house: House) -> None:
    kitchen = await house.desk("Kitchen")
    kitchen.add("Old")
    study = await house.desk("Study")
    await kitchen.kept()
    await study.settled()
    house.copy()
    new = kitchen.add("After the copy")
    await kitchen.kept()
    study.add("Of the study, after the copy")
    await study.kept()
    await kitchen.settled()
    house.put_back()
    study.add("Onto the old one")
    await both(kitchen, study)
    for desk in (kitchen, study):
        assert desk.titles() == ["After the copy", "Of the study, after the copy", "Old", "Onto the old one"]
    await kitchen.kept()
    await study.settled()
    path = await study.vault.fetch(study.one(new))
    assert path.stat().st_size == study.one(new).size_bytes


async def test_files_that_vanish_and_a_whole_disk_that_does_delete_nothing(house: House) -> None:
    async with AsyncExitStack() as disk:
        kitchen = await house.desk("Kitchen", stack=disk)
        keys = [kitchen.add("First"), kitchen.add("Second")]
        playlist = kitchen.playlists.create("Bedtime", keys)
        cover: ArtworkKey = kitchen.library.transact("Paint", lambda tx: tx.keep_artwork(PNG, "image/png"))
        kitchen.library.transact("Paint", lambda tx: tx.edit_playlist(playlist, cover=cover))
        await kitchen.kept()
        study = await house.desk("Study")
        await study.until(lambda: study.library.artwork.bytes(cover) == PNG)
        for name in ("audio", "artwork"):
            shutil.rmtree(house.folder / "Kitchen" / name)
        kitchen.rename(keys[0], "Renamed")
        await both(kitchen, study)
        for desk in (kitchen, study):
            assert_bedtime(desk, playlist, cover)
        path = await kitchen.vault.fetch(kitchen.one(keys[0]))
        assert hashlib.sha256(path.read_bytes()).hexdigest() == kitchen.one(keys[0]).sha256
    shutil.rmtree(house.folder / "Kitchen")
    again = await house.desk("Kitchen")
    await both(again, study)
    for desk in (again, study):
        assert_bedtime(desk, playlist, cover)


def assert_bedtime(desk: Desk, playlist: PlaylistKey, cover: ArtworkKey) -> None:
    found = desk.library.playlists.get(playlist)
    assert found is not None
    assert found.cover == cover
    assert desk.tracks(playlist) == desk.titles() == ["Renamed", "Second"]


async def test_a_computer_that_is_revoked_stops_and_says_so_and_keeps_its_library(house: House) -> None:
    kitchen = await house.desk("Kitchen")
    kitchen.add("First")
    await kitchen.kept()
    study = await house.desk("Study")
    await study.settled()
    await kitchen.computer.family.revoke(study.computer.family.device)
    study.sync.hurry()
    await study.until(lambda: study.sync.status.state is SyncState.NEEDS_YOU)
    assert study.sync.status.trouble is not None
    assert "removed from the family" in study.sync.status.trouble.message
    study.rename(study.library.recordings.keys()[0], "Still editable")
    assert study.titles() == ["Still editable"]
    with pytest.raises(Trouble):
        await study.vault.fetch(study.one(study.library.recordings.keys()[0]))
