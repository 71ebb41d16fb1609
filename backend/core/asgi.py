"""Lets the core answer real HTTP: turns ASGI requests into the gateway's events, in worker threads."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from backend.contract.errors import Code, Refused
from backend.core.http import MAX_BODY_BYTES, Response, answer, find_route, refused, to_response
from backend.core.route import Access
from backend.core.world import World

MAX_AT_ONCE = 16
MAX_WAITING = 200
BODY_WAIT_S = 60.0
RETRY_S = 2

Verify: TypeAlias = Callable[[str], Mapping[str, str] | None]
Scope: TypeAlias = Mapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]


class HungUp(Exception):
    """The client has hung up."""


class Asgi:
    """An ASGI application. `verify` returns the claims of a bearer token, None for one that is not valid.

    Both `verify` and the core run in the loop's worker threads, at most 16 at once; when 200 more are waiting,
    whoever comes next is told to come again.
    """

    def __init__(self, world: World, verify: Verify) -> None:
        self._world = world
        self._verify = verify
        self._turns = asyncio.Semaphore(MAX_AT_ONCE)
        self._present = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (or say yes to the server's start and end)."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            try:
                await _send(await self._respond(scope, receive), send)
            except HungUp:
                return

    async def _respond(self, scope: Scope, receive: Receive) -> Response:
        try:
            async with asyncio.timeout(BODY_WAIT_S):
                body = await _body(scope, receive)
        except TimeoutError:
            return to_response(refused(Code.SLOW_DOWN, retry_s=RETRY_S))
        if body is None:
            return to_response(refused(Code.TOO_LARGE))
        if self._present >= MAX_AT_ONCE + MAX_WAITING:
            return to_response(refused(Code.BUSY, retry_s=RETRY_S))
        self._present += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(self._answer, _event(scope, body))
        finally:
            self._present -= 1

    def _answer(self, event: dict[str, Any]) -> Response:
        context = event["requestContext"]
        if _needs_sign_in(context["http"]["method"], event["rawPath"]):
            scheme, _, token = event["headers"].get("authorization", "").partition(" ")
            claims = self._verify(token) if scheme.lower() == "bearer" and token else None
            if claims is None:
                return to_response(refused(Code.NOT_SIGNED_IN))
            context["authorizer"] = {"jwt": {"claims": dict(claims), "scopes": None}}
        return answer(event, world=self._world)


def _needs_sign_in(method: str, path: str) -> bool:
    try:
        return find_route(method, path)[0].access is not Access.ANYBODY
    except Refused:
        return False  # there is nothing to be seen there


def _event(scope: Scope, body: bytes) -> dict[str, Any]:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    client = scope.get("client") or ("", 0)
    http = {"method": scope["method"], "path": scope["path"], "protocol": "HTTP/1.1", "sourceIp": client[0]}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": scope["path"],
        "rawQueryString": scope.get("query_string", b"").decode("latin-1"),
        "headers": headers,
        "requestContext": {"http": {**http, "userAgent": headers.get("user-agent", "")}, "stage": "$default"},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """Return a request's body, None as soon as it is known to be too large."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MAX_BODY_BYTES:
        return None
    return await read_body(receive, most=MAX_BODY_BYTES)


async def read_body(receive: Receive, *, most: int) -> bytes | None:
    """Return a body, None when it is longer than `most` bytes. Raise HungUp when its sender has gone."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HungUp
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)


async def _send(response: Response, send: Send) -> None:
    body = response["body"].encode()
    headers = [(name.encode(), value.encode()) for name, value in response["headers"].items()]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": response["statusCode"], "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
