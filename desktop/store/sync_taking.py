"""Takes what the family's cloud answers, in steps: into the log's tables and onto the screen in the same commit."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from backend.contract.fold import overlaid
from backend.contract.layers import stop_at_many
from backend.contract.merge import Change
from backend.contract.messages import Gone, Page
from backend.contract.rebuilding import is_dying
from backend.contract.records import DELETED, Fields, is_deleted
from backend.contract.replica import Report
from backend.contract.snapshots import Snapshot
from backend.contract.storage import Differing
from desktop.store import sync_arrival, sync_commits, sync_joining, sync_losses, sync_news
from desktop.store.door import Opening
from desktop.store.sync_copy import Copy
from desktop.store.sync_inbox import Inbox
from desktop.store.sync_steps import Outcome


class Taking:
    """The receiving half of the sync. `initiator` is in whose name it is announced."""

    def __init__(self, copy: Copy, *, inbox: Inbox, initiator: object) -> None:
        self._copy = copy
        self._inbox = inbox
        self._initiator = initiator

    def take(self, page: Page, *, allow_deletions: bool, refuse_deletions: bool) -> Generator[None, None, Outcome]:
        """Take a page. Raise TooManyDeletions before anything is changed when a person must be asked."""
        if self._copy.tables.joining is not None:
            raise RuntimeError("joining is not over")
        outcome = Outcome()
        yield from sync_commits.read(page)
        if self._copy.replica.is_rebuilding:
            yield from self._rebuild(page, outcome, allow_deletions=allow_deletions, refuse_deletions=refuse_deletions)
            return outcome
        ready = self._inbox.collect(page, is_asked=allow_deletions or refuse_deletions)
        if ready is None:
            outcome.report.should_pull = True
            return outcome
        deeds = sync_news.Deeds()
        for group in sync_commits.groups(ready):
            report = self._follow(group, deeds, refuse_deletions=refuse_deletions)
            _add(outcome.report, report)
            yield
        if page.commits and not page.more:
            with self._copy.door.opened(sync_news.LABEL, initiator=self._initiator, is_repeatable=True) as opening:
                sync_losses.let_go(self._copy, opening, at_s=page.commits[-1].at_s)
        return outcome

    def start_over(self, gone: Gone, snapshot: Snapshot) -> Generator[None, None, Outcome]:
        """Begin to read the library anew from a snapshot."""
        self._inbox.clear()
        outcome = Outcome()
        if snapshot.cursor != gone.cursor:
            outcome.report.should_pull = True
            return outcome
        tables = self._copy.tables
        yield from tables.stage(snapshot.state)
        with self._copy.door.opened(sync_news.LABEL, initiator=self._initiator, is_repeatable=True) as opening:
            outcome.report = self._copy.replica.start_over(gone, snapshot)
            if self._copy.replica.is_rebuilding:
                self._copy.show(outcome.report.touched, opening=opening)
            else:
                tables.joining = sync_joining.ARRIVING
        yield
        if tables.joining is not None:
            yield from sync_arrival.arrive(self._copy, initiator=self._initiator, state=snapshot.state)
        else:
            yield from tables.sweep()
        return outcome

    def _follow(self, group: Page, deeds: sync_news.Deeds, *, refuse_deletions: bool) -> Report:
        copy = self._copy
        flight = copy.tables.flight
        foreign = [commit for commit in group.commits if commit.z and (flight is None or commit.pid != flight.pid)]
        writes = [(op.id, op.set) for commit in foreign for op in commit.ops]
        copy.tables.look_up(record for record, _ in writes)
        with copy.door.opened(sync_news.LABEL, initiator=self._initiator, is_repeatable=True) as opening:
            if refuse_deletions:
                self._keep_alive(self._inbox.doomed(group.commits))
            report = copy.replica.take(group, allow_deletions=True)
            if not foreign and not report.notes:
                report.touched.clear()  # one's own batch has arrived: the rows say it already
            self._show(report, opening, report.touched, theirs=writes)
            deeds.tell({op.id: commit.dev for commit in foreign for op in commit.ops}, opening=opening, copy=copy)
            sync_news.tell(report, opening=opening, copy=copy)
        return report

    def _leave_unsaid(self, records: Iterable[str]) -> None:
        """Let nothing wait that only says that a living record lives."""
        tables = self._copy.tables
        if not tables.pend:
            return
        ground = tables.base if tables.mark.former is None else tables.former
        for record in records:
            if tables.pend.get(record) == {DELETED: 0} and record in ground and not is_deleted(ground[record]):
                del tables.pend[record]

    def _keep_alive(self, records: list[str]) -> None:
        pend = self._copy.tables.pend
        for record in records:
            pend[record] = overlaid(pend.get(record), {DELETED: 0})

    def _rebuild(
        self, page: Page, outcome: Outcome, *, allow_deletions: bool, refuse_deletions: bool
    ) -> Generator[None, None, None]:
        """Read into the base that is being made anew; at the end of the log show what differs, a page a step."""
        copy = self._copy
        for group in sync_commits.groups(page):
            report = copy.replica.read(group)
            _add(outcome.report, report)
            yield
            if report.should_pull and not group.more:
                return
        if page.more:
            return
        dying: list[str] = []
        for found in copy.tables.bases.dying_pages():
            dying += found
            yield
        self._inbox.dying = dying
        if not (allow_deletions or refuse_deletions):
            stop_at_many(len(dying), living=copy.tables.living)
        outcome.has_forked = not copy.tables.mark.is_met
        doings = sync_news.Doings()
        at_s = page.commits[-1].at_s if page.commits else 0
        for differing in copy.tables.bases.differing_pages():
            if not differing:
                yield
                continue
            report = self._approach(differing, doings, at_s=at_s, refuse_deletions=refuse_deletions)
            _add(outcome.report, report)
            yield
        with copy.door.opened(sync_news.LABEL, initiator=self._initiator, is_repeatable=True) as opening:
            report = copy.replica.arrive(page)
            self._show(report, opening, report.touched)
            sync_news.tell(report, opening=opening, copy=copy)
        _add(outcome.report, report)
        yield
        yield from copy.tables.sweep()

    def _approach(
        self, differing: list[Differing], doings: sync_news.Doings, *, at_s: int, refuse_deletions: bool
    ) -> Report:
        """Show a page of what the log read anew has otherwise; it comes in the order of its places."""
        copy = self._copy
        copy.tables.pend.look_up(one[0] for one in differing)
        with copy.door.opened(sync_news.LABEL, initiator=self._initiator, is_repeatable=True) as opening:
            if refuse_deletions:
                self._keep_alive([one[0] for one in differing if is_dying(one)])
            report = copy.replica.approach(differing, at_s=at_s)
            theirs = [(record, Change(before, after).written()) for record, before, after in differing if after]
            touched = dict.fromkeys(one[0] for one in differing) | dict.fromkeys(report.touched)
            self._show(report, opening, touched, theirs=theirs, is_sorted=True)
            doings.tell(sync_news.CLOUD, opening.writer.written, opening=opening, copy=copy)
            sync_news.tell(report, opening=opening, copy=copy)
        return report

    def _show(
        self,
        report: Report,
        opening: Opening,
        records: Iterable[str],
        *,
        theirs: Iterable[tuple[str, Fields]] = (),
        is_sorted: bool = False,
    ) -> None:
        """Write what was touched to the rows."""
        self._leave_unsaid(report.touched)
        self._copy.show(records, opening=opening, theirs=theirs, is_sorted=is_sorted)
        opening.collected.add("sync", "waiting")


def _add(whole: Report, part: Report) -> None:
    """Count a step's report into the whole one."""
    whole.touched |= part.touched
    whole.notes += part.notes
    whole.has_landed |= part.has_landed
    whole.is_resyncing |= part.is_resyncing
    whole.should_pull = part.should_pull
