"""Time-based one-time codes (RFC 6238): six digits, SHA-1, 30 seconds, as every authenticator app has them."""

from __future__ import annotations

import base64
import hmac
from typing import Final

STEP_S: Final = 30
WINDOW: Final = 1
DIGITS: Final = 6
SECRET_BYTES: Final = 20


def code_at(step: int, *, secret: bytes) -> str:
    """Return the code of one step (whole 30 seconds since 1970)."""
    digest = hmac.digest(secret, step.to_bytes(8), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(code: str, *, secret: bytes, now_s: int) -> int | None:
    """Return the step that a code belongs to, None when it is not one of now, 30 s before or 30 s after.

    All are compared, each in constant time. The latest wins, so that a code that fits twice is used up twice.
    """
    now = now_s // STEP_S
    found = None
    for step in range(now - WINDOW, now + WINDOW + 1):
        if hmac.compare_digest(code_at(step, secret=secret).encode(), code.encode()):
            found = step
    return found


def written(secret: bytes) -> str:
    """Return a secret as authenticator apps take it (base32)."""
    return base64.b32encode(secret).decode()
