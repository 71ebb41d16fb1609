"""How it stands between this computer's library and the family's cloud, as the sidebar tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.model.errors import Trouble


class SyncState(StrEnum):
    """In one word."""

    OFF = "off"
    UP_TO_DATE = "up_to_date"
    WORKING = "working"
    WAITING = "waiting"  # for the moment after an edit, or because the cloud is busy
    OFFLINE = "offline"
    NEEDS_YOU = "needs_you"


class Deletions(StrEnum):
    """Who has deleted so much that a person is asked."""

    HERE = "here"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """`waiting` counts what a person has changed on this computer and is not in the cloud yet; facts that go by the way
    (the cloud holds a recording now) are not in it.

    `since` is epoch seconds: while OFFLINE, since when; else when the library was last seen to be as the cloud has it,
    None before the first time. `trouble` goes with NEEDS_YOU, and with WAITING where there is a reason. `deletions` is
    above 0 only in NEEDS_YOU, with titles of some of what would go: `allow_deletions` or `refuse_deletions` answers.
    """

    state: SyncState = SyncState.OFF
    waiting: int = 0
    since: float | None = None
    trouble: Trouble | None = None
    deletions: int = 0
    deletions_from: Deletions | None = None
    examples: tuple[str, ...] = ()

    def says_the_same(self, other: SyncStatus) -> bool:
        """Return whether a person reads the same in both."""
        sentences = [one.trouble.sentence() if one.trouble is not None else None for one in (self, other)]
        return sentences[0] == sentences[1] and replace(self, trouble=None) == replace(other, trouble=None)
