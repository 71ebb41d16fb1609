"""Forges tokens of a home server in every way that has opened somebody's door somewhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from backend.local.identity.keys import SigningKey
from tests.backend.local.identity.house import CLIENT


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Forger:
    """Somebody with a real token's claims and the public key, and the private one to show that the claims matter."""

    claims: dict[str, Any]
    key: SigningKey

    def signed(self, **changes: Any) -> str:
        """Return a token signed by the server's own key, with other claims (None: left out)."""
        claims = {name: value for name, value in {**self.claims, **changes}.items() if value is not None}
        return jwt.encode(claims, self.key.private, algorithm="RS256", headers={"kid": self.key.key_id})

    def with_header(self, header: dict[str, Any], *, signature: str = "") -> str:
        return f"{_part(header)}.{_part(self.claims)}.{signature}"

    def by(self, private: rsa.RSAPrivateKey, *, kid: str | None) -> str:
        return jwt.encode(self.claims, private, algorithm="RS256", headers={"kid": kid} if kid else {})

    def with_public_key_as_secret(self) -> str:
        pem = self.key.public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        signing = f"{_part({'alg': 'HS256', 'kid': self.key.key_id, 'typ': 'JWT'})}.{_part(self.claims)}"
        algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
        signature = base64.urlsafe_b64encode(algorithm.sign(signing.encode(), pem)).rstrip(b"=").decode()
        return f"{signing}.{signature}"


OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FORGERIES: dict[str, Callable[[Forger], str]] = {
    "alg none": lambda forger: forger.with_header({"alg": "none", "typ": "JWT", "kid": forger.key.key_id}),
    "alg None": lambda forger: forger.with_header({"alg": "None", "typ": "JWT", "kid": forger.key.key_id}),
    "the public key as a secret": lambda forger: forger.with_public_key_as_secret(),
    "another key, our kid": lambda forger: forger.by(OTHER_KEY, kid=forger.key.key_id),
    "another key, its kid": lambda forger: forger.by(OTHER_KEY, kid="another"),
    "our key, another kid": lambda forger: forger.by(forger.key.private, kid="another"),
    "our key, no kid": lambda forger: forger.by(forger.key.private, kid=None),
    "another alg": lambda forger: jwt.encode(
        forger.claims, forger.key.private, algorithm="RS512", headers={"kid": forger.key.key_id}
    ),
    "a jwk in the header": lambda forger: jwt.encode(
        forger.claims,
        OTHER_KEY,
        algorithm="RS256",
        headers={
            "kid": forger.key.key_id,
            "jwk": json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OTHER_KEY.public_key())),
        },
    ),
    "another issuer": lambda forger: forger.signed(iss="https://cognito-idp.eu-central-1.amazonaws.com/x_y"),
    "no issuer": lambda forger: forger.signed(iss=None),
    "another client": lambda forger: forger.signed(client_id="other"),
    "client in aud": lambda forger: forger.signed(client_id=None, aud=CLIENT),
    "an ID token's use": lambda forger: forger.signed(token_use="id"),
    "no use": lambda forger: forger.signed(token_use=None),
    "expired": lambda forger: forger.signed(exp=forger.claims["iat"]),
    "never expires": lambda forger: forger.signed(exp=None),
    "expires in words": lambda forger: forger.signed(exp="tomorrow"),
    "expires in fractions": lambda forger: forger.signed(exp=forger.claims["exp"] + 0.5),
    "another sign-in": lambda forger: forger.signed(origin_jti="0b0b0b0b-0000-4000-8000-000000000000"),
    "no sign-in": lambda forger: forger.signed(origin_jti=None),
    "another person": lambda forger: forger.signed(sub="0b0b0b0b-0000-4000-8000-000000000000"),
    "no claims": lambda forger: f"{_part({'alg': 'RS256', 'kid': forger.key.key_id})}.{_part([])}.AA",
    "a changed claim": lambda forger: _swapped(forger.signed(), sub="somebody"),
    "a cut signature": lambda forger: forger.signed()[:-8],
    "no signature": lambda forger: forger.signed().rpartition(".")[0] + ".",
    "deep JSON": lambda forger: base64.urlsafe_b64encode(b"[" * 4000).decode() + ".e30.AA",
    "a long one": lambda forger: forger.signed(padding="x" * 9000),
    "half a pair": lambda forger: forger.signed() + "\ud800",
    "nothing": lambda forger: "",
    "words": lambda forger: "not a token",
    "dots": lambda forger: "..",
}


def _swapped(token: str, **changes: str) -> str:
    header, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    return f"{header}.{_part({**claims, **changes})}.{signature}"
