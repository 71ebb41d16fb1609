"""Libraries in memory: what is on such a disk, and connections that are emptied and used again."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from typing import Any, TypeAlias

from desktop.store.database import Connection
from desktop.store.migrations import migrate
from tests.helpers.family_memory import Crashed

# all that was written since the migrations: rows by table, without the index
Content: TypeAlias = Mapping[str, list[tuple[object, ...]]]

KEPT = 7  # as many as a family has computers

_TABLES = """
    select name from sqlite_master where type = 'table' and name <> 'migration' and name not glob 'recording_search_*'
"""


class FusedConnection(Connection):
    """Crashes the process at a commit, as `fuse` says: before it holds, or after; `delay` commits pass first.

    `begun` counts the transactions: while it stays, nothing was changed.
    """

    fuse = ""
    delay = 0
    begun = 0

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        if sql == "begin immediate":
            self.begun += 1
        if sql != "commit" or not self.fuse:
            return super().execute(sql, parameters)
        if self.delay:
            self.delay -= 1
            return super().execute(sql, parameters)
        if self.fuse == "after":
            super().execute(sql)
        self.fuse = ""
        raise Crashed


class Shelf:
    """Empty libraries. SQLite has read the statements of one that was used before: that is a fifth of a schedule."""

    def __init__(self) -> None:
        self._free: list[FusedConnection] = []

    def take(self, content: Content) -> FusedConnection:
        """Return a library that holds this."""
        connection = self._free.pop() if self._free else connected(_empty())
        for table, rows in content.items():
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert into {table} values ({marks})", rows)
        return connection

    def put_back(self, connection: FusedConnection) -> None:
        """Empty a library for whoever takes it next. (No pragma may be set: SQLite would read the statements anew.)"""
        if len(self._free) == KEPT:
            connection.close()
            return
        connection.fuse = ""
        if connection.in_transaction:
            connection.execute("rollback")
        connection.execute("begin")
        for table in _tables():
            connection.execute(f"delete from {table}")
        connection.execute("commit")
        self._free.append(connection)


@cache
def shelf() -> Shelf:
    """Return this process's shelf."""
    return Shelf()


def connected(image: bytes) -> FusedConnection:
    """Return a connection to a library in memory that begins as this file."""
    connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=256, factory=FusedConnection)
    connection.deserialize(image)
    connection.execute("pragma foreign_keys = on")
    return connection


def content_of(connection: sqlite3.Connection) -> Content:
    """Return what is in a library in which nothing was indexed yet."""
    rows = {table: connection.execute(f"select * from {table}").fetchall() for table in _tables()}
    return {table: found for table, found in rows.items() if found}


@cache
def _empty() -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, now=0.0)
        return connection.serialize()


@cache
def _tables() -> tuple[str, ...]:
    with closing(connected(_empty())) as connection:
        return tuple(name for (name,) in connection.execute(_TABLES))
