"""Hostile input: a clear status code, bounded memory, and nothing stored."""

from __future__ import annotations

import base64
import gzip
import json
import random
import tracemalloc
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from backend.contract.chain import START
from backend.contract.codec import MAX_COMPRESSED_BYTES, canonical, deflate
from backend.core.http import MAX_BODY_BYTES, answer
from backend.core.ports import Unavailable
from tests.helpers.family_calls import Cloud, Person, Reply, event

PID = "12345678-1234-4234-8234-123456789abc"
OPS = [{"id": "p_1", "set": {"title": "x"}}]
PUSH = {"cur": str(START), "pid": PID, "schema": 1, "ops": OPS, "dig": "0" * 32}
PEAK_BYTES = 24 * 1024 * 1024


@pytest.fixture
def owner(cloud: Cloud) -> Person:
    return cloud.owner()


def refused(person: Person, body: bytes, **changes: Any) -> tuple[int, str]:
    """Send a push, and check that it was answered in little memory and stored nothing."""
    before = (person.cloud.documents.backup(), dict(person.cloud.objects.files))
    tracemalloc.start()
    try:
        reply = person.send("POST", "/v1/sync", body, **changes)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < PEAK_BYTES, peak
    assert (person.cloud.documents.backup(), person.cloud.objects.files) == before
    assert reply.told["error"]["message"]
    return reply.status, reply.code


def packed(**changes: Any) -> bytes:
    return deflate(canonical({**PUSH, **changes}))


def test_the_push_that_the_others_are_made_of_is_a_good_one(owner: Person) -> None:
    assert owner.send("POST", "/v1/sync", packed()).status == 200


