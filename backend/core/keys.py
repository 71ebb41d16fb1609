"""Builds every key of the table and the bucket, so that no other code can reach into another family."""

from __future__ import annotations

from typing import NewType

from backend.contract.chain import Cursor

FamilyKey = NewType("FamilyKey", str)  # made from verified claims only
DeviceKey = NewType("DeviceKey", str)

META = "META"
AFTER_ALL_COMMITS = "C#~"


def partition(family: FamilyKey) -> str:
    """Return the partition in which all of a family is."""
    return f"F#{family}"


def commit(seq: int) -> str:
    """Return the sort key of a commit: texts in this form sort as the numbers do."""
    return f"C#{seq:012d}"


def snapshot(family: FamilyKey, cursor: Cursor) -> str:
    """Return the key of a snapshot's file.

    The hash is in it: a server that was restored reaches the same number with another state.
    """
    return f"fam/{family}/snap/{cursor.seq:012d}.{cursor.h}.jsonl.gz"
