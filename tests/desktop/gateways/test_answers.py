"""Status codes and error bodies: each becomes the right kind of trouble, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from desktop.gateways.answers import is_expired, raise_for, retry_after, trouble_of
from desktop.gateways.http import Answer
from desktop.model.errors import Busy, NotAllowed, NotFound, Refused, SignInNeeded, Trouble


def answer(status: int, body: str = "", **headers: str) -> Answer:
    return Answer(
        status, httpx.Headers({name.replace("_", "-"): value for name, value in headers.items()}), body.encode()
    )


UNAUTHORIZED = '{"error":{"code":"unauthorized","message":"Token expired"}}'
SCOPE = '{"error":{"code":"forbidden","message":"Missing scope family:devices:view"}}'


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (answer(400, '{"error":{"code":"bad-request","message":"title is required"}}'), Refused),
        (answer(401), SignInNeeded),
        (answer(403, UNAUTHORIZED), SignInNeeded),
        (answer(403, SCOPE), NotAllowed),
        (answer(403, '{"error":{"code":"forbidden","message":"Not yours"}}'), NotAllowed),
        (answer(404), NotFound),
        (answer(413), Refused),
        (answer(429), Busy),
        (answer(500), Busy),
        (answer(503), Busy),
        (answer(302), Busy),
        (answer(304), Busy),
        (answer(408), Busy),
    ],
)
def test_each_status_is_the_right_kind_of_trouble(reply: Answer, expected: type[Trouble]) -> None:
    assert type(trouble_of(reply)) is expected


def test_what_yoto_says_of_a_mistake_is_passed_on() -> None:
    trouble = trouble_of(answer(400, '{"error":{"code":"bad-request","message":"title is required"}}'))
    assert "title is required" in trouble.sentence()


def test_a_missing_scope_says_what_to_enable_and_where() -> None:
    sentence = trouble_of(answer(403, SCOPE)).sentence()
    assert "family:devices:view" in sentence
    assert "dashboard.yoto.dev" in sentence


def test_quirk_25_only_a_403_unauthorized_without_a_scope_means_an_expired_token() -> None:
    assert is_expired(answer(401))
    assert is_expired(answer(403, UNAUTHORIZED))
    assert not is_expired(answer(403, SCOPE))
    assert not is_expired(answer(403, '{"error":{"code":"unauthorized","message":"scope x is missing"}}'))
    assert not is_expired(answer(403, "<html>"))


def test_odd_error_bodies_are_survived() -> None:
    for body in ("", "[]", "null", '"x"', '{"error":7}', '{"message":"m"}', "{", "\xff"):
        assert trouble_of(answer(400, body)).sentence()


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert retry_after(answer(429, retry_after="7")) == 7.0
    assert 80 < (retry_after(answer(429, retry_after=later)) or 0) <= 90
    assert retry_after(answer(429, retry_after="soon")) is None
    assert retry_after(answer(429)) is None


def test_success_is_no_trouble() -> None:
    raise_for(answer(204))
    with pytest.raises(Busy):
        raise_for(answer(502))
