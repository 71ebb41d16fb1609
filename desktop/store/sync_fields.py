"""Values as they stand in a row and as they travel in a record: each pair of functions is one form."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields

from backend.contract.codec import Json
from backend.contract.rank import is_position
from backend.contract.records import sha_of
from desktop.model.playlist import Origin
from desktop.model.recording import Medium
from desktop.store.documents import to_json
from desktop.store.fields import Value

_HEX = re.compile(r"[0-9a-f]{64}\Z")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")
_WORD = re.compile(r"[\x20-\x7e]{0,2000}\Z")
_KEY = re.compile(r"[a-z]{1,8}_[A-Za-z0-9_-]{1,62}\Z")
_MAX_POSITION = 512
_MAX_SECONDS = 10.0**10
_MAX_COUNT = 2**53 - 1
_MAX_TEXT = 2_000  # characters of one's own, tags and what they hold likewise: any edit has to fit into a push
_MAX_TAGS, _MAX_TAG = 40, 60
_MAX_DOCUMENT = 12_000


class Unfit(Exception):
    """A value that no row of this version can hold: a newer app wrote it. It stays in the base as it is."""


@dataclass(frozen=True, slots=True)
class Form:
    """`pack` makes a column's value a field's, `unpack` the other way; the latter raises Unfit."""

    pack: Callable[[Value], Json]
    unpack: Callable[[Json], Value]


def _as_is(value: Value) -> Json:
    return value


def _text(value: Json) -> Value:
    if not isinstance(value, str):
        raise Unfit
    return value


def _matching(pattern: re.Pattern[str], *, or_none: bool = True) -> Callable[[Json], Value]:
    def unpack(value: Json) -> Value:
        if value is None and or_none:
            return None
        if not isinstance(value, str) or not pattern.match(value):
            raise Unfit
        return value

    return unpack


def _pack_text(value: Value) -> Json:
    return str(value)[:_MAX_TEXT]


def _optional_text(value: Json) -> Value:
    return None if value is None else _text(value)


def _pack_optional_text(value: Value) -> Json:
    return None if value is None else _pack_text(value)


def _count(value: Json) -> Value:
    if type(value) is not int or not 0 <= value <= _MAX_COUNT:
        raise Unfit
    return value


def _pack_count(value: Value) -> Json:
    return max(0, min(int(value or 0), _MAX_COUNT))


def _optional_count(value: Json) -> Value:
    return None if value is None else _count(value)


def _pack_optional_count(value: Value) -> Json:
    return None if value is None else _pack_count(value)


def _time(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _MAX_SECONDS:
        raise Unfit
    return float(value)


def _seconds(value: Json) -> Value:
    return round(_time(value), 3)  # as exact as it travels: every computer shows the same, an undo included


def _pack_seconds(value: Value) -> Json:
    seconds = float(value or 0.0)
    return min(max(0.0, round(seconds, 3)), _MAX_SECONDS) if math.isfinite(seconds) else 0.0


def _moment(value: Json) -> Value:
    return float(math.floor(_time(value)))


def _pack_moment(value: Value) -> Json:
    return int(float(value or 0.0))


def _optional_moment(value: Json) -> Value:
    return None if value is None else _moment(value)


def _pack_optional_moment(value: Value) -> Json:
    return None if value is None else _pack_moment(value)


def _position(value: Json) -> Value:
    if not isinstance(value, str) or len(value) > _MAX_POSITION or not is_position(value):
        raise Unfit
    return value


def _pack_half(value: Value) -> Json:
    return sha_of(bytes.fromhex(str(value)))


def _half(value: Json) -> Value:
    """Return a SHA-256 of which only the second half is known; the record's id has the first one."""
    if not isinstance(value, str) or len(value) != 22:
        raise Unfit
    try:
        return "0" * 32 + base64.b64decode(f"{value}==", altchars=b"-_", validate=True).hex()
    except ValueError:
        raise Unfit from None


def _pack_tags(value: Value) -> Json:
    if value == "[]":
        return []
    tags: list[Json] = [str(tag)[:_MAX_TAG] for tag in json.loads(str(value))]
    return tags[:_MAX_TAGS]


def _tags(value: Json) -> Value:
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise Unfit
    return to_json(value)


def _document(kind: type[Medium] | type[Origin]) -> Form:
    """Return the form of a frozen value that a row holds as JSON; what is as the kind has it anyway does not travel."""
    usual = {one.name: one.default for one in fields(kind) if one.default is not MISSING}
    types = {one.name: {"str": (str,), "int": (int,), "float": (int, float)}[str(one.type)] for one in fields(kind)}

    def pack(value: Value) -> Json:
        if value is None or len(str(value)) > _MAX_DOCUMENT:
            return None
        told = json.loads(str(value))
        return {name: held for name, held in told.items() if name not in usual or held != usual[name]}

    def unpack(value: Json) -> Value:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise Unfit
        whole = {**usual, **{name: held for name, held in value.items() if name in types}}
        if whole.keys() != types.keys() or not all(_is_of(whole[name], types[name]) for name in types):
            raise Unfit
        return to_json({name: float(whole[name]) if float in types[name] else whole[name] for name in types})

    return Form(pack, unpack)


def _is_of(value: object, types: tuple[type, ...]) -> bool:
    return isinstance(value, types) and not isinstance(value, bool) and (isinstance(value, str) or 0 <= value <= 2**53)  # type: ignore[operator]


TEXT = Form(_pack_text, _text)
OPTIONAL_TEXT = Form(_pack_optional_text, _optional_text)
WORD = Form(_as_is, _matching(_WORD))
MIME = Form(_as_is, _matching(_WORD, or_none=False))
ENDING = Form(_as_is, _matching(_ENDING, or_none=False))
KEY = Form(_as_is, _matching(_KEY))
PICTURE = Form(_as_is, _matching(_HEX))
COUNT = Form(_pack_count, _count)
OPTIONAL_COUNT = Form(_pack_optional_count, _optional_count)
SECONDS = Form(_pack_seconds, _seconds)
MOMENT = Form(_pack_moment, _moment)
OPTIONAL_MOMENT = Form(_pack_optional_moment, _optional_moment)
POSITION = Form(_as_is, _position)
HALF = Form(_pack_half, _half)
TAGS = Form(_pack_tags, _tags)
MEDIUM = _document(Medium)
ORIGIN = _document(Origin)
