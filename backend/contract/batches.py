"""Chooses which waiting writes go into one push."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from backend.contract.codec import MAX_COMPRESSED_BYTES, MAX_INFLATED_BYTES, deflate
from backend.contract.fold import as_writes
from backend.contract.messages import encode_ops
from backend.contract.records import LINKS, MAX_OPS, Fields, Op, has_content, links

_ENVELOPE_BYTES = 1024  # what a push says besides its operations
_PACKED_BYTES = MAX_COMPRESSED_BYTES * 15 // 16  # the server's zlib may be another one, which packs less tightly


@dataclass(frozen=True)  # no slots: what it writes is kept beside the fields
class Flight:
    """A frozen batch: its operations never change, and its random id goes with them however often it is sent."""

    pid: str
    ops: tuple[Op, ...]

    @cached_property
    def body(self) -> bytes:
        """The canonical JSON of its operations, which its hash covers."""
        return encode_ops(self.ops)

    @cached_property
    def writes(self) -> Mapping[str, Fields]:
        """What it sets, by record."""
        return as_writes(self.ops)


def chosen(waiting: Mapping[str, Fields], *, view: Callable[[str], Fields | None]) -> tuple[Op, ...]:
    """Return the oldest waiting writes that fit into one push, each with what it depends on."""
    ops = tuple(_operation(record, fields, view) for record, fields in islice(waiting.items(), MAX_OPS))
    while len(ops) > 1 and not _fits(encode_ops(ops)):
        ops = ops[: (len(ops) + 1) // 2]
    return ops


def _operation(record: str, fields: Fields, view: Callable[[str], Fields | None]) -> Op:
    """Return a write as an operation. A tombstone or a new place in the order depends on nothing."""
    is_dependent = record[:2] in LINKS and has_content(fields)
    return Op(record, fields, links(record, view(record) or {}) if is_dependent else ())


def _fits(body: bytes) -> bool:
    if len(body) <= _PACKED_BYTES - _ENVELOPE_BYTES:
        return True  # packed, it is no longer than it is: all but a few batches
    return len(body) <= MAX_INFLATED_BYTES - _ENVELOPE_BYTES and len(deflate(body)) <= _PACKED_BYTES