BODIES: dict[str, tuple[bytes, tuple[int, str]]] = {
    "nothing": (b"", (400, "bad_gzip")),
    "no gzip": (b"hello", (400, "bad_gzip")),
    "half a frame": (packed()[:-9], (400, "bad_gzip")),
    "two frames": (packed() + packed(), (400, "bad_gzip")),
    "a wrong checksum": (packed()[:-8] + b"\0" * 8, (400, "bad_gzip")),
    "no JSON": (deflate(b"{"), (400, "bad_json")),
    "no UTF-8": (deflate(b'"\xff"'), (400, "bad_json")),
    "NaN": (deflate(b"NaN"), (400, "bad_json")),
    "an endless number": (deflate(b"1" * 100_000), (400, "bad_json")),
    "a bomb of zeros": (gzip.compress(b"0" * 100_000_000), (413, "too_large")),
    "a bomb of a deep list": (gzip.compress(b"[" * 50_000_000), (413, "too_large")),
    "a deep list": (deflate(b"[" * 1_000_000), (422, "too_deep")),
    "a deep object": (deflate(b'{"a":' * 200_000), (422, "too_deep")),
    "a list": (deflate(b"[]"), (422, "bad_op")),
    "too large in one piece": (b"\x1f\x8b" + b"x" * (MAX_BODY_BYTES + 1), (413, "too_large")),
    "too large for a push": (b"\x1f\x8b" + b"x" * (257 * 1024), (413, "too_large")),
    "no push id": (packed(pid=""), (422, "bad_push_id")),
    "a push id of another kind": (packed(pid="12345678-1234-1234-8234-123456789abc"), (422, "bad_push_id")),
    "a push id that is a list": (packed(pid=[PID]), (422, "bad_push_id")),
    "a schema of text": (packed(schema="1"), (422, "bad_value")),
    "a schema of nothing": (packed(schema=0), (422, "bad_value")),
    "a schema of true": (packed(schema=True), (422, "bad_value")),
    "a digest too short": (packed(dig="0"), (422, "bad_value")),
    "no cursor": (packed(cur=None), (422, "bad_cursor")),
    "a cursor of words": (packed(cur="first.last"), (422, "bad_cursor")),
    "a cursor before all": (packed(cur="-1." + "0" * 32), (422, "bad_cursor")),
    "no operations": (packed(ops=[]), (422, "bad_op")),
    "operations of text": (packed(ops="all"), (422, "bad_op")),
    "too many operations": (packed(ops=[{"id": f"p_{n}", "set": {"a": 1}} for n in range(501)]), (422, "too_many")),
    "one record twice": (packed(ops=OPS * 2), (422, "bad_op")),
    "an unknown member": (packed(ops=[{**OPS[0], "family": "x"}]), (422, "bad_op")),
    "an id of a path": (packed(ops=[{"id": "../../x", "set": {"a": 1}}]), (422, "bad_id")),
    "an id too long": (packed(ops=[{"id": "p_" + "x" * 63, "set": {"a": 1}}]), (422, "bad_id")),
    "an id of a number": (packed(ops=[{"id": 5, "set": {"a": 1}}]), (422, "bad_id")),
    "a field without a name": (packed(ops=[{"id": "p_1", "set": {"": 1}}]), (422, "bad_field")),
    "half a surrogate": (
        deflate(json.dumps({**PUSH, "ops": [{"id": "p_1", "set": {"a": "\ud800"}}]}).encode()),
        (422, "bad_value"),
    ),
    "a value too large": (packed(ops=[{"id": "p_1", "set": {"a": "x" * 17_000}}]), (413, "too_large")),
    "a number too large": (packed(ops=[{"id": "p_1", "set": {"a": 2**60}}]), (422, "bad_value")),
    "a tombstone of two": (packed(ops=[{"id": "p_1", "set": {"_del": 2}}]), (422, "bad_value")),
    "too many dependencies": (packed(ops=[{**OPS[0], "dep": [f"p_{n}" for n in range(17)]}]), (422, "too_many")),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_push_is_refused_and_leaves_nothing(owner: Person, name: str) -> None:
    body, expected = BODIES[name]
    assert refused(owner, body) == expected


def test_operations_that_are_longer_in_the_log_than_as_they_came_are_refused(owner: Person) -> None:
    """What is in the log must be readable by everybody: one commit that is not would stop the family for good."""
    value = b"[%s]" % b",".join([b"1e15"] * 800)  # kept as 1000000000000000.0
    fields = b",".join(b'"f%d":%s' % (number, value) for number in range(5))
    ops = b",".join(b'{"id":"x_%d","set":{%s}}' % (number, fields) for number in range(100))
    body = deflate(canonical({**PUSH, "ops": []}).replace(b"[]", b"[%s]" % ops))
    reply = owner.send("POST", "/v1/sync", body)
    assert (reply.status, reply.code) == (413, "too_large")
    assert owner.pull().told["commits"] == []


def test_operations_that_came_packed_more_tightly_than_we_can_are_refused(owner: Person) -> None:
    chance = random.Random(3)
    ops = [{"id": f"x_{number}", "set": {"t": "".join(chance.choices("abcd", k=10_000))}} for number in range(90)]
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = packer.compress(canonical({**PUSH, "ops": ops})) + packer.flush()
    assert len(body) < MAX_COMPRESSED_BYTES < len(deflate(canonical(ops)))
    reply = owner.send("POST", "/v1/sync", body)
    assert (reply.status, reply.code) == (413, "too_large")
    assert owner.pull().told["commits"] == []


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/gzip2", "application/json, application/gzip"])
def test_a_push_of_another_type_is_not_read(owner: Person, content_type: str) -> None:
    assert refused(owner, packed(), content_type=content_type) == (415, "bad_type")


JSON_BODIES: dict[str, tuple[bytes, tuple[int, str]]] = {
    "nothing": (b"", (400, "bad_json")),
    "a list": (b"[]", (400, "bad_json")),
    "text": (b'"x"', (400, "bad_json")),
    "half an object": (b'{"name":', (400, "bad_json")),
    "no name": (b'{"email":"a@b"}', (422, "bad_value")),
    "a name of a number": (b'{"name":5,"email":"a@b"}', (422, "bad_value")),
    "a name of nothing": (b'{"name":"","email":"a@b"}', (422, "bad_value")),
    "a name of blanks": (b'{"name":"  ","email":"a@b"}', (422, "bad_value")),
    "a name of two lines": (b'{"name":"a\\nb","email":"a@b"}', (422, "bad_value")),
    "a name with a null": (b'{"name":"a\\u0000b","email":"a@b"}', (422, "bad_value")),
    "a name of half a surrogate": (b'{"name":"\\ud800","email":"a@b"}', (422, "bad_value")),
    "a name too long": (b'{"name":"' + b"x" * 81 + b'","email":"a@b"}', (422, "bad_value")),
    "an email too long": (b'{"name":"x","email":"' + b"x" * 255 + b'"}', (422, "bad_value")),
    "a deep value": (b'{"name":' + b"[" * 9 + b"]" * 9 + b"}", (422, "too_deep")),
    "a very deep value": (b'{"name":' + b"[" * 200_000, (422, "too_deep")),
    "too much": (b'{"name":"' + b"x" * MAX_BODY_BYTES + b'"}', (413, "too_large")),
}


@pytest.mark.parametrize("name", JSON_BODIES)
def test_a_hostile_object_is_refused_and_leaves_nothing(cloud: Cloud, name: str) -> None:
    body, expected = JSON_BODIES[name]
    before = cloud.documents.backup()
    reply = cloud.person().send("POST", "/v1/family", body, content_type="application/json")
    assert (reply.status, reply.code) == expected
    assert cloud.documents.backup() == before


@pytest.mark.parametrize("text", ["%%%", "YQ", "YQ==\n\n!", "\u00e9", "YWJj=YWJj", "====", "YQ==YQ=="])
def test_weird_base64_is_refused(cloud: Cloud, owner: Person, text: str) -> None:
    told = event(
        "POST", "/v1/sync", "", {"content-type": "application/gzip", "x-device": owner.device}, b"", owner.claims
    )
    reply = cloud.handle({**told, "body": text})
    assert reply.status == 400
    assert reply.code in ("bad_body", "bad_gzip")


CLAIMS: dict[str, Mapping[str, Any] | None] = {
    "none at all": None,
    "none": {},
    "no sub": {"sub": None},
    "an empty sub": {"sub": ""},
    "a sub that reaches for another key": {"sub": "x#FAM"},
    "a sub that is a list": {"sub": ["sub-1"]},
    "a sub too long": {"sub": "x" * 129},
    "an ID token": {"token_use": "id"},
    "a token of no use": {"token_use": None},
    "another app's token": {"client_id": "another"},
}


@pytest.mark.parametrize("name", CLAIMS)
def test_without_the_claims_of_an_access_token_nothing_is_answered(owner: Person, name: str) -> None:
    changes = CLAIMS[name]
    claims: Mapping[str, Any] = {}
    if changes:
        claims = {key: value for key, value in {**owner.claims, **changes}.items() if value is not None}
    for method, path in (("GET", "/v1/family"), ("GET", f"/v1/sync?cur={START}"), ("POST", "/v1/family")):
        reply = owner.call(method, path, {"name": "x", "email": "x"}, claims=claims)
        assert (reply.status, reply.code) == (401, "not_signed_in")


def test_who_is_meant_is_never_read_from_what_is_sent(owner: Person) -> None:
    stranger = owner.cloud.person()
    told = {"sub": owner.sub, "claims": owner.claims, "family": owner.cloud.family_of(owner)}
    reply = stranger.call("GET", f"/v1/family?sub={owner.sub}", told, headers={"x-sub": owner.sub, "sub": owner.sub})
    assert (reply.status, reply.code) == (404, "no_family")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 404),
        ("GET", "/", 404),
        ("GET", "/v1", 404),
        ("GET", "/v1/family/", 404),
        ("GET", "//v1/family", 404),
        ("GET", "/v2/family", 404),
        ("GET", "/v1/blobs", 404),
        ("GET", "/v1/blobs/", 404),
        ("GET", "/v1/blobs/a/b/c", 404),
        ("GET", "/v1/blobs/..%2f..%2fx", 422),
        ("GET", f"/v1/blobs/{'AB' * 32}", 422),
        ("GET", f"/v1/blobs/{'ab' * 32}\n", 422),
        ("PUT", "/v1/devices/x", 422),
        ("PUT", "/v1/devices/d_" + "\u0661" * 26, 422),
        ("DELETE", "/v1/devices/..", 422),
        ("DELETE", "/v1/family/members/M#x", 404),
        ("DELETE", "/v1/family", 405),
        ("HEAD", "/v1/hello", 405),
        ("get", "/v1/hello", 405),
        ("", "/v1/hello", 405),
    ],
)
def test_a_wrong_address_or_method_says_so(owner: Person, method: str, path: str, status: int) -> None:
    assert owner.call(method, path, {"name": "x", "platform": "x"}).status == status


