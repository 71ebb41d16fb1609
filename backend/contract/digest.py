"""The digest of a state: a sum over its records, so that a write changes it without reading all the others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from backend.contract.codec import text_of
from backend.contract.records import Fields

MODULUS = 2**128


def digest(state: Mapping[str, Fields]) -> int:
    """Return the digest of a whole state. It guards against our own mistakes, not against forgers."""
    return sum(of_record(record, fields) for record, fields in state.items()) % MODULUS


def of_record(record: str, fields: Fields | None) -> int:
    """Return one record's share of the digest; a record that does not exist has none."""
    if not fields:
        return 0
    return int.from_bytes(hashlib.sha256(f'["{record}",{text_of(fields)}]'.encode()).digest()[:16], "big")


def written(digest_before: int, *, record: str, before: Fields | None, after: Fields) -> int:
    """Return the digest after one record has changed."""
    return (digest_before - of_record(record, before) + of_record(record, after)) % MODULUS


def carried(head: int, *, base: int, after: int) -> int:
    """Return the digest after a push that was made on `base` and lands on `head`.

    The records of a push are not among those that were written between the two, so its difference is the same on both.
    """
    return (head + after - base) % MODULUS
