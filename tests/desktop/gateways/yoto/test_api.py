"""Calls with a bearer: renewed once, repeated where that is harmless, eight at a time."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from desktop.gateways.yoto.api import rows
from desktop.model.errors import Busy, NotAllowed, Offline, SignInNeeded
from tests.desktop.gateways.support import Script, StillClock, TokenBox, scripted_api

EXPIRED = {"error": {"code": "unauthorized", "message": "jwt expired"}}
FORBIDDEN = {"error": {"code": "forbidden", "message": "missing scope"}}


def bearer_of(request: httpx.Request) -> str:
    return str(request.headers["Authorization"])


async def test_quirk_25_an_expired_token_that_comes_as_403_is_replaced_once_and_the_call_repeated() -> None:
    script = Script(httpx.Response(403, json=EXPIRED), httpx.Response(200, json={"ok": 1}))
    bearer = TokenBox("old", "new")
    assert await scripted_api(script, bearer=bearer).get("/x") == {"ok": 1}
    assert [bearer_of(request) for request in script.requests] == ["Bearer old", "Bearer new"]
    assert bearer.rejected == ["old"]


async def test_a_token_refused_twice_ends_the_session_and_is_not_tried_a_third_time() -> None:
    script = Script(httpx.Response(401), httpx.Response(401))
    with pytest.raises(SignInNeeded):
        await scripted_api(script, bearer=TokenBox("a", "b")).get("/x")
    assert len(script.requests) == 2


async def test_any_other_403_is_for_good_and_costs_no_refresh() -> None:
    bearer = TokenBox("a", "b")
    with pytest.raises(NotAllowed):
        await scripted_api(Script(httpx.Response(403, json=FORBIDDEN)), bearer=bearer).get("/x")
    assert bearer.rejected == []


async def test_a_get_survives_a_gateway_error_and_a_cut_connection() -> None:
    clock = StillClock()
    script = Script(httpx.Response(502), httpx.ReadError("cut"), httpx.Response(200, json={"ok": 1}))
    assert await scripted_api(script, clock=clock).get("/x") == {"ok": 1}
    assert clock.slept == [0.5, 1.0]


async def test_a_get_gives_up_after_three_tries() -> None:
    script = Script(*[httpx.ConnectError("no route")] * 3)
    with pytest.raises(Offline):
        await scripted_api(script).get("/x")
    assert len(script.requests) == 3


async def test_a_get_waits_as_long_as_it_is_told_to() -> None:
    clock = StillClock()
    script = Script(httpx.Response(503, headers={"Retry-After": "4"}), httpx.Response(200, json={}))
    await scripted_api(script, clock=clock).get("/x")
    assert clock.slept == [4.0]


async def test_a_wait_too_long_for_a_call_is_handed_to_the_caller() -> None:
    script = Script(httpx.Response(503, headers={"Retry-After": "600"}))
    with pytest.raises(Busy) as caught:
        await scripted_api(script).get("/x")
    assert caught.value.retry_after_s == 600.0


async def test_a_post_is_never_repeated_after_a_failure_that_may_have_taken_effect() -> None:
    for failure, expected in ((httpx.Response(502), Busy), (httpx.ReadError("cut"), Offline)):
        script = Script(failure)
        with pytest.raises(expected):
            await scripted_api(script).post("/content", json={})
        assert len(script.requests) == 1


async def test_an_answer_cut_short_asks_to_come_back_later() -> None:
    with pytest.raises(Busy):
        await scripted_api(Script(httpx.Response(200, content=b'{"cards": [{"card'))).get("/x")


async def test_at_most_eight_calls_are_under_way_at_once() -> None:
    running = most = 0

    async def slow(request: httpx.Request) -> httpx.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        return httpx.Response(200, json={})

    api = scripted_api(slow)
    await asyncio.gather(*(api.get("/x") for _ in range(30)))
    assert most == 8


@pytest.mark.parametrize("body", ["{}", '{"cards": {}}', '{"cards": "none"}', "[]", "null", "<html>", ""])
async def test_an_answer_without_its_list_is_no_empty_list(body: str) -> None:
    """Taken for one, it would make the family's cards and players go away."""
    with pytest.raises(Busy):
        rows(await scripted_api(Script(httpx.Response(200, text=body))).get("/card/family/library"), "cards")


async def test_a_list_that_is_null_or_holds_odd_things_is_read_as_far_as_it_goes() -> None:
    assert rows({"cards": None}, "cards") == []
    assert rows({"cards": [None, 3, {"cardId": "abcde"}]}, "cards") == [{"cardId": "abcde"}]
