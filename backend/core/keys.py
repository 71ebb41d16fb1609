"""Builds every key of the table and the bucket, so that no other code can reach into another family."""

from __future__ import annotations

from typing import NewType

from backend.contract.chain import Cursor

FamilyKey = NewType("FamilyKey", str)  # made from verified claims only
AccountKey = NewType("AccountKey", str)  # the `sub` of verified claims
DeviceKey = NewType("DeviceKey", str)  # "d_" and a ULID
Sha256 = NewType("Sha256", str)  # 64 small hex digits

META = "META"
BYTES = "BYTES"
MEMBERSHIP = "FAM"
INVITE = "INVITE"
AFTER_ALL_COMMITS = "C#~"
BLOBS = ("B#", "B#~")
DEVICES = ("D#", "D#~")
MEMBERS = ("M#", "M#~")
OLD_SNAPSHOTS = ("O#", "O#~")


def partition(family: FamilyKey) -> str:
    """Return the partition in which all of a family is."""
    return f"F#{family}"


def account(sub: AccountKey) -> str:
    """Return the partition in which all of an account is: where it belongs to."""
    return f"U#{sub}"


def invite(code_sha256: str) -> str:
    """Return the partition of an invite, found by the hash of its code alone."""
    return f"I#{code_sha256}"


def commit(seq: int) -> str:
    """Return the sort key of a commit: texts in this form sort as the numbers do."""
    return f"C#{seq:012d}"


def member(sub: AccountKey) -> str:
    """Return the sort key of a member in the family's partition."""
    return f"M#{sub}"


def device(key: DeviceKey) -> str:
    """Return the sort key of a computer in the family's partition."""
    return f"D#{key}"


def blob(sha256: Sha256) -> str:
    """Return the sort key of what is known of a file."""
    return f"B#{sha256}"


def blob_file(family: FamilyKey, sha256: Sha256, generation: int) -> str:
    """Return the key of a file's bytes.

    Each time they are thrown away the next ones get another key: whoever is late with deleting the old ones cannot
    reach the new ones.
    """
    plain = f"fam/{family}/b/{sha256[:2]}/{sha256}"
    return f"{plain}.{generation}" if generation else plain


def old_snapshot(cursor: Cursor) -> str:
    """Return the sort key under which a snapshot is remembered that another one has followed."""
    return f"O#{cursor.seq:012d}.{cursor.h}"


def snapshot(family: FamilyKey, cursor: Cursor) -> str:
    """Return the key of a snapshot's file.

    The hash is in it: a server that was restored reaches the same number with another state.
    """
    return f"fam/{family}/snap/{cursor.seq:012d}.{cursor.h}.jsonl.gz"
