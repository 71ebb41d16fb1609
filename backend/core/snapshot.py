"""Folds the log into a snapshot now and then, so that a fresh computer need not read all of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from backend.contract.chain import Cursor
from backend.contract.errors import Code, Refused
from backend.contract.messages import Commit, Gone
from backend.contract.snapshots import EMPTY, Snapshot, extended, read_snapshot, write_snapshot
from backend.core import keys
from backend.core.keys import FamilyKey
from backend.core.log import Log, Meta
from backend.core.ports import Objects

EVERY_COMMITS = 256
EVERY_BYTES = 2 * 1024 * 1024


def is_due(tail_commits: int, *, tail_bytes: int) -> bool:
    """Return whether so much has come since the last snapshot that a new one pays (sync.md, push 6)."""
    return tail_commits >= EVERY_COMMITS or tail_bytes >= EVERY_BYTES


def snapshot_if_due(*, log: Log, objects: Objects, family: FamilyKey) -> Snapshot | None:
    """Fold a new snapshot when it is due and return it; None when it is not, or when somebody else was faster."""
    meta = log.meta()
    if log.head_seq() <= meta.snapshot.seq:
        return None
    commits = _since(meta.snapshot, log=log)
    if commits is None or not is_due(len(commits), tail_bytes=sum(len(commit.z) for commit in commits)):
        return None
    return take_snapshot(commits, log=log, objects=objects, family=family, meta=meta)


def take_snapshot(
    commits: tuple[Commit, ...], *, log: Log, objects: Objects, family: FamilyKey, meta: Meta
) -> Snapshot | None:
    """Fold commits on top of the newest snapshot: first the file, then the word that it is there.

    Raise Refused rather than fold over a hole or a damaged file.
    """
    snapshot = extended(load(meta, objects=objects), commits=commits)
    key, data = keys.snapshot(family, snapshot.cursor), write_snapshot(snapshot)
    if not objects.put_new(key, data):
        data = objects.get(key) or b""  # somebody has written the same state, perhaps with another zlib
        if read_snapshot(data, sha256=hashlib.sha256(data).hexdigest()).dig != snapshot.dig:
            raise Refused(Code.BAD_SNAPSHOT, key)
    new = replace(
        meta,
        snapshot=snapshot.cursor,
        snap_dig=snapshot.dig,
        snap_key=key,
        snap_sha256=hashlib.sha256(data).hexdigest(),
        snap_bytes=int.from_bytes(data[-4:], "little"),  # a gzip frame ends with it
    )
    log.retire(meta, at_s=snapshot.at_s)
    return snapshot if log.write_meta(new, was=meta) else None


def whole(*, log: Log, objects: Objects) -> Snapshot | None:
    """Return the library as it is now, None when the log has a hole; raise Refused for a damaged file."""
    meta = log.meta()
    commits = _since(meta.snapshot, log=log)
    return None if commits is None else extended(load(meta, objects=objects), commits=commits)


def load(meta: Meta, *, objects: Objects) -> Snapshot:
    """Return the newest snapshot, or the empty one; raise Refused when its file is missing or damaged."""
    if not meta.snap_key:
        return EMPTY
    return read_snapshot(objects.get(meta.snap_key) or b"", sha256=meta.snap_sha256)


def _since(cursor: Cursor, *, log: Log) -> tuple[Commit, ...] | None:
    """Return the commits after a place in the log, None when they are not all there."""
    commits: list[Commit] = []
    while True:
        tail = log.tail(cursor)
        if isinstance(tail, Gone):
            return None
        commits += tail.commits
        cursor = tail.head
        if not tail.more:
            return tuple(commits)
