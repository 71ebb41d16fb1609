"""Holds back the pages of a pull that would delete, until it is known how much all of them would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backend.contract.chain import Cursor
from backend.contract.layers import stop_at_many
from backend.contract.messages import Commit, Page
from backend.contract.records import DELETED, Fields, has_content, is_deleted
from desktop.store import sync_commits
from desktop.store.sync_copy import Copy


class Inbox:
    """The pages of a pull that is not at its end. They are in memory only: after a crash they are pulled again."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._held: list[Commit] = []
        self.dying: list[str] = []

    @property
    def is_holding(self) -> bool:
        """Whether something came that is not shown yet."""
        return bool(self._held)

    @property
    def cursor(self) -> Cursor:
        """Where the next page of the pull begins."""
        return self._held[-1].cursor if self._held else self._copy.replica.cursor

    def clear(self) -> None:
        """Forget what was held back: it will be pulled again, or never is."""
        self._held = []

    def collect(self, page: Page, *, is_asked: bool) -> Page | None:
        """Return all that can be taken now as one page, None while the rest of the pull has to come first.

        Raise TooManyDeletions when a person must be asked, unless one was (`is_asked`); what is held back stays held.
        """
        commits = tuple(commit for commit in page.commits if commit.seq > self.cursor.seq)
        if self._held and commits and commits[0].prev != self.cursor.h:
            self.clear()
            return Page((), more=True)
        whole = (*self._held, *commits)
        deleting = [commit for commit in whole if sync_commits.is_deleting(commit)]
        if deleting and page.more:
            self._held += commits
            return None
        if deleting:
            self.dying = self.doomed(deleting)
            if not is_asked:
                stop_at_many(len(self.dying), living=self._copy.tables.living)
        self._held = []
        return replace(page, commits=whole)

    def doomed(self, commits: Iterable[Commit]) -> list[str]:
        """Return what lives here and would be deleted by these commits."""
        last = {
            op.id: is_deleted(op.set) for commit in commits for op in sync_commits.writes(commit) if DELETED in op.set
        }
        return [record for record, deleted in last.items() if deleted and self._goes(record)]

    def _goes(self, record: str) -> bool:
        seen = self._copy.replica.view(record)
        waiting: Fields = self._copy.tables.pend.get(record, {})
        return seen is not None and not is_deleted(seen) and not has_content(waiting)
