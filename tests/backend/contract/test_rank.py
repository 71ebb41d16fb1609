"""The fractional index: always room, always in order, hardly ever the same place twice."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.rank import DIGITS, ENTROPY_BYTES, MAX_LENGTH, between, is_position

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


def test_a_hundred_thousand_inserts_and_moves_give_every_computer_the_same_order() -> None:
    chance = random.Random(11)
    for _ in range(200):
        log: list[tuple[str, str]] = []
        computers: list[dict[str, str]] = [{}, {}, {}]
        for turn in range(10):
            waiting = [_edited(computers[index], f"{turn}.{index}", chance=chance) for index in range(3)]
            chance.shuffle(waiting)
            moved: set[str] = set()
            for writes in waiting:
                log += [(entry, position) for entry, position in writes if entry not in moved]
                moved |= {entry for entry, _position in writes}
            for computer in computers:
                computer.clear()
                computer.update(log)
        orders = [sorted(computer, key=lambda entry: (computer[entry], entry)) for computer in computers]
        assert orders[0] == orders[1] == orders[2]
        assert max(map(len, computers[0].values())) <= MAX_LENGTH


def _edited(positions: dict[str, str], name: str, *, chance: random.Random) -> list[tuple[str, str]]:
    """Return the inserts and moves that one computer makes before it hears of the others'."""
    mine = dict(positions)
    writes: list[tuple[str, str]] = []
    order = list(mine)
    for number in range(17):
        order.sort(key=lambda entry: (mine[entry], entry))
        is_move = bool(order) and chance.random() < 0.4
        entry = chance.choice(order) if is_move else f"{name}.{number}"
        others = [other for other in order if other != entry]
        place = chance.choice((0, len(others), len(others) // 2, chance.randint(0, len(others))))
        before = mine[others[place - 1]] if place else None
        after = next((mine[other] for other in others[place:] if mine[other] != before), None)
        found = between(before, after, entropy=chance.randbytes(ENTROPY_BYTES))[0]
        if len(found) > MAX_LENGTH:
            spaced = between(None, None, len(others), entropy=chance.randbytes(ENTROPY_BYTES))
            writes += zip(others, spaced, strict=True)
            mine.update(zip(others, spaced, strict=True))
            found = between(spaced[-1], None, entropy=chance.randbytes(ENTROPY_BYTES))[0]
        writes.append((entry, found))
        mine[entry] = found
        order = [*others, entry]
    return writes
