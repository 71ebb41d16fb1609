"""What may be written to the family's library: records, their ids and fields, and the operations on them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from backend.contract.codec import MAX_INTEGER, Json, Told, canonical, check_value, text_of
from backend.contract.errors import Code, Refused

Fields: TypeAlias = Mapping[str, Json]

DELETED = "_del"  # 1 dead, 0 alive: an ordinary field, so that undelete is an ordinary write
POSITION = "pos"
RECORDING, PLAYLIST, ENTRY, CARD_LINK, LEDGER = "t_", "p_", "e_", "k_", "c_"
ARTWORK = "a_"  # says that the cloud holds a picture; written once it does
# Facts that nobody typed. Where two computers found them out differently the first in the log stays, and nobody is
# told; they keep no deleted record alive.
QUIET = frozenset(
    {
        "added_at",
        "created_at",
        "duration_s",
        "size",
        "ending",
        "mime",
        "blob",
        "medium",
        "published_at",
        "published_hash",
        "published_base",
    }
)
LINKS = {ENTRY: ("playlist", "recording"), CARD_LINK: ("playlist",)}  # fields that name another record

_LIGHT = QUIET | {DELETED, POSITION}

MAX_OPS = 500
MAX_DEPENDENCIES = 16
MAX_ID_BYTES = 64
MAX_FIELD_BYTES = 64
MAX_VALUE_BYTES = 16 * 1024
_SHORT = 1024  # characters
_HUGE = 1e300
MAX_OP_BYTES = 128 * 1024  # so that any single operation fits into a push

_NEEDED, _KNOWN = frozenset({"id", "set"}), frozenset({"id", "set", "dep"})  # of an operation
_HALF = 16  # bytes of a SHA-256
_RECORDING_ID = re.compile(r"t_[a-z2-7]{26}\Z", re.ASCII)
_DIGITS = bytes.maketrans(b"abcdefghijklmnopqrstuvwxyz234567", b"0123456789abcdefghijklmnopqrstuv")  # of base 32
_ID = re.compile(r"[a-z]{1,8}_[A-Za-z0-9_-]{0,62}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Op:
    """Fields written to one record, and the records that this makes sense with only (`dep`)."""

    id: str
    set: Fields
    dep: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The operation as it stands in a push: canonical JSON. (No sign of an id is written in another way there.)"""
        dep = f'"dep":{canonical(list(self.dep)).decode()},' if self.dep else ""
        return f'{{{dep}"id":"{self.id}","set":{text_of(self.set)}}}'


def is_deleted(fields: Fields | None) -> bool:
    """Return whether a record bears a tombstone. One that does not exist is not deleted."""
    return fields is not None and fields.get(DELETED) == 1


def has_content(fields: Fields) -> bool:
    """Return whether a write says more than a place in the order, a tombstone or a quiet fact: it beats a delete."""
    return any(field not in _LIGHT for field in fields) or (DELETED in fields and not is_deleted(fields))


def links(record: str, fields: Fields) -> tuple[str, ...]:
    """Return the ids that a record hangs on: an entry's playlist and recording, a card link's playlist."""
    found = (fields.get(name) for name in LINKS.get(record[:2], ()))
    return tuple(sorted({name for name in found if isinstance(name, str) and _ID.match(name)}))


def recording_id(sha256: bytes) -> str:
    """Return the id of the recording with this SHA-256: the same audio is the same record on every computer."""
    return RECORDING + base64.b32encode(sha256[:20]).decode().lower()[:26]


def sha_of(sha256: bytes) -> str:
    """Return a recording's field `sha`: in base64url, the second half of its SHA-256. The id has the first one."""
    return base64.urlsafe_b64encode(sha256[_HALF:]).decode().rstrip("=")


def recording_sha256(record: str, sha: Json) -> bytes | None:
    """Return the SHA-256 of a recording, None when its id and its field `sha` do not make one."""
    if not isinstance(sha, str) or len(sha) != 22 or not _RECORDING_ID.match(record):
        return None
    try:
        half = binascii.a2b_base64(sha.replace("-", "+").replace("_", "/") + "==", strict_mode=True)
    except ValueError:
        return None
    told = int(
        record[len(RECORDING) :].encode().translate(_DIGITS), 32
    )  # 130 bits: the last two are in `sha` once more
    if told & 3 != half[0] >> 6:
        return None
    return (told >> 2).to_bytes(_HALF, "big") + half


