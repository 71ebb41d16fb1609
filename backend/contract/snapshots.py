"""A whole state at one place in the log, as a file."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from backend.contract.chain import START, Cursor, read_cursor
from backend.contract.codec import Told, canonical, deflate, inflate, parse, text_of
from backend.contract.digest import digest
from backend.contract.errors import Code, Refused
from backend.contract.fold import State, fold
from backend.contract.messages import Commit, opened
from backend.contract.records import Fields, check_id

MAX_BYTES = 512 * 1024 * 1024  # inflated: about two million records
MAX_COMPRESSED_BYTES = 64 * 1024 * 1024
PIDS_PER_DEVICE = 16
_TRACE_BYTES = 4
_LINES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state after `cursor`. `trace` and `pids` say of any commit before it whether it is part of this log.

    `trace` holds 4 bytes of each commit's hash: who comes back after a long time learns from it whether the server was
    restored meanwhile. `pids` holds each device's last pushes: who never heard whether a push arrived learns it here.
    """

    cursor: Cursor = START
    dig: int = 0
    at_s: int = 0
    trace: bytes = b""
    pids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    state: Mapping[str, Fields] = field(default_factory=dict)

    def knows(self, cursor: Cursor) -> bool:
        """Return whether a place is one that this log has passed."""
        if cursor.seq == 0:
            return True
        end = cursor.seq * _TRACE_BYTES
        return end <= len(self.trace) and self.trace[end - _TRACE_BYTES : end] == _mark(cursor.h)

    def has_accepted(self, pid: str) -> bool:
        """Return whether a push is part of this state."""
        return any(pid in pids for pids in self.pids.values())


def extended(snapshot: Snapshot, *, commits: tuple[Commit, ...]) -> Snapshot:
    """Return the snapshot after the commits that follow it; raise Refused at a hole: nothing is folded over one."""
    state: State = dict(snapshot.state)
    pids = dict(snapshot.pids)
    cursor, trace = snapshot.cursor, bytearray(snapshot.trace)
    for commit in commits:
        if commit.seq != cursor.seq + 1 or commit.prev != cursor.h:
            raise Refused(Code.BAD_COMMIT, f"{commit.seq} does not follow {cursor.seq}")
        fold(state, opened(commit))
        trace += _mark(commit.h)
        pids[commit.dev] = (*pids.get(commit.dev, ()), commit.pid)[-PIDS_PER_DEVICE:]
        cursor = commit.cursor
    at_s = commits[-1].at_s if commits else snapshot.at_s
    return Snapshot(cursor, digest(state), at_s, bytes(trace), pids, state)


def write_snapshot(snapshot: Snapshot) -> bytes:
    """Return a snapshot as gzip of lines of JSON: the head, then a record a line, by id."""
    head = {
        "seq": snapshot.cursor.seq,
        "h": snapshot.cursor.h,
        "at": snapshot.at_s,
        "trace": base64.b64encode(snapshot.trace).decode(),
        "pids": snapshot.pids,
    }
    records = (f'["{record}",{text_of(snapshot.state[record])}]'.encode() for record in sorted(snapshot.state))
    return deflate(b"\n".join((canonical(head), *records)))


def read_snapshot(data: bytes, *, sha256: str) -> Snapshot:
    """Return the snapshot in a file; raise Refused when it is not the one meant, or not whole."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refused(Code.BAD_SNAPSHOT, "other bytes than were announced")
    first, *lines = _text_of(inflate(data, max_bytes=MAX_BYTES, max_compressed_bytes=MAX_COMPRESSED_BYTES)).split("\n")
    head = parse(first.encode())
    if not isinstance(head, dict):
        raise Refused(Code.BAD_SNAPSHOT)
    seq, at_s, trace, pids = (head.get(name) for name in ("seq", "at", "trace", "pids"))
    if type(at_s) is not int or not isinstance(trace, str) or not isinstance(pids, dict):
        raise Refused(Code.BAD_SNAPSHOT)
    state: State = {}
    for start in range(0, len(lines), _LINES_AT_ONCE):
        state.update(_read_records(lines[start : start + _LINES_AT_ONCE]))
    try:
        marks = base64.b64decode(trace, validate=True)
    except binascii.Error:
        raise Refused(Code.BAD_SNAPSHOT, "trace") from None
    last = {dev: tuple(map(str, told)) for dev, told in pids.items() if isinstance(told, list)}
    return Snapshot(read_cursor(f"{seq}.{head.get('h')}"), digest(state), at_s, marks, last, state)


def _text_of(plain: bytes) -> str:
    try:
        return plain.decode()
    except ValueError:
        raise Refused(Code.BAD_SNAPSHOT, "no UTF-8") from None


def _read_records(lines: list[str]) -> Iterator[tuple[str, Fields]]:
    """Yield what lines of records say. They were written as they are kept: nobody need write them out again."""
    values = parse(f"[{','.join(lines)}]".encode())
    if not isinstance(values, list) or len(values) != len(lines):
        raise Refused(Code.BAD_SNAPSHOT, "a record")
    for line, told in zip(lines, values, strict=True):
        record, fields = told if isinstance(told, list) and len(told) == 2 else ("", None)
        check_id(record)
        before = f'["{record}",'
        if not isinstance(record, str) or not isinstance(fields, dict) or not line.startswith(before):
            raise Refused(Code.BAD_SNAPSHOT, "a record")
        yield record, Told(fields, text=line[len(before) : -1])


def _mark(h: str) -> bytes:
    return bytes.fromhex(h[: 2 * _TRACE_BYTES])


EMPTY = Snapshot()
