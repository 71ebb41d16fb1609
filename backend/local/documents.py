"""Keeps the families' items in one SQLite file."""

from __future__ import annotations

import base64
import json
import queue
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from backend.core.ports import Item, Value
from backend.local.disk import disk_trouble

LAYOUT = 1  # of the tables; a file of a later layout is not touched
BUSY_S = 30.0
SETTINGS = (
    "journal_mode = wal",
    "synchronous = full",
    "fullfsync = on",  # without it macOS answers before its disk has written
    "checkpoint_fullfsync = on",
    f"journal_size_limit = {64 * 1024 * 1024}",
)

TABLES = """
create table if not exists items (
    partition text not null, sort text not null, ttl integer, fields text not null, unique (partition, sort));
create index if not exists going on items (ttl) where ttl is not null;
"""
ASCENDING = "select sort, fields from items where partition = ? and sort between ? and ? order by sort limit ?"
GREATEST = "select sort, fields from items where partition = ? and sort between ? and ? order by sort desc limit 1"
ONE = "select fields from items where partition = ? and sort = ?"
PUT_NEW = "insert into items (partition, sort, ttl, fields) values (?, ?, ?, ?) on conflict do nothing"
PUT = """
insert into items (partition, sort, ttl, fields) values (?, ?, ?, ?)
on conflict do update set ttl = excluded.ttl, fields = excluded.fields
"""
REMOVE = "delete from items where partition = ? and sort = ?"
SWEEP = "delete from items where ttl < ?"


class LaterLayout(Exception):
    """The file was made by a later version of this program."""


class SqliteDocuments:
    """The table, as `backend.core.ports.Documents` promises it, for any number of threads of one process.

    A write is on the disk when it is answered. Sort keys have the order of their UTF-8 bytes. Every method may raise
    Refused with FULL or Unavailable when the disk is full or broken; nothing has been written then.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or make it; raise LaterLayout, or sqlite3.DatabaseError when it is none of ours."""
        self._path = path
        self._turn = threading.Lock()
        self._readers: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        self._writer = _connect(path)
        try:
            _lay_out(self._writer)
        except (LaterLayout, sqlite3.Error):
            self._writer.close()
            raise

    @disk_trouble()
    def query(self, partition: str, *, low: str, high: str, limit: int) -> Sequence[Item]:
        """Return the first `limit` items whose sort key is in [low, high], ascending, each with its key as `sk`."""
        return self._read(ASCENDING, (partition, low, high, limit))

    @disk_trouble()
    def last(self, partition: str, *, low: str, high: str) -> Item | None:
        """Return the item with the greatest sort key in [low, high]."""
        found = self._read(GREATEST, (partition, low, high))
        return found[0] if found else None

    @disk_trouble()
    def put_new(self, partition: str, sort: str, item: Item) -> bool:
        """Put an item unless there is one; return whether it was put."""
        with self._writing() as writer:
            return writer.execute(PUT_NEW, (partition, sort, _ttl(item), _to_text(item))).rowcount == 1

    @disk_trouble()
    def update(self, partition: str, sort: str, *, changes: Item, expected: Item) -> bool:
        """Change fields of an item, made when missing, if it has the expected ones (None: not there)."""
        with self._writing() as writer:
            there = _one(writer, partition, sort)
            if not _is_as_expected(there or {}, expected):
                return False
            changed = {**(there or {}), **changes}
            writer.execute(PUT, (partition, sort, _ttl(changed), _to_text(changed)))
            return True

    @disk_trouble()
    def remove(self, partition: str, sort: str, *, expected: Item) -> bool:
        """Delete an item if it is there and has the expected fields; return whether it was deleted."""
        with self._writing() as writer:
            there = _one(writer, partition, sort)
            if there is None or not _is_as_expected(there, expected):
                return False
            writer.execute(REMOVE, (partition, sort))
            return True

    @disk_trouble()
    def sweep(self, *, now_s: int) -> int:
        """Delete the items whose `ttl` (seconds since 1970) is in the past; return how many there were."""
        with self._writing() as writer:
            return writer.execute(SWEEP, (now_s,)).rowcount

    def close(self) -> None:
        """Close the file; everything is in it, and nothing beside it."""
        with self._turn:
            while not self._readers.empty():
                self._readers.get_nowait().close()
            self._writer.close()

    def _read(self, question: str, values: tuple[str | int, ...]) -> list[Item]:
        with self._reading() as reader:
            rows = reader.execute(question, values).fetchall()
        return [{**_from_text(fields), "sk": sort} for sort, fields in rows]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            reader = self._readers.get_nowait()
        except queue.Empty:
            reader = _connect(self._path)
        try:
            yield reader
        finally:
            self._readers.put(reader)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._turn:
            self._writer.execute("begin immediate")
            try:
                yield self._writer
                self._writer.execute("commit")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("rollback")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        for setting in SETTINGS:
            connection.execute(f"pragma {setting}").fetchall()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _lay_out(connection: sqlite3.Connection) -> None:
    (layout,) = connection.execute("pragma user_version").fetchone()
    if layout > LAYOUT:
        raise LaterLayout(f"layout {layout}")
    connection.executescript(TABLES)
    connection.execute(f"pragma user_version = {LAYOUT}")


def _one(connection: sqlite3.Connection, partition: str, sort: str) -> dict[str, Value] | None:
    row = connection.execute(ONE, (partition, sort)).fetchone()
    return None if row is None else _from_text(row[0])


def _is_as_expected(item: Item, expected: Item) -> bool:
    return all(item.get(name) == value for name, value in expected.items())


def _ttl(item: Item) -> int | None:
    ttl = item.get("ttl")
    return ttl if isinstance(ttl, int) else None


def _to_text(item: Item) -> str:
    kept = {name: value for name, value in item.items() if value is not None and name != "sk"}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), default=_boxed)


def _boxed(value: object) -> Mapping[str, str]:
    if not isinstance(value, bytes):
        raise TypeError(f"an item cannot hold {type(value).__name__}")
    return {"b": base64.b64encode(value).decode("ascii")}


def _from_text(fields: str) -> dict[str, Value]:
    return {name: _opened(value) for name, value in json.loads(fields).items()}


def _opened(told: Value | dict[str, str]) -> Value:
    return base64.b64decode(told["b"]) if isinstance(told, dict) else told
