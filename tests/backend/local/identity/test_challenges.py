"""What is half done is bounded, short-lived, and good once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.local.identity import challenges
from backend.local.identity.challenges import Challenges
from tests.backend.local.identity.house import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def open_ones(clock: HandClock) -> Challenges[int]:
    return Challenges(clock=clock, chance=os.urandom)


def test_one_of_many_at_the_same_moment_gets_it(open_ones: Challenges[int]) -> None:
    name = open_ones.begin(7)
    with ThreadPoolExecutor(8) as takers:
        taken = list(takers.map(lambda _: open_ones.take(name), range(100)))
    assert taken.count(7) == 1
    assert taken.count(None) == 99


def test_looking_takes_nothing_and_age_does(open_ones: Challenges[int], clock: HandClock) -> None:
    name = open_ones.begin(7)
    clock.advance(179)
    assert open_ones.look(name) == 7
    clock.advance(1)
    assert open_ones.look(name) is None
    assert open_ones.take(name) is None


def test_the_oldest_goes_when_there_are_too_many(open_ones: Challenges[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenges, "MOST_OPEN", 3)
    names = [open_ones.begin(n) for n in range(5)]
    assert [open_ones.take(name) for name in names] == [None, None, 2, 3, 4]
