"""The state is a fold of the log: `state[id][field] = value` in log order, nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeAlias

from backend.contract.codec import Told
from backend.contract.records import Fields, Op

State: TypeAlias = dict[str, Fields]


class Records(Protocol):
    """Records by id, as a dictionary has them, or a table."""

    def get(self, record: str, /) -> Fields | None: ...

    def __setitem__(self, record: str, fields: Fields, /) -> None: ...


def fold(records: Records, ops: Iterable[Op]) -> None:
    """Write operations to `records`. A record is replaced, never changed in place: older copies stay as they are."""
    for op in ops:
        records[op.id] = overlaid(records.get(op.id), op.set)


def overlaid(fields: Fields | None, written: Fields | None) -> Fields:
    """Return a record's fields after a write."""
    if not fields and isinstance(written, Told):
        return written
    return Told({**(fields or {}), **(written or {})})


def written_ids(ops: Iterable[Op]) -> frozenset[str]:
    """Return the ids that operations write (`w` of a commit)."""
    return frozenset(op.id for op in ops)


def dependency_ids(ops: Iterable[Op]) -> frozenset[str]:
    """Return the ids that operations depend on (`d` of a commit)."""
    return frozenset(name for op in ops for name in op.dep)


def is_overlapping(
    written: frozenset[str], depended: frozenset[str], *, other_written: frozenset[str], other_depended: frozenset[str]
) -> bool:
    """Return whether one push may have been made in ignorance of what the other one did (sync.md, push 4)."""
    return bool(written & other_written or written & other_depended or depended & other_written)


def as_writes(ops: Iterable[Op]) -> Mapping[str, Fields]:
    """Return what operations set, by record."""
    return {op.id: op.set for op in ops}
