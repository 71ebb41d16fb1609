"""One computer's copy of the family's library: its edits, what it sends, and what it takes from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager

from backend.contract import digest
from backend.contract.batches import Flight, chosen
from backend.contract.chain import Cursor
from backend.contract.codec import is_same
from backend.contract.fold import overlaid
from backend.contract.following import follow
from backend.contract.layers import Layers, Report, TooManyDeletions, is_missed, stop_at_many
from backend.contract.messages import SCHEMA, Commit, Gone, Page, Push
from backend.contract.rebuilding import approach, arrive, compare, finish, rebuild, start_over
from backend.contract.records import Fields, Op, check_op, is_deleted
from backend.contract.snapshots import EMPTY, Snapshot
from backend.contract.storage import Differing, Mark, Storage
from backend.contract.unheard import IsUsual, Unheard

__all__ = ["Mark", "Replica", "Report", "Storage", "TooManyDeletions"]


class Replica:
    """The client of sync.md. It neither sends nor waits, and knows neither clock nor chance: all is handed in."""

    def __init__(
        self,
        storage: Storage,
        *,
        device: str,
        new_pid: Callable[[], str],
        new_ledger_id: Callable[[], str],
        is_usual: IsUsual = lambda *_: False,
    ) -> None:
        self._storage = storage
        self._unheard = Unheard(storage, is_usual=is_usual)
        self._layers = Layers(storage, device=device, new_ledger_id=new_ledger_id)
        self._new_pid = new_pid

    @property
    def cursor(self) -> Cursor:
        """Where the next pull begins."""
        return self._storage.mark.cursor

    @property
    def is_rebuilding(self) -> bool:
        """Whether the base is being read anew; edits go on, pushes wait."""
        return self._layers.is_rebuilding

    def view(self, record: str) -> Fields | None:
        """Return a record as the screen shows it: base, what is on its way, what waits; None when there is none."""
        return self._layers.view(record)

    def views(self, records: Iterable[str]) -> Mapping[str, Fields | None]:
        """Return what `view` does of each of these records."""
        return self._layers.views(records)

    def edit(self, writes: Mapping[str, Fields]) -> set[str]:
        """Take a person's edit and return what it changed. It is acknowledged when the transaction is.

        What is undone before anybody heard of it need not be said any more (see Unheard).

        Raise Refused when a write is against the limits; then nothing of it is kept.
        """
        touched = set()
        with self._storage.transaction():
            for record, fields in writes.items():
                check_op(Op(record, fields))
                beneath = self._layers.beneath(record)
                seen = overlaid(beneath, self._storage.pend.get(record))
                new = {name: value for name, value in fields.items() if not _has(seen, name, value)}
                if new:
                    self._unheard.wait(record, new, beneath=beneath)
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
            with self._talking():
                self._freeze(allow_deletions=allow_deletions)
        flight = storage.flight
        if flight is None:
            return None
        dig = storage.mark.dig
        for op in flight.ops:
            before = storage.base.get(op.id)
            dig = digest.written(dig, record=op.id, before=before, after=overlaid(before, op.set))
        return Push(storage.mark.cursor, flight.pid, SCHEMA, flight.ops, dig, flight.body)

    def take(self, page: Page, *, allow_deletions: bool = False) -> Report:
        """Apply a page of commits in one transaction. A page that does not follow on what we have is left alone.

        Raise TooManyDeletions when the person must be asked first, Refused when a commit is not what its hash says.
        """
        layers = self._layers
        with self._talking():
            report = Report(should_pull=page.more)
            commits = self._following(page)
            if commits is None:
                return Report(should_pull=True)
            if layers.is_rebuilding:
                rebuild(layers, commits, report)
                if not page.more:
                    at_s = commits[-1].at_s if commits else 0
                    finish(layers, report, at_s=at_s, allow_deletions=allow_deletions)
            else:
                follow(layers, commits, report, more=page.more, allow_deletions=allow_deletions)
            if commits and not page.more:
                compare(layers, commits[-1], report)
        return report

    def read(self, page: Page) -> Report:
        """Take a page while rebuilding, and leave it at that: `approach` and `arrive` do in steps what `take` would."""
        with self._talking():
            commits = self._following(page)
            if commits is None:
                return Report(should_pull=True)
            report = Report(should_pull=page.more)
            rebuild(self._layers, commits, report)
        return report

    def approach(self, differing: Sequence[Differing], *, at_s: int) -> Report:
        """Show some of the records that a rebuild has found different, each merged with what waits here."""
        report = Report()
        with self._talking():
            approach(self._layers, differing, report, at_s=at_s)
        return report

    def arrive(self, page: Page) -> Report:
        """End a rebuild of which nothing differs any more, `page` being its last one."""
        report = Report()
        with self._talking():
            arrive(self._layers)
            if page.commits:
                compare(self._layers, page.commits[-1], report)
        return report

    def start_over(self, gone: Gone, snapshot: Snapshot = EMPTY) -> Report:
        """Begin to rebuild the base from a snapshot (410). Every local write is kept; pull on from here.

        Whether our log is the server's own is seen on the way: from the snapshot's trace, or from the commits after it.
        """
        report = Report(should_pull=True)
        if snapshot.cursor == gone.cursor:
            with self._talking():
                start_over(self._layers, snapshot, report)
        return report

    def _talking(self) -> AbstractContextManager[object]:
        """Begin a transaction that sends or takes. No person edits in it: what it forgets no rollback brings back."""
        self._unheard.forget()
        return self._storage.transaction()

    def _following(self, page: Page) -> tuple[Commit, ...] | None:
        """Return the commits of a page that are new here; None when they do not follow, or cannot be read."""
        commits = tuple(commit for commit in page.commits if commit.seq > self.cursor.seq)
        if commits and (commits[0].seq != self.cursor.seq + 1 or commits[0].prev != self.cursor.h):
            return None
        if not all(map(self._layers.is_readable, commits)):
            return None  # the answer to a batch that is no longer on its way
        return commits

    def _freeze(self, *, allow_deletions: bool) -> None:
        storage = self._storage
        dying = sum(is_missed(record) and not is_deleted(storage.base.get(record)) for record in storage.deleting())
        if not allow_deletions:
            stop_at_many(dying, living=self._layers.living)
        ops = chosen(storage.pend, view=self.view)
        for op in ops:
            del storage.pend[op.id]
        storage.flight = Flight(self._new_pid(), ops)


def _has(seen: Fields, name: str, value: object) -> bool:
    return name in seen and is_same(seen[name], value)  # type: ignore[arg-type]
