"""Lets old commits go once a snapshot holds what they said."""

from __future__ import annotations

from dataclasses import replace

from backend.core.log import Log
from backend.core.ports import Clock

KEEP_S = 7 * 24 * 3600
MAX_AT_ONCE = 64


def let_go_of_old(*, log: Log, clock: Clock) -> int:
    """Mark the commits for deletion that a snapshot covers and that are older than 7 days; return how many.

    The newest commit is never among them: its number would be used again, and an acknowledged write would vanish.
    """
    meta, now_s = log.meta(), clock.now_s()
    newest = log.head_seq()
    covered = log.covered(low=meta.floor, high=meta.snapshot.seq, limit=MAX_AT_ONCE)
    going = [commit for commit in covered if commit.seq < newest and commit.at_s < now_s - KEEP_S]
    for commit in going:
        log.let_go(commit, ttl_s=now_s)
    if going:
        floor = min((commit.seq for commit in covered if commit not in going), default=going[-1].seq + 1)
        log.write_meta(replace(meta, floor=floor), was=meta)
    return len(going)
