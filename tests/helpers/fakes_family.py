"""A family's cloud of the tests' own: the real rules over a table in memory, a vault, and computers with the app."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from backend.contract.chain import Cursor
from backend.contract.messages import Gone, Page, Push, push_to_bytes, read_push
from backend.contract.snapshots import EMPTY, Snapshot, read_snapshot
from backend.core import pull, push
from backend.core.keys import DeviceKey as CoreDevice
from backend.core.keys import FamilyKey
from backend.core.log import Log
from desktop.model.cloud import Cloud, CloudKind, Device, DeviceKey
from desktop.model.errors import NotFound, Trouble, Unreadable
from desktop.model.names import ArtworkKey, PlaylistKey, RecordingKey, recording_key
from desktop.model.recording import Recording
from desktop.services.announcer import Announcer
from desktop.services.connectivity import Connectivity
from desktop.services.family import FamilyState
from desktop.services.playlists import Playlists
from desktop.services.supervisor import Supervisor
from desktop.services.sync import Sync
from desktop.services.sync_status import SyncState
from desktop.services.vault import Vault
from desktop.store.library import Library
from tests.helpers.clock import FakeClock, settle
from tests.helpers.family_memory import MemoryDocuments, MemoryObjects, MovableClock

FAMILY = FamilyKey("f1")
BLOCK_BYTES = 64 * 1024
HOME = Cloud("http://home.test", "Home", CloudKind.HOME, "home", "home_pool", "client")

Answer = Page | Gone


class FakeCloud:
    """What all computers share: the log and the files."""

    def __init__(self) -> None:
        self.documents, self.objects = MemoryDocuments(), MemoryObjects()
        self.clock = MovableClock()
        self.page_commits = 256
        self.files: dict[str, bytes] = {}
        self.is_up = True

    def log(self) -> Log:
        return Log(self.documents, self.objects, family=FAMILY, page_commits=self.page_commits)

    def backup(self) -> Callable[[], None]:
        """Return what brings the cloud back to this moment."""
        items, objects, files = self.documents.backup(), dict(self.objects.files), dict(self.files)

        def restore() -> None:
            self.documents.restore(items)
            self.objects.files, self.files = dict(objects), dict(files)

        return restore


@dataclass(slots=True)
class FakeLog:
    """Implements family_ports.FamilyLog for one computer.

    `troubles` are raised by the next calls, one each; `(trouble, True)` is raised after the cloud did what was asked,
    `(None, True)` is a call that goes well.
    `answer` may replace an answer: a server out of its mind.
    """

    cloud: FakeCloud
    device: str
    clock: FakeClock
    troubles: list[tuple[Trouble | None, bool]] = field(default_factory=list)
    answer: Callable[[Answer], Answer] = lambda answer: answer
    takes_s: float = 0.0
    calls: list[tuple[str, float]] = field(default_factory=list)
    pushes: list[Push] = field(default_factory=list)

    async def pull(self, cursor: Cursor) -> Answer:
        await self.clock.sleep(self.takes_s)
        return self._ask("pull", lambda: pull.pull(cursor, log=self.cloud.log()))

    async def push(self, wanted: Push) -> Answer:
        await self.clock.sleep(self.takes_s)
        self.pushes.append(wanted)
        return self._ask("push", lambda: self._push(wanted))

    async def snapshot(self, gone: Gone) -> Snapshot:
        self.calls.append(("snapshot", self.clock.monotonic()))
        data = self.cloud.objects.get(gone.url)
        return EMPTY if data is None else read_snapshot(data, sha256=gone.sha256)

    def times(self, name: str = "") -> list[float]:
        """Return when calls were made."""
        return [at for call, at in self.calls if name in ("", call)]

    def _push(self, wanted: Push) -> Answer:
        told = read_push(push_to_bytes(wanted))
        answer = push.push(told, log=self.cloud.log(), device=CoreDevice(self.device), clock=self.cloud.clock)
        page = answer.page if isinstance(answer, push.Conflict) else answer
        if isinstance(page, Gone):
            return page
        own = (replace(commit, z=b"") if commit.pid == wanted.pid else commit for commit in page.commits)
        return replace(page, commits=tuple(own))

    def _ask(self, name: str, ask: Callable[[], Answer]) -> Answer:
        self.calls.append((name, self.clock.monotonic()))
        trouble, is_done = self.troubles.pop(0) if self.troubles else (None, True)
        answer = ask() if is_done else None
        if trouble is not None:
            raise trouble
        assert answer is not None
        return self.answer(answer)


@dataclass(slots=True)
class FakeVault:
    """Implements family_ports.FamilyVault. The line takes `line_bps` bytes a second, whatever is on it."""

    cloud: FakeCloud
    clock: FakeClock
    line_bps: float = 1_000_000.0
    troubles: dict[str, list[Trouble]] = field(default_factory=dict)
    calls: list[tuple[str, str, float]] = field(default_factory=list)
    moved: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0
    swept: list[tuple[Path, float]] = field(default_factory=list)
    _under_way: set[str] = field(default_factory=set)

    async def send(
        self,
        path: Path,
        *,
        sha256: str,
        mime: str,
        on_bytes: Callable[[int], None],
        pace: Callable[[int], Awaitable[None]],
    ) -> None:
        self._note("send", sha256)
        data = _read(path)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Unreadable(f"The file {path.name} is not what it was.")
        if sha256 not in self.cloud.files:
            await self._move("send", sha256, len(data), on_bytes=on_bytes, pace=pace)
            self.cloud.files[sha256] = data

    async def fetch(
        self, sha256: str, *, to: Path, on_bytes: Callable[[int], None], pace: Callable[[int], Awaitable[None]]
    ) -> None:
        self._note("fetch", sha256)
        if sha256 not in self.cloud.files:
            raise NotFound("The family's cloud does not have this.")
        data = self.cloud.files[sha256]
        await self._move("fetch", sha256, len(data), on_bytes=on_bytes, pace=pace)
        _write(to, data)

    async def sweep(self, folder: Path, *, before: float) -> None:
        self.swept.append((folder, before))

    def of(self, name: str) -> list[str]:
        """Return the SHA-256 of the files of which a call was made, in order."""
        return [sha256 for call, sha256, _ in self.calls if call == name]

    async def _move(
        self,
        name: str,
        sha256: str,
        total: int,
        *,
        on_bytes: Callable[[int], None],
        pace: Callable[[int], Awaitable[None]],
    ) -> None:
        assert sha256 not in self._under_way, "one file twice at once"
        self._under_way.add(sha256)
        self.most_at_once = max(self.most_at_once, len(self._under_way))
        done = 0
        try:
            while done < total:
                block = min(BLOCK_BYTES, total - done)
                await pace(block)
                await self.clock.sleep(block / self.line_bps)
                done += block
                self.moved[name] += block
                self._maybe_fail(f"middle of {name}")
                on_bytes(done)
        except asyncio.CancelledError:
            await settle(3)  # it lets go of the file in a thread
            raise
        finally:
            self._under_way.discard(sha256)

    def _note(self, name: str, sha256: str) -> None:
        self.calls.append((name, sha256, self.clock.monotonic()))
        self._maybe_fail(name)

    def _maybe_fail(self, name: str) -> None:
        waiting = self.troubles.get(name)
        if waiting:
            raise waiting.pop(0)


class FakeFamily:
    """Stands in for services.family.Family: who is signed in is set by hand."""

    def __init__(self, device: str) -> None:
        self.device = DeviceKey(device)
        self.cloud: Cloud | None = HOME
        self.state = FamilyState.MEMBER
        self.known: list[Device] = []
        self.asked = 0
        self._announcer: Announcer[FamilyState] = Announcer()

    @property
    def is_member(self) -> bool:
        return self.state is FamilyState.MEMBER

    def subscribe(self, listener: Callable[[FamilyState], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def enter(self, state: FamilyState) -> None:
        self.state = state
        self.cloud = None if state is FamilyState.NONE else HOME
        self._announcer.announce(state)

    async def devices(self) -> list[Device]:
        self.asked += 1
        return self.known


class Computer:
    """One computer: library, sync and vault, on a clock that a test moves. `start` begins what runs."""

    def __init__(self, folder: Path, *, cloud: FakeCloud, clock: FakeClock, name: str = "one") -> None:
        self.folder = folder / name
        self.cloud = cloud
        self.clock = clock
        self.device = f"d_{name}"
        self.log = FakeLog(cloud, self.device, clock)
        self.files = FakeVault(cloud, clock)
        self.family: Any = FakeFamily(self.device)
        self.jitter = 0.5
        self.bugs: list[object] = []
        self.open()

    def open(self) -> None:
        """Start the app."""
        self.library = Library.open(self.folder, clock=self.clock.now)
        self.connectivity = Connectivity(clock=self.clock)
        self.playlists = Playlists(self.library)
        self.supervisor = Supervisor(
            clock=self.clock, on_trouble=self.bugs.append, on_bug=lambda name, bug: self.bugs.append((name, bug))
        )
        self.sync = Sync(
            library=self.library,
            log=self.log,
            family=self.family,
            connectivity=self.connectivity,
            clock=self.clock,
            jitter=lambda: self.jitter,
        )
        self.vault = Vault(
            library=self.library,
            remote=self.files,
            family=self.family,
            spawn=self.supervisor.spawn,
            clock=self.clock,
            jitter=lambda: self.jitter,
        )

    def start(self, *, has_vault: bool = False) -> None:
        """Let the services run."""
        self.supervisor.start("sync", self.sync.run)
        if has_vault:
            self.supervisor.start("vault", self.vault.run)

    async def close(self) -> None:
        """End the app in order."""
        await self.supervisor.stop()
        self.library.close()
        assert self.bugs == []

    async def until(self, condition: Callable[[], object], *, within_s: float = 600.0) -> None:
        """Let time pass until something is so."""
        deadline = self.clock.monotonic() + within_s
        while not condition():
            assert self.clock.monotonic() < deadline, f"still {self.sync.status} {self.vault.status}"
            await self.clock.advance(0.25)

    async def settled(self, *, within_s: float = 600.0) -> None:
        """Let time pass until all is in the cloud and the cloud's is here."""
        calls = len(self.log.calls)
        self.sync.hurry()
        await self.until(
            lambda: len(self.log.calls) > calls and self.sync.status.state is SyncState.UP_TO_DATE, within_s=within_s
        )

    async def kept(self) -> None:
        """Let time pass until all that is here is in the cloud, and the cloud knows."""
        await self.until(lambda: not self.unsent())
        await self.settled()

    def unsent(self) -> list[str]:
        """Return what is here and, as far as the library knows, not in the cloud."""
        sync = self.library.sync
        rows = self.library.recordings.rows(self.library.recordings.keys())
        here = [one for one in rows if self.library.recordings.path(one).is_file()]
        titles = [one.title for one in here if not sync.is_stored(one.key)]
        return titles + [picture.key for picture in sync.artwork_to_send()]

    def add(self, *titles: str, size: int = 1000, mime: str = "audio/mpeg") -> list[RecordingKey]:
        """Put recordings into the library, their audio being there."""
        return [self._add(title, size=size, mime=mime) for title in titles]

    def playlist(self, title: str, *recordings: RecordingKey) -> PlaylistKey:
        """Make a playlist of these."""
        key = self.playlists.create(title)
        if recordings:
            self.playlists.add_recordings(key, list(recordings))
        return key

    def rename(self, key: RecordingKey, title: str) -> None:
        self.library.transact("Rename", lambda tx: tx.edit_recording(key, title=title))

    def remove(self, *keys: RecordingKey) -> None:
        def change(tx: Any) -> None:
            for key in keys:
                tx.remove_recording(key)

        self.library.transact("Remove", change)

    def paint(self, recording: RecordingKey, picture: bytes) -> ArtworkKey:
        """Give a recording a cover."""

        def change(tx: Any) -> ArtworkKey:
            key: ArtworkKey = tx.keep_artwork(picture, "image/png")
            tx.edit_recording(recording, cover=key)
            return key

        return self.library.transact("Paint", change)

    def titles(self) -> list[str]:
        """Return what is on the screen: the recordings, by title."""
        rows = self.library.recordings.rows(self.library.recordings.keys(order="title"))
        return [row.title for row in rows]

    def one(self, key: RecordingKey) -> Recording:
        found = self.library.recordings.get(key)
        assert found is not None
        return found

    def lines(self, kind: str = "") -> list[str]:
        """Return the sentences of Activity, the newest first."""
        return [line.sentence for line in self.library.activity.recent() if kind in ("", line.kind)]

    def _add(self, title: str, *, size: int, mime: str) -> RecordingKey:
        data = (title.encode() * (size // len(title.encode()) + 1))[:size]
        sha = hashlib.sha256(data).hexdigest()
        recording = Recording(recording_key(sha), sha, title, 60.0, size, ".mp3", mime)
        path = self.library.recordings.path(recording)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.library.transact("Add", lambda tx: tx.add_recording(recording))
        return recording.key


async def both(one: Computer, two: Computer) -> None:
    """Let two computers run until they have the same."""
    for _ in range(3):
        await one.settled()
        await two.settled()


def _read(path: Path) -> bytes:
    """Return a file's bytes at once: a thread would take real time, of which a stepped clock knows nothing."""
    return path.read_bytes() if path.is_file() else b""


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
