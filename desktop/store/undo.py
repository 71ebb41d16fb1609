"""Undo and redo as data: what each step wrote, field by field, kept in the database so that it outlives a restart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.store import playlists, recordings
from desktop.store.fields import FieldWriter, Row, Value

_KEPT = 200
_PAGE = 500
_TABLES = {table.kind: table for table in (recordings.TABLE, playlists.TABLE, playlists.ENTRY_TABLE)}


@dataclass(frozen=True, slots=True)
class UndoStep:
    number: int
    label: str


class UndoSteps:
    """The steps that can be undone (newest first) and those that can be done again (the last undone first)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def undo_label(self) -> str | None:
        step = self._next(undone=False)
        return None if step is None else step.label

    @property
    def undo_step(self) -> int | None:
        step = self._next(undone=False)
        return None if step is None else step.number

    @property
    def redo_label(self) -> str | None:
        step = self._next(undone=True)
        return None if step is None else step.label

    def record(
        self, written: Mapping[tuple[str, str, str], tuple[Value, Value]], *, label: str, job: str | None, at: float
    ) -> int:
        """Keep a step, or add to the one of the same job; nothing can be done again after it. Return its number."""
        self._connection.execute("delete from undo_step where undone = 1")
        step = self._of_job(job) or self._begin(label, job=job, at=at)
        self._connection.executemany(
            """
            insert into undo_field (step, kind, key, field, before, after) values (?, ?, ?, ?, ?, ?)
            on conflict do update set after = excluded.after
            """,
            [(step, *name, before, after) for name, (before, after) in written.items()],
        )
        return step

    def forget(self) -> None:
        """Drop all steps: what is here now cannot be taken back."""
        self._connection.execute("delete from undo_field")
        self._connection.execute("delete from undo_step")

    def known(self, keys: Iterable[str]) -> set[str]:
        """Return those of the keys of which some step wrote a field."""
        wanted = list(keys)
        found: set[str] = set()
        for start in range(0, len(wanted), _PAGE):
            page = wanted[start : start + _PAGE]
            marks = ", ".join("?" * len(page))
            rows = self._connection.execute(f"select distinct key from undo_field where key in ({marks})", page)  # noqa: S608 - question marks
            found.update(key for (key,) in rows)
        return found

    def overtake(self, written: Iterable[tuple[str, str, str]]) -> None:
        """Let go of fields (kind, key, field) that somebody else wrote: even the same value is theirs now."""
        self._connection.executemany("delete from undo_field where kind = ? and key = ? and field = ?", written)

    def revert(self, writer: FieldWriter, *, undone: bool) -> list[UndoStep]:
        """Take the next step back (or, `undone`, do it again): only fields that still hold what we wrote.

        A step of which nothing is left to put back is passed over. Return the steps that were met, of which only the
        last one can have written anything.
        """
        met: list[UndoStep] = []
        while not writer.written and (step := self._next(undone=undone)) is not None:
            self._put_back(writer, step.number, undone=undone)
            self._connection.execute("update undo_step set undone = ? where id = ?", (not undone, step.number))
            met.append(step)
        return met

    def _put_back(self, writer: FieldWriter, step: int, *, undone: bool) -> None:
        fields = "before, after" if undone else "after, before"
        rows: dict[tuple[str, str], Row] = {}
        for kind, key, name, ours, wanted in self._connection.execute(
            f"select kind, key, field, {fields} from undo_field where step = ?",  # noqa: S608 - every part is ours
            (step,),
        ):
            if writer.holds(_TABLES[kind], key, name, ours):
                rows.setdefault((kind, key), {})[name] = wanted
        for (kind, key), row in rows.items():
            writer.put(_TABLES[kind], key, row)

    def _next(self, *, undone: bool) -> UndoStep | None:
        order = "asc" if undone else "desc"
        found = self._connection.execute(
            f"select id, label from undo_step where undone = ? order by id {order} limit 1",  # noqa: S608 - every part is ours
            (undone,),
        ).fetchone()
        return None if found is None else UndoStep(*found)

    def _of_job(self, job: str | None) -> int | None:
        if job is None:
            return None
        found = self._connection.execute("select id from undo_step where job = ?", (job,)).fetchone()
        return None if found is None else int(found[0])

    def _begin(self, label: str, *, job: str | None, at: float) -> int:
        step = self._connection.execute(
            "insert into undo_step (label, job, at, undone) values (?, ?, ?, 0)", (label, job, at)
        ).lastrowid
        self._connection.execute(
            "delete from undo_step where id <= (select id from undo_step order by id desc limit 1 offset ?)", (_KEPT,)
        )
        return int(step or 0)
