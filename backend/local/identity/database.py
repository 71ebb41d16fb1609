"""The accounts' SQLite file: only its owner can read it, one writer, and what is deleted is overwritten."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

FILE_NAME: Final = "accounts.sqlite3"
OWNER_ONLY: Final = 0o600
VERSION: Final = 1
SCHEMA: Final = """
CREATE TABLE account (
    sub TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    salt BLOB NOT NULL,
    verifier BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    is_confirmed INTEGER NOT NULL,
    totp_asked BLOB,
    totp_secret BLOB,
    totp_step INTEGER NOT NULL DEFAULT 0,
    has_second_factor INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE code (
    email TEXT NOT NULL,
    purpose TEXT NOT NULL,
    digest BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (email, purpose)
) STRICT;
CREATE TABLE session (
    key TEXT PRIMARY KEY,
    sub TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    event_id TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_account ON session (sub);
CREATE TABLE refresh_token (
    digest BLOB PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
    parent BLOB,
    used_at INTEGER
) STRICT;
CREATE INDEX refresh_token_by_session ON refresh_token (session);
CREATE INDEX refresh_token_by_parent ON refresh_token (parent);
"""


class NewerAccounts(Exception):
    """The file was written by a newer version of the server. It is left as it is."""


class Database:
    """One connection that any thread may use, one at a time."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE_NAME
        path.touch(mode=OWNER_ONLY)
        path.chmod(OWNER_ONLY)  # SQLite gives its -wal and -shm the same mode
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        with ExitStack() as on_failure:
            on_failure.callback(self._connection.close)
            self._prepare()
            on_failure.pop_all()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and on the disk at the end. Inside another one it is part of that."""
        with self._lock:
            if self._is_busy():
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._is_busy():  # SQLite itself ends it when the disk is full
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Only look."""
        with self._lock:
            yield self._connection

    def close(self) -> None:
        """Let go of the file. Harmless when done before."""
        with self._lock:
            self._connection.close()

    def _is_busy(self) -> bool:
        return self._connection.in_transaction

    def _prepare(self) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        with self.transaction() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise NewerAccounts("These accounts were written by a newer version of the server.")
            if version < VERSION:
                for statement in SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {VERSION}")
