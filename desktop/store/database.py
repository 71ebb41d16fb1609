"""The SQLite file: how it is opened, and what its failures mean for a person."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain, count
from pathlib import Path
from typing import Any, NoReturn

from desktop.model.errors import NoRoom, Trouble
from desktop.store.migrations import migrate

FILE_NAME = "library.sqlite"
_ROWS_AT_ONCE = 256

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})


class Damaged(Trouble):
    """The database file cannot be read as one; it was set aside, nothing was deleted."""

    title = "The library's catalogue is damaged"


class Connection(sqlite3.Connection):
    """A connection whose failures that are the world's fault are in plain words, in reading as in writing."""

    is_damaged = False  # then the next start checks the whole file

    def execute(self, sql: str, parameters: Any = (), /) -> Cursor:
        return super().cursor(Cursor).execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Cursor:
        return super().cursor(Cursor).executemany(sql, parameters)


class Cursor(sqlite3.Cursor):
    """See Connection. A damaged page may be met at any row, not only at the first."""

    connection: Connection

    def execute(self, sql: str, parameters: Any = (), /) -> Cursor:
        try:
            super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            self._explain(error)
        return self

    def executemany(self, sql: str, parameters: Any, /) -> Cursor:
        try:
            super().executemany(sql, parameters)
        except sqlite3.DatabaseError as error:
            self._explain(error)
        return self

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except sqlite3.DatabaseError as error:
            self._explain(error)

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]  # rows, not the cursor: no call for each of them
        try:
            while rows := super().fetchmany(_ROWS_AT_ONCE):
                yield from rows
        except sqlite3.DatabaseError as error:
            self._explain(error)

    def _explain(self, error: sqlite3.DatabaseError) -> NoReturn:
        trouble = _in_plain_words(error)
        if trouble is None:
            raise error
        self.connection.is_damaged |= isinstance(trouble, Damaged)
        raise trouble from error


def open_database(folder: Path, *, now: float, is_suspect: bool) -> Connection:
    """Return the one connection to the folder's database, migrated, for use on this thread only.

    `is_suspect` (the last run did not end in order) has the whole file checked first. Raise Damaged after setting a
    damaged file aside, NoRoom when the disk is full or read-only, Trouble for a database of a newer version.
    """
    path = folder / FILE_NAME
    try:
        with ExitStack() as on_failure:
            connection = _connected(path)
            on_failure.callback(connection.close)
            _prepare(connection, is_suspect=is_suspect)
            migrate(connection, now=now)
            on_failure.pop_all()
    except Damaged as damage:
        aside = _set_aside(path, now=now)
        raise Damaged(
            f"It cannot be read any more and was set aside as {aside.name}. Your audio files are untouched.",
            next_step=f"Restore a backup of {FILE_NAME}, or start again with an empty catalogue.",
        ) from damage
    return connection


def _connected(path: Path) -> Connection:
    try:
        return sqlite3.connect(path, isolation_level=None, cached_statements=256, factory=Connection)
    except sqlite3.DatabaseError as error:
        trouble = _in_plain_words(error)
        if trouble is None:
            raise
        raise trouble from error


def _in_plain_words(error: sqlite3.DatabaseError) -> Trouble | None:
    """Return what a failure of SQLite means to a person; None where it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _NO_ROOM:
        return NoRoom(
            "The change could not be written: the disk is full or the library folder is read-only.",
            next_step="Make room on the disk or check the folder's rights, then try again.",
        )
    if code in _BUSY:
        return Trouble(
            "Another program is using the library's catalogue.",
            next_step="Close it (a backup, perhaps), then try again.",
            title="The library is busy",
        )
    if code in _DAMAGE:
        return Damaged(
            "The library's catalogue cannot be read any more.",
            next_step="Close the app and start it again; your audio files are untouched.",
        )
    return None


def _prepare(connection: sqlite3.Connection, *, is_suspect: bool) -> None:
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma wal_autocheckpoint = 4000")  # 16 MB: a large import meets the same pages again and again
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma temp_store = memory")
    connection.execute("pragma cache_size = -65536")
    if is_suspect:
        verdict = connection.execute("pragma quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise Damaged(verdict)


def _set_aside(path: Path, *, now: float) -> Path:
    """Rename the database and its companions so that nobody overwrites them; return the new path."""
    stem = f"library.damaged-{time.strftime('%Y%m%d-%H%M%S', time.gmtime(now))}"
    names = chain([f"{stem}.sqlite"], (f"{stem}-{number}.sqlite" for number in count(2)))
    aside = next(candidate for candidate in map(path.with_name, names) if not candidate.exists())
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside
