"""Real HTTP reaches the core as the gateway's events do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from backend.core import asgi
from backend.core.asgi import MAX_AT_ONCE, Asgi
from backend.core.http import MAX_BODY_BYTES
from tests.helpers.family_calls import Cloud, Person


class Tokens:
    """Takes `token-of-<sub>` for a token of that person."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, token: str) -> Mapping[str, str] | None:
        self.asked.append(token)
        sub = token.removeprefix("token-of-")
        return {"sub": sub, "token_use": "access", "client_id": "client"} if sub != token else None


def client_of(app: Asgi) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://cloud")


@pytest.fixture
async def client(cloud: Cloud) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(Asgi(cloud.world, Tokens())) as client:
        yield client


def headers_of(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer token-of-{person.sub}", "x-device": person.device}


async def test_a_public_route_needs_no_token(client: httpx.AsyncClient) -> None:
    reply = await client.get("/v1/hello")
    assert reply.status_code == 200
    assert reply.json()["service"] == "yoto-smart-stream"


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer ", "Bearer forged", "Basic token-of-x", "token-of-x"])
async def test_every_other_route_needs_a_valid_one(client: httpx.AsyncClient, value: str | None) -> None:
    headers = {} if value is None else {"authorization": value}
    reply = await client.get("/v1/family", headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "not_signed_in")


async def test_what_is_no_route_asks_nobody(cloud: Cloud) -> None:
    tokens = Tokens()
    async with client_of(Asgi(cloud.world, tokens)) as client:
        assert (await client.get("/v1/nothing", headers={"authorization": "Bearer x"})).status_code == 404
        wrong = await client.delete("/v1/hello")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET")
    assert not tokens.asked


async def test_a_family_is_founded_and_seen(client: httpx.AsyncClient, cloud: Cloud) -> None:
    person = cloud.person()
    told = {"name": "The Lees", "email": "lee@example.org"}
    assert (await client.post("/v1/family", json=told, headers=headers_of(person))).status_code == 201
    reply = await client.get("/v1/family", headers=headers_of(person))
    assert reply.json()["name"] == "The Lees"
    assert reply.headers["cache-control"] == "no-store"


async def test_a_body_that_is_announced_too_large_is_not_even_read(cloud: Cloud) -> None:
    read = 0

    async def receive() -> dict[str, object]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"", "more_body": False}

    statuses = await statuses_of(Asgi(cloud.world, Tokens()), receive, length=str(MAX_BODY_BYTES + 1))
    assert statuses == [413]
    assert read == 0


@pytest.mark.parametrize("length", [None, "10"])
async def test_a_body_that_never_ends_is_cut_off(cloud: Cloud, length: str | None) -> None:
    read = 0

    async def receive() -> dict[str, object]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 65536, "more_body": True}

    assert await statuses_of(Asgi(cloud.world, Tokens()), receive, length=length) == [413]
    assert read == MAX_BODY_BYTES // 65536 + 1


async def test_a_body_that_does_not_come_is_not_waited_for(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "BODY_WAIT_S", 0.01)

    async def receive() -> dict[str, object]:
        return await asyncio.get_running_loop().create_future()

    assert await statuses_of(Asgi(cloud.world, Tokens()), receive, length="10") == [429]


async def test_who_hangs_up_is_not_answered(cloud: Cloud) -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    assert await statuses_of(Asgi(cloud.world, Tokens()), receive, length=None) == []


async def test_a_header_sent_twice_is_not_taken_for_either(cloud: Cloud) -> None:
    owner = cloud.owner()
    async with client_of(Asgi(cloud.world, Tokens())) as client:
        twice = [
            ("x-device", owner.device),
            ("X-Device", owner.device),
            ("authorization", f"Bearer token-of-{owner.sub}"),
        ]
        reply = await client.get("/v1/sync?cur=0." + "0" * 32, headers=twice)
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "device_unknown")


async def test_no_more_than_so_many_calls_run_at_once(cloud: Cloud) -> None:
    lock, running, most = threading.Lock(), 0, 0

    def slow(token: str) -> Mapping[str, str] | None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.005)
        with lock:
            running -= 1
        return None

    async with client_of(Asgi(cloud.world, slow)) as client:
        replies = await asyncio.gather(
            *(client.get("/v1/family", headers={"authorization": "Bearer x"}) for _ in range(300))
        )
    assert 1 < most <= MAX_AT_ONCE
    statuses = [reply.status_code for reply in replies]
    assert set(statuses) == {401, 503}
    assert all(reply.headers["retry-after"] for reply in replies if reply.status_code == 503)


async def test_the_servers_start_and_end_are_answered(cloud: Cloud) -> None:
    asked = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[object] = []

    async def receive() -> dict[str, object]:
        return dict(next(asked))

    async def send(message: dict[str, object]) -> None:
        sent.append(message["type"])

    await Asgi(cloud.world, Tokens())({"type": "lifespan"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def statuses_of(app: Asgi, receive: object, *, length: str | None) -> list[object]:
    sent: list[object] = []

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            sent.append(message["status"])

    headers = [] if length is None else [(b"content-length", length.encode())]
    scope = {"type": "http", "method": "POST", "path": "/v1/family", "query_string": b"", "headers": headers}
    await app(scope, receive, send)  # type: ignore[arg-type]
    return sent
