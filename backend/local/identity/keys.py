"""The server's signing key: made at the first start, kept in a file that only its owner can read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

FILE_NAME: Final = "signing-key.pem"
KEY_BITS: Final = 2048
OWNER_ONLY: Final = 0o600


class UnusableKey(Exception):
    """The key's file is there and holds no RSA key. Nothing is made in its place: that would sign everybody out."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signs tokens. `key_id` is the public half's thumbprint (RFC 7638)."""

    private: rsa.RSAPrivateKey
    key_id: str
    public_jwk: dict[str, str]

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id})"

    @property
    def public(self) -> rsa.RSAPublicKey:
        return self.private.public_key()

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Return the public half as Cognito publishes it."""
        return {"keys": [self.public_jwk]}

    def derive(self, label: str) -> bytes:
        """Return 32 bytes that stay the same as long as the key does, others for each label."""
        seed = self.private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return hmac.digest(hashlib.sha256(seed).digest(), label.encode(), "sha256")


def load_key(folder: Path) -> SigningKey:
    """Return the folder's key, made when there is none. Raise UnusableKey or OSError."""
    path = folder / FILE_NAME
    if not path.exists():
        _write_new(path)
    path.chmod(OWNER_ONLY)
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise UnusableKey(f"{path} holds no key that can be read") from error
    if not isinstance(private, rsa.RSAPrivateKey):
        raise UnusableKey(f"{path} holds no RSA key")
    return _described(private)


def _described(private: rsa.RSAPrivateKey) -> SigningKey:
    numbers = private.public_key().public_numbers()
    needed = {"e": _base64url(numbers.e), "kty": "RSA", "n": _base64url(numbers.n)}
    thumbprint = hashlib.sha256(json.dumps(needed, separators=(",", ":"), sort_keys=True).encode()).digest()
    key_id = base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode()
    return SigningKey(private, key_id, {**needed, "alg": "RS256", "use": "sig", "kid": key_id})


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()


def _write_new(path: Path) -> None:
    pem = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
