"""Lets people at computers call the family's cloud as the gateway does: by events."""

from __future__ import annotations

import base64
import itertools
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.contract.chain import START, Cursor
from backend.contract.codec import Json
from backend.contract.messages import Push, push_to_bytes
from backend.contract.records import Op
from backend.core.http import answer
from backend.core.keys import AccountKey
from backend.core.members import Members
from backend.core.ports import Sending
from backend.core.world import World
from tests.helpers.family_memory import EchoingDocuments, MemoryObjects, MovableClock

HELLO: Mapping[str, Json] = {
    "name": "Test",
    "kind": "home",
    "region": "",
    "pool": "pool",
    "client": "client",
    "identity": "/identity",
}


@dataclass
class SeededChance:
    """Bytes that are the same at every run."""

    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def __call__(self, n: int, /) -> bytes:
        return self.chance.randbytes(n)


@dataclass
class Reply:
    """An answer as a client reads it."""

    status: int
    told: Any
    headers: Mapping[str, str]
    raw: str

    @property
    def code(self) -> str:
        """The error's code, "" for an answer that is none."""
        return self.told.get("error", {}).get("code", "") if isinstance(self.told, dict) else ""


@dataclass
class Person:
    """Somebody with an account, at a computer of their own."""

    sub: str
    cloud: Cloud
    device: str
    session: str = ""

    @property
    def claims(self) -> dict[str, str]:
        return {
            "sub": self.sub,
            "token_use": "access",
            "client_id": "client",
            "username": self.sub,
            "origin_jti": self.session or f"sign-in-of-{self.sub}",
        }

    def call(self, method: str, path: str, told: object = None, **changes: Any) -> Reply:
        """Call a route with a JSON body."""
        body = b"" if told is None else json.dumps(told).encode()
        return self.send(method, path, body, content_type="application/json", **changes)

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        content_type: str = "application/gzip",
        claims: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Call a route with any body."""
        path, _, query = path.partition("?")
        told = {"content-type": content_type, "x-device": self.device, **(headers or {})}
        return self.cloud.handle(event(method, path, query, told, body, self.claims if claims is None else claims))

    def push(self, records: Mapping[str, Mapping[str, Json]], *, cursor: Cursor = START, pid: str = "") -> Reply:
        """Push writes on top of a place in the log."""
        ops = tuple(Op(record, dict(fields)) for record, fields in records.items())
        wanted = Push(cursor, pid or self.cloud.new_pid(), 1, ops, 0)
        return self.send("POST", "/v1/sync", push_to_bytes(wanted))

    def pull(self, cursor: Cursor = START) -> Reply:
        """Pull what has come since a place in the log."""
        return self.call("GET", f"/v1/sync?cur={cursor}")


class Cloud:
    """A cloud in memory."""

    def __init__(self, *, quota_bytes: int = 10**12) -> None:
        self.documents, self.objects, self.clock = EchoingDocuments(), MemoryObjects(), MovableClock()
        self.chance = SeededChance()
        self.world = World(self.documents, self.objects, self.clock, self.chance, HELLO, quota_bytes)
        self._numbers: Iterator[int] = itertools.count(1)

    def handle(self, told: Mapping[str, Any]) -> Reply:
        """Answer an event, through the very JSON that the gateway passes."""
        response = answer(json.loads(json.dumps(told)), world=self.world)
        body = response["body"]
        return Reply(response["statusCode"], json.loads(body), response["headers"], body)

    def deliver(self, sending: Sending, data: bytes) -> int:
        """Put bytes where the cloud has said, as a client does; return the status."""
        return self.objects.deliver(sending, data)

    def new_pid(self) -> str:
        """Return a random push id."""
        digits = self.chance(16).hex()
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"

    def person(self, sub: str = "") -> Person:
        """Return somebody with an account, in no family."""
        number = next(self._numbers)
        return Person(sub or f"sub-{number}", self, f"d_{number:026d}")

    def owner(self, name: str = "The Lees") -> Person:
        """Return somebody who has founded a family and registered a computer."""
        person = self.person()
        assert person.call("POST", "/v1/family", {"name": name, "email": f"{person.sub}@example.org"}).status == 201
        return registered(person)

    def parent(self, owner: Person) -> Person:
        """Return somebody whom an owner has invited and who has registered a computer."""
        person, code = self.person(), owner.call("POST", "/v1/family/invites").told["code"]
        joined = person.call("POST", "/v1/family/join", {"code": code, "email": f"{person.sub}@example.org"})
        assert joined.status == 200, joined
        return registered(person)

    def family_of(self, person: Person) -> str:
        """Return the key of the family that somebody belongs to."""
        return Members(self.world.documents).standing(AccountKey(person.sub)).family or ""


def registered(person: Person) -> Person:
    """Register a person's computer."""
    told = {"name": f"Computer of {person.sub}", "platform": "linux"}
    assert person.call("PUT", f"/v1/devices/{person.device}", told).status == 200
    return person


def event(
    method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, claims: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return an event of payload 2.0."""
    context: dict[str, Any] = {"http": {"method": method, "path": path, "sourceIp": "127.0.0.1"}, "stage": "$default"}
    if claims is not None:
        context["authorizer"] = {"jwt": {"claims": dict(claims), "scopes": None}}
    is_text = headers.get("content-type") == "application/json" and body.isascii()
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": dict(headers),
        "requestContext": context,
        "body": body.decode() if is_text else base64.b64encode(body).decode(),
        "isBase64Encoded": not is_text,
    }
