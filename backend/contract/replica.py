"""One computer's copy of the family's library: its edits, what is on its way, and what came from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

from backend.contract import digest
from backend.contract.batches import Flight, chosen
from backend.contract.chain import START, Cursor
from backend.contract.codec import is_same
from backend.contract.fold import fold, is_overlapping, overlaid
from backend.contract.merge import Change, Loss, Merged, Note, merge, return_to
from backend.contract.messages import SCHEMA, Commit, Gone, Page, Push, footprint, opened
from backend.contract.records import LEDGER, Fields, Op, check_op, is_deleted
from backend.contract.snapshots import EMPTY, Snapshot

FEW_DELETIONS = 20
DELETED_SHARE = 4  # a quarter of what lives
RESYNC_PAUSE = 16  # commits between two resyncs for a digest that does not fit: a wrong one must not keep us busy


class TooManyDeletions(Exception):
    """A pull or push would delete more than max(20, 25 %) of what lives: nothing was done, a person is to be asked."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} deletions at once")
        self.count = count


@dataclass(frozen=True, slots=True)
class Mark:
    """How far this computer is. While `former` is set, the base is being rebuilt and the screen shows the former one.

    `former` is the place of the former base; `is_met` says that the log that is being read has passed it, so that it
    is the same log; `resynced` is the number of the last commit whose digest made us start over.
    """

    cursor: Cursor = START
    dig: int = 0
    former: Cursor | None = None
    is_met: bool = False
    resynced: int = -RESYNC_PAUSE


class Storage(Protocol):
    """What a computer keeps. All of it changes in transactions only, which may be nested and survive a power cut."""

    @property
    def base(self) -> MutableMapping[str, Fields]:
        """The synced state at the mark's cursor: the merge base."""

    @property
    def former(self) -> MutableMapping[str, Fields]:
        """The base as it was before a rebuild began."""

    @property
    def pend(self) -> MutableMapping[str, Fields]:
        """Local writes that are not on their way, oldest first."""

    flight: Flight | None  # the one frozen batch that is on its way (`infl` in sync.md)
    mark: Mark

    def transaction(self) -> AbstractContextManager[object]:
        """Begin a transaction; an exception rolls it back."""

    def set_base_aside(self) -> None:
        """Make the base the former one and leave an empty base."""


@dataclass(slots=True)
class Report:
    """What a step has done: the records to draw anew, what to tell the person, and whether a pull should follow."""

    touched: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    has_landed: bool = False  # my batch is in the log
    is_resyncing: bool = False  # the digest did not fit: starting over by itself
    should_pull: bool = False


