"""Cognito's wire: POST with X-Amz-Target and JSON, and the public keys by GET."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final, TypeAlias

from starlette.types import Receive, Scope, Send

from backend.core.asgi import HungUp, read_body
from backend.local.identity import own_account, passwords, second_factor, sign_in, sign_up
from backend.local.identity.codes import Letter
from backend.local.identity.fields import Request, parse
from backend.local.identity.pool import Json, Pool, Reply
from backend.local.identity.refusals import Kind, Refusal

log = logging.getLogger(__name__)

Operation: TypeAlias = Callable[[Pool, Request], Reply]

SERVICE: Final = "AWSCognitoIdentityProviderService."
LONGEST_BODY: Final = 64 * 1024
BODY_WAIT_S: Final = 30.0
OPERATIONS: Final[Mapping[str, Operation]] = {
    "AssociateSoftwareToken": second_factor.associate_software_token,
    "ChangePassword": passwords.change_password,
    "ConfirmForgotPassword": passwords.confirm_forgot_password,
    "ConfirmSignUp": sign_up.confirm_sign_up,
    "DeleteUser": own_account.delete_user,
    "ForgotPassword": passwords.forgot_password,
    "GetTokensFromRefreshToken": sign_in.get_tokens_from_refresh_token,
    "GetUser": own_account.get_user,
    "GlobalSignOut": own_account.global_sign_out,
    "InitiateAuth": sign_in.initiate_auth,
    "ResendConfirmationCode": sign_up.resend_confirmation_code,
    "RespondToAuthChallenge": sign_in.respond_to_auth_challenge,
    "RevokeToken": own_account.revoke_token,
    "SetUserMFAPreference": second_factor.set_user_mfa_preference,
    "SignUp": sign_up.sign_up,
    "VerifySoftwareToken": second_factor.verify_software_token,
}


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: Mapping[str, object]
    headers: Mapping[str, str]
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class PoolApp:
    """The pool as an ASGI application; may be mounted under any path. Operations run in worker threads."""

    pool: Pool
    jwks_path: str
    deliver: Callable[[str, str, str], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        try:
            answer = await self._answer(scope, receive)
        except HungUp:
            return
        await _send(send, answer, with_body=scope["method"] != "HEAD")
        if answer.letter is not None:
            letter = answer.letter
            await asyncio.to_thread(self.deliver, letter.email, letter.code, str(letter.purpose))

    async def _answer(self, scope: Scope, receive: Receive) -> _Answer:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        method = scope["method"]
        if path == self.jwks_path and method in ("GET", "HEAD"):
            jwks = self.pool.mint.key.jwks()
            return _Answer(200, jwks, {"content-type": "application/json", "cache-control": "max-age=300"})
        if path not in ("", "/"):
            return _refused(Refusal(Kind.UNKNOWN_OPERATION, "There is nothing at this address.", status=404))
        if method != "POST":
            return _refused(Refusal(Kind.UNKNOWN_OPERATION, "Operations are sent by POST.", status=405))
        try:
            async with asyncio.timeout(BODY_WAIT_S):
                body = await read_body(receive, most=LONGEST_BODY)
        except TimeoutError:
            return _refused(Refusal(Kind.UNREADABLE, "The request took too long to arrive.", status=408))
        if body is None:
            return _refused(Refusal(Kind.UNREADABLE, "The request is too large.", status=413))
        target = _header(scope, b"x-amz-target")
        return await asyncio.to_thread(self._operate, target, body, _address(scope))

    def _operate(self, target: str, body: bytes, address: str) -> _Answer:
        try:
            operation = OPERATIONS.get(target.removeprefix(SERVICE)) if target.startswith(SERVICE) else None
            if operation is None:
                raise Refusal(Kind.UNKNOWN_OPERATION, "This server does not know the operation.")
            reply = operation(self.pool, Request(parse(body), address))
        except Refusal as refusal:
            return _refused(refusal)
        except sqlite3.Error as error:
            log.error("the accounts' file refused: %s", error)
            return _refused(Refusal(Kind.INTERNAL, "The server could not write its accounts.", status=500))
        return _Answer(200, reply.body, {}, reply.letter)


def _refused(refusal: Refusal) -> _Answer:
    body: dict[str, Json] = {"__type": refusal.kind, "message": refusal.message}
    headers = {"x-amzn-errortype": str(refusal.kind)}
    if refusal.retry_after_s:
        headers["retry-after"] = str(refusal.retry_after_s)
    return _Answer(refusal.status, body, headers)


async def _send(send: Send, answer: _Answer, *, with_body: bool) -> None:
    body = json.dumps(answer.body).encode()
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "cache-control": "no-store",
        "content-length": str(len(body)),
        "x-amzn-requestid": str(uuid.uuid4()),
        **answer.headers,
    }
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": body if with_body else b""})


def _header(scope: Scope, name: bytes) -> str:
    for each, value in scope["headers"]:
        if each == name:
            return str(value.decode("latin-1"))
    return ""


def _address(scope: Scope) -> str:
    """Return whom to count tries against: an IPv4 address, or the /64 that one IPv6 household has."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ip_address(host)
    except ValueError:
        return str(host)
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
