"""The layers of which a computer's library is made: the synced base, on it what is on its way, on that what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace

from backend.contract import digest
from backend.contract.batches import Flight
from backend.contract.fold import fold, is_overlapping, overlaid
from backend.contract.merge import Loss, Merged, Note
from backend.contract.messages import Commit, check_link, footprint
from backend.contract.records import LEDGER, Fields, Op, is_deleted
from backend.contract.storage import Storage

FEW_DELETIONS = 20
DELETED_SHARE = 4  # a quarter of what lives


class TooManyDeletions(Exception):
    """A pull or push would delete more than max(20, 25 %) of what lives: nothing was done, a person is to be asked."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} deletions at once")
        self.count = count


@dataclass(slots=True)
class Report:
    """What a step has done: the records to draw anew, what to tell the person, and whether a pull should follow."""

    touched: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    has_landed: bool = False  # my batch is in the log
    is_resyncing: bool = False  # the digest did not fit: starting over by itself
    should_pull: bool = False


class Layers:
    """Reads through all layers, and moves writes between them."""

    def __init__(self, storage: Storage, *, device: str, new_ledger_id: Callable[[], str]) -> None:
        self.storage = storage
        self._device = device
        self._new_ledger_id = new_ledger_id

    @property
    def is_rebuilding(self) -> bool:
        """Whether the base is being read anew."""
        return self.storage.mark.former is not None

    @property
    def ground(self) -> MutableMapping[str, Fields]:
        """The base on which the screen stands: the former one while a new one is being read."""
        return self.storage.former if self.is_rebuilding else self.storage.base

    def view(self, record: str) -> Fields | None:
        """Return a record as the screen shows it, None when there is none."""
        return self.views((record,))[record]

    def views(self, records: Iterable[str]) -> dict[str, Fields | None]:
        """Return what `view` does of each of these records."""
        ground, flight, pend = self.ground, self.storage.flight, self.storage.pend
        sent = flight.writes if flight else {}
        seen: dict[str, Fields | None] = {}
        for record in records:
            fields, flying, waiting = ground.get(record), sent.get(record), pend.get(record)
            if flying is not None or waiting is not None:
                fields = {**(fields or {}), **(flying or {}), **(waiting or {})}
            seen[record] = fields
        return seen

    def beneath(self, record: str) -> Fields | None:
        """Return a record without what waits: as the others know it, or will; None when they know none."""
        fields, flight = self.ground.get(record), self.storage.flight
        sent = flight.writes.get(record) if flight else None
        return fields if sent is None else overlaid(fields, sent)

    def lives(self, record: str) -> bool:
        """Return whether the screen shows a record that is not deleted."""
        seen = self.view(record)
        return seen is not None and not is_deleted(seen)

    def living(self) -> int:
        """Return how many records of the base on which the screen stands are not deleted, without the ledger's."""
        return sum(is_missed(record) and not is_deleted(fields) for record, fields in self.ground.items())

    def is_mine(self, commit: Commit) -> bool:
        """Return whether a commit is the batch that is on its way."""
        flight = self.storage.flight
        return flight is not None and commit.pid == flight.pid

    def is_readable(self, commit: Commit) -> bool:
        """Return whether a commit's operations are known: its author is answered without them."""
        return bool(commit.z) or self.is_mine(commit)

    def ops_of(self, commit: Commit) -> tuple[Op, ...]:
        """Return a commit's operations, from the batch on its way when it is that; raise Refused for a wrong hash."""
        flight = self.storage.flight
        if flight is None or commit.pid != flight.pid:
            return commit.ops
        check_link(commit, body=flight.body)
        return flight.ops

    def land(self, ground: MutableMapping[str, Fields]) -> None:
        """Fold the batch that is on its way into a base: it is in the log."""
        if self.storage.flight is not None:
            fold(ground, self.storage.flight.ops)
            self.storage.flight = None

    def thaw(self, flight: Flight) -> None:
        """Let a batch wait again, under the writes that came after it."""
        storage = self.storage
        later = dict(storage.pend)
        storage.pend.clear()
        for record, fields in (*flight.writes.items(), *later.items()):
            storage.pend[record] = overlaid(storage.pend.get(record), fields)
        storage.flight = None

    def thaw_if_overlapping(self, ops: tuple[Op, ...]) -> None:
        """Take my batch back when somebody's commit overlaps it: the server refuses it as it is."""
        flight = self.storage.flight
        if flight is None:
            return
        (written, depended), (other_written, other_depended) = footprint(flight.ops), footprint(ops)
        if is_overlapping(written, depended, other_written=other_written, other_depended=other_depended):
            self.thaw(flight)

    def advance(self, last: Commit, first: Mapping[str, Fields | None]) -> None:
        """Move the mark behind a commit; `first` holds each record as it was before."""
        dig = self.storage.mark.dig
        for record, before in first.items():
            dig = digest.written(dig, record=record, before=before, after=self.storage.base[record])
        self.storage.mark = replace(self.storage.mark, cursor=last.cursor, dig=dig)

    def keep(self, mine: Mapping[str, Fields], merged: Merged, report: Report, *, at_s: int) -> None:
        """Let what waits be the outcome of a merge, with a ledger record for each loss.

        `at_s`, the server's time of the commit that was first, is when it happened.
        """
        pend = self.storage.pend
        for record in mine.keys() - merged.writes.keys():
            del pend[record]
        for record, fields in merged.writes.items():
            pend[record] = fields
        for loss in merged.losses:
            record = self._new_ledger_id()
            pend[record] = self._told(loss, at_s=at_s)
            report.touched.add(record)
        report.notes += merged.notes
        report.touched |= mine.keys() | merged.writes.keys()

    def _told(self, loss: Loss, *, at_s: int) -> Fields:
        return {
            "record": loss.record,
            "field": loss.field,
            "value": loss.value,
            "device": self._device,
            "when": at_s,
        }


def is_missed(record: str) -> bool:
    """Return whether a person would miss a record: the ledger's own are let go after a while."""
    return record[:2] != LEDGER


def stop_at_many(dying: int, *, living: Callable[[], int]) -> None:
    """Raise TooManyDeletions when `dying` is more than max(20, 25 %) of what lived; counted only when it may be."""
    if dying > FEW_DELETIONS and dying * DELETED_SHARE > living():
        raise TooManyDeletions(dying)