class Replica:
    """The client of sync.md. It neither sends nor waits, and knows neither clock nor chance: all is handed in."""

    def __init__(self, storage: Storage, *, device: str, new_pid: Callable[[], str], new_ledger_id: Callable[[], str]):
        self._storage = storage
        self._device = device
        self._new_pid = new_pid
        self._new_ledger_id = new_ledger_id

    @property
    def cursor(self) -> Cursor:
        """Where the next pull begins."""
        return self._storage.mark.cursor

    @property
    def is_rebuilding(self) -> bool:
        """Whether the base is being read anew; edits go on, pushes wait."""
        return self._storage.mark.former is not None

    def view(self, record: str) -> Fields | None:
        """Return a record as the screen shows it: base, what is on its way, what waits; None when there is none."""
        ground = self._storage.former if self.is_rebuilding else self._storage.base
        return self._seen(record, ground.get(record))

    def edit(self, writes: Mapping[str, Fields]) -> set[str]:
        """Take a person's edit and return what it changed. It is acknowledged when the transaction is.

        Raise Refused when a write is against the limits; then nothing of it is kept.
        """
        touched = set()
        with self._storage.transaction():
            for record, fields in writes.items():
                check_op(Op(record, fields))
                seen = self.view(record) or {}
                new = {name: value for name, value in fields.items() if not _has(seen, name, value)}
                if new:
                    self._storage.pend[record] = overlaid(self._storage.pend.get(record), new)
                    touched.add(record)
        return touched

    def push(self, *, allow_deletions: bool = False) -> Push | None:
        """Return what is to be sent, freezing a batch when none is on its way; None when there is nothing.

        Sent again it is the same batch under the same id. Raise TooManyDeletions when the person must be asked first.
        """
        storage = self._storage
        if self.is_rebuilding or (storage.flight is None and not storage.pend):
            return None
        if storage.flight is None:
            with storage.transaction():
                self._freeze(allow_deletions=allow_deletions)
        flight = storage.flight
        if flight is None:
            return None
        dig = storage.mark.dig
        for op in flight.ops:
            before = storage.base.get(op.id)
            dig = digest.written(dig, record=op.id, before=before, after=overlaid(before, op.set))
        return Push(storage.mark.cursor, flight.pid, SCHEMA, flight.ops, dig)

    def take(self, page: Page, *, allow_deletions: bool = False) -> Report:
        """Apply a page of commits in one transaction. A page that does not follow on what we have is left alone.

        Raise TooManyDeletions when the person must be asked first, Refused when a commit is not what its hash says.
        """
        with self._storage.transaction():
            report = Report(should_pull=page.more)
            commits = tuple(commit for commit in page.commits if commit.seq > self.cursor.seq)
            if commits and (commits[0].seq != self.cursor.seq + 1 or commits[0].prev != self.cursor.h):
                return Report(should_pull=True)
            if self.is_rebuilding:
                self._rebuild(commits, report)
                if not page.more:
                    self._finish(report, at_s=commits[-1].at_s if commits else 0, allow_deletions=allow_deletions)
            else:
                self._follow(commits, report, allow_deletions=allow_deletions)
            if commits and not page.more:
                self._compare(commits[-1], report)
        return report

    def start_over(self, gone: Gone, snapshot: Snapshot = EMPTY) -> Report:
        """Begin to rebuild the base from a snapshot (410). Every local write is kept; pull on from here.

        Whether our log is the server's own is seen on the way: from the snapshot's trace, or from the commits after it.
        """
        if snapshot.cursor != gone.cursor:
            return Report(should_pull=True)
        storage = self._storage
        report = Report(should_pull=True)
        with storage.transaction():
            if self.is_rebuilding and not snapshot.knows(storage.mark.cursor):
                # the server was restored while we read from it: what we have read may be nowhere else any more
                self._finish(report, at_s=snapshot.at_s, allow_deletions=True)
            former = storage.mark.former if self.is_rebuilding else storage.mark.cursor
            self._set_aside()
            for record, fields in snapshot.state.items():
                storage.base[record] = fields
            if storage.flight is not None and snapshot.has_accepted(storage.flight.pid):
                self._land(storage.former)
            is_met = former is None or snapshot.knows(former)
            storage.mark = replace(storage.mark, cursor=snapshot.cursor, dig=snapshot.dig, former=former, is_met=is_met)
        return report

    def _seen(self, record: str, ground: Fields | None) -> Fields | None:
        flight, waiting = self._storage.flight, self._storage.pend.get(record)
        sent = flight.writes.get(record) if flight else None
        if ground is None and sent is None and waiting is None:
            return None
        return {**(ground or {}), **(sent or {}), **(waiting or {})}

    def _freeze(self, *, allow_deletions: bool) -> None:
        storage = self._storage
        dying = sum(
            is_deleted(fields) and not is_deleted(storage.base.get(record)) for record, fields in storage.pend.items()
        )
        if not allow_deletions:
            self._stop_at_many(dying)
        ops = chosen(storage.pend, view=self.view)
        for op in ops:
            del storage.pend[op.id]
        storage.flight = Flight(self._new_pid(), ops)

    def _stop_at_many(self, dying: int) -> None:
        if dying <= FEW_DELETIONS:
            return
        ground = self._storage.former if self.is_rebuilding else self._storage.base
        living = sum(not is_deleted(fields) for record, fields in ground.items() if record[:2] != LEDGER)
        if dying * DELETED_SHARE > living:
            raise TooManyDeletions(dying)

    def _follow(self, commits: tuple[Commit, ...], report: Report, *, allow_deletions: bool) -> None:
        """Fold commits into the base and merge what waits here with them."""
        storage = self._storage
        first: dict[str, Fields | None] = {}
        run: dict[str, Fields | None] = {}
        alive: dict[str, bool] = {}
        for commit in commits:
            ops = opened(commit)
            is_mine = storage.flight is not None and commit.pid == storage.flight.pid
            if is_mine:
                self._merge_run(run, report, at_s=commit.at_s)
                run = {}
            else:
                self._thaw_if_overlapping(ops)
            for op in ops:
                first.setdefault(op.id, storage.base.get(op.id))
                if not is_mine:
                    alive.setdefault(op.id, not is_deleted(self.view(op.id)))
                    run.setdefault(op.id, storage.base.get(op.id))
            fold(storage.base, ops)
            if is_mine:
                storage.flight = None
                report.has_landed = True
        if commits:
            self._merge_run(run, report, at_s=commits[-1].at_s)
            self._advance(commits[-1], first)
        report.touched |= first.keys()
        if not allow_deletions:
            self._stop_at_many(sum(was and is_deleted(self.view(record)) for record, was in alive.items()))

    def _advance(self, last: Commit, first: Mapping[str, Fields | None]) -> None:
        dig = self._storage.mark.dig
        for record, before in first.items():
            dig = digest.written(dig, record=record, before=before, after=self._storage.base[record])
        self._storage.mark = replace(self._storage.mark, cursor=last.cursor, dig=dig)

    def _merge_run(self, run: Mapping[str, Fields | None], report: Report, *, at_s: int) -> None:
        if not run or not self._storage.pend:
            return
        changes = {record: Change(before, self._storage.base[record]) for record, before in run.items()}
        mine = dict(self._storage.pend)
        self._keep(mine, merge(mine, changes=changes, view=self.view), report, at_s=at_s)

    def _keep(self, mine: Mapping[str, Fields], merged: Merged, report: Report, *, at_s: int) -> None:
        """Let what waits be the outcome of a merge, with a ledger record for each loss."""
        pend = self._storage.pend
        for record in mine.keys() - merged.writes.keys():
            del pend[record]
        for record, fields in merged.writes.items():
            pend[record] = fields
        for loss in merged.losses:
            record = self._new_ledger_id()
            pend[record] = self._ledger(loss, at_s=at_s)
            report.touched.add(record)
        report.notes += merged.notes
        report.touched |= mine.keys() | merged.writes.keys()

    def _ledger(self, loss: Loss, *, at_s: int) -> Fields:
        """Return the ledger's record of a loss; `when` is the server's time of the commit that was first."""
        return {
            "record": loss.record,
            "field": loss.field,
            "value": loss.value,
            "device": self._device,
            "when": at_s,
        }

    def _thaw_if_overlapping(self, ops: tuple[Op, ...]) -> None:
        """Take my batch back when somebody's commit overlaps it: the server refuses it as it is."""
        flight = self._storage.flight
        if flight is None:
            return
        (written, depended), (other_written, other_depended) = footprint(flight.ops), footprint(ops)
        if is_overlapping(written, depended, other_written=other_written, other_depended=other_depended):
            self._thaw(flight)

    def _thaw(self, flight: Flight) -> None:
        storage = self._storage
        later = dict(storage.pend)
        storage.pend.clear()
        for record, fields in (*flight.writes.items(), *later.items()):
            storage.pend[record] = overlaid(storage.pend.get(record), fields)
        storage.flight = None

    def _set_aside(self) -> None:
        if self.is_rebuilding:
            self._storage.base.clear()
        else:
            self._storage.former.clear()
            self._storage.set_base_aside()

    def _land(self, ground: MutableMapping[str, Fields]) -> None:
        flight = self._storage.flight
        if flight is not None:
            fold(ground, flight.ops)
            self._storage.flight = None

    def _rebuild(self, commits: Iterable[Commit], report: Report) -> None:
        """Fold commits into a base that is being read anew; what waits here is merged at the end."""
        storage = self._storage
        for commit in commits:
            if storage.flight is not None and commit.pid == storage.flight.pid:
                self._land(storage.former)
                report.has_landed = True
            ops = opened(commit)
            first = {op.id: storage.base.get(op.id) for op in ops}
            fold(storage.base, ops)
            self._advance(commit, first)
            if commit.cursor == storage.mark.former:
                storage.mark = replace(storage.mark, is_met=True)

    def _finish(self, report: Report, *, at_s: int, allow_deletions: bool) -> None:
        """Put the new base under what waits here. What a forked log lacks waits here from now on, too."""
        storage = self._storage
        if storage.flight is not None:
            self._thaw(storage.flight)
        base, former = storage.base, storage.former
        changes = {
            record: Change(former.get(record), fields)
            for record, fields in base.items()
            if former.get(record) != fields
        }
        if not allow_deletions:
            self._stop_at_many(
                sum(is_deleted(change.after) and not is_deleted(change.before) for change in changes.values())
            )
        returned = Merged({}) if storage.mark.is_met else return_to(former, base=base)
        mine = dict(storage.pend)
        storage.mark = replace(storage.mark, former=None, is_met=False)
        merged = merge(mine, changes=changes, view=self.view)
        losses = tuple(loss for loss in returned.losses if loss.field not in mine.get(loss.record, ()))
        writes = {record: _without(fields, mine.get(record, {})) for record, fields in returned.writes.items()}
        writes = {record: fields for record, fields in writes.items() if fields}
        for record, fields in merged.writes.items():
            writes[record] = overlaid(writes.get(record), fields)
        both = Merged(writes, (*losses, *merged.losses), (*returned.notes, *merged.notes))
        self._keep(mine, both, report, at_s=at_s)
        report.touched |= changes.keys()
        former.clear()

    def _compare(self, last: Commit, report: Report) -> None:
        """Start over when the state is not the one that the last commit's author had."""
        mark = self._storage.mark
        if mark.dig == last.dig or mark.cursor != last.cursor or last.seq < mark.resynced + RESYNC_PAUSE:
            return
        self._set_aside()
        self._storage.mark = Mark(former=mark.cursor, resynced=last.seq)
        report.is_resyncing = report.should_pull = True


def _without(fields: Fields, replaced: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name not in replaced}


def _has(fields: Fields, name: str, value: object) -> bool:
    return name in fields and is_same(fields[name], value)  # type: ignore[arg-type]
