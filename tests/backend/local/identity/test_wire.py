"""Whatever comes over the wire gets a clear answer in Cognito's form: nothing makes the server stumble."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import json
import random
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from backend.local.identity import protocol
from backend.local.identity.protocol import LONGEST_BODY, OPERATIONS, PoolApp
from backend.local.identity.refusals import Kind
from backend.local.identity.throttle import Throttle
from tests.backend.local.identity.house import CLIENT, EMAIL, PASSWORD, POOL, House

OTHER = "grace@example.org"
ODD: list[Any] = [
    None, 0, -1, 1.5, 10**400, True, False, "", " ", "x", "x" * 5000, "\0", "\ud800", "日本語", "' OR 1=1 --", [],
    ["x"],
    [None], {}, {"x": "y"}, {"Enabled": 1}, [{"Name": 1}], [[]], [{}],
]  # fmt: skip
Path = tuple[str, ...]


@dataclass(slots=True)
class Line:
    """Speaks ASGI to the pool in this process: no socket, no thread of uvicorn's, no limits on guessing."""

    house: House

    async def ask(self, target: str, raw: bytes, **scope: Any) -> tuple[int, Any]:
        pool = self.house.identity.app.pool
        app = PoolApp(dataclasses.replace(pool, throttle=Throttle(self.house.clock)), "/jwks", lambda *_: None)
        said: list[Any] = []
        heard = iter([{"type": "http.request", "body": raw, "more_body": False}])

        async def receive() -> Any:
            return next(heard)

        async def send(message: Any) -> None:
            said.append(message)

        headers = [(b"x-amz-target", target.encode("latin-1", "replace"))]
        full = {"type": "http", "method": "POST", "path": "/", "root_path": "", "headers": headers, "client": None}
        await app({**full, **scope}, receive, send)
        return said[0]["status"], json.loads(said[1]["body"])

    async def operate(self, operation: str, body: Any) -> tuple[int, Any]:
        return await self.ask(f"AWSCognitoIdentityProviderService.{operation}", json.dumps(body).encode())


@pytest.fixture
def line(house: House) -> Line:
    return Line(house)


def sound_bodies(house: House) -> dict[str, dict[str, Any]]:
    """Return for each operation a request in which nothing is wrong but, here and there, a code."""
    person = house.signed_in()
    srp = house.srp()
    responses = srp.process_challenge(house.begin(srp), srp.get_auth_params())
    client, name, access = {"ClientId": CLIENT}, {"Username": EMAIL}, {"AccessToken": person.access_token}
    attributes = {"UserAttributes": [{"Name": "email", "Value": OTHER}], "ClientMetadata": {"owner_code": "x"}}
    code = {"ConfirmationCode": "123456"}
    return {
        "AssociateSoftwareToken": access,
        "ChangePassword": access | {"PreviousPassword": PASSWORD, "ProposedPassword": PASSWORD},
        "ConfirmForgotPassword": client | name | code | {"Password": PASSWORD},
        "ConfirmSignUp": client | name | code,
        "ForgotPassword": client | name,
        "GetTokensFromRefreshToken": client | {"RefreshToken": person.refresh_token},
        "GetUser": access,
        "GlobalSignOut": access,
        "InitiateAuth": client | {"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": EMAIL, "SRP_A": "2"}},
        "ResendConfirmationCode": client | name,
        "RespondToAuthChallenge": client | {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses},
        "RevokeToken": client | {"Token": "unknown"},
        "SetUserMFAPreference": access | {"SoftwareTokenMfaSettings": {"Enabled": False, "PreferredMfa": False}},
        "SignUp": client | {"Username": OTHER, "Password": PASSWORD} | attributes,
        "VerifySoftwareToken": access | {"UserCode": "123456", "FriendlyDeviceName": "phone"},
        "DeleteUser": access,
    }


NEEDED: dict[str, set[str]] = {
    "AssociateSoftwareToken": {"AccessToken"},
    "ChangePassword": {"AccessToken", "PreviousPassword", "ProposedPassword"},
    "ConfirmForgotPassword": {"ClientId", "Username", "ConfirmationCode", "Password"},
    "ConfirmSignUp": {"ClientId", "Username", "ConfirmationCode"},
    "DeleteUser": {"AccessToken"},
    "ForgotPassword": {"ClientId", "Username"},
    "GetTokensFromRefreshToken": {"ClientId", "RefreshToken"},
    "GetUser": {"AccessToken"},
    "GlobalSignOut": {"AccessToken"},
    "InitiateAuth": {"ClientId", "AuthFlow", "USERNAME", "SRP_A"},
    "ResendConfirmationCode": {"ClientId", "Username"},
    "RespondToAuthChallenge": {
        "ClientId", "ChallengeName", "USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP",
    },
    "RevokeToken": {"ClientId", "Token"},
    "SetUserMFAPreference": {"AccessToken"},
    "SignUp": {"ClientId", "Username", "Password", "Name"},
    "VerifySoftwareToken": {"AccessToken", "UserCode"},
}  # fmt: skip


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Walk over every field of a request, those within fields too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*path, name)
        yield from places(each, (*path, name))


def changed(body: dict[str, Any], path: tuple[str | int, ...], *odd: Any) -> dict[str, Any]:
    """Return a request with something odd in one place, or nothing there."""
    copied = copy.deepcopy(body)
    holder: Any = copied
    for name in path[:-1]:
        holder = holder[name]
    if odd:
        holder[path[-1]] = odd[0]
    else:
        del holder[path[-1]]
    return copied


