"""Field-wise writing of the records that a family edits: the ground of undo, and of sync after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from desktop.store.changes import Collected

Value: TypeAlias = str | int | float | None
Row: TypeAlias = dict[str, Value]

DELETED = "deleted"  # 1 dead, 0 alive; an ordinary field, so that undelete is an ordinary write


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of record: its fields, how a model value becomes a column's, and what is derived for sorting.

    The table bears the kind's name and has the columns `id`, `key`, `fields`, `deleted` and the derived ones.
    """

    kind: str
    fields: tuple[str, ...]
    encode: Mapping[str, Callable[[Any], Value]] = field(default_factory=dict)
    derived: Mapping[str, tuple[str, Callable[[Any], str]]] = field(default_factory=dict)

    def row(self, values: Mapping[str, Any]) -> Row:
        """Return column values for model values. Raise ValueError for a field that the kind does not have."""
        row: Row = {}
        for name, value in values.items():
            if name not in self.fields:
                raise ValueError(f"a {self.kind} has no field {name!r}")
            encode = self.encode.get(name)
            row[name] = value if encode is None else encode(value)
        return row

    def with_derived(self, row: Mapping[str, Value]) -> Row:
        """Return `row` with the columns that follow from it."""
        derived = {column: derive(row[name]) for name, (column, derive) in self.derived.items() if name in row}
        return {**row, **derived}


class FieldWriter:
    """Writes fields of one open transaction and remembers of each what it held before and what it holds now."""

    def __init__(self, connection: sqlite3.Connection, collected: Collected) -> None:
        self._connection = connection
        self._collected = collected
        self._written: dict[tuple[str, str, str], tuple[Value, Value]] = {}
        self._inserted: dict[tuple[str, str], Row] = {}

    @property
    def inserted(self) -> Mapping[tuple[str, str], Row]:
        """Return (kind, key) -> the columns with which a record was made."""
        return self._inserted

    @property
    def written(self) -> Mapping[tuple[str, str, str], tuple[Value, Value]]:
        """Return (kind, key, field) -> (before, after), without what came back to where it was."""
        return {name: pair for name, pair in self._written.items() if pair[0] != pair[1]}

    @property
    def changed(self) -> dict[tuple[str, str], Row]:
        """Return (kind, key) -> the columns that were written, as they are now."""
        changed: dict[tuple[str, str], Row] = {}
        for (kind, key, column), (_, after) in self.written.items():
            changed.setdefault((kind, key), {})[column] = after
        return changed

    def add(self, table: Table, key: str, values: Mapping[str, Any]) -> None:
        """Insert a record, or bring a removed one back with these fields. Raise ValueError when it is there alive."""
        row = table.row(values)
        deleted = self._held(table, key, [DELETED])
        if deleted is not None:
            if not deleted[0]:
                raise ValueError(f"the {table.kind} {key} is there already")
            self.put(table, key, {**row, DELETED: 0})
            return
        self.insert(table, key, row)

    def insert(self, table: Table, key: str, row: Row) -> None:
        """Make a record of all its columns; there must be none with this key yet, not even a removed one."""
        whole = table.with_derived({"key": key, **row, DELETED: 0})
        names = ", ".join(whole)
        marks = ", ".join("?" * len(whole))
        self._connection.execute(f"insert into {table.kind} ({names}) values ({marks})", tuple(whole.values()))  # noqa: S608 - names of our own
        self._inserted[table.kind, key] = row
        self._written[table.kind, key, DELETED] = (1, 0)
        self._collected.add(table.kind, key)

    def insert_all(self, table: Table, rows: Mapping[str, Row]) -> None:
        """Make records as `insert` does; all rows (by key) have the same columns."""
        whole = [table.with_derived({"key": key, **row, DELETED: 0}) for key, row in rows.items()]
        if not whole:
            return
        names = ", ".join(whole[0])
        marks = ", ".join("?" * len(whole[0]))
        self._connection.executemany(
            f"insert into {table.kind} ({names}) values ({marks})",  # noqa: S608 - names of our own
            [tuple(one.values()) for one in whole],
        )
        kind = table.kind
        self._inserted.update({(kind, key): row for key, row in rows.items()})
        self._written.update(dict.fromkeys([(kind, key, DELETED) for key in rows], (1, 0)))
        self._collected.add_all(kind, rows)

    def edit(self, table: Table, key: str, values: Mapping[str, Any]) -> None:
        """Write fields of a record. Raise KeyError when there is none."""
        self.put(table, key, table.row(values))

    def remove(self, table: Table, key: str) -> None:
        """Mark a record as removed. Raise KeyError when there is none."""
        self.put(table, key, {DELETED: 1})

    def put(self, table: Table, key: str, row: Mapping[str, Value]) -> None:
        """Write columns, of which only those that differ count as written."""
        held = self._held(table, key, list(row))
        if held is None:
            raise KeyError(f"there is no {table.kind} {key}")
        changed: Row = {}
        for (name, value), before in zip(row.items(), held, strict=True):
            if value != before:
                changed[name] = value
                first = self._written.get((table.kind, key, name), (before, value))[0]
                self._written[table.kind, key, name] = (first, value)
        if not changed:
            return
        whole = table.with_derived(changed)
        places = ", ".join(f"{name} = ?" for name in whole)
        self._connection.execute(f"update {table.kind} set {places} where key = ?", (*whole.values(), key))  # noqa: S608 - names of our own
        self._collected.add(table.kind, key)

    def holds(self, table: Table, key: str, name: str, value: Value) -> bool:
        """Return whether a record is there and its column holds just this value."""
        held = self._held(table, key, [name])
        return held is not None and bool(held[0] == value)

    def _held(self, table: Table, key: str, names: list[str]) -> tuple[Value, ...] | None:
        found: tuple[Value, ...] | None = self._connection.execute(
            f"select {', '.join(names)} from {table.kind} where key = ?",  # noqa: S608 - names of our own
            (key,),
        ).fetchone()
        return found
