"""Guessing is slow, and slower each time; a family that mistypes is not shut out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.local.identity import throttle
from backend.local.identity.throttle import Rule, Throttle, TooOften
from tests.backend.local.identity.house import CLIENT, EMAIL, PASSWORD, HandClock, House, refused

RULE = Rule("try", free=3, leak_s=100, first_lock_s=2, longest_lock_s=16)
ADA, GRACE = (RULE, "ada"), (RULE, "grace")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def wait_of(guard: Throttle, key: throttle.Key = ADA) -> int:
    """Try once and return how long to wait, 0 when the try was let through."""
    try:
        guard.charge(key)
    except TooOften as error:
        return error.wait_s
    return 0


def test_some_tries_are_free_and_then_each_locks_twice_as_long(clock: HandClock) -> None:
    guard = Throttle(clock)
    assert [wait_of(guard) for _ in range(4)] == [0, 0, 0, 2]
    waits = []
    for _ in range(6):
        clock.advance(wait_of(guard))
        assert wait_of(guard) == 0
        waits.append(wait_of(guard))
    assert waits == [4, 8, 16, 16, 16, 16]


def test_a_try_during_a_lock_does_not_lengthen_it(clock: HandClock) -> None:
    guard = Throttle(clock)
    assert [wait_of(guard) for _ in range(50)][-1] == 2


def test_tries_are_forgotten_one_after_the_other(clock: HandClock) -> None:
    guard = Throttle(clock)
    for _ in range(3):
        guard.charge(ADA)
    clock.advance(200)
    assert [wait_of(guard) for _ in range(3)] == [0, 0, 2]


def test_who_is_refused_cannot_make_older_locks_forgotten(clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST_TALLIES", 10)
    guard = Throttle(clock)
    while wait_of(guard) == 0:
        continue
    while wait_of(guard, GRACE) == 0:
        continue
    for number in range(100):
        with pytest.raises(TooOften):
            guard.charge((RULE, f"nobody {number}"), GRACE)
    assert wait_of(guard) > 0


def test_one_name_does_not_lock_another_and_a_refused_try_counts_for_nobody(clock: HandClock) -> None:
    guard = Throttle(clock)
    for _ in range(3):
        guard.charge(ADA)
    for _ in range(20):
        with pytest.raises(TooOften):
            guard.charge(ADA, GRACE)
    assert wait_of(guard, GRACE) == 0


def test_what_was_right_is_taken_back(clock: HandClock) -> None:
    guard = Throttle(clock)
    for _ in range(20):
        guard.charge(ADA)
        guard.refund(ADA)
    guard.charge(ADA)
    guard.charge(ADA)
    guard.forgive(ADA)
    assert [wait_of(guard) for _ in range(3)] == [0, 0, 0]


def test_guesses_at_the_same_moment_count_each(clock: HandClock) -> None:
    guard = Throttle(clock)
    with ThreadPoolExecutor(8) as guessers:
        waits = list(guessers.map(lambda _: wait_of(guard), range(200)))
    assert waits.count(0) == 3


def test_a_clock_that_goes_back_forgets_nothing_and_breaks_nothing(clock: HandClock) -> None:
    guard = Throttle(clock)
    for _ in range(2):
        guard.charge(ADA)
    clock.advance(-100_000)
    assert [wait_of(guard) for _ in range(2)] == [0, 2]
    clock.advance(-100_000)
    assert wait_of(guard) == 2  # and locks nobody for years


def test_memory_is_bounded(clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST_TALLIES", 10)
    guard = Throttle(clock)
    for n in range(100):
        guard.charge((RULE, str(n)))
    assert len(guard._tallies) == 10


def test_guessing_a_password_is_locked_and_the_lock_grows(house: House) -> None:
    person = house.member()
    for _ in range(5):
        with refused("NotAuthorizedException"):
            person.authenticate("a guess at it")
    with refused("TooManyRequestsException", "Try again in 5 seconds"):
        person.authenticate(PASSWORD)
    house.clock.advance(5)
    with refused("NotAuthorizedException"):
        person.authenticate("a guess at it")
    with refused("TooManyRequestsException", "Try again in 10 seconds"):
        person.authenticate(PASSWORD)
    house.clock.advance(10)
    person.authenticate(PASSWORD)
    assert house.identity.verify(person.access_token)


def test_many_guesses_at_the_same_moment_are_no_more_than_the_free_ones(house: House) -> None:
    claims = [house.opened() for _ in range(12)]
    with ThreadPoolExecutor(12) as guessers:
        kinds = list(guessers.map(house.guess, claims))
    assert kinds.count("NotAuthorizedException") == 5
    assert kinds.count("TooManyRequestsException") == 7


def test_the_answer_says_when_to_come_back(house: House) -> None:
    for _ in range(5):
        house.call("ForgotPassword", {"ClientId": CLIENT, "Username": EMAIL})
    _, answer, headers = house.call("ForgotPassword", {"ClientId": CLIENT, "Username": EMAIL})
    assert answer["__type"] == headers["x-amzn-errortype"] == "LimitExceededException"
    assert headers["retry-after"] == "60"


def test_one_address_cannot_guess_at_many_accounts(house: House) -> None:
    kinds = [house.guess(house.opened(f"u{n}@example.org")) for n in range(21)]
    assert kinds == ["NotAuthorizedException"] * 20 + ["TooManyRequestsException"]


def test_guessing_a_code_is_locked(house: House) -> None:
    person = house.person()
    person.register(EMAIL, PASSWORD)
    code = house.code_for(EMAIL, "sign-up")
    for _ in range(5):
        with refused("CodeMismatchException"):
            person.confirm_sign_up("wrong", username=EMAIL)
    with refused("LimitExceededException"):
        person.confirm_sign_up(code, username=EMAIL)
    house.clock.advance(5)
    person.confirm_sign_up(code, username=EMAIL)


def test_signing_up_again_and_again_is_locked(house: House) -> None:
    for n in range(10):
        house.person().register(f"u{n}@example.org", PASSWORD)
    with refused("LimitExceededException"):
        house.person().register("last@example.org", PASSWORD)


def test_beginning_sign_ins_without_end_is_slowed_down(house: House) -> None:
    body = {"ClientId": CLIENT, "AuthFlow": "USER_SRP_AUTH"}
    body |= {"AuthParameters": {"USERNAME": EMAIL, "SRP_A": "2"}}
    kinds = [house.call("InitiateAuth", body)[1].get("__type") for _ in range(61)]
    assert kinds == [None] * 60 + ["TooManyRequestsException"]
