"""What an access token says of itself; read, never verified: the servers do that (yoto-api.md 1.6)."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Protocol

from desktop.model.account import Tokens


class Bearing(Protocol):
    """A session's tokens, of whichever service."""

    @property
    def access_token(self) -> str: ...

    @property
    def expires_at(self) -> float: ...


def user_of(tokens: Tokens) -> str:
    """Return whose session this is."""
    return subject(tokens.access_token)


def subject(access_token: str) -> str:
    """Return the `sub` claim, which own cards bear; "" for a token that is no JWT."""
    sub = _claims(access_token).get("sub")
    return sub if isinstance(sub, str) else ""


def life_s(tokens: Bearing) -> float | None:
    """Return for how many seconds the token was given, or None when it does not say."""
    claims = _claims(tokens.access_token)
    issued, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or not isinstance(ends, int | float) or ends <= issued:
        return None
    return float(ends - issued)


def _claims(token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
