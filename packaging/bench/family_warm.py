"""How long the cloud's own code takes for a push: the core on SQLite and a folder, without HTTP and signatures."""

from __future__ import annotations

import base64
import json
import os
import time
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from backend.contract.chain import START, Cursor, read_cursor
from backend.contract.messages import SCHEMA, Push, push_to_bytes
from backend.contract.records import Op, sha_of
from backend.core.http import answer
from backend.core.world import World
from backend.local.documents import SqliteDocuments
from backend.local.objects import FolderObjects
from backend.local.server import SystemClock
from bench.family_ours import recordings
from bench.figure import Figure, median

DEVICE = "d_01J0000000000000000000000A"
LARGE, SMALL = 500, 1  # operations
WARM_UP = 3


class Core:
    """The core with a family of one computer, called as the gateway calls it."""

    def __init__(self, documents: SqliteDocuments, folder: Path) -> None:
        clock = SystemClock()
        objects = FolderObjects(folder, clock=clock, chance=os.urandom, secret=os.urandom(32))
        self._world = World(documents, objects, clock, os.urandom, hello={"client": ""})
        self._cursor: Cursor = START
        self._call("POST", "/v1/family", json.dumps({"name": "Bench", "email": "bench@example.org"}).encode())
        self._call("PUT", f"/v1/devices/{DEVICE}", json.dumps({"name": "Bench", "platform": "Linux"}).encode())

    def push_ms(self, ops: tuple[Op, ...], *, chance: Random) -> float:
        """Push and return how long the answer took."""
        pid = str(UUID(bytes=chance.randbytes(16), version=4))
        body = push_to_bytes(Push(self._cursor, pid, SCHEMA, ops, chance.getrandbits(128)))
        began = time.perf_counter()
        told = self._call("POST", "/v1/sync", body, content_type="application/gzip")
        took_ms = (time.perf_counter() - began) * 1000
        newest = told["commits"][-1]
        self._cursor = read_cursor(f"{newest['seq']}.{newest['h']}")
        return took_ms

    def _call(self, method: str, path: str, body: bytes, *, content_type: str = "application/json") -> Any:
        claims = {"sub": "bench", "token_use": "access", "username": "bench", "origin_jti": "bench"}
        event = {
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"x-device": DEVICE, "content-type": content_type},
            "requestContext": {"http": {"method": method, "path": path}, "authorizer": {"jwt": {"claims": claims}}},
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
        }
        found = answer(event, world=self._world)
        if found["statusCode"] >= 300:
            raise RuntimeError(found["body"])
        return json.loads(found["body"])


def own_times(folder: Path, *, pushes: int, chance: Random) -> list[Figure]:
    """Push batches of new records, then edits one by one."""
    (folder / "objects").mkdir(parents=True)
    documents = SqliteDocuments(folder / "documents.sqlite")
    try:
        core = Core(documents, folder / "objects")
        large = [core.push_ms(_new(LARGE, chance), chance=chance) for _ in range(WARM_UP + pushes)][WARM_UP:]
        small = [core.push_ms(_new(SMALL, chance), chance=chance) for _ in range(WARM_UP + pushes)][WARM_UP:]
    finally:
        documents.close()
    what = "the server's own time for a warm push"
    return [
        Figure(f"{what} of {LARGE} records, median of {pushes}", median(large), "ms"),
        Figure(f"{what} of {LARGE} records, worst (a snapshot now and then)", max(large), "ms"),
        Figure(f"{what} of one record, median of {pushes}", median(small), "ms"),
    ]


def _new(count: int, chance: Random) -> tuple[Op, ...]:
    """Return operations as large as those that the app makes of new recordings."""
    return tuple(
        Op(
            one.key,
            {
                "sha": sha_of(bytes.fromhex(one.sha256)),
                "title": one.title,
                "artist": one.artist,
                "album": one.album,
                "track": one.track,
                "duration_s": one.duration_s,
                "size": one.size_bytes,
                "ending": one.ending,
                "mime": one.mime,
                "added_at": int(one.added_at),
            },
        )
        for one in recordings(count, chance)
    )
