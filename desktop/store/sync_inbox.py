"""Holds back the pages of a pull that would delete, until it is known how much all of them would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from backend.contract.chain import Cursor
from backend.contract.layers import stop_at_many
from backend.contract.messages import Commit, Page, opened
from backend.contract.records import DELETED, Fields, has_content, is_deleted
from desktop.store.sync_copy import Copy

_OPS_AT_ONCE = 200


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
        deleting = [commit for commit in whole if self._is_deleting(commit)]
        if deleting and page.more:
            self._held += commits
            return None
        if deleting:
            self.dying = self._doomed(deleting)
            if not is_asked:
                stop_at_many(len(self.dying), living=self._copy.tables.living)
        self._held = []
        return replace(page, commits=whole)

    def doomed(self, commits: tuple[Commit, ...]) -> list[str]:
        """Return what lives here and would be deleted by these commits."""
        return self._doomed([commit for commit in commits if self._is_deleting(commit)])

    def _is_deleting(self, commit: Commit) -> bool:
        return bool(commit.z) and any(is_deleted(op.set) for op in opened(commit))

    def _doomed(self, commits: list[Commit]) -> list[str]:
        last = {op.id: op.set[DELETED] for commit in commits for op in opened(commit) if DELETED in op.set}
        return [record for record, deleted in last.items() if deleted == 1 and self._goes(record)]

    def _goes(self, record: str) -> bool:
        seen = self._copy.replica.view(record)
        waiting: Fields = self._copy.tables.pend.get(record, {})
        return seen is not None and not is_deleted(seen) and not has_content(waiting)


def groups(page: Page) -> Iterator[Page]:
    """Cut a page into pieces that can be taken without a pause that anybody would notice."""
    piece: list[Commit] = []
    weight = 0
    for commit in page.commits:
        ops = len(commit.z) // 48  # about so many bytes an operation
        if piece and (weight + ops > _OPS_AT_ONCE or not commit.z):
            yield Page(tuple(piece), more=True)
            piece, weight = [], 0
        piece.append(commit)
        weight += ops if commit.z else _OPS_AT_ONCE
    yield Page(tuple(piece), more=page.more, is_accepted=page.is_accepted)
