"""What a computer keeps of the family's log (backend.contract.storage), in the library's own database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain

from backend.contract.batches import Flight
from backend.contract.chain import read_cursor
from backend.contract.codec import parse
from backend.contract.records import LEDGER, QUIET, Fields, read_ops
from backend.contract.storage import Differing, Mark
from desktop.model.cloud import DeviceKey
from desktop.store.database import Connection
from desktop.store.door import Door
from desktop.store.sync_bases import Bases
from desktop.store.sync_records import WRITE_RECORD, RecordTable, WaitingTable, from_text, to_text

_STAGED_AT_ONCE = 2_000
_SWEPT_AT_ONCE = 1_000
_WEIGHED_AT_MOST = 500
_FACTS = ("a_", LEDGER)  # pictures that the cloud holds, and what was replaced: records that nobody wrote
_MARK = """
    device, cursor, dig, former, is_met, resynced, deletions, base_part, former_part, last_part, joining
"""


@dataclass(slots=True)
class _Kept:
    """What is read again and again, as the tables have it."""

    device: DeviceKey
    mark: Mark
    base_part: int
    former_part: int
    last_part: int
    joining: str | None
    flight: Flight | None
    waiting: int


class SyncTables:
    """The tables of the sync. `device` is None while it is off; nothing else may be asked for then."""

    def __init__(self, connection: Connection, door: Door) -> None:
        self._connection = connection
        self._door = door
        self._kept: _Kept | None = None
        self._is_read = False
        self._rollbacks = 0
        self._staged: tuple[Mapping[str, Fields], int] | None = None
        self.base = RecordTable(
            connection, part=lambda: self._known.base_part, renew=self._renew_base, rollbacks=self._count_rollbacks
        )
        self.former = RecordTable(
            connection, part=lambda: self._known.former_part, renew=self._renew_former, rollbacks=self._count_rollbacks
        )
        self.bases = Bases(connection, parts=self._parts)
        self.pend = WaitingTable(connection, count=self._count, rollbacks=self._count_rollbacks)
        door.before_commit(self._flush)

    # on and off

    @property
    def device(self) -> DeviceKey | None:
        """The computer's own key while sync is on."""
        kept = self._current()
        return None if kept is None else kept.device

    def begin(self, device: DeviceKey) -> None:
        """Turn sync on, with nothing known of the family's log yet; `joining` is at its beginning."""
        self._forget_remembered()
        self._kept, self._is_read = _Kept(device, Mark(), 1, 2, 2, "", None, 0), True
        self._save()

    def rename(self, device: DeviceKey) -> None:
        """Go on with all that is known, under another key."""
        self._known.device = device
        self._save()

    def forget(self) -> None:
        """Turn sync off and forget all of it."""
        for table in ("mark", "record", "pend", "flight", "orphan"):
            self._connection.execute(f"delete from sync_{table}")  # noqa: S608 - names of our own
        for table in ("loss", "stored_audio", "stored_artwork"):
            self._connection.execute(f"delete from {table}")  # noqa: S608 - names of our own
        self._forget_remembered()
        self._kept, self._is_read = None, True

    @property
    def joining(self) -> str | None:
        """How far the joining has come, None when it is over."""
        return self._known.joining

    @joining.setter
    def joining(self, joining: str | None) -> None:
        self._known.joining = joining
        self._save()

    @property
    def waiting(self) -> int:
        """How many records wait or are on their way."""
        kept = self._known
        return kept.waiting + (len(kept.flight.ops) if kept.flight else 0)

    @property
    def changes(self) -> int:
        """How many of them a person has changed; above some hundreds all count, for nobody compares them."""
        if self.waiting > _WEIGHED_AT_MOST:
            return self.waiting
        flight = self._known.flight
        sent = ((op.id, op.set) for op in flight.ops) if flight else ()
        rows = self._connection.execute("select id, fields from sync_pend").fetchall()
        waiting = ((record, from_text(text)) for record, text in rows)
        return sum(_is_change(record, fields) for record, fields in chain(sent, waiting))

    # backend.contract.storage

    @property
    def mark(self) -> Mark:
        return self._known.mark

    @mark.setter
    def mark(self, mark: Mark) -> None:
        self._known.mark = mark
        self._save()

    @property
    def flight(self) -> Flight | None:
        return self._known.flight

    @flight.setter
    def flight(self, flight: Flight | None) -> None:
        self._known.flight = flight
        self._connection.execute("delete from sync_flight")
        if flight is not None:
            self._connection.execute("insert into sync_flight values (1, ?, ?)", (flight.pid, flight.body.decode()))
            self.base.look_up(flight.writes)

    def transaction(self) -> AbstractContextManager[object]:
        return nullcontext() if self._door.is_open() else self._door.committing()

    def set_base_aside(self) -> None:
        self._flush()
        kept = self._known
        kept.former_part = kept.base_part
        self._renew_base()

    def fill_base(self, state: Mapping[str, Fields]) -> None:
        if self._staged is not None and self._staged[0] is state:
            self._flush()
            self._known.base_part = self._staged[1]
            self._staged = None
            self._forget_remembered()
            self._save()
            return
        for record, fields in state.items():
            self.base[record] = fields

    def look_up(self, records: Iterable[str]) -> None:
        """Read what the layers hold of these records by the page: they are about to be asked for."""
        wanted = list(records)
        for table in (self.base, self.pend) if self.mark.former is None else (self.base, self.former, self.pend):
            table.look_up(wanted)

    def deleting(self) -> list[str]:
        self._flush()
        found = self._connection.execute("select id from sync_pend where json_extract(fields, '$._del') = 1")
        return [record for (record,) in found.fetchall()]

    def differing(self) -> Iterator[Differing]:
        return (one for page in self.bases.differing_pages() for one in page)

    # large things in steps

    def stage(self, state: Mapping[str, Fields]) -> Iterator[None]:
        """Write a snapshot's records beside everything, a commit a step; then `fill_base` takes them all at once."""
        with self._door.committing():
            part = self._next_part()
        rows = ((part, record, to_text(fields)) for record, fields in state.items())
        count = len(state)
        for _ in range(0, count, _STAGED_AT_ONCE):
            with self._door.committing(is_repeatable=True):
                page = [row for _, row in zip(range(_STAGED_AT_ONCE), rows, strict=False)]
                self._connection.executemany(WRITE_RECORD, page)
            yield
        self._staged = (state, part)

    def living(self) -> int:
        """Return how many records live in the base on which the screen stands, without the ledger's."""
        return self.bases.living(self._known.base_part if self.mark.former is None else self._known.former_part)

    def sweep(self) -> Iterator[None]:
        """Delete the parts that are neither base nor former, a commit a step."""
        kept = self._known
        for (part,) in self._connection.execute("select distinct part from sync_record").fetchall():
            if part in (kept.base_part, kept.former_part):
                continue
            while self._sweep_page(part):
                yield

    def _sweep_page(self, part: int) -> bool:
        with self._door.committing(is_repeatable=True):
            return bool(
                self._connection.execute(
                    """
                    delete from sync_record where part = ?1 and id in
                        (select id from sync_record where part = ?1 order by id limit ?2)
                    """,
                    (part, _SWEPT_AT_ONCE),
                ).rowcount
            )

    # small things

    @property
    def _known(self) -> _Kept:
        kept = self._current()
        if kept is None:
            raise RuntimeError("sync is off")
        return kept

    @property
    def _is_fresh(self) -> bool:
        return self._is_read and self._rollbacks == self._door.rollbacks

    def _current(self) -> _Kept | None:
        if not self._is_fresh:
            self._kept, self._is_read, self._rollbacks = self._read(), True, self._door.rollbacks
        return self._kept

    def _read(self) -> _Kept | None:
        row = self._connection.execute(f"select {_MARK} from sync_mark").fetchone()  # noqa: S608 - every part is ours
        if row is None:
            return None
        device, cursor, dig, former, is_met, resynced, deletions, base_part, former_part, last_part, joining = row
        mark = Mark(
            cursor=read_cursor(cursor),
            dig=int(dig, 16),
            former=None if former is None else read_cursor(former),
            is_met=bool(is_met),
            resynced=resynced,
            deletions=deletions,
        )
        sent = self._connection.execute("select pid, ops from sync_flight").fetchone()
        flight = None if sent is None else Flight(sent[0], read_ops(parse(sent[1].encode())))
        return _Kept(DeviceKey(device), mark, base_part, former_part, last_part, joining, flight, len(self.pend))

    def _save(self) -> None:
        kept = self._known
        mark = kept.mark
        self._connection.execute(
            f"insert or replace into sync_mark (id, {_MARK}) values (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - every part is ours
            (
                kept.device,
                str(mark.cursor),
                f"{mark.dig:032x}",
                None if mark.former is None else str(mark.former),
                mark.is_met,
                mark.resynced,
                mark.deletions,
                kept.base_part,
                kept.former_part,
                kept.last_part,
                kept.joining,
            ),
        )

    def _next_part(self) -> int:
        self._known.last_part += 1
        self._save()
        return self._known.last_part

    def _parts(self) -> tuple[int, int]:
        """Return the base and the former one, of which all is in the table then."""
        self._flush()
        return self._known.base_part, self._known.former_part

    def _flush(self) -> None:
        for table in (self.base, self.former, self.pend):
            table.flush()

    def _renew_base(self) -> None:
        self._flush()
        self._known.base_part = self._next_part()
        self._forget_remembered()
        self._save()

    def _renew_former(self) -> None:
        self._flush()
        self._known.former_part = self._next_part()
        self._forget_remembered()
        self._save()

    def _forget_remembered(self) -> None:
        for table in (self.base, self.former, self.pend):
            table.forget()

    def _count_rollbacks(self) -> int:
        return self._door.rollbacks

    def _count(self, more: int) -> None:
        is_fresh = self._is_fresh
        known = self._known
        if is_fresh:  # what is read anew after a rollback has the change in it already
            known.waiting += more


def _is_change(record: str, fields: Fields) -> bool:
    return record[:2] not in _FACTS and not fields.keys() <= QUIET
