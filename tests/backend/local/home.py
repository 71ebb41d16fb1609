"""A home server with people and computers that speak to it over its socket."""

from __future__ import annotations

import itertools
import os
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import boto3
import httpx
from botocore import UNSIGNED
from botocore.config import Config
from pycognito import Cognito

from backend.contract.chain import START, Cursor
from backend.contract.messages import Gone, Page, Push, push_to_bytes, read_gone, read_page
from backend.contract.records import Op
from backend.contract.replica import Replica
from backend.contract.snapshots import EMPTY, read_snapshot
from tests.helpers.family_memory import MemoryStorage

EMAIL = "ada@example.org"
PASSWORD = "correct horse battery 7"
OTHER_STATUSES = (200, 409, 410)

_numbers = itertools.count(1)


def new_device() -> str:
    """Return a computer's key that no other has."""
    return f"d_{next(_numbers):026d}"


def boto_client(url: str) -> Any:
    """Return a client of a server's accounts."""
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}, proxies={})
    return boto3.client("cognito-idp", region_name="home", endpoint_url=f"{url}/identity", config=config)


@dataclass(frozen=True, slots=True)
class _Session:
    boto: Any

    def client(self, *_: object, **__: object) -> Any:
        return self.boto


def person(url: str, *, email: str = EMAIL) -> Cognito:
    """Return somebody who speaks to a server's accounts as the app does."""
    hello = httpx.get(f"{url}/v1/hello").json()
    return Cognito(
        hello["pool"],
        hello["client"],
        username=email,
        session=_Session(boto_client(url)),
        boto3_client_kwargs={"endpoint_url": f"{url}/identity"},
    )


def owner(url: str, *, code: str | None, email: str = EMAIL) -> str:
    """Sign up as the owner of a new server, and in; return the access token."""
    ada = person(url, email=email)
    ada.register(email, PASSWORD, client_metadata={"owner_code": code or ""})
    ada.authenticate(PASSWORD)
    token: str = ada.access_token
    return token


class Busy(Exception):
    """The server asks to come again."""


class Computer:
    """One computer of the family, with its own copy of the library."""

    def __init__(
        self, url: str, token: str, *, device: str = "", storage: MemoryStorage | None = None, verify: Any = True
    ) -> None:
        self.device = device or new_device()
        self.client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}", "X-Device": self.device},
            trust_env=False,
            verify=verify if url.startswith("https") else False,
            timeout=30,
        )
        self.storage = storage or MemoryStorage()
        self.replica = Replica(
            self.storage, device=self.device, new_pid=lambda: str(uuid.uuid4()), new_ledger_id=lambda: new_id("c_")
        )

    def close(self) -> None:
        self.client.close()

    def found(self, name: str = "The Lovelaces") -> None:
        """Found a family and bring this computer in."""
        assert self.client.post("/v1/family", json={"name": name, "email": EMAIL}).status_code == 201
        self.register()

    def register(self) -> None:
        """Bring this computer into the family."""
        answer = self.client.put(f"/v1/devices/{self.device}", json={"name": "A computer", "platform": "linux"})
        assert answer.status_code == 200, answer.text

    def send(self, body: bytes) -> httpx.Response:
        """Send a push."""
        return self.client.post("/v1/sync", content=body, headers={"Content-Type": "application/gzip"})

    def ask(self, cursor: Cursor) -> httpx.Response:
        """Ask what has come since a cursor."""
        return self.client.get("/v1/sync", params={"cur": str(cursor)})

    def all_commits(self) -> list[Any]:
        """Return the whole log, as long as it has no snapshot."""
        commits: list[Any] = []
        cursor = START
        while True:
            page = read_page(self.ask(cursor).json())
            commits += page.commits
            if not page.more:
                return commits
            cursor = commits[-1].cursor

    # as the app does it

    def exchange(self) -> bool:
        """Send what waits, or else ask; return whether there is nothing more to do. Raise Busy."""
        wanted = self.replica.push(allow_deletions=True)
        answer = self.ask(self.replica.cursor) if wanted is None else self.send(push_to_bytes(wanted))
        if answer.status_code not in OTHER_STATUSES:
            raise Busy(answer.text)
        said: Page | Gone
        if answer.status_code == 410:
            said = read_gone(answer.json())
            self.replica.start_over(said, self._snapshot(said))
            return False
        said = read_page(answer.json(), is_accepted=wanted is not None and answer.status_code == 200)
        report = self.replica.take(said, allow_deletions=True)
        return not (said.more or report.should_pull or self.storage.pend or self.storage.flight)

    def sync(self) -> None:
        """Exchange until there is nothing more to do."""
        for _ in range(100):
            if self.exchange():
                return
        raise AssertionError("never up to date")

    def _snapshot(self, gone: Gone) -> Any:
        if not gone.url:
            return EMPTY
        return read_snapshot(self.client.get(gone.url).content, sha256=gone.sha256)


def new_id(kind: str) -> str:
    """Return a record's id that no other has."""
    return f"{kind}{os.urandom(8).hex()}"


def push_of(ops: Sequence[Op], *, cursor: Cursor = START) -> Push:
    """Return a push that nobody has sent yet."""
    return Push(cursor, str(uuid.uuid4()), 1, tuple(ops), 0)


def titled(title: str) -> Op:
    """Return an operation that makes a recording with this title."""
    return Op(new_id("t_"), {"title": title})


def until(condition: Any, *, within_s: float = 10.0) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)
