"""What every operation of the pool works with, and what several of them ask."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from backend.core.ports import Chance, Clock
from backend.local.identity.accounts import Account, Accounts
from backend.local.identity.challenges import Challenges, CodeAsked, PasswordAsked
from backend.local.identity.codes import Codes, Letter
from backend.local.identity.database import Database
from backend.local.identity.fields import Fields
from backend.local.identity.refusals import Kind, Refusal
from backend.local.identity.sessions import Session, Sessions
from backend.local.identity.throttle import Key, Throttle, TooOften
from backend.local.identity.tokens import LIFETIME_S, Mint, random_uuid

Json: TypeAlias = str | int | bool | list["Json"] | dict[str, "Json"] | None

EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
LONGEST_NAME: Final = 128
SHORTEST_PASSWORD: Final = 8
LONGEST_PASSWORD: Final = 256


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer, and the letter that goes out after it: when it goes must not tell whether there is an account."""

    body: Mapping[str, Json] = field(default_factory=dict)
    letter: Letter | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Pool:
    """One pool with one client, as its operations need it. `name` is what follows "_" in the pool's id."""

    name: str
    client: str
    owner_code: str | None
    clock: Clock
    chance: Chance
    secret: bytes
    database: Database
    accounts: Accounts
    codes: Codes
    sessions: Sessions
    mint: Mint
    throttle: Throttle
    passwords_asked: Challenges[PasswordAsked]
    codes_asked: Challenges[CodeAsked]
    is_shut_out: Callable[[str, str], bool]

    def claims_of(self, access_token: str) -> dict[str, str] | None:
        """Return the claims of an access token that is good now: not expired, and its sign-in not ended."""
        claims = self.mint.read_access_token(access_token)
        if claims is None or not self.sessions.is_alive(claims["origin_jti"], sub=claims["sub"]):
            return None
        return claims

    def bearer(self, fields: Fields) -> tuple[Account, str]:
        """Return whose access token the request carries, and its sign-in's key. Raise Refusal.

        Whoever holds a computer that the family has revoked must not take the account with it.
        """
        claims = self.claims_of(fields.text("AccessToken", limit=8192))
        account = self.accounts.of_subject(claims["sub"]) if claims else None
        if claims is None or account is None or self.is_shut_out(claims["sub"], claims["origin_jti"]):
            raise Refusal(Kind.NOT_AUTHORIZED, "This sign-in has ended. Sign in again.")
        return account, claims["origin_jti"]

    def signed_in(self, account: Account) -> Reply:
        """Begin a sign-in and return its tokens."""
        now_s = self.clock.now_s()
        session = Session(random_uuid(self.chance), account.sub, random_uuid(self.chance), now_s)
        return self.tokens(account, session, self.sessions.begin(session))

    def tokens(self, account: Account, session: Session, refresh_token: str) -> Reply:
        """Return fresh tokens of a sign-in."""
        result: dict[str, Json] = {
            "AccessToken": self.mint.access_token(account, session),
            "IdToken": self.mint.id_token(account, session),
            "RefreshToken": refresh_token,
            "ExpiresIn": LIFETIME_S,
            "TokenType": "Bearer",
        }
        return Reply({"AuthenticationResult": result, "ChallengeParameters": {}})

    def check_client(self, fields: Fields) -> None:
        """Raise Refusal unless the request is for our client."""
        if fields.text("ClientId", limit=LONGEST_NAME) != self.client:
            raise Refusal(Kind.UNKNOWN_CLIENT, "This server does not know the app's client id.")

    def charge(self, kind: Kind, *keys: Key) -> None:
        """Count one try for each key. Raise Refusal when there were too many."""
        try:
            self.throttle.charge(*keys)
        except TooOften as error:
            message = f"Too many attempts. Try again in {_duration(error.wait_s)}."
            raise Refusal(kind, message, retry_after_s=error.wait_s) from error


def email_in(fields: Fields, name: str = "Username") -> str:
    """Return an e-mail address as it is kept: composed and in small letters. Raise Refusal when it is none."""
    email = unicodedata.normalize("NFC", fields.text(name, limit=LONGEST_NAME)).lower()
    if not EMAIL.fullmatch(email) or not email.isprintable():  # it is shown on the server's console
        raise Refusal(Kind.INVALID, f"{name} must be an e-mail address.")
    return email


def new_password_in(fields: Fields, name: str) -> str:
    """Return a password that may be set. Raise Refusal when it is too weak."""
    password = fields.text(name, limit=LONGEST_PASSWORD)
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(Kind.WEAK_PASSWORD, f"The password needs at least {SHORTEST_PASSWORD} characters.")
    if password != password.strip():
        raise Refusal(Kind.WEAK_PASSWORD, "The password must not begin or end with a space.")
    return password


def delivery(email: str) -> dict[str, Json]:
    """Return where a code goes, as Cognito shows it: j***@e***."""
    name, _, host = email.partition("@")
    return {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": f"{name[:1]}***@{host[:1]}***"}


def _duration(seconds: int) -> str:
    if seconds < 100:
        return f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
