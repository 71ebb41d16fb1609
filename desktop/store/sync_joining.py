"""Begins the sync of a library that has something in it already: all that lives here waits to be told."""

from __future__ import annotations

from collections.abc import Generator

from backend.contract.codec import Json
from backend.contract.records import DELETED, Fields, is_deleted
from desktop.store.sync_arrival import arrive
from desktop.store.sync_copy import Copy
from desktop.store.sync_mapping import KINDS, Kind
from desktop.store.sync_news import LABEL
from desktop.store.sync_outbox import columns, row_of, whole_rows
from desktop.store.sync_steps import Outcome

ARRIVING = "arriving"  # nothing lived here: what the family has is on its way into the rows

_ROWS_AT_ONCE = 200
_KINDS = tuple(KINDS.values())
_VISIBLE = {  # an entry of a removed playlist comes along when that one is brought back
    "entry": "and exists (select 1 from playlist where playlist.key = entry.playlist and playlist.deleted = 0)"
}


def join(copy: Copy, *, initiator: object) -> Generator[None, None, Outcome]:
    """Queue every living row, a commit a step; `joining` remembers how far it came."""
    if copy.tables.joining == ARRIVING:
        return (yield from arrive(copy, initiator=initiator))
    while (joining := copy.tables.joining) is not None:
        place, _, after = joining.partition(" ")
        kind = _KINDS[int(place or 0)]
        with copy.door.opened(LABEL, initiator=initiator) as opening:
            last = _queue_page(copy, kind, after=int(after or 0))
            if last is not None:
                copy.tables.joining = f"{_KINDS.index(kind)} {last}"
            elif kind is not _KINDS[-1]:
                copy.tables.joining = f"{_KINDS.index(kind) + 1} 0"
            else:
                copy.tables.joining = None
            opening.collected.add("sync", "waiting")
        yield
    return Outcome()


def _queue_page(copy: Copy, kind: Kind, *, after: int) -> int | None:
    """Queue a page of rows; return the number of the last one, None when there was none."""
    table = kind.table.kind
    statement = f"""
        select id, key, {columns(kind)} from {table}
        where id > ? and deleted = 0 {_VISIBLE.get(table, "")} order by id limit ?
    """  # noqa: S608 - names of our own
    rows = copy.connection.execute(statement, (after, _ROWS_AT_ONCE)).fetchall()
    copy.tables.look_up(key for _, key, *_ in rows)
    told = whole_rows(kind, ((key, row_of(kind, values)) for _, key, *values in rows), replica=copy.replica)
    # said aloud: what lives here stays alive, also where the family has removed the same audio
    copy.replica.edit({record: {**fields, DELETED: 0} for record, fields in told.items()})
    return int(rows[-1][0]) if rows else None


def keep_all(copy: Copy, *, initiator: object) -> Generator[None, None, Outcome]:
    """Let all that waits to be deleted live, a commit a step."""
    outcome = Outcome()
    while records := _deleting(copy):
        with copy.door.opened(LABEL, initiator=initiator) as opening:
            for record in records:
                _revive(copy, record)
            copy.show(records, opening=opening)
            opening.collected.add("sync", "waiting")
        outcome.report.touched |= set(records)
        yield
    return outcome


def _deleting(copy: Copy) -> list[str]:
    found = copy.connection.execute(
        "select id from sync_pend where json_extract(fields, '$._del') = 1 limit ?", (_ROWS_AT_ONCE,)
    )
    return [record for (record,) in found.fetchall()]


def _revive(copy: Copy, record: str) -> None:
    pend = copy.tables.pend
    left: dict[str, Json] = {name: value for name, value in pend[record].items() if name != DELETED}
    del pend[record]
    seen: Fields | None = copy.replica.view(record)
    if is_deleted(seen):
        left[DELETED] = 0
    if left:
        pend[record] = left