def read_ops(value: Json) -> tuple[Op, ...]:
    """Return the operations in a JSON list; raise Refused when one is against the limits of sync.md."""
    if not isinstance(value, list) or not value:
        raise Refused(Code.BAD_OP, "no operations")
    if len(value) > MAX_OPS:
        raise Refused(Code.TOO_MANY, f"more than {MAX_OPS} operations")
    ops = tuple(map(_read_op, value))
    check_ops(ops)
    return ops


def check_ops(ops: Sequence[Op]) -> None:
    """Raise Refused when the operations are against the limits or write one record twice."""
    if len(ops) > MAX_OPS:
        raise Refused(Code.TOO_MANY, f"more than {MAX_OPS} operations")
    if len({op.id for op in ops}) != len(ops):
        raise Refused(Code.BAD_OP, "one record twice")
    for op in ops:
        check_op(op)


def check_op(op: Op) -> None:
    """Raise Refused when an operation is against the limits."""
    check_id(op.id)
    if len(op.dep) > MAX_DEPENDENCIES:
        raise Refused(Code.TOO_MANY, f"more than {MAX_DEPENDENCIES} dependencies")
    for record in op.dep:
        check_id(record)
    if not op.set:
        raise Refused(Code.BAD_OP, "nothing is set")
    total = 0
    for field, value in op.set.items():
        if field == DELETED:  # the rest is plain, nearly always, and worth no call of its own
            total += check_field(field, value)
        elif type(value) is str and len(value) <= _SHORT and value.isascii():
            total += _name_bytes(field) + len(value) + 2
        elif (type(value) is int and -MAX_INTEGER <= value <= MAX_INTEGER) or (
            type(value) is float and -_HUGE < value < _HUGE
        ):
            total += _name_bytes(field) + len(repr(value))
        else:
            total += check_field(field, value)
    if total > MAX_OP_BYTES:
        raise Refused(Code.TOO_LARGE, f"an operation of more than {MAX_OP_BYTES} bytes")


def check_id(record: object) -> None:
    """Raise Refused when `record` is no id: a type of small letters, an underscore, at most 64 bytes in all."""
    if not isinstance(record, str) or len(record) > MAX_ID_BYTES or not _ID.match(record):
        raise Refused(Code.BAD_ID, repr(record)[:80])


def check_field(field: str, value: Json) -> int:
    """Return how many bytes a field takes; raise Refused when its name or value is against the limits."""
    name_bytes = _name_bytes(field)
    if field == DELETED and (value not in (0, 1) or type(value) is not int):
        raise Refused(Code.BAD_VALUE, f"{DELETED} is 0 or 1")
    if type(value) is str and value.isascii():
        value_bytes = len(value) + 2
    elif type(value) is int and -MAX_INTEGER <= value <= MAX_INTEGER:
        value_bytes = len(repr(value))
    else:
        check_value(value)
        value_bytes = _value_bytes(value)
    if value_bytes > MAX_VALUE_BYTES:
        raise Refused(Code.TOO_LARGE, f"{field} of more than {MAX_VALUE_BYTES} bytes")
    return name_bytes + value_bytes


def _value_bytes(value: Json) -> int:
    if type(value) is float:
        return len(repr(value))  # as JSON has it
    if isinstance(value, str):
        return len(value.encode()) + 2
    return len(canonical(value))


@lru_cache(maxsize=1024)  # the same few names come a million times
def _name_bytes(field: str) -> int:
    check_value(field)
    name_bytes = len(field.encode())
    if not 0 < name_bytes <= MAX_FIELD_BYTES:
        raise Refused(Code.BAD_FIELD, field[:80])
    return name_bytes


def _read_op(value: Json) -> Op:
    if not isinstance(value, dict) or not _NEEDED <= value.keys() <= _KNOWN:
        raise Refused(Code.BAD_OP, "an operation has id, set and perhaps dep")
    record, fields, dep = value["id"], value["set"], value.get("dep", [])
    if not isinstance(record, str):
        raise Refused(Code.BAD_ID, repr(record)[:80])
    if not isinstance(fields, dict) or not isinstance(dep, list):
        raise Refused(Code.BAD_OP, "set is an object and dep a list")
    return Op(record, Told(fields), tuple(name if isinstance(name, str) else "" for name in dep))
