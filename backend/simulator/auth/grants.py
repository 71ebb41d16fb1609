"""What the auth server remembers: authorization codes, refresh token families, device codes."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field

from backend.simulator.clock import Clock

CODE_LIFETIME_S = 600.0
DEVICE_CODE_LIFETIME_S = 300.0
DEVICE_POLL_S = 5.0
USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


class GrantError(Exception):
    """An OAuth refusal: `code` and a description for people, with its HTTP status."""

    def __init__(self, code: str, description: str, *, status: int = 403) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.status = status


@dataclass(slots=True)
class TokenFamily:
    """One sign-in and all refresh tokens that came of it; only the newest is good (yoto-api.md 1.5)."""

    client_id: str
    scope: str
    has_audience: bool = True
    current: str = ""
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """A code that the browser carries back, bound to its redirect and its PKCE challenge."""

    client_id: str
    redirect_uri: str
    scope: str
    challenge: str
    has_audience: bool
    expires_at: float


@dataclass(slots=True)
class DeviceCode:
    """A sign-in that waits for a person on another screen (yoto-api.md 1.4)."""

    client_id: str
    scope: str
    user_code: str
    expires_at: float
    polled_at: float = 0.0
    is_approved: bool | None = None


@dataclass(slots=True)
class Grants:
    """The auth server's memory."""

    clock: Clock
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    devices: dict[str, DeviceCode] = field(default_factory=dict)
    families: list[TokenFamily] = field(default_factory=list)
    _by_token: dict[str, TokenFamily] = field(default_factory=dict)

    def new_code(self, *, client_id: str, redirect_uri: str, scope: str, challenge: str, has_audience: bool) -> str:
        """Remember an approved sign-in and return its single-use code."""
        code = secrets.token_urlsafe(32)
        expires_at = self.clock.now() + CODE_LIFETIME_S
        self.codes[code] = AuthorizationCode(client_id, redirect_uri, scope, challenge, has_audience, expires_at)
        return code

    def redeem_code(self, code: str, *, client_id: str, redirect_uri: str, verifier: str) -> AuthorizationCode:
        """Use up a code; raises GrantError unless client, redirect and PKCE verifier fit exactly."""
        grant = self.codes.pop(code, None)
        if grant is None or grant.expires_at <= self.clock.now() or grant.client_id != client_id:
            raise GrantError("invalid_grant", "Invalid authorization code")
        if grant.redirect_uri != redirect_uri:
            raise GrantError("invalid_grant", "The redirect URI is wrong. You sent " + redirect_uri)
        digest = hashlib.sha256(verifier.encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != grant.challenge:
            raise GrantError("invalid_grant", "Failed to verify code verifier")
        return grant

    def new_family(self, *, client_id: str, scope: str, has_audience: bool) -> TokenFamily:
        """Begin the refresh tokens of one sign-in."""
        family = TokenFamily(client_id, scope, has_audience)
        self.families.append(family)
        self.rotate(family)
        return family

    def rotate(self, family: TokenFamily) -> str:
        """Give the family its next refresh token; the one before is used up."""
        family.current = "v1." + secrets.token_urlsafe(48)
        self._by_token[family.current] = family
        return family.current

    def redeem_refresh_token(self, token: str, *, client_id: str) -> TokenFamily:
        """Return the token's family; using an old token revokes the family for good (yoto-api.md 1.5)."""
        family = self._by_token.get(token)
        if family is None or family.client_id != client_id or family.is_revoked:
            raise GrantError("invalid_grant", "Unknown or invalid refresh token.")
        if family.current != token:
            family.is_revoked = True
            raise GrantError("invalid_grant", "Unknown or invalid refresh token.")
        return family

    def revoke_all(self) -> None:
        """End every sign-in: no refresh token works any more."""
        for family in self.families:
            family.is_revoked = True

    def new_device_code(self, *, client_id: str, scope: str) -> tuple[str, DeviceCode]:
        """Begin a device code sign-in."""
        letters = [secrets.choice(USER_CODE_LETTERS) for _ in range(8)]
        user_code = "".join(letters[:4]) + "-" + "".join(letters[4:])
        code = secrets.token_urlsafe(24)
        self.devices[code] = DeviceCode(client_id, scope, user_code, self.clock.now() + DEVICE_CODE_LIFETIME_S)
        return code, self.devices[code]

    def decide_device(self, user_code: str, *, is_approved: bool) -> bool:
        """Record what the person answered; False when no sign-in has this code."""
        for device in self.devices.values():
            if device.user_code == user_code.upper():
                device.is_approved = is_approved
                return True
        return False

    def redeem_device_code(self, code: str, *, client_id: str) -> DeviceCode:
        """Use up an approved device code; raises the GrantErrors of RFC 8628 until it is approved."""
        device = self.devices.get(code)
        if device is None or device.client_id != client_id:
            raise GrantError("invalid_grant", "Invalid or expired device code.")
        now, polled_at = self.clock.now(), device.polled_at
        device.polled_at = now
        if device.expires_at <= now:
            raise GrantError("expired_token", "The device code has expired.")
        if device.is_approved is None and now - polled_at < DEVICE_POLL_S - 0.5:
            raise GrantError("slow_down", "You are polling faster than the specified interval of 5 seconds.")
        if device.is_approved is None:
            raise GrantError("authorization_pending", "User has yet to authorize device code.")
        del self.devices[code]
        if not device.is_approved:
            raise GrantError("access_denied", "The end-user denied the authorization request.")
        return device
