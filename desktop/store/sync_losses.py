"""What was replaced by another one's edit, and the way to put it back."""

from __future__ import annotations

import json
from collections.abc import Mapping

from backend.contract.codec import Json, is_same
from backend.contract.fold import overlaid
from backend.contract.records import DELETED, Fields, is_deleted, links
from desktop.model.cloud import DeviceKey
from desktop.model.loss import Loss
from desktop.model.names import LossKey
from desktop.store.door import Opening
from desktop.store.sync_copy import Copy
from desktop.store.sync_mapping import KINDS, Column, Kind
from desktop.store.sync_news import field_word, title_of

KEPT_S = 90 * 24 * 3600
AT_ONCE = 50
_LISTED = "select key, record, field, value, device, at from loss"
_NOT_FOR_PEOPLE = {"cover": "a picture", "pos": "another place", "origin": "another track"}


def losses(copy: Copy, *, limit: int) -> list[Loss]:
    """Return the losses, the newest first, without those whose value is there again.

    When the cloud was set back, each computer that had a value has told of its loss: it is said once.
    """
    found: list[Loss] = []
    told: set[tuple[str, str, str]] = set()
    for row in copy.connection.execute(f"{_LISTED} order by at desc, key"):
        lost, loss = row[1:4], _loss(row, copy)
        if loss is not None and lost not in told:
            told.add(lost)
            found.append(loss)
            if len(found) == limit:
                break
    return found


def label_of(copy: Copy, key: LossKey) -> str | None:
    """Return what Undo calls the restoring, None when there is nothing to put back."""
    row = copy.connection.execute(f"{_LISTED} where key = ?", (key,)).fetchone()
    loss = None if row is None else _loss(row, copy)
    return None if loss is None or not loss.is_restorable else f"Restore {loss.field}"


def let_go(copy: Copy, opening: Opening, *, at_s: int) -> None:
    """Let go of what was lost more than 90 days before `at_s`, the cloud's own time, some at a time.

    What has no time stays: it was found out by an answer with no commit in it, perhaps a moment ago.
    """
    rows = copy.connection.execute(
        "select key from loss where at > 0 and at < ? order by at limit ?", (at_s - KEPT_S, AT_ONCE)
    )
    keys = [key for (key,) in rows]
    if keys:
        copy.replica.edit({key: {"value": None, DELETED: 1} for key in keys})
        copy.connection.executemany("delete from loss where key = ?", [(key,) for key in keys])
        for key in keys:
            opening.collected.add("loss", key)


def put_back(copy: Copy, key: LossKey, opening: Opening) -> None:
    """Write the lost value again, within a change; what was removed comes back, with what it stands on."""
    record, field, text = copy.connection.execute(
        "select record, field, value from loss where key = ?", (key,)
    ).fetchone()
    value = {field: json.loads(text)}
    needed = links(record, overlaid(copy.replica.view(record), value))
    removed = [one for one in (*needed, record) if is_deleted(copy.replica.view(one))]
    writes: dict[str, Fields] = {one: {DELETED: 0} for one in removed}
    writes[record] = overlaid(writes.get(record), value)
    copy.replica.edit(writes)
    copy.rows(opening).bring_up_to_date(writes)


def _loss(row: tuple[str, str, str, str, str, float], copy: Copy) -> Loss | None:
    key, record, field, text, device, at = row
    kind, fields = KINDS.get(record[:2]), copy.replica.view(record)
    value: Json = json.loads(text)
    if kind is None or fields is None:
        return None
    column = _column(kind, field)
    told = column is not None and column.fits(value) and kind.row(record, {**fields, field: value}) is not None
    if is_same(fields.get(field), value):
        return None
    return Loss(
        key=LossKey(key),
        kind=kind.table.kind,
        record=record,
        title=title_of(record, copy),
        field=field_word(field),
        lost=_words(field, value),
        current=_words(field, fields.get(field)),
        device=DeviceKey(device),
        at=at,
        is_restorable=told,
    )


def _column(kind: Kind, field: str) -> Column | None:
    return next((column for column in kind.columns if column.field == field), None)


def _words(field: str, value: Json) -> str:
    """Return a value as a person reads it."""
    if value is None or value == "":
        return "nothing"
    if field in _NOT_FOR_PEOPLE:
        return _NOT_FOR_PEOPLE[field]
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return str(value) if not isinstance(value, Mapping) else "another value"
