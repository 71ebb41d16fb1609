"""Access tokens: RS256 JSON Web Tokens with Auth0's claims (yoto-api.md 1.6)."""

import json
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from backend.simulator.auth.scopes import granted
from backend.simulator.clock import Clock

AUDIENCE = "https://api.yotoplay.com"
KEY_ID = "simulated-tenant-key"


class InvalidTokenError(Exception):
    """The token is garbage, or signed by somebody else."""


class ExpiredTokenError(Exception):
    """The token was good once."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a checked access token says."""

    subject: str
    client_id: str
    scopes: frozenset[str]
    expires_at: float


class TokenMint:
    """Signs and checks access tokens with a key made at the start of the simulation."""

    def __init__(self, clock: Clock, *, issuer: str) -> None:
        self._clock = clock
        self._issuer = issuer
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._revoked_before = 0.0
        self._serial = 0

    def access_token(self, *, subject: str, client_id: str, scope: str, lifetime_s: float) -> str:
        """Return a signed access token for the API's audience."""
        claims = {"aud": [AUDIENCE, f"{self._issuer}userinfo"], "azp": client_id, "scope": scope}
        return self._sign(claims, subject=subject, lifetime_s=lifetime_s)

    def id_token(self, *, subject: str, client_id: str, name: str, email: str, lifetime_s: float) -> str:
        """Return a signed identity token, as `openid` asks for."""
        claims = {"aud": client_id, "name": name, "email": email}
        return self._sign(claims, subject=subject, lifetime_s=lifetime_s)

    def check(self, token: str) -> Claims:
        """Return what `token` says; raises InvalidTokenError or ExpiredTokenError, by the simulated clock."""
        options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
        try:
            claims = jwt.decode(token, self._key.public_key(), algorithms=["RS256"], audience=AUDIENCE, options=options)
        except jwt.InvalidTokenError as error:
            raise InvalidTokenError(str(error)) from error
        if claims["exp"] <= self._clock.now() or claims["serial"] <= self._revoked_before:
            raise ExpiredTokenError
        return Claims(claims["sub"], claims["azp"], granted(claims["scope"]), float(claims["exp"]))

    def expire_all(self) -> None:
        """Treat every token signed so far as expired."""
        self._revoked_before = self._serial

    def jwks(self) -> dict[str, Any]:
        """Return the public key as /.well-known/jwks.json serves it."""
        key = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [{**key, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]}

    def _sign(self, claims: dict[str, Any], *, subject: str, lifetime_s: float) -> str:
        now = int(self._clock.now())
        self._serial += 1
        common = {"iss": self._issuer, "sub": subject, "iat": now, "exp": now + int(lifetime_s), "serial": self._serial}
        return jwt.encode({**common, **claims}, self._key, algorithm="RS256", headers={"kid": KEY_ID})
