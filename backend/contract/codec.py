"""Turns values into canonical bytes and back, and never inflates more than it was told to."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import TypeAlias

from backend.contract.errors import Code, Refused

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MAX_INFLATED_BYTES = 2 * 1024 * 1024
MAX_COMPRESSED_BYTES = 256 * 1024
MAX_DEPTH = 12
MAX_INTEGER = 2**53 - 1  # what every JSON library keeps exactly

_GZIP_WINDOW = 31  # zlib's word for a gzip frame
_PLAIN = frozenset({str, int, bool, type(None)})  # equal ones are written the same; 0.0 and -0.0 are not
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def _refuse_constant(name: str) -> Json:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def canonical(value: object) -> bytes:
    """Return the one way in which a JSON value is written: sorted keys, no blanks, UTF-8."""
    return _ENCODER.encode(value).encode()


class Told(dict[str, Json]):
    """Fields that nobody changes after they were made, so that they are written out once at most."""

    __slots__ = ("_text",)

    def __init__(self, fields: Mapping[str, Json], *, text: str | None = None) -> None:
        """`text` is what they are written as, where somebody has read them from it."""
        super().__init__(fields)
        self._text = text

    @property
    def text(self) -> str:
        """Their canonical JSON."""
        if self._text is None:
            self._text = _ENCODER.encode(self)
        return self._text


def text_of(fields: Mapping[str, Json]) -> str:
    """Return the canonical JSON of fields."""
    return fields.text if isinstance(fields, Told) else _ENCODER.encode(fields)


def is_same(one: Json, other: Json) -> bool:
    """Return whether two values are written the same (in JSON, 1, 1.0 and true are three values)."""
    kind, other_kind = type(one), type(other)
    if kind in _PLAIN and other_kind in _PLAIN:
        return kind is other_kind and one == other
    return canonical(one) == canonical(other)


def parse(data: bytes) -> Json:
    """Return the value in `data`; raise Refused when it is no JSON or nested beyond all reason."""
    try:
        value: Json = _DECODER.decode(data.decode())
    except RecursionError:
        raise Refused(Code.TOO_DEEP) from None
    except ValueError:
        raise Refused(Code.BAD_JSON) from None
    return value


def check_value(value: Json, *, depth: int = MAX_DEPTH) -> None:
    """Raise Refused when a value is too deep or would not be the same in another program."""
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
            raise Refused(Code.BAD_VALUE, "half of a surrogate pair")
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise Refused(Code.BAD_VALUE, "an integer beyond 2^53")
    elif isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise Refused(Code.BAD_VALUE, "not a number")
    elif depth == 0:
        raise Refused(Code.TOO_DEEP)
    elif isinstance(value, list):
        for inner in value:
            check_value(inner, depth=depth - 1)
    else:
        for key, inner in value.items():
            check_value(key, depth=0)
            check_value(inner, depth=depth - 1)


def deflate(data: bytes) -> bytes:
    """Return `data` as gzip, without the time that gzip likes to add."""
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(data) + packer.flush()


def inflate(
    data: bytes, *, max_bytes: int = MAX_INFLATED_BYTES, max_compressed_bytes: int = MAX_COMPRESSED_BYTES
) -> bytes:
    """Return what one gzip frame holds; raise Refused before more than `max_bytes` are in memory."""
    if len(data) > max_compressed_bytes:
        raise Refused(Code.TOO_LARGE, f"more than {max_compressed_bytes} bytes")
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        plain = unpacker.decompress(data, max_bytes + 1)
    except zlib.error:
        raise Refused(Code.BAD_GZIP) from None
    if len(plain) > max_bytes:
        raise Refused(Code.TOO_LARGE, f"more than {max_bytes} bytes inflated")
    if not unpacker.eof or unpacker.unused_data:
        raise Refused(Code.BAD_GZIP)
    return plain
