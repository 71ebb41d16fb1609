"""Accepts a push, or says what came first (sync.md, "Push, on the server")."""

from __future__ import annotations

from dataclasses import dataclass

from backend.contract.chain import link
from backend.contract.codec import MAX_COMPRESSED_BYTES, MAX_INFLATED_BYTES, deflate
from backend.contract.digest import carried
from backend.contract.errors import Code, Refused
from backend.contract.fold import is_overlapping
from backend.contract.messages import Commit, Gone, Page, Push, encode_ops, footprint
from backend.core.keys import DeviceKey
from backend.core.log import Log, Tail
from backend.core.ports import Clock

MAX_LIBRARY_BYTES = 64 * 1024 * 1024  # of records, inflated: about 200,000; all of it is in memory when it is folded
MAX_ROUNDS = 20  # lost races in one request; then the client tries again after a pause


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody wrote first what this push touches (409): merge these commits and push anew."""

    page: Page


@dataclass(frozen=True, slots=True)
class _Packed:
    """Operations as canonical JSON, which is what their hash covers, and as gzip of it."""

    body: bytes
    z: bytes


def push(wanted: Push, *, log: Log, device: DeviceKey, clock: Clock) -> Page | Conflict | Gone:
    """Put a push into the log and return the commits that its author has missed, with its own as the last.

    A push that is already there is answered as it was the first time: that is the whole of idempotency.
    Raise Refused with UPGRADE for a client that is too old, with TOO_LARGE for operations that nobody could read from
    the log, with FULL when the library is beyond all reason, with BUSY when the race for the next number is lost again
    and again.
    """
    meta = log.meta()
    if wanted.schema < meta.min_schema:
        raise Refused(Code.UPGRADE)
    if meta.snap_bytes > MAX_LIBRARY_BYTES:
        raise Refused(Code.FULL, "the library holds too many records")
    packed = _packed(wanted)
    for _ in range(MAX_ROUNDS):
        tail = log.tail(wanted.cursor, meta=meta)
        if isinstance(tail, Gone):
            return tail
        if any(commit.pid == wanted.pid for commit in tail.commits):
            return Page(tail.commits, more=tail.more, is_accepted=True)
        if tail.more or _is_conflicting(wanted, tail):
            return Conflict(Page(tail.commits, more=tail.more))
        commit = _next(wanted, packed, tail, device=device, at_s=clock.now_s())
        written, depended = footprint(wanted.ops)
        if log.append(commit, written=tuple(written), depended=tuple(depended)):
            return Page((*tail.commits, commit), is_accepted=True)
    raise Refused(Code.BUSY)


def _is_conflicting(wanted: Push, tail: Tail) -> bool:
    written, depended = footprint(wanted.ops)
    return any(
        is_overlapping(written, depended, other_written=entry.written, other_depended=entry.depended)
        for entry in tail.entries
    )


def _packed(wanted: Push) -> _Packed:
    """Return a push's operations as the log keeps them.

    What came may have been short (1e15 for 1000000000000000.0) or packed more tightly than we do.
    """
    body = encode_ops(wanted.ops)
    packed = _Packed(body, deflate(body))
    if len(body) > MAX_INFLATED_BYTES or len(packed.z) > MAX_COMPRESSED_BYTES:
        raise Refused(Code.TOO_LARGE, "operations that do not fit into a commit")
    return packed


def _next(wanted: Push, packed: _Packed, tail: Tail, *, device: DeviceKey, at_s: int) -> Commit:
    return Commit(
        seq=tail.head.seq + 1,
        pid=wanted.pid,
        dev=device,
        prev=tail.head.h,
        h=link(tail.head.h, pid=wanted.pid, body=packed.body),
        dig=carried(tail.head_dig, base=tail.dig, after=wanted.dig),
        min_schema=wanted.schema,
        at_s=at_s,
        z=packed.z,
    )