def test_every_operation_is_among_those_that_are_tried(house: House) -> None:
    assert set(sound_bodies(house)) == set(NEEDED) == set(OPERATIONS)


async def test_each_missing_field_is_named(house: House, line: Line) -> None:
    for operation, body in (await asyncio.to_thread(sound_bodies, house)).items():
        missed = set()
        for path in places(body):
            status, answer = await line.operate(operation, changed(body, path))
            assert status in (200, 400)
            if answer.get("__type") == Kind.INVALID and answer["message"] == f"{path[-1]} is missing.":
                missed.add(path[-1])
            if operation in ("GlobalSignOut", "DeleteUser"):
                assert status == 400
        assert missed == NEEDED[operation], operation


async def test_nothing_odd_in_any_field_makes_the_server_stumble(house: House, line: Line) -> None:
    kinds = set()
    for operation, body in (await asyncio.to_thread(sound_bodies, house)).items():
        for path in places(body):
            for odd in ODD:
                status, answer = await line.operate(operation, changed(body, path, odd))
                assert status in (200, 400), (operation, path, odd, answer)
                if status == 400:
                    kinds.add(Kind(answer["__type"]))
                    assert answer["message"].endswith((".", "client", "english.")), answer
    assert kinds >= {Kind.INVALID, Kind.NOT_AUTHORIZED, Kind.UNKNOWN_CLIENT, Kind.CODE_WRONG, Kind.WEAK_PASSWORD}


async def test_no_bytes_at_all_make_the_server_stumble(line: Line) -> None:
    chance = random.Random(20)
    bodies = [b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 60_000, b'{"a":' * 10_000, b"1" * 60_000, b"NaN"]
    bodies += [chance.randbytes(chance.randrange(200)) for _ in range(200)]
    for raw in bodies:
        status, answer = await line.ask("AWSCognitoIdentityProviderService.SignUp", raw)
        assert (status, answer["__type"]) == (400, "SerializationException"), raw[:50]


@pytest.mark.parametrize(
    "target",
    ["", "SignUp", "AWSCognitoIdentityProviderService.", "AWSCognitoIdentityProviderService.AdminGetUser",
     "AWSCognitoIdentityProviderService.signup", "Other.SignUp", "AWSCognitoIdentityProviderService.__class__", "é"],
)  # fmt: skip
async def test_operations_that_are_not_there_are_said_not_to_be(line: Line, target: str) -> None:
    assert (await line.ask(target, b"{}"))[1]["__type"] == "UnknownOperationException"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "", 405), ("PUT", "/", 405), ("GET", "/nothing", 404), ("POST", "/nothing", 404),
     ("GET", "/home_Other/.well-known/jwks.json", 404), ("POST", f"/{POOL}/.well-known/jwks.json", 404)],
)  # fmt: skip
def test_other_addresses_and_methods_are_refused(house: House, method: str, path: str, status: int) -> None:
    data = b"{}" if method != "GET" else None
    answer = house.http(urllib.request.Request(f"{house.url}{path}", data=data, method=method))
    assert answer[0] == status
    assert answer[1]["__type"] == "UnknownOperationException"


def test_a_request_that_is_too_long_is_not_read_to_its_end(house: House) -> None:
    status, answer, _ = house.call("SignUp", b" " * (LONGEST_BODY + 1))
    assert (status, answer["__type"]) == (413, "SerializationException")
    assert house.call("SignUp", b" " * LONGEST_BODY)[0] == 400


async def test_a_request_that_does_not_come_is_not_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "BODY_WAIT_S", 0.01)
    said: list[Any] = []

    async def receive() -> Any:
        return await asyncio.get_running_loop().create_future()

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "client": ("192.0.2.1", 1)}
    await house.identity.app(scope, receive, send)
    assert said[0]["status"] == 408


async def test_a_client_that_hangs_up_in_the_middle_is_no_error(house: House) -> None:
    said: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "client": ("192.0.2.1", 1)}
    await house.identity.app(scope, receive, send)
    assert said == []


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
async def test_a_household_is_one_address(house: House, first: str, second: str, is_one: bool) -> None:
    app = house.identity.app

    async def sign_up(host: str, n: int) -> str:
        line = _Calls(app, host)
        return await line.sign_up(f"u{n}@example.org")

    for n in range(10):
        assert await sign_up(first, n) == ""
    assert (await sign_up(second, 99) == "LimitExceededException") is is_one


@dataclass(frozen=True, slots=True)
class _Calls:
    app: PoolApp
    host: str

    async def sign_up(self, email: str) -> str:
        """Sign up from this address and return the error's name, "" when there is none."""
        body = json.dumps({"ClientId": CLIENT, "Username": email, "Password": PASSWORD}).encode()
        said: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body}

        async def send(message: Any) -> None:
            said.append(message)

        headers = [(b"x-amz-target", b"AWSCognitoIdentityProviderService.SignUp")]
        scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "client": (self.host, 1)}
        await self.app(scope, receive, send)
        return str(json.loads(said[1]["body"]).get("__type", ""))


def test_answers_are_not_kept_by_anybody(house: House) -> None:
    _, _, headers = house.call("GetUser", {})
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert headers["x-amzn-errortype"] == "InvalidParameterException"
    assert headers["x-amzn-requestid"]
