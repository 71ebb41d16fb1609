"""The codec: one way to write a value, and bounds that hold before memory is spent."""

from __future__ import annotations

import gzip
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.codec import (
    MAX_DEPTH,
    MAX_INFLATED_BYTES,
    Json,
    canonical,
    check_value,
    deflate,
    inflate,
    is_same,
    parse,
)
from backend.contract.errors import Code, Refused

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4))


@given(VALUES)
def test_a_value_comes_back_byte_for_byte(value: Json) -> None:
    written = canonical(value)
    assert canonical(parse(written)) == written
    assert is_same(parse(written), value)
    assert inflate(deflate(written)) == written


@given(st.dictionaries(TEXTS, SCALARS))
def test_the_order_of_keys_does_not_matter(value: dict[str, Json]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_are_refused(data: bytes) -> None:
    for read in (parse, inflate):
        try:
            read(data)
        except Refused:
            continue


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), (0, False), (0.0, -0.0), ("1", 1), (None, 0)])
def test_what_json_writes_differently_is_not_the_same(one: Json, other: Json) -> None:
    assert not is_same(one, other)


@pytest.mark.parametrize("bomb", [b"0" * (MAX_INFLATED_BYTES + 1), b"[" * MAX_INFLATED_BYTES * 4])
def test_a_gzip_bomb_is_refused(bomb: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        inflate(gzip.compress(bomb))
    assert refusal.value.code is Code.TOO_LARGE
    assert refusal.value.status == 413


@pytest.mark.parametrize("broken", [b"", b"no gzip", deflate(b"{}")[:-3], deflate(b"{}") + b"more", deflate(b"{}") * 2])
def test_what_is_not_one_whole_gzip_frame_is_refused(broken: bytes) -> None:
    with pytest.raises(Refused):
        inflate(broken)


@pytest.mark.parametrize("deep", [b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000])
def test_deep_json_is_refused(deep: bytes) -> None:
    with pytest.raises(Refused):
        parse(deep)


def test_a_value_may_be_as_deep_as_told_and_no_deeper() -> None:
    value: Json = 1
    for _ in range(MAX_DEPTH):
        value = [value]
    check_value(value)
    with pytest.raises(Refused):
        check_value([value])


@pytest.mark.parametrize("value", [2**53, -(2**60), math.nan, math.inf, "\ud800", {"\udfff": 1}, ["a", "\udc00"]])
def test_what_other_programs_would_read_differently_is_refused(value: Json) -> None:
    with pytest.raises(Refused):
        check_value(value)


@pytest.mark.parametrize("text", [b"NaN", b"[Infinity]", b"-Infinity", b"\xff", b"{", b""])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    with pytest.raises(Refused):
        parse(text)


def test_gzip_bytes_do_not_depend_on_the_time() -> None:
    assert deflate(b"x" * 100)[4:8] == b"\0\0\0\0"
    assert json.loads(inflate(deflate(b"[1]"))) == [1]
