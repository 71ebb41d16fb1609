"""Describes the API in OpenAPI, from the same table that dispatches."""

from __future__ import annotations

from collections.abc import Mapping

from backend.contract.codec import Json
from backend.contract.errors import Code, Refused
from backend.core import schemas
from backend.core.route import Access, Route
from backend.core.routes import ROUTES
from backend.core.words import WORDS

_PARAMS: Mapping[str, Json] = {
    "sub": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,128}$"},
    "device": {"type": "string", "pattern": "^d_[0-9A-Za-z]{26}$"},
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}
_ALWAYS = (Code.TOO_LARGE, Code.BAD_BODY, Code.SLOW_DOWN, Code.BUSY)
_BY_ACCESS = {
    Access.ANYBODY: (),
    Access.ACCOUNT: (Code.NOT_SIGNED_IN, Code.DEVICE_REVOKED),
    Access.MEMBER: (Code.NOT_SIGNED_IN, Code.DEVICE_REVOKED, Code.NO_FAMILY),
    Access.OWNER: (Code.NOT_SIGNED_IN, Code.DEVICE_REVOKED, Code.NO_FAMILY, Code.NOT_OWNER),
    Access.COMPUTER: (Code.NOT_SIGNED_IN, Code.DEVICE_REVOKED, Code.DEVICE_UNKNOWN, Code.NO_FAMILY),
}


def description() -> dict[str, Json]:
    """Return the OpenAPI 3.1 document of all routes."""
    paths: dict[str, dict[str, Json]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "The family's cloud", "version": "1", "license": {"name": "GPL-3.0-or-later"}},
        "paths": {path: dict(operations) for path, operations in paths.items()},
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}},
    }


def _operation(route: Route) -> dict[str, Json]:
    told: dict[str, Json] = {
        "summary": route.words.summary,
        "operationId": f"{route.method.lower()}{route.path.replace('/v1', '').replace('/', '_').translate(_NO_BRACES)}",
        "parameters": _parameters(route),
        "responses": _responses(route),
        "security": [] if route.access is Access.ANYBODY else [{"bearer": []}],
    }
    if route.words.body is not None:
        mime = "application/gzip" if route.words.is_gzip else "application/json"
        content: dict[str, Json] = {mime: {"schema": dict(route.words.body)}}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _parameters(route: Route) -> list[Json]:
    named = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    told: list[Json] = [{"name": name, "in": "path", "required": True, "schema": _PARAMS[name]} for name in named]
    for name, schema in (route.words.query or {}).items():
        told.append({"name": name, "in": "query", "required": True, "schema": dict(schema)})
    if route.access is Access.COMPUTER:
        told.append({"name": "x-device", "in": "header", "required": True, "schema": _PARAMS["device"]})
    return told


def _responses(route: Route) -> dict[str, Json]:
    codes = {*_ALWAYS, *_BY_ACCESS[route.access], *route.words.refusals}
    if route.words.body is not None:
        codes |= {Code.BAD_JSON, Code.BAD_VALUE}
    if "{" in route.path:
        codes |= {Code.BAD_ID, Code.NO_ROUTE}
    told: dict[str, Json] = {}
    for status in sorted({Refused(code).status for code in codes}):
        words = sorted(WORDS[code] for code in codes if Refused(code).status == status)
        told[str(status)] = _response(" ".join(words), schemas.ERROR)
    for status, schema in route.words.answers.items():
        told[str(status)] = _response("What was asked for.", dict(schema))
    return told


def _response(words: str, schema: Json) -> Json:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


_NO_BRACES = str.maketrans("", "", "{}")
