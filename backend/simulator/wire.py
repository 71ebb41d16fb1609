"""The JSON that crosses the simulated wires, with the few casts that reading it needs."""

import base64
import hashlib
from typing import Any

Json = dict[str, Any]


def media_id(digest: bytes) -> str:
    """Return the 43-character base64url form of a SHA-256, the identity of media and icons (yoto-api.md 6.3)."""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def media_id_of(body: bytes) -> str:
    """Return the identity of these bytes."""
    return media_id(hashlib.sha256(body).digest())


def as_object(value: object) -> Json:
    """Return a JSON object as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """Return a JSON array as it is, and anything else as an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """Return a JSON string as it is, and anything else as an empty one."""
    return value if isinstance(value, str) else ""
