"""Looks into commits before they are applied, to weigh them and to tell of them."""

from __future__ import annotations

from collections.abc import Iterator

from backend.contract.messages import Commit, Page
from backend.contract.records import Op, is_deleted

_WRITES_AT_ONCE = 500


def writes(commit: Commit) -> tuple[Op, ...]:
    """Return a commit's operations; nothing for one that came without them. Raise Refused for a damaged one."""
    return commit.ops if commit.z else ()


def is_deleting(commit: Commit) -> bool:
    """Return whether a commit has a tombstone in it."""
    return any(is_deleted(op.set) for op in writes(commit))


def read(page: Page) -> Iterator[None]:
    """Read a page's commits, a step each; they remember what they say. Raise Refused for a damaged one."""
    for commit in page.commits[:-1]:
        writes(commit)
        yield


def groups(page: Page) -> Iterator[Page]:
    """Cut a page into pieces that can be taken without a pause that anybody would notice; there is one at least."""
    piece: list[Commit] = []
    weight = 0
    for commit in page.commits:
        size = len(writes(commit)) if commit.z else _WRITES_AT_ONCE
        if piece and weight + size > _WRITES_AT_ONCE:
            yield Page(tuple(piece), more=True)
            piece, weight = [], 0
        piece.append(commit)
        weight += size
    yield Page(tuple(piece), more=page.more, is_accepted=page.is_accepted)
