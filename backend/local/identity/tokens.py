"""Access and ID tokens with Cognito's claims, signed RS256."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import jwt

from backend.core.ports import Chance, Clock
from backend.local.identity.accounts import Account
from backend.local.identity.keys import SigningKey
from backend.local.identity.sessions import Session

Claims: TypeAlias = Mapping[str, str | int | bool]

LIFETIME_S: Final = 60 * 60
USE: Final = "access"
SCOPE: Final = "aws.cognito.signin.user.admin"
ALGORITHM: Final = "RS256"
LONGEST_TOKEN: Final = 8192
REQUIRED: Final = ["iss", "sub", "exp", "iat", "jti", "origin_jti", "client_id", "token_use", "username"]


def random_uuid(chance: Chance) -> str:
    """Return a random UUID (version 4)."""
    return str(uuid.UUID(bytes=chance(16), version=4))


@dataclass(frozen=True, slots=True)
class Mint:
    """Makes the tokens of one pool and one client, and knows its own ones again."""

    key: SigningKey
    issuer: str
    client: str
    clock: Clock
    chance: Chance

    def access_token(self, account: Account, session: Session) -> str:
        """Return what proves to the family's cloud who is speaking, for an hour."""
        return self._signed(
            {
                **self._shared(account, session),
                "client_id": self.client,
                "token_use": USE,
                "scope": SCOPE,
                "username": account.sub,
            }
        )

    def id_token(self, account: Account, session: Session) -> str:
        """Return what tells the app itself who has signed in. The family's cloud does not take it."""
        return self._signed(
            {
                **self._shared(account, session),
                "aud": self.client,
                "token_use": "id",
                "cognito:username": account.sub,
                "email": account.email,
                "email_verified": account.is_confirmed,
            }
        )

    def read_access_token(self, token: str) -> dict[str, str] | None:
        """Return the claims of an access token of ours that has not expired, as API Gateway gives them: all texts."""
        claims = self._read(token)
        if claims is None or claims["iss"] != self.issuer:
            return None
        if claims["token_use"] != USE or claims["client_id"] != self.client:
            return None
        expires_at = claims["exp"]
        if not isinstance(expires_at, int) or expires_at <= self.clock.now_s():
            return None
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in claims.items()}

    def _shared(self, account: Account, session: Session) -> dict[str, str | int | bool]:
        now_s = self.clock.now_s()
        return {
            "sub": account.sub,
            "iss": self.issuer,
            "origin_jti": session.key,
            "event_id": session.event_id,
            "auth_time": session.began_at,
            "iat": now_s,
            "exp": now_s + LIFETIME_S,
            "jti": random_uuid(self.chance),
        }

    def _signed(self, claims: dict[str, str | int | bool]) -> str:
        return jwt.encode(claims, self.key.private, algorithm=ALGORITHM, headers={"kid": self.key.key_id})

    def _read(self, token: str) -> Claims | None:
        if len(token) > LONGEST_TOKEN:
            return None
        # Times are compared with our own clock, above: the library knows only the machine's.
        options: jwt.types.Options = {
            "require": REQUIRED,
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
            "verify_aud": False,
        }
        try:
            if jwt.get_unverified_header(token).get("kid") != self.key.key_id:
                return None
            return jwt.decode(token, self.key.public, algorithms=[ALGORITHM], options=options)
        except (jwt.PyJWTError, ValueError, RecursionError):
            return None
