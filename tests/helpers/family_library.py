"""A computer of a simulated family whose disk is a real library: SQLite, rows, undo, the store's own sync."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import cast

from backend.contract.batches import Flight
from backend.contract.chain import Cursor
from backend.contract.messages import Gone, Page, Push
from backend.contract.records import Fields
from backend.contract.replica import Mark, Replica, Report
from backend.contract.snapshots import EMPTY, Snapshot
from desktop.model.cloud import DeviceKey
from desktop.store.library import Library
from desktop.store.lock import FolderLock
from desktop.store.sync_steps import Steps
from desktop.store.sync_tables import SyncTables
from tests.helpers.family_audit import Broken, living
from tests.helpers.family_memory import MemoryStorage
from tests.helpers.family_world import Computer
from tests.helpers.library_disks import Content, FusedConnection, connected, content_of, shelf

NOWHERE = Path("/nonexistent/family")


class _NoLock:
    def release(self, *, in_order: bool = True) -> None:
        """Nothing is held: the library is in memory."""


class LibraryStorage:
    """The disk: what World reads of a MemoryStorage, and the library on it once it is started."""

    connection: FusedConnection
    library: Library

    def __init__(
        self, *, chance: random.Random, clock: Callable[[], float], image: bytes | Content | None = None
    ) -> None:
        """`image` is what is on the disk: an empty library unless told."""
        self._chance = chance
        self._clock = clock
        self._image: bytes | Content | None = {} if image is None else image
        self._starts = 0

    def start(self) -> None:
        """Start the app: nothing that was only in memory is there any more."""
        if self._image is not None:
            self.connection = connected(self._image) if isinstance(self._image, bytes) else shelf().take(self._image)
            self._image = None
        self._starts += 1
        self.library = Library(
            NOWHERE,
            connection=self.connection,
            lock=cast(FolderLock, _NoLock()),
            clock=self._clock,
            entropy=self._chance.randbytes,
        )

    def end(self) -> None:
        """Let go of the disk."""
        if not self.is_off:
            shelf().put_back(self.connection)
            self._image = {}

    @property
    def is_off(self) -> bool:
        """Whether the app is still to be started on what is on this disk."""
        return self._image is not None

    @property
    def image(self) -> bytes | Content:
        """All that is on the disk."""
        return self.connection.serialize() if self._image is None else self._image

    @property
    def moment(self) -> tuple[int, int]:
        """Another one after each start and each transaction that was begun: at the same one, all is as it was."""
        return self._starts, self.connection.begun

    @property
    def fuse(self) -> str:
        return self.connection.fuse

    @fuse.setter
    def fuse(self, fuse: str) -> None:
        self.connection.fuse = fuse
        self.connection.delay = self._chance.choice((0, 0, 1, 2)) if fuse else 0

    @property
    def tables(self) -> SyncTables:
        return self.library.sync._copy.tables

    @property
    def base(self) -> dict[str, Fields]:
        return dict(self.tables.base.items())

    @property
    def former(self) -> dict[str, Fields]:
        return dict(self.tables.former.items())

    @property
    def pend(self) -> dict[str, Fields]:
        return dict(self.tables.pend.items())

    @property
    def flight(self) -> Flight | None:
        return self.tables.flight

    @property
    def mark(self) -> Mark:
        return self.tables.mark

    def copy(self) -> LibraryStorage:
        return LibraryStorage(chance=self._chance, clock=self._clock, image=self.image)

    def become(self, other: LibraryStorage) -> None:
        self.end()
        self._image = other.image

    def screen(self) -> dict[str, Fields]:
        """Return the synced state with what is on its way and what waits laid over it."""
        ground = self.tables.base if self.tables.mark.former is None else self.tables.former
        seen = dict(ground.items())
        sent = self.flight.writes.items() if self.flight else ()
        for record, fields in chain(sent, self.tables.pend.items()):
            seen[record] = {**seen.get(record, {}), **fields}
        return seen


@dataclass
class LibraryComputer(Computer):
    """A computer with a library; its screen is read once until something changes."""

    read_at: tuple[int, int] = (0, 0)
    looked_at: tuple[int, int] = (0, 0)
    screen: dict[str, Fields] = field(default_factory=dict)

    @property
    def disk(self) -> LibraryStorage:
        return cast(LibraryStorage, self.storage)

    def state(self) -> dict[str, Fields]:
        if self.read_at != self.disk.moment:
            self.screen, self.read_at = self.disk.screen(), self.disk.moment
        return self.screen


class LibraryReplica:
    """The app on it: what World asks of a Replica, through the library's door."""

    def __init__(self, storage: LibraryStorage, *, device: str, chance: random.Random) -> None:
        storage.start()
        storage.fuse = ""
        self._storage = storage
        self._chance = chance
        self._walk(storage.library.sync.join(DeviceKey(device)), is_patient=True)

    @property
    def _replica(self) -> Replica:
        return self._storage.library.sync._copy.replica

    @property
    def cursor(self) -> Cursor:
        return self._storage.library.sync.cursor

    @property
    def is_rebuilding(self) -> bool:
        return self._storage.library.sync.is_rebuilding

    def view(self, record: str) -> Fields | None:
        return self._replica.view(record)

    def edit(self, writes: Mapping[str, Fields]) -> set[str]:
        raise NotImplementedError("people edit a library, not its records")

    def push(self, *, allow_deletions: bool = False) -> Push | None:
        return self._storage.library.sync.push(allow_deletions=allow_deletions)

    def take(self, page: Page, *, allow_deletions: bool = False) -> Report:
        refuse = allow_deletions and self._chance.random() < 0.5
        before = self._living() if refuse else set()
        steps = self._storage.library.sync.take(
            page, allow_deletions=allow_deletions and not refuse, refuse_deletions=refuse
        )
        report = self._walk(steps)
        if refuse and (dead := before - self._living()):
            raise Broken(f"deleted, though it was refused: {sorted(dead)}")
        return report

    def _living(self) -> set[str]:
        return set(living(self._storage.screen()))

    def start_over(self, gone: Gone, snapshot: Snapshot = EMPTY) -> Report:
        report = self._walk(self._storage.library.sync.start_over(gone, snapshot))
        sync = self._storage.library.sync
        if sync.is_joining and sync.device is not None:  # begun, and turned away from: nothing else is possible before
            self._walk(sync.join(sync.device), is_patient=True)
        return report

    def _walk(self, steps: Steps, *, is_patient: bool = False) -> Report:
        """Take the steps; now and then the app turns to something else half-way."""
        left = 1000 if is_patient or self._chance.random() < 0.9 else self._chance.randint(0, 3)
        for _ in steps:
            left -= 1
            if left < 0:
                return Report(should_pull=True)
        return steps.report


@cache
def joined(device: str) -> Content:
    """Return the disk of a computer that has just joined with an empty library."""
    storage = LibraryStorage(chance=random.Random(0), clock=lambda: 0.0)
    LibraryReplica(storage, device=device, chance=random.Random(0))
    content = content_of(storage.connection)
    storage.end()
    return content


def as_storage(storage: LibraryStorage) -> MemoryStorage:
    """Return it as World types it."""
    return cast(MemoryStorage, storage)
