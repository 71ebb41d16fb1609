"""Queues what a change wrote to rows as writes for the family's log, in the same transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from backend.contract.codec import Json
from backend.contract.records import Fields, is_deleted
from backend.contract.replica import Replica
from desktop.store.fields import DELETED, FieldWriter, Row
from desktop.store.sync_mapping import OF_TABLE, Kind


def queue(replica: Replica, writer: FieldWriter, connection: sqlite3.Connection, *, is_arriving: bool) -> set[str]:
    """Queue the fields that a change wrote; return the records that it changed.

    While the family's library `is_arriving` somebody may import what is in it and not shown yet: then the family's
    fields stay.
    """
    writes: dict[str, Fields] = {}
    for (kind, key), row in writer.changed.items():
        told = _told(OF_TABLE[kind], key, row, replica, writer, connection)
        writes.update(_missing(told, replica) if is_arriving and (kind, key) in writer.inserted else told)
    return replica.edit({record: fields for record, fields in writes.items() if fields})


def whole_rows(kind: Kind, rows: Iterable[tuple[str, Row]], *, replica: Replica) -> dict[str, Fields]:
    """Return living rows as records, without what is known of them already."""
    return {key: kind.whole(row, seen=replica.view(key) or {}) for key, row in rows}


def columns(kind: Kind) -> str:
    """Return a kind's columns for a select, after which `row_of` reads them."""
    return ", ".join(column.name for column in kind.columns)


def row_of(kind: Kind, values: Iterable[object]) -> Row:
    return dict(zip((column.name for column in kind.columns), values, strict=True))  # type: ignore[arg-type]


def _told(
    kind: Kind, key: str, changed: Row, replica: Replica, writer: FieldWriter, connection: sqlite3.Connection
) -> dict[str, Fields]:
    seen = replica.view(key)
    inserted = writer.inserted.get((kind.table.kind, key))
    if inserted is not None:
        row = {**inserted, **changed}
        return {} if row.get(DELETED) else {key: kind.whole(row, seen=seen or {})}
    if seen is not None:
        told: dict[str, Json] = kind.changed(changed)
        is_back = changed.get(DELETED) == 0
        return {key: {**_mended(kind, key, seen, connection), **told} if is_back else told}
    if changed.get(DELETED, 1):
        return {}  # the family never heard of it: removed before sync was on
    return _brought_back(kind, key, replica, connection)


def _mended(kind: Kind, key: str, seen: Fields, connection: sqlite3.Connection) -> dict[str, Json]:
    """Return what a record has to say to be shown anywhere, and does not; its row, which is back, knows it."""
    columns = [column for column in kind.columns if column.name in kind.essential]
    broken = [column for column in columns if not column.fits(seen.get(column.field))]
    told: dict[str, Json] = {}
    for column in broken:
        found = connection.execute(f"select {column.name} from {kind.table.kind} where key = ?", (key,)).fetchone()  # noqa: S608 - names of our own
        told[column.field] = column.form.pack(found[0])
    return told


def _missing(told: Mapping[str, Fields], replica: Replica) -> dict[str, Fields]:
    """Return what a living record does not say yet."""
    missing: dict[str, Fields] = {}
    for key, fields in told.items():
        seen = replica.view(key) or {}
        missing[key] = {name: value for name, value in fields.items() if is_deleted(seen) or name not in seen}
    return missing


def _brought_back(kind: Kind, key: str, replica: Replica, connection: sqlite3.Connection) -> dict[str, Fields]:
    """Return a record that was removed before sync was on and lives again, a playlist with what is in it."""
    table = kind.table.kind
    found = connection.execute(f"select {columns(kind)} from {table} where key = ?", (key,))  # noqa: S608 - names of our own
    told = whole_rows(kind, ((key, row_of(kind, values)) for values in found), replica=replica)
    if table == "playlist":
        entry = OF_TABLE["entry"]
        inside = connection.execute(
            f"select key, {columns(entry)} from entry where playlist = ? and deleted = 0",  # noqa: S608 - names of our own
            (key,),
        )
        rows = [(str(other), row_of(entry, values)) for other, *values in inside if replica.view(other) is None]
        told.update(whole_rows(entry, rows, replica=replica))
    return told