@pytest.mark.parametrize(
    "query", ["", "cur=", "cur", "cur=1", f"cur={START}&cur={START}", "cur=1." + "g" * 32, "cur=%00", "x" * 100_000]
)
def test_a_pull_without_one_good_cursor_is_refused(owner: Person, query: str) -> None:
    reply = owner.call("GET", f"/v1/sync?{query}")
    assert (reply.status, reply.code) == (422, "bad_cursor")


def test_a_replayed_push_id_with_other_writes_stores_nothing(owner: Person) -> None:
    assert owner.push({"p_1": {"title": "first"}}, pid=PID).status == 200
    before = owner.cloud.documents.backup()
    reply = owner.push({"p_2": {"title": "second"}}, pid=PID)
    assert reply.status == 200
    assert len(reply.told["commits"]) == 1
    assert owner.cloud.documents.backup() == before


def test_a_table_that_cannot_be_reached_is_a_word_to_wait(owner: Person) -> None:
    class Away:
        def query(self, partition: str, *, low: str, high: str, limit: int) -> list[Any]:
            raise Unavailable

    told = event("GET", "/v1/family", "", {}, b"", owner.claims)
    response = answer(told, world=replace(owner.cloud.world, documents=Away()))  # type: ignore[arg-type]
    assert (response["statusCode"], response["headers"]["retry-after"]) == (503, "2")


def test_every_error_is_json_that_nobody_keeps(owner: Person) -> None:
    replies: list[Reply] = [owner.call("GET", "/x"), owner.call("PATCH", "/v1/sync"), owner.send("POST", "/v1/sync")]
    for reply in replies:
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["cache-control"] == "no-store"
        assert set(reply.told["error"]) == {"code", "message"}


def test_base64_is_what_the_gateway_sends() -> None:
    told = event("POST", "/v1/sync", "", {"content-type": "application/gzip"}, b"\x1f\x8b", {})
    assert base64.b64decode(told["body"]) == b"\x1f\x8b"
