"""What can be read in an access token without asking anybody (yoto-api.md 1.6)."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any


def claims(access_token: str) -> dict[str, Any]:
    """Return a JWT's claims, unverified: only the server's own word counts. Empty for anything that is no JWT."""
    parts = access_token.split(".")
    if len(parts) != 3:
        return {}
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def subject(access_token: str) -> str | None:
    """Return whose token this is: the `userId` that own cards bear."""
    found = claims(access_token).get("sub")
    return found if isinstance(found, str) and found else None
