"""A computer of a simulated family whose disk is a real library: SQLite, rows, undo, the store's own sync."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, cast

from backend.contract.batches import Flight
from backend.contract.chain import Cursor
from backend.contract.messages import Gone, Page, Push
from backend.contract.records import Fields
from backend.contract.replica import Mark, Replica, Report
from backend.contract.snapshots import EMPTY, Snapshot
from desktop.model.cloud import DeviceKey
from desktop.store.database import Connection
from desktop.store.library import Library
from desktop.store.lock import FolderLock
from desktop.store.migrations import migrate
from desktop.store.sync_steps import Steps
from desktop.store.sync_tables import SyncTables
from tests.helpers.family_memory import Crashed, MemoryStorage

NOWHERE = Path("/nonexistent/family")


class _NoLock:
    def release(self, *, in_order: bool = True) -> None:
        """Nothing is held: the library is in memory."""


class FusedConnection(Connection):
    """Crashes the process at a commit, as `fuse` says: before it holds, or after; `delay` commits pass first."""

    fuse = ""
    delay = 0

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        if sql != "commit" or not self.fuse:
            return super().execute(sql, parameters)
        if self.delay:
            self.delay -= 1
            return super().execute(sql, parameters)
        if self.fuse == "after":
            super().execute(sql)
        self.fuse = ""
        raise Crashed


@cache
def _empty() -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, now=0.0)
        return connection.serialize()


class LibraryStorage:
    """The disk: what World reads of a MemoryStorage, and the library on it."""

    def __init__(self, *, chance: random.Random, clock: Callable[[], float], image: bytes | None = None) -> None:
        self._chance = chance
        self._clock = clock
        self.open(_empty() if image is None else image)

    def open(self, image: bytes) -> None:
        """Make this the disk's content."""
        self.connection = sqlite3.connect(
            ":memory:", isolation_level=None, cached_statements=256, factory=FusedConnection
        )
        self.connection.deserialize(image)
        self.connection.execute("pragma foreign_keys = on")
        self.start()

    def start(self) -> None:
        """Start the app: nothing that was only in memory is there any more."""
        self.library = Library(
            NOWHERE,
            connection=self.connection,
            lock=cast(FolderLock, _NoLock()),
            clock=self._clock,
            entropy=self._chance.randbytes,
        )

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
        return LibraryStorage(chance=self._chance, clock=self._clock, image=self.connection.serialize())

    def become(self, other: LibraryStorage) -> None:
        self.connection.close()
        self.open(other.connection.serialize())


class LibraryReplica:
    """The app on it: what World asks of a Replica, through the library's door."""

    def __init__(self, storage: LibraryStorage, *, device: str, chance: random.Random) -> None:
        storage.start()
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
        steps = self._storage.library.sync.take(
            page, allow_deletions=allow_deletions and not refuse, refuse_deletions=refuse
        )
        return self._walk(steps)

    def start_over(self, gone: Gone, snapshot: Snapshot = EMPTY) -> Report:
        return self._walk(self._storage.library.sync.start_over(gone, snapshot))

    def _walk(self, steps: Steps, *, is_patient: bool = False) -> Report:
        """Take the steps; now and then the app turns to something else half-way."""
        left = 1000 if is_patient or self._chance.random() < 0.9 else self._chance.randint(0, 3)
        for _ in steps:
            left -= 1
            if left < 0:
                return Report(should_pull=True)
        return steps.report


def as_storage(storage: LibraryStorage) -> MemoryStorage:
    """Return it as World types it."""
    return cast(MemoryStorage, storage)
