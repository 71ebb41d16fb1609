"""Writes records of the family's log to the rows that the screen shows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from backend.contract.codec import canonical
from backend.contract.records import ARTWORK, LEDGER, RECORDING, Fields, is_deleted
from desktop.store.changes import Collected
from desktop.store.fields import DELETED, FieldWriter, Row, Value
from desktop.store.sync_mapping import KINDS, Kind
from desktop.store.sync_order import place

BLOB = "blob"

_PAGE = 500

Views: TypeAlias = Callable[[Iterable[str]], Mapping[str, Fields | None]]


class Rows:
    """The rows of one open transaction."""

    def __init__(
        self, connection: sqlite3.Connection, *, views: Views, writer: FieldWriter, collected: Collected
    ) -> None:
        self._connection = connection
        self._views = views
        self._writer = writer
        self._collected = collected
        self._has_orphans = connection.execute("select 1 from sync_orphan limit 1").fetchone() is not None
        self._there: set[str] = set()
        self._missing_rows: set[str] = set()
        self._stored: set[str] = set()

    def bring_up_to_date(self, records: Iterable[str], *, is_sorted: bool = False) -> None:
        """Make the rows of these records what the log and what waits here say of them.

        New ones are made by their place; `is_sorted` says that they come by it.
        """
        seen = dict(self._views(records))
        waiting = list(seen) if is_sorted else sorted(seen, key=lambda record: place(record, seen[record] or {}))
        self._look_for(waiting)
        made = self._make(waiting, seen)
        for record in waiting:
            if record not in seen:
                seen.update(self._views((record,)))
            fields, kind = seen[record], KINDS.get(record[:2])
            if kind is not None:
                if record not in made:
                    self._write(kind, record, fields)
                    waiting += self._orphans_of(record)
                is_stored = kind.prefix == RECORDING and fields is not None and fields.get(BLOB) == 1
                if is_stored != (record in self._stored):
                    self._keep_stored(record, is_stored=is_stored)
            elif record[:2] == ARTWORK:
                self._keep_artwork(fields or {})
            elif record[:2] == LEDGER:
                self._keep_loss(record, fields or {})

    def _make(self, records: list[str], seen: Mapping[str, Fields | None]) -> set[str]:
        """Make the rows of new things that wait for nothing, and for which nothing waits, at once; return which."""
        found: dict[str, dict[str, Row]] = {}
        for record in () if self._has_orphans else records:
            kind, fields = KINDS.get(record[:2]), seen[record]
            if kind is None or kind.links or record not in self._missing_rows or fields is None or is_deleted(fields):
                continue
            row = kind.row(record, fields)
            if row is not None:
                found.setdefault(kind.prefix, {})[record] = row
        for prefix, rows in found.items():
            self._writer.insert_all(KINDS[prefix].table, rows)
        made = {record for rows in found.values() for record in rows}
        self._missing_rows -= made
        self._there |= made
        return made

    def _write(self, kind: Kind, key: str, fields: Fields | None) -> None:
        """Write one row."""
        held = self._held(kind, key)
        row = None if fields is None or is_deleted(fields) else kind.row(key, fields)
        if row is not None and not self._is_grounded(kind, key, row):
            row = None
        if held is None:
            if row is not None:
                self._writer.insert(kind.table, key, row)
            return
        if row is None:
            # a deleted record's own fields go on being what the log says, should it come back
            row = None if fields is None else kind.row(key, fields)
            row = {} if row is None or not self._has_ground(kind, row) else row
            wanted: Row = {DELETED: 1}
        else:
            wanted = {DELETED: 0}
        for column, value in zip(kind.columns, held, strict=True):
            if column.name in row and fields is not None and not column.is_told(value, fields):
                wanted[column.name] = row[column.name]
        self._writer.put(kind.table, key, wanted)

    def _held(self, kind: Kind, key: str) -> tuple[Value, ...] | None:
        """Return a row's columns, None when there is none; what was found missing by the page is not asked for."""
        if key in self._missing_rows:
            self._missing_rows.discard(key)
            return None
        found: tuple[Value, ...] | None = self._connection.execute(
            f"select {', '.join(column.name for column in kind.columns)} from {kind.table.kind} where key = ?",  # noqa: S608 - names of our own
            (key,),
        ).fetchone()
        return found

    def _look_for(self, records: list[str]) -> None:
        """Find out by the page which of the records have no row, and of which the cloud was known to hold the bytes."""
        for kind in KINDS.values():
            keys = [record for record in records if record[:2] == kind.prefix]
            self._missing_rows |= set(keys) - self._among(keys, table=kind.table.kind, column="key")
            if kind.prefix == RECORDING:
                self._stored = self._among(keys, table="stored_audio", column="recording")

    def _among(self, keys: list[str], *, table: str, column: str) -> set[str]:
        """Return those of the keys that a table has."""
        found: set[str] = set()
        for start in range(0, len(keys), _PAGE):
            page = keys[start : start + _PAGE]
            marks = ", ".join("?" * len(page))
            rows = self._connection.execute(f"select {column} from {table} where {column} in ({marks})", page)  # noqa: S608 - names of our own
            found.update(key for (key,) in rows)
        return found

    def _is_grounded(self, kind: Kind, key: str, row: Row) -> bool:
        """Return whether what an entry stands on has come; if not, remember that it waits for it."""
        missing = self._missing(kind, row)
        self._has_orphans |= bool(missing)
        if missing:
            waits = [(needed, key) for needed in missing]
            self._connection.executemany("insert or ignore into sync_orphan values (?, ?)", waits)
        return not missing

    def _has_ground(self, kind: Kind, row: Row) -> bool:
        return not self._missing(kind, row)

    def _missing(self, kind: Kind, row: Row) -> list[str]:
        return [
            str(row[name]) for name in kind.links if row[name] is not None and not self._is_there(name, str(row[name]))
        ]

    def _is_there(self, table: str, key: str) -> bool:
        if key not in self._there:
            if self._connection.execute(f"select 1 from {table} where key = ?", (key,)).fetchone() is None:  # noqa: S608 - names of our own
                return False
            self._there.add(key)
        return True

    def _orphans_of(self, record: str) -> list[str]:
        """Return the entries that waited for a record, each once, and forget that they did."""
        if not self._has_orphans:
            return []
        found = self._connection.execute("delete from sync_orphan where needed = ? returning entry", (record,))
        return [entry for (entry,) in found.fetchall()]

    def _keep_stored(self, recording: str, *, is_stored: bool) -> None:
        statement = (
            "insert into stored_audio values (?)" if is_stored else "delete from stored_audio where recording = ?"
        )
        self._connection.execute(statement, (recording,))
        self._collected.add("recording", recording)

    def _keep_artwork(self, fields: Fields) -> None:
        key, mime, size = fields.get("sha"), fields.get("mime"), fields.get("size")
        if not isinstance(key, str) or not isinstance(mime, str) or type(size) is not int:
            return
        if is_deleted(fields):
            found = self._connection.execute("delete from stored_artwork where key = ?", (key,))
        else:
            found = self._connection.execute("insert or ignore into stored_artwork values (?, ?, ?)", (key, mime, size))
        if found.rowcount:
            self._collected.add("artwork", key)

    def _keep_loss(self, record: str, fields: Fields) -> None:
        told = [fields.get(name) for name in ("record", "field", "device")]
        if is_deleted(fields) or not all(isinstance(text, str) for text in told):
            found = self._connection.execute("delete from loss where key = ?", (record,))
        else:
            at = fields.get("when")
            when = float(at) if isinstance(at, (int, float)) else 0.0
            value = canonical(fields.get("value")).decode()
            lost, field, device = map(str, told)
            found = self._connection.execute(
                "insert or ignore into loss values (?, ?, ?, ?, ?, ?)", (record, lost, field, value, device, when)
            )
        if found.rowcount:
            self._collected.add("loss", record)
