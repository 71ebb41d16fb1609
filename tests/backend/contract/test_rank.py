"""The fractional index: always room, always in order, hardly ever the same place twice."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.rank import DIGITS, ENTROPY_BYTES, MAX_LENGTH, between, is_position, place

ENTROPY = st.binary(min_size=ENTROPY_BYTES, max_size=ENTROPY_BYTES)
POSITIONS = st.text(DIGITS, min_size=1, max_size=12).filter(is_position)


@given(st.one_of(st.none(), POSITIONS), st.one_of(st.none(), POSITIONS), st.integers(0, 40), ENTROPY)
def test_positions_lie_strictly_between_their_neighbours_in_order(
    one: str | None, other: str | None, n: int, entropy: bytes
) -> None:
    if one is not None and other is not None:
        if one == other:
            with pytest.raises(ValueError, match="nothing lies between"):
                between(one, other, n, entropy=entropy)
            return
        one, other = sorted((one, other))
    found = between(one, other, n, entropy=entropy)
    assert len(found) == n
    assert all(map(is_position, found))
    line = [*([] if one is None else [one]), *found, *([] if other is None else [other])]
    assert line == sorted(set(line))


@pytest.mark.parametrize(("before", "after"), [("A", "B"), (None, None), ("V", None), (None, "V"), ("A", "A001")])
def test_two_imports_at_one_place_do_not_interleave(before: str | None, after: str | None) -> None:
    chance = random.Random(7)
    for _ in range(300):
        mine, yours = (
            between(before, after, chance.randint(2, 200), entropy=chance.randbytes(ENTROPY_BYTES)) for _ in range(2)
        )
        assert mine[-1] < yours[0] or yours[-1] < mine[0]


def test_two_computers_hardly_ever_take_the_same_place() -> None:
    chance = random.Random(7)
    taken = [between("A", "B", entropy=chance.randbytes(ENTROPY_BYTES))[0] for _ in range(1000)]
    assert len(set(taken)) == 1000


def test_appending_a_thousand_times_keeps_positions_short() -> None:
    chance = random.Random(7)
    line: list[str] = []
    for _ in range(1000):
        line += between(line[-1] if line else None, None, entropy=chance.randbytes(ENTROPY_BYTES))
    assert line == sorted(set(line))
    assert max(map(len, line)) <= MAX_LENGTH


def test_putting_in_front_a_thousand_times_keeps_positions_short() -> None:
    chance = random.Random(7)
    line: list[str] = []
    for _ in range(1000):
        line = between(None, line[0] if line else None, entropy=chance.randbytes(ENTROPY_BYTES)) + line
    assert line == sorted(set(line))
    assert max(map(len, line)) <= MAX_LENGTH


def test_random_insertions_keep_the_order_and_positions_short() -> None:
    chance = random.Random(7)
    line = between(None, None, 100, entropy=chance.randbytes(ENTROPY_BYTES))
    for _ in range(5000):
        index = chance.randint(0, len(line))
        before = line[index - 1] if index else None
        after = line[index] if index < len(line) else None
        line[index:index] = between(before, after, entropy=chance.randbytes(ENTROPY_BYTES))
    assert line == sorted(set(line))
    assert max(map(len, line)) <= MAX_LENGTH


def test_the_same_entropy_gives_the_same_positions() -> None:
    assert between("A", "B", 3, entropy=b"x" * 16) == between("A", "B", 3, entropy=b"x" * 16)


def test_too_little_entropy_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        between(None, None, entropy=b"short")


@pytest.mark.parametrize("text", ["", "0", "A0", "A-", "é"])
def test_what_is_no_position(text: str) -> None:
    assert not is_position(text)


LINES = [(["A", "A"], 1), (["B", "A"], 1), (["A", "A" + "0" * 31 + "1"], 1)]


@pytest.mark.parametrize(("line", "index"), LINES, ids=["same", "odd", "full"])
def test_a_line_with_no_room_at_a_place_is_spaced_anew(line: list[str], index: int) -> None:
    (pos,), spaced = place(line, index, entropy=b"x" * ENTROPY_BYTES)
    whole = [*spaced[:index], pos, *spaced[index:]]
    assert len(spaced) == len(line)
    assert whole == sorted(set(whole))
    assert all(is_position(one) and len(one) < MAX_LENGTH for one in whole)


@pytest.mark.parametrize("line", [["A", "A"], ["A", "B"], []])
def test_a_line_with_room_at_a_place_stays_as_it_is(line: list[str]) -> None:
    for index, n in ((0, 1), (len(line), 3)):
        found, same = place(line, index, n, entropy=b"x" * ENTROPY_BYTES)
        assert len(found) == n
        assert same == line
