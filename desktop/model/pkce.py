"""The two values by which a sign-in proves that it ends where it began (PKCE S256, yoto-api.md 1.3)."""

from __future__ import annotations

import base64
import hashlib

ENTROPY_BYTES = 64


def verifier(entropy: bytes) -> str:
    """Return the secret for `entropy` (64 random bytes): 86 URL-safe characters."""
    if len(entropy) != ENTROPY_BYTES:
        raise ValueError(f"a verifier takes {ENTROPY_BYTES} bytes of entropy")
    return _base64url(entropy)


def challenge(code_verifier: str) -> str:
    """Return what may be shown before the secret is."""
    return _base64url(hashlib.sha256(code_verifier.encode("ascii")).digest())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
