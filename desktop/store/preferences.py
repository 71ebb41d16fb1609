"""What the person has set, by name."""

from __future__ import annotations

import sqlite3
from typing import Any

from desktop.store.documents import from_json, to_json


class Preferences:
    """Reads preferences; a value is anything that JSON can say."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value as it was set, or `default` when it never was."""
        row = self._connection.execute("select value from preference where name = ?", (name,)).fetchone()
        return default if row is None else from_json(row[0])


def save(connection: sqlite3.Connection, name: str, value: object) -> bool:
    """Write a preference; return whether it changed."""
    return bool(
        connection.execute(
            """
            insert into preference values (?, ?)
            on conflict (name) do update set value = excluded.value where value is not excluded.value
            """,
            (name, to_json(value)),
        ).rowcount
    )
