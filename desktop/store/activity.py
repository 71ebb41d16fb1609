"""What happened, in sentences, the newest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One line of the Activity page. `at` is epoch seconds; `key` names what it is about, "" for nothing."""

    at: float
    kind: str
    sentence: str
    detail: str = ""
    key: str = ""


class Activity:
    """Reads the last 5,000 lines."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def recent(self, limit: int = 200) -> list[ActivityLine]:
        rows = self._connection.execute(
            "select at, kind, sentence, detail, key from activity order by id desc limit ?", (limit,)
        )
        return [ActivityLine(*row) for row in rows]


def add(connection: sqlite3.Connection, line: ActivityLine) -> str:
    """Write a line, drop what is too old; return the line's number as a key."""
    number = connection.execute(
        "insert into activity (at, kind, sentence, detail, key) values (?, ?, ?, ?, ?)",
        (line.at, line.kind, line.sentence, line.detail, line.key),
    ).lastrowid
    connection.execute("delete from activity where id <= (select max(id) from activity) - ?", (_KEPT,))
    return str(number)


def rewrite(connection: sqlite3.Connection, numbers: list[str], lines: list[ActivityLine]) -> list[str]:
    """Write lines in place of some that are there already, as long as there are of these; return their numbers."""
    for number, line in zip(numbers, lines, strict=False):
        connection.execute(
            "update activity set at = ?, kind = ?, sentence = ?, detail = ?, key = ? where id = ?",
            (line.at, line.kind, line.sentence, line.detail, line.key, int(number)),
        )
    connection.executemany("delete from activity where id = ?", [(int(number),) for number in numbers[len(lines) :]])
    return [*numbers[: len(lines)], *(add(connection, line) for line in lines[len(numbers) :])]
