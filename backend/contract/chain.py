"""The chain of hashes by which two computers know that they speak of the same log."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from backend.contract.errors import Code, Refused

HASH_BYTES = 16
GENESIS = "0" * (2 * HASH_BYTES)  # the hash before the first commit
MAX_SEQ = 10**12 - 1

_CURSOR = re.compile(r"(0|[1-9][0-9]{0,11})\.([0-9a-f]{32})\Z", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in a log: so many commits, and the hash of the last of them."""

    seq: int = 0
    h: str = GENESIS

    def __str__(self) -> str:
        return f"{self.seq}.{self.h}"


START = Cursor()


def read_cursor(text: object) -> Cursor:
    """Return the cursor in `<seq>.<h>`; raise Refused when it is none."""
    found = _CURSOR.match(text) if isinstance(text, str) else None
    if found is None:
        raise Refused(Code.BAD_CURSOR)
    cursor = Cursor(int(found[1]), found[2])
    if (cursor.seq == 0) != (cursor.h == GENESIS):
        raise Refused(Code.BAD_CURSOR)
    return cursor


def link(prev: str, *, pid: str, body: bytes) -> str:
    """Return the hash of a commit: SHA-256(prev, pid, SHA-256(body))[:16] in hex; `body` is the canonical JSON."""
    parts = bytes.fromhex(prev) + pid.encode() + hashlib.sha256(body).digest()
    return hashlib.sha256(parts).digest()[:HASH_BYTES].hex()
