"""The SQLite file: how it is opened, and what its failures mean for a person."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, count
from pathlib import Path

from desktop.model.errors import NoRoom, Trouble
from desktop.store.migrations import migrate

FILE_NAME = "library.sqlite"

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})


class Damaged(Trouble):
    """The database file cannot be read as one; it was set aside, nothing was deleted."""

    title = "The library's catalogue is damaged"


def open_database(folder: Path, *, now: float, is_suspect: bool) -> sqlite3.Connection:
    """Return the one connection to the folder's database, migrated, for use on this thread only.

    `is_suspect` (the last run did not end in order) has the whole file checked first. Raise Damaged after setting a
    damaged file aside, NoRoom when the disk is full or read-only, Trouble for a database of a newer version.
    """
    path = folder / FILE_NAME
    try:
        with plain_words(), ExitStack() as on_failure:
            connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
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


@contextmanager
def plain_words() -> Iterator[None]:
    """Translate SQLite's failures that are the world's fault: a full or read-only disk, a damaged file."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _NO_ROOM:
            raise NoRoom(
                "The change could not be written: the disk is full or the library folder is read-only.",
                next_step="Make room on the disk or check the folder's rights, then try again.",
            ) from error
        if code in _DAMAGE:
            raise Damaged(
                "The library's catalogue cannot be read any more.",
                next_step="Close the app and start it again; your audio files are untouched.",
            ) from error
        raise


def _prepare(connection: sqlite3.Connection, *, is_suspect: bool) -> None:
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
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
