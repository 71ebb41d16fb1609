"""The OAuth side of Yoto: the address to sign in at, and tokens for codes and refresh tokens (yoto-api.md 1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from desktop.gateways.answers import error_words, trouble_of
from desktop.gateways.http import Answer, HttpLine
from desktop.gateways.needs import Clock
from desktop.gateways.yoto.api import parsed
from desktop.model.account import Endpoints, Tokens
from desktop.model.errors import Busy, NotAllowed, Refused, SignInNeeded
from desktop.model.lenient import text

AUDIENCE = "https://api.yotoplay.com"  # without it Yoto gives a token that its API does not take (yoto-api.md 1.1)
REDIRECT_URI = "http://127.0.0.1:8787/callback"
_ENDED = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "access_denied"})
SCOPES = (
    "openid",
    "profile",
    "offline_access",
    "family:view",
    "family:library:view",
    "family:library:manage",
    "user:content:view",
    "user:content:manage",
    "user:icons:manage",
    "family:devices:view",
    "family:devices:manage",
    "family:devices:control",
)


class HttpYotoAuth:
    """Implements services.ports.YotoAuth. `client_id` is asked at each use: it comes from the settings."""

    def __init__(
        self,
        line: HttpLine,
        *,
        endpoints: Endpoints,
        client_id: Callable[[], str],
        clock: Clock,
        redirect_uri: str = REDIRECT_URI,
    ) -> None:
        self._line = line
        self._auth_url = endpoints.auth_url.rstrip("/")
        self._client_id = client_id
        self._clock = clock
        self._redirect_uri = redirect_uri

    async def authorize_url(self, *, state: str, challenge: str) -> str:
        """Return where the browser signs in. Raise NotAllowed without a client id."""
        query = {
            "response_type": "code",
            "client_id": self._known_client_id(),
            "redirect_uri": self._redirect_uri,
            "scope": " ".join(SCOPES),
            "audience": AUDIENCE,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "state": state,
        }
        return f"{self._auth_url}/authorize?{urlencode(query)}"

    async def exchange(self, *, code: str, verifier: str) -> Tokens:
        """Return the first tokens of a session. Raise Refused when Yoto does not take the code."""
        answer = await self._token(
            grant_type="authorization_code", code=code, code_verifier=verifier, redirect_uri=self._redirect_uri
        )
        if answer.status in (400, 401, 403):
            _, words = error_words(answer)
            raise Refused(f"Yoto did not complete the sign-in. {words}".strip(), next_step="Sign in once more.")
        return self._tokens(answer, refresh_token=None)

    async def refresh(self, refresh_token: str) -> Tokens:
        """Return new tokens. Where the answer has no refresh token, the old one stays good (yoto-api.md 1.5).

        Raise SignInNeeded when Yoto says that the grant is gone, Offline or Busy when it said nothing of the kind.
        """
        answer = await self._token(grant_type="refresh_token", refresh_token=refresh_token)
        if answer.status in (400, 401, 403):
            code, _ = error_words(answer)
            if code not in _ENDED:  # some network's own page, for example: the session may well be good
                raise Busy("Yoto's answer could not be understood.", next_step="Try again in a moment.")
            raise SignInNeeded("Your Yoto session has ended.", next_step="Sign in again.")
        return self._tokens(answer, refresh_token=refresh_token)

    async def profile(self, access_token: str) -> tuple[str, str]:
        """Return (name, email); empty where the token's scopes do not allow it."""
        answer = await self._line.request(
            "GET", f"{self._auth_url}/userinfo", headers={"Authorization": f"Bearer {access_token}"}
        )
        body = parsed(answer) if answer.is_success else None
        if not isinstance(body, dict):
            return "", ""
        return text(body.get("name") or body.get("nickname")), text(body.get("email"))

    async def _token(self, **form: str) -> Answer:
        fields = {**form, "client_id": self._known_client_id(), "audience": AUDIENCE}
        return await self._line.request("POST", f"{self._auth_url}/oauth/token", form=fields)

    def _tokens(self, answer: Answer, *, refresh_token: str | None) -> Tokens:
        if not answer.is_success:
            raise trouble_of(answer)
        body = parsed(answer)
        access_token = body.get("access_token") if isinstance(body, dict) else None
        if not isinstance(access_token, str) or not access_token:
            raise Refused("Yoto did not complete the sign-in.", next_step="Sign in once more.")
        return Tokens(
            access_token=access_token,
            refresh_token=text(body.get("refresh_token")) or refresh_token,
            expires_at=self._clock.now() + _seconds(body.get("expires_in")),
            scope=text(body.get("scope")),
        )

    def _known_client_id(self) -> str:
        client_id = self._client_id().strip()
        if not client_id:
            raise NotAllowed("The app has no Yoto client id yet.", next_step="Enter yours in Settings.")
        return client_id


def _seconds(value: Any) -> float:
    try:
        return max(0.0, float(value))
    except (TypeError, ValueError):
        return 0.0
