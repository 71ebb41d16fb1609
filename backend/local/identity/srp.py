"""The server's side of SRP-6a as Cognito speaks it: a password is proved to us and never shown."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final

# The 3072-bit group of RFC 3526 (15). RFC 5054 pairs it with 5; Cognito's clients use 2.
PRIME: Final = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
GENERATOR: Final = 2
PRIME_BYTES: Final = 384
SALT_BYTES: Final = 16
SECRET_BYTES: Final = 33  # 256 bits of exponent, and one for the sign
HKDF_INFO: Final = b"Caldera Derived Key\x01"
KEY_BYTES: Final = 16
PUBLIC_HEX: Final = re.compile(f"[0-9a-fA-F]{{1,{2 * PRIME_BYTES + 2}}}")


class UnusablePublicKey(Exception):
    """The client's public value would make the shared key known to everybody, or is no number of the group."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """What is kept instead of a password: it proves one and does not give it away."""

    salt: int
    value: int

    def __repr__(self) -> str:
        return "Verifier()"


@dataclass(frozen=True, slots=True)
class Claim:
    """A client's proof, as it came: the signature over our block and the moment, both in base64 or plain text."""

    signature: str
    secret_block: bytes
    timestamp: str


@dataclass(frozen=True, slots=True)
class Handshake:
    """One sign-in under way. It answers for one user with one pair of public values, and is worth one claim.

    With `is_negated` the public value is built on -g^secret. Cognito's generator reaches only half of the group:
    without this, whoever collected some public values of one user could test passwords against them at leisure, since
    only the right one leaves each of them in that half. The client then arrives at our shared number or its negative.
    """

    pool_name: str
    user: str
    verifier: Verifier
    client_public: int
    secret: int
    is_negated: bool
    public: int

    def __repr__(self) -> str:
        return "Handshake()"

    def accepts(self, claim: Claim) -> bool:
        """Say whether the claim was made by somebody who knows the password, in a time that tells nothing."""
        said = b"".join((self.pool_name.encode(), self.user.encode(), claim.secret_block, claim.timestamp.encode()))
        scrambler = _number(padded(self.client_public) + padded(self.public))
        shared = pow(self.client_public * pow(self.verifier.value, scrambler, PRIME), self.secret, PRIME)
        is_right = False
        for candidate in (shared, PRIME - shared if self.is_negated else shared):
            expected = hmac.digest(_key(candidate, scrambler), said, "sha256")
            is_right |= hmac.compare_digest(base64.b64encode(expected), claim.signature.encode())
        return is_right


def padded(number: int) -> bytes:
    """Return a number as Cognito hashes it: whole bytes, with a zero byte before a set highest bit."""
    return number.to_bytes(number.bit_length() // 8 + 1)


def enroll(password: str, *, pool_name: str, user: str, salt: bytes) -> Verifier:
    """Return what is kept of a password. `user` is what the pool calls USER_ID_FOR_SRP."""
    salt_number = int.from_bytes(salt)
    inner = hashlib.sha256(f"{pool_name}{user}:{password}".encode()).digest()
    exponent = _number(padded(salt_number) + inner)
    return Verifier(salt=salt_number, value=pow(GENERATOR, exponent, PRIME))


def is_password(password: str, *, pool_name: str, user: str, verifier: Verifier) -> bool:
    """Say whether this is the password that was enrolled, in a time that tells nothing of it."""
    tried = enroll(password, pool_name=pool_name, user=user, salt=verifier.salt.to_bytes(SALT_BYTES))
    return hmac.compare_digest(tried.value.to_bytes(PRIME_BYTES), verifier.value.to_bytes(PRIME_BYTES))


def begin(public_hex: str, *, pool_name: str, user: str, verifier: Verifier, secret: bytes) -> Handshake:
    """Answer a client's public value. Raise UnusablePublicKey when it is 0, N, 2N ... or not below N."""
    client_public = _public(public_hex)
    exponent, is_negated = int.from_bytes(secret[:-1]), bool(secret[-1] & 1)
    ephemeral = pow(GENERATOR, exponent, PRIME)
    public = (MULTIPLIER * verifier.value + (PRIME - ephemeral if is_negated else ephemeral)) % PRIME
    return Handshake(pool_name, user, verifier, client_public, exponent, is_negated, public)


def _public(text: str) -> int:
    number = int(text, 16) if PUBLIC_HEX.fullmatch(text) else 0
    if number % PRIME == 0 or number >= PRIME:
        raise UnusablePublicKey
    return number


def _key(shared: int, scrambler: int) -> bytes:
    seed = hmac.digest(padded(scrambler), padded(shared), "sha256")
    return hmac.digest(seed, HKDF_INFO, "sha256")[:KEY_BYTES]


def _number(hashed: bytes) -> int:
    return int.from_bytes(hashlib.sha256(hashed).digest())


MULTIPLIER: Final = _number(padded(PRIME) + padded(GENERATOR))
