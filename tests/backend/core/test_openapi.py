"""The description of the API is whole, and a tool that plays by it finds no answer that it does not describe."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS

from backend.contract.codec import deflate
from backend.core.asgi import Asgi
from backend.core.openapi import description
from backend.core.route import Route
from backend.core.routes import ROUTES
from tests.helpers.family_calls import Cloud, Person

EXAMPLES = 25  # a route; about 10 s in all
TOKEN = "the-owners-token"
SCHEMA = schemathesis.openapi.from_dict(description())
WANTED_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)


@schemathesis.serializer("application/gzip")
def packed(context: object, value: Any) -> bytes:
    """Return what the tool made up as a push is sent."""
    return deflate(json.dumps(value).encode())


class Player:
    """Sends what the tool makes up to the cloud, within this process."""

    def __init__(self) -> None:
        cloud = Cloud()
        self.owner: Person = cloud.owner()
        self._app = Asgi(cloud.world, self._verify)
        self._runner = asyncio.Runner()
        self.statuses: Counter[int] = Counter()

    def send(self, case: schemathesis.Case) -> httpx.Response:
        """Return the cloud's answer to one made-up request of the owner."""
        told = case.as_transport_kwargs(base_url="http://cloud")
        headers = {name.lower(): value for name, value in told.get("headers", {}).items()}
        headers["authorization"] = f"Bearer {TOKEN}"
        if "x-device" in headers:
            headers["x-device"] = self.owner.device
        request = httpx.Request(
            told["method"],
            told["url"],
            params=told.get("params"),
            headers=headers,
            json=told.get("json"),
            content=told.get("data") if isinstance(told.get("data"), bytes | str) else None,
        )
        response = self._runner.run(self._send(request))
        self.statuses[response.status_code] += 1
        return response

    def close(self) -> None:
        self._runner.close()

    async def _send(self, request: httpx.Request) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app)) as client:
            return await client.send(request)

    def _verify(self, token: str) -> Mapping[str, str] | None:
        return self.owner.claims if token == TOKEN else None


@pytest.fixture
def player() -> Iterator[Player]:
    player = Player()
    yield player
    player.close()


def test_every_route_is_described() -> None:
    told = description()
    described = {(method.upper(), path) for path, operations in told["paths"].items() for method in operations}
    assert described == {(route.method, route.path) for route in ROUTES}
    names = [operation["operationId"] for operations in told["paths"].values() for operation in operations.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_no_made_up_request_gets_an_answer_that_is_not_described(player: Player, route: Route) -> None:
    operation = SCHEMA[route.path][route.method]
    checks = [CHECKS.get_one(name) for name in WANTED_CHECKS]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def play(case: schemathesis.Case) -> None:
        case.validate_response(player.send(case), checks=checks)

    play()
    assert player.statuses[401] == 0, "the tool was let in"
