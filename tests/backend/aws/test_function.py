"""The Lambda entry: an answer whatever happens, and a log in which nothing of anybody stands."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

import pytest

from backend.aws.function import Handler
from backend.core.routes import ROUTES
from tests.helpers.family_calls import Cloud, event

TOKEN = "a-token-that-opens-doors"
TITLE = "The Secret Song"
EMAIL = "alex@example.org"
DEVICE = "d_00000000000000000000000007"
SHA256 = "53c2e7" + "a" * 58
SECRETS = (TOKEN, "Bearer", TITLE, EMAIL, DEVICE, SHA256, "cur=", "/v1/", "someone")


def asked(method: str, path: str, body: object) -> dict[str, Any]:
    """Return an event as the gateway makes it, with everything in it that must stay out of a log."""
    headers = {"authorization": f"Bearer {TOKEN}", "x-device": DEVICE, "content-type": "application/json"}
    claims = {"sub": "someone", "token_use": "access", "client_id": "client", "username": EMAIL}
    told = event(method, path, "cur=0.", headers, json.dumps(body).encode(), claims)
    told["requestContext"] |= {"requestId": "request-1", "routeKey": f"{method} PATTERN"}
    return told


def test_the_log_says_of_each_request_what_it_cost_and_nothing_of_what_it_was_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    handler = Handler(Cloud().world)
    statuses = set()
    with caplog.at_level(logging.DEBUG):
        for route in ROUTES:
            path = route.path.format(sha256=SHA256, device=DEVICE, sub="someone")
            body = {"name": TITLE, "email": EMAIL, "platform": "linux", "code": TITLE, "size": 5, "mime": TITLE}
            statuses.add(handler(asked(route.method, path, body), None)["statusCode"])
    assert statuses >= {200, 201, 404}
    lines = [json.loads(record.getMessage()) for record in caplog.records]
    assert len(lines) == len(ROUTES)
    assert {tuple(line) for line in lines} == {("request", "route", "status", "bytes", "duration_ms")}
    assert not [secret for secret in SECRETS if secret in caplog.text]


class Broken:
    """A table that fails as nobody has foreseen."""

    def __getattr__(self, name: str) -> object:
        raise ZeroDivisionError("a mistake of ours")


@pytest.mark.expects_log("a mistake in the family's cloud")
def test_a_mistake_is_answered_in_words_and_its_reason_is_logged_without_what_was_asked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = replace(Cloud().world, documents=Broken())  # type: ignore[arg-type]
    with caplog.at_level(logging.DEBUG):
        answer = Handler(world)(asked("POST", "/v1/family", {"name": TITLE, "email": EMAIL}), None)
    assert answer["statusCode"] == 500
    assert json.loads(answer["body"])["error"]["code"] == "internal"
    assert "mistake of ours" not in json.dumps(answer)
    assert "ZeroDivisionError: a mistake of ours" in caplog.text
    assert not [secret for secret in (TOKEN, TITLE, EMAIL, DEVICE) if secret in caplog.text]
