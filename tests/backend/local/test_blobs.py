"""Audio on its way to a server at home and back, over its socket."""

from __future__ import annotations

import hashlib
import os

from tests.backend.local.home import Computer

PART = 8 * 1024 * 1024


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def wish(body: bytes) -> dict[str, object]:
    parts = [sha256(body[at : at + PART]) for at in range(0, len(body), PART)] if len(body) > 4 * PART else []
    return {"size": len(body), "mime": "audio/mpeg", "parts": parts}


def put(computer: Computer, leave: dict[str, object], body: bytes) -> int:
    return computer.client.put(str(leave["url"]), content=body, headers=leave["headers"]).status_code  # type: ignore[arg-type]


def test_a_file_arrives_and_is_read_by_the_family(computer: Computer) -> None:
    body = os.urandom(100_000)
    path = f"/v1/blobs/{sha256(body)}"
    leave = computer.client.post(path, json=wish(body)).json()["put"]
    assert computer.client.get(path).status_code == 404

    assert put(computer, leave, body) == 200
    assert computer.client.post(f"{path}/complete", json={}).status_code == 200
    told = computer.client.get(path).json()
    assert told["size"] == len(body)
    assert computer.client.get(told["url"], headers={"Range": "bytes=5-9"}).content == body[5:10]
    assert computer.client.post(path, json=wish(body)).json() == {"have": True}
    assert computer.client.get("/v1/family").json()["used_bytes"] == len(body)


def test_a_large_file_that_was_broken_off_sends_only_what_is_missing(computer: Computer) -> None:
    body = os.urandom(4 * PART + 5)
    path = f"/v1/blobs/{sha256(body)}"
    first = computer.client.post(path, json=wish(body)).json()["multipart"]
    assert [part["n"] for part in first["parts"]] == [1, 2, 3, 4, 5]
    for part in first["parts"][1:3]:
        at = (part["n"] - 1) * PART
        assert put(computer, part, body[at : at + PART]) == 200
    early = computer.client.post(f"{path}/complete", json={})
    assert (early.status_code, early.json()["missing"]) == (409, [1, 4, 5])

    again = computer.client.post(path, json=wish(body)).json()["multipart"]
    assert (again["upload_id"], again["done"]) == (first["upload_id"], [2, 3])
    for part in again["parts"]:
        at = (part["n"] - 1) * PART
        assert put(computer, part, body[at : at + PART]) == 200
    assert computer.client.post(f"{path}/complete", json={}).status_code == 200
    assert sha256(computer.client.get(computer.client.get(path).json()["url"]).content) == sha256(body)
