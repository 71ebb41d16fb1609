"""Lets old commits and old snapshots go once a newer snapshot holds what they said."""

from __future__ import annotations

from dataclasses import replace

from backend.core.log import Log
from backend.core.ports import Clock, Objects

KEEP_S = 7 * 24 * 3600
MAX_AT_ONCE = 64
KEEP_SNAPSHOTS_S = 36 * 24 * 3600  # longer than the table can be restored to: what it names then is still there


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


def remove_old_snapshots(*, log: Log, objects: Objects, clock: Clock) -> int:
    """Delete the files of snapshots that others have followed long ago; return how many."""
    now_s, current = clock.now_s(), log.meta().snap_key
    going = [
        (name, key)
        for name, key, at_s in log.retired(limit=MAX_AT_ONCE)
        if key != current and at_s < now_s - KEEP_SNAPSHOTS_S
    ]
    for name, key in going:
        objects.remove(key)
        log.forget_retired(name)
    return len(going)
