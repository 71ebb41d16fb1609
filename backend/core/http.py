"""Answers one event of API Gateway's HTTP API (payload 2.0)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias
from urllib.parse import parse_qs

from backend.contract.errors import Code, Refused
from backend.core.call import Answer, Call
from backend.core.invites import SlowDown
from backend.core.ports import Unavailable
from backend.core.route import Route
from backend.core.routes import ROUTES
from backend.core.uploads import Incomplete
from backend.core.words import WORDS
from backend.core.world import World

MAX_BODY_BYTES = 300 * 1024
MAX_QUERY_LETTERS = 2048
RETRY_S = {Code.BUSY: 2, Code.SLOW_DOWN: 60}

Event: TypeAlias = Mapping[str, Any]
Response: TypeAlias = dict[str, Any]


def answer(event: Event, *, world: World) -> Response:
    """Return the answer to an event. Whoever calls is known from the event's verified claims and nothing else."""
    try:
        found = _respond(event, world)
    except Refused as refusal:
        found = refused(refusal.code, detail=refusal.detail, retry_s=_retry_s(refusal))
        if isinstance(refusal, Incomplete):
            found = replace(found, told={**found.told, "missing": list(refusal.missing)})
    except Unavailable:
        found = refused(Code.BUSY, retry_s=RETRY_S[Code.BUSY])
    return to_response(found)


def refused(code: Code, *, detail: str = "", retry_s: int = 0) -> Answer:
    """Return the answer that says a refusal in words."""
    message = f"{WORDS[code]} ({detail})" if detail else WORDS[code]
    headers = {"retry-after": str(retry_s)} if retry_s else {}
    return Answer(Refused(code).status, {"error": {"code": code.value, "message": message}}, headers)


def to_response(found: Answer) -> Response:
    """Return an answer as the gateway wants it."""
    headers = {"content-type": "application/json", "cache-control": "no-store", **found.headers}
    body = json.dumps(found.told, separators=(",", ":"))
    return {"statusCode": found.status, "headers": headers, "body": body, "isBase64Encoded": False}


def find_route(method: str, path: str) -> tuple[Route, Mapping[str, str]]:
    """Return the route that answers, and what its path names; raise Refused when there is none."""
    found = [(route, params) for route in ROUTES if (params := route.params(path)) is not None]
    if not found:
        raise Refused(Code.NO_ROUTE)
    for route, params in found:
        if route.method == method:
            return route, params
    raise Refused(Code.BAD_METHOD)


def _respond(event: Event, world: World) -> Answer:
    context = event.get("requestContext", {})
    try:
        route, params = find_route(context.get("http", {}).get("method", ""), event.get("rawPath", ""))
    except Refused as refusal:
        if refusal.code is not Code.BAD_METHOD:
            raise
        allowed = (route.method for route in ROUTES if route.params(event.get("rawPath", "")) is not None)
        return Answer(405, refused(Code.BAD_METHOD).told, {"allow": ", ".join(allowed)})
    claims = context.get("authorizer", {}).get("jwt", {}).get("claims", {})
    call = Call(
        world,
        params,
        parse_qs(event.get("rawQueryString", "")[:MAX_QUERY_LETTERS], keep_blank_values=True),
        {name.lower(): value for name, value in event.get("headers", {}).items()},
        _body(event),
        {name: value for name, value in claims.items() if isinstance(value, str)},
    )
    return route.respond(call)


def _body(event: Event) -> bytes:
    """Return a request's body; raise Refused before one that is too large is decoded."""
    body = event.get("body") or ""
    if len(body) > MAX_BODY_BYTES * 4 // 3 + 4:
        raise Refused(Code.TOO_LARGE)
    try:
        data = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except (binascii.Error, ValueError):
        raise Refused(Code.BAD_BODY) from None
    if len(data) > MAX_BODY_BYTES:
        raise Refused(Code.TOO_LARGE)
    return data


def _retry_s(refusal: Refused) -> int:
    if isinstance(refusal, SlowDown):
        return refusal.seconds
    return RETRY_S.get(refusal.code, 0)
