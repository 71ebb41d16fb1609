"""A home server's accounts behind a real socket, with real clients of Cognito, for tests."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from botocore.exceptions import ClientError
from pycognito import Cognito
from pycognito.aws_srp import AWSSRP
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.local.identity.assembly import Identity

POOL = "home_TestPool1"
CLIENT = "testclient"
EMAIL = "ada@example.org"
PASSWORD = "correct horse battery 7"
OWNER_CODE = "ABCD-2345"
MOUNT = "/identity"
WORKERS = 4


class HandClock:
    """A clock that stands still until it is moved by hand. It begins now: pycognito judges tokens by the wall."""

    def __init__(self) -> None:
        self.moment = int(time.time())

    def now_s(self) -> int:
        return self.moment

    def advance(self, seconds: int) -> None:
        self.moment += seconds


class Socket:
    """One uvicorn on loopback for all tests; each puts its own application behind it, mounted as the server does."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        # asyncio turns Nagle's algorithm off only where the protocol is named; else each answer takes 40 ms.
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._listener.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}{MOUNT}"
        config = uvicorn.Config(
            self._serve, interface="asgi3", log_config=None, access_log=False, lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="identity under test", daemon=True)
        self._is_ready = threading.Event()
        self._thread.start()
        self._is_ready.wait()

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        asyncio.run(self._serve_all())

    async def _serve_all(self) -> None:
        # All worker threads are born here, before the first test counts the threads that it finds.
        everyone = threading.Barrier(WORKERS)
        workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="identity's worker")
        wait([workers.submit(everyone.wait) for _ in range(WORKERS)])
        asyncio.get_running_loop().set_default_executor(workers)
        self._is_ready.set()
        await self._server.serve(sockets=[self._listener])

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        assert scope["path"].startswith(MOUNT)
        await self.app({**scope, "root_path": MOUNT}, receive, send)


@dataclass(frozen=True, slots=True)
class Shared:
    """Gives pycognito the one boto3 client that all tests share: making one takes a tenth of a second."""

    boto: Any

    def client(self, *_: object, **__: object) -> Any:
        return self.boto


@dataclass(slots=True)
class House:
    """One home server's accounts, with everybody who speaks to them."""

    folder: Path
    url: str
    boto: Any
    clock: HandClock = field(default_factory=HandClock)
    letters: list[tuple[str, str, str]] = field(default_factory=list)
    identity: Identity = field(init=False)
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def open(self, *, owner_code: str | None = None, issuer_url: str = "", pool: str = POOL) -> Identity:
        self.identity = Identity(
            self.folder,
            clock=self.clock,
            chance=os.urandom,
            issuer_url=issuer_url or self.url,
            pool=pool,
            client=CLIENT,
            owner_code=owner_code,
            deliver=self._deliver,
        )
        return self.identity

    def person(self, email: str = EMAIL, **kwargs: Any) -> Cognito:
        """Return somebody with the app's client."""
        return Cognito(
            POOL,
            CLIENT,
            username=email,
            session=Shared(self.boto),
            boto3_client_kwargs={"endpoint_url": self.url},
            **kwargs,
        )

    def member(self, email: str = EMAIL, password: str = PASSWORD) -> Cognito:
        """Return somebody who has signed up and confirmed."""
        person = self.person(email)
        person.register(email, password)
        person.confirm_sign_up(self.code_for(email, "sign-up"), username=email)
        return person

    def signed_in(self, email: str = EMAIL, password: str = PASSWORD) -> Cognito:
        """Return somebody who has signed up and in."""
        person = self.member(email, password)
        person.authenticate(password)
        return person

    def srp(self, email: str = EMAIL, password: str = PASSWORD) -> AWSSRP:
        """Return the client's half of a handshake."""
        return AWSSRP(email, password, POOL, CLIENT, client=self.boto)

    def begin(self, srp: AWSSRP) -> dict[str, str]:
        """Send the first half of a sign-in and return the challenge's parameters."""
        answer = self.boto.initiate_auth(
            AuthFlow="USER_SRP_AUTH", AuthParameters=srp.get_auth_params(), ClientId=CLIENT
        )
        assert answer["ChallengeName"] == "PASSWORD_VERIFIER"
        parameters: dict[str, str] = answer["ChallengeParameters"]
        return parameters

    def finish(self, responses: dict[str, str]) -> dict[str, Any]:
        """Send the second half."""
        answer: dict[str, Any] = self.boto.respond_to_auth_challenge(
            ClientId=CLIENT, ChallengeName="PASSWORD_VERIFIER", ChallengeResponses=responses
        )
        return answer

    def opened(self, email: str = EMAIL) -> dict[str, str]:
        """Begin a sign-in by somebody who has no password, and return an answer that is a blind guess."""
        body = {"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": email, "SRP_A": "2"}, "ClientId": CLIENT}
        parameters = self.call("InitiateAuth", body)[1]["ChallengeParameters"]
        return {
            "USERNAME": parameters["USERNAME"],
            "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": "a guess",
            "TIMESTAMP": "Tue Nov 4 09:05:01 UTC 2025",
        }

    def guess(self, responses: dict[str, str]) -> str:
        """Answer for a password and return the error's name."""
        body = {"ClientId": CLIENT, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses}
        return str(self.call("RespondToAuthChallenge", body)[1]["__type"])

    def code_for(self, email: str, purpose: str, *, number: int = 1) -> str:
        """Wait for the n-th code to this address and return it: letters go out after the answer."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self._codes(email, purpose)) >= number, timeout=10)
            return self._codes(email, purpose)[number - 1]

    def call(self, operation: str, body: object) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Send any JSON (or bytes) and return status, answer and headers."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"}
        return self.http(urllib.request.Request(f"{self.url}/", data=raw, headers=headers, method="POST"))

    def http(self, request: urllib.request.Request) -> tuple[int, dict[str, Any], dict[str, str]]:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.loads(answer.read()), dict(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read()), dict(error.headers)

    def _deliver(self, email: str, code: str, purpose: str) -> None:
        with self._arrived:
            self.letters.append((email, code, purpose))
            self._arrived.notify_all()

    def _codes(self, email: str, purpose: str) -> list[str]:
        return [code for to, code, what in self.letters if (to, what) == (email, purpose)]


@contextmanager
def refused(code: str, text: str = "") -> Iterator[None]:
    """Expect that the server says no, with Cognito's name for it and with a text in its words."""
    with pytest.raises(ClientError) as error:
        yield
    found = error.value.response["Error"]
    assert found["Code"] == code
    assert text in found["Message"]
