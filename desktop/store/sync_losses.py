"""What was replaced by another one's edit, and the way to put it back."""

from __future__ import annotations

import json
from collections.abc import Mapping

from backend.contract.codec import Json
from desktop.model.cloud import DeviceKey
from desktop.model.loss import Loss
from desktop.model.names import LossKey
from desktop.store.door import Opening
from desktop.store.fields import DELETED, Row, Value
from desktop.store.sync_copy import Copy
from desktop.store.sync_fields import Unfit
from desktop.store.sync_mapping import KINDS, Column, Kind
from desktop.store.sync_news import field_word, title_of

_LISTED = "select key, record, field, value, device, at from loss"
_NOT_FOR_PEOPLE = {"cover": "a picture", "pos": "another place", "origin": "another track"}


def losses(copy: Copy, *, limit: int) -> list[Loss]:
    """Return the losses, the newest first, without those whose value is there again."""
    found: list[Loss] = []
    for row in copy.connection.execute(f"{_LISTED} order by at desc, key"):
        loss = _loss(row, copy)
        if loss is not None:
            found.append(loss)
            if len(found) == limit:
                break
    return found


def label_of(copy: Copy, key: LossKey) -> str | None:
    """Return what Undo calls the restoring, None when there is nothing to put back."""
    row = copy.connection.execute(f"{_LISTED} where key = ?", (key,)).fetchone()
    loss = None if row is None else _loss(row, copy)
    return None if loss is None or not loss.is_restorable else f"Restore {loss.field}"


def put_back(copy: Copy, key: LossKey, opening: Opening) -> None:
    """Write the lost value to its row, and bring the thing back when it was removed."""
    record, field, text = copy.connection.execute(
        "select record, field, value from loss where key = ?", (key,)
    ).fetchone()
    kind = KINDS[record[:2]]
    column = _column(kind, field)
    if column is not None:
        row: Row = {column.name: column.form.unpack(json.loads(text)), DELETED: 0}
        opening.writer.put(kind.table, record, row)


def _loss(row: tuple[str, str, str, str, str, float], copy: Copy) -> Loss | None:
    key, record, field, text, device, at = row
    kind = KINDS.get(record[:2])
    column = None if kind is None else _column(kind, field)
    value: Json = json.loads(text)
    held = None if kind is None or column is None else _held(copy, kind, column, record)
    is_restorable = False
    if column is not None and held is not None:
        try:
            column.form.unpack(value)
        except Unfit:
            pass
        else:
            is_restorable = not column.is_told(held[0], {column.field: value})
            if not is_restorable:
                return None
    return Loss(
        key=LossKey(key),
        kind="" if kind is None else kind.table.kind,
        record=record,
        title=title_of(record, copy),
        field=field_word(field),
        lost=_words(field, value),
        current="" if held is None or column is None else _words(field, column.form.pack(held[0])),
        device=DeviceKey(device),
        at=at,
        is_restorable=is_restorable,
    )


def _column(kind: Kind, field: str) -> Column | None:
    return next((column for column in kind.columns if column.field == field), None)


def _held(copy: Copy, kind: Kind, column: Column, record: str) -> tuple[Value] | None:
    found: tuple[Value] | None = copy.connection.execute(
        f"select {column.name} from {kind.table.kind} where key = ?",  # noqa: S608 - names of our own
        (record,),
    ).fetchone()
    return found


def _words(field: str, value: Json) -> str:
    """Return a value as a person reads it."""
    if value is None or value == "":
        return "nothing"
    if field in _NOT_FOR_PEOPLE:
        return _NOT_FOR_PEOPLE[field]
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return str(value) if not isinstance(value, Mapping) else "another value"
