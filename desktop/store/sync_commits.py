"""Reads what commits say, to weigh them and to tell of them: the replica is who verifies and applies them."""

from __future__ import annotations

from collections.abc import Iterator

from backend.contract.codec import inflate, parse
from backend.contract.messages import Commit, Page
from backend.contract.records import Fields, is_deleted

_WRITES_AT_ONCE = 200


class Commits:
    """The commits of one pull, each read once."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[tuple[str, Fields], ...]] = {}

    def clear(self) -> None:
        """Forget them: they are applied."""
        self._read.clear()

    def writes(self, commit: Commit) -> tuple[tuple[str, Fields], ...]:
        """Return (record, fields) of a commit's operations; nothing for one that came without them.

        Raise Refused for bytes that hold no JSON; what is no operation is left out.
        """
        if not commit.z:
            return ()
        if commit.h not in self._read:
            self._read[commit.h] = tuple(_operations(commit))
        return self._read[commit.h]

    def is_deleting(self, commit: Commit) -> bool:
        """Return whether a commit has a tombstone in it."""
        return any(is_deleted(fields) for _, fields in self.writes(commit))

    def groups(self, page: Page) -> Iterator[Page]:
        """Cut a page into pieces that can be taken without a pause that anybody would notice."""
        piece: list[Commit] = []
        weight = 0
        for commit in page.commits:
            writes = len(self.writes(commit)) if commit.z else _WRITES_AT_ONCE
            if piece and weight + writes > _WRITES_AT_ONCE:
                yield Page(tuple(piece), more=True)
                piece, weight = [], 0
            piece.append(commit)
            weight += writes
        yield Page(tuple(piece), more=page.more, is_accepted=page.is_accepted)


def _operations(commit: Commit) -> Iterator[tuple[str, Fields]]:
    told = parse(inflate(commit.z))
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict):
            record, fields = one.get("id"), one.get("set")
            if isinstance(record, str) and isinstance(fields, dict):
                yield record, fields
