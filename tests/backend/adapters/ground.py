"""What every pair of adapters is tried on: the table, the bucket, and the way to the bucket's addresses."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from starlette.types import ASGIApp

from backend.core.ports import Documents, Objects, Sending
from backend.local.documents import SqliteDocuments
from backend.local.object_routes import ObjectRoutes
from backend.local.objects import FolderObjects
from backend.local.web import Web
from tests.helpers.family_memory import MovableClock

SMALLEST_PART = 5 * 1024 * 1024  # S3 takes no smaller one but as the last


@dataclass(frozen=True)
class Table:
    """One cloud's table. `sweep` has it delete what is over; None where that takes days."""

    documents: Documents
    sweep: Callable[[], object] | None


@dataclass(frozen=True)
class Bucket:
    """One cloud's bucket. `client` resolves relative addresses.

    `let_addresses_expire` makes every address that was given out old; None where nobody can.
    """

    objects: Objects
    client: httpx.Client
    let_addresses_expire: Callable[[], None] | None

    def put(self, sending: Sending, body: bytes, **headers: str) -> int:
        """Put bytes as a client does; return the status."""
        return self.client.put(sending.url, content=body, headers={**sending.headers, **headers}).status_code

    def fetch(self, key: str, **headers: str) -> httpx.Response:
        """Read a file as a client does."""
        return self.client.get(self.objects.url(key), headers=headers)


@contextmanager
def home_table(folder: Path) -> Iterator[Table]:
    """The home server's table."""
    documents = SqliteDocuments(folder / "documents.db")
    try:
        yield Table(documents, lambda: documents.sweep(now_s=MovableClock.now))
    finally:
        documents.close()


@contextmanager
def home_bucket(folder: Path) -> Iterator[Bucket]:
    """The home server's bucket, behind a socket."""
    clock = MovableClock()
    objects = FolderObjects(folder / "objects", clock=clock, chance=os.urandom, secret=b"s" * 32)

    def hour_later() -> None:
        clock.now += 3600

    with (
        served(ObjectRoutes(objects)) as address,
        httpx.Client(base_url=address, verify=False, trust_env=False) as client,
    ):
        yield Bucket(objects, client, hour_later)


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve an app on a free port; give its address."""

    async def nothing() -> None:
        await asyncio.sleep(0)

    web = Web(host="127.0.0.1", port=0)
    try:
        web.start(app, certificate=None, alongside=nothing)
        yield f"http://127.0.0.1:{web.port}"
    finally:
        web.stop()
