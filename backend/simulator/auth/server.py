"""The auth host: /authorize, /oauth/token, /oauth/device/code, /userinfo and the keys (yoto-api.md 1)."""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.simulator.auth import pages
from backend.simulator.auth.grants import DEVICE_CODE_LIFETIME_S, DEVICE_POLL_S, GrantError, Grants, TokenFamily
from backend.simulator.auth.tokens import AUDIENCE, ExpiredTokenError, InvalidTokenError, TokenMint
from backend.simulator.cloud.family import Family
from backend.simulator.options import SimulationOptions
from backend.simulator.wire import Json

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
ASKED = (
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "audience",
    "code_challenge",
    "code_challenge_method",
    "response_type",
)


@dataclass(frozen=True, slots=True)
class AuthServer:
    """Signs the one simulated person in. `base_url` is where it is reached, without a slash at the end."""

    base_url: str
    family: Family
    options: SimulationOptions
    mint: TokenMint
    grants: Grants

    def routes(self) -> list[Route]:
        """Return the auth host's paths."""
        return [
            Route("/authorize", self.authorize),
            Route("/authorize/decision", self.decide, methods=["POST"]),
            Route("/oauth/token", self.token, methods=["POST"]),
            Route("/oauth/device/code", self.device_code, methods=["POST"]),
            Route("/activate", self.activate, methods=["GET", "POST"]),
            Route("/userinfo", self.userinfo),
            Route("/.well-known/jwks.json", self.jwks),
        ]

    def sign_in(self, *, client_id: str, scope: str, has_audience: bool = True) -> Json:
        """Return the token answer of a fresh sign-in, as the code exchange gives it."""
        family = self.grants.new_family(client_id=client_id, scope=scope, has_audience=has_audience)
        return self._answer(family, with_refresh_token="offline_access" in scope.split())

    async def authorize(self, request: Request) -> Response:
        asked = {name: request.query_params.get(name, "") for name in ASKED}
        if refusal := self._refused_request(asked):
            return HTMLResponse(pages.page("This sign-in cannot start", f"<p>{refusal}</p>"), status_code=403)
        if error := self._authorize_error(asked):
            return self._redirect(asked, {"error": error[0], "error_description": error[1]})
        if self.options.auto_approve or request.query_params.get("auto_approve") in ("1", "true"):
            return self._approved(asked)
        return HTMLResponse(
            pages.consent(
                action="/authorize/decision",
                family=self.family.name,
                email=self.family.email,
                scopes=asked["scope"].split(),
                fields=asked,
            )
        )

    async def decide(self, request: Request) -> Response:
        form = await request.form()
        asked = {name: str(form.get(name, "")) for name in ASKED}
        if self._refused_request(asked) or self._authorize_error(asked):
            return HTMLResponse(pages.page("This sign-in cannot go on", ""), status_code=403)
        if form.get("decision") != "approve":
            return self._redirect(asked, {"error": "access_denied", "error_description": "User did not authorize"})
        return self._approved(asked)

    async def token(self, request: Request) -> Response:
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return _oauth_error(GrantError("invalid_request", "The body must be form encoded", status=400))
        form = {key: str(value) for key, value in (await request.form()).items()}
        try:
            return JSONResponse(self._grant(form))
        except GrantError as error:
            return _oauth_error(error)

    async def device_code(self, request: Request) -> Response:
        form = await request.form()
        client_id, scope = str(form.get("client_id", "")), str(form.get("scope", ""))
        if not self.options.device_code_enabled:
            reason = "Grant type 'device_code' not allowed for the client."
            return _oauth_error(GrantError("unauthorized_client", reason))
        if client_id != self.family.client_id:
            return _oauth_error(GrantError("unauthorized_client", "Unknown client", status=401))
        if ":" not in scope:
            # Programs that ask for offline_access alone can use the API all the same (yoto-api.md 1.2).
            scope = " ".join((scope, *(name for name in self.options.scopes if ":" in name)))
        code, device = self.grants.new_device_code(client_id=client_id, scope=scope)
        page = f"{self.base_url}/activate"
        return JSONResponse(
            {
                "device_code": code,
                "user_code": device.user_code,
                "verification_uri": page,
                "verification_uri_complete": f"{page}?user_code={device.user_code}",
                "expires_in": int(DEVICE_CODE_LIFETIME_S),
                "interval": int(DEVICE_POLL_S),
            }
        )

    async def activate(self, request: Request) -> Response:
        if request.method == "GET":
            user_code = request.query_params.get("user_code", "")
            return HTMLResponse(pages.activation(action="/activate", user_code=user_code))
        form = await request.form()
        is_approved = form.get("decision") == "approve"
        if not self.grants.decide_device(str(form.get("user_code", "")), is_approved=is_approved):
            return HTMLResponse(pages.page("Unknown code", "<p>Start again on the device.</p>"), status_code=404)
        return HTMLResponse(pages.page("Done", "<p>You can go back to your device.</p>"))

    async def userinfo(self, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            claims = self.mint.check(token)
        except (InvalidTokenError, ExpiredTokenError):
            return Response("Unauthorized", status_code=401)
        if "openid" not in claims.scopes:
            return Response("Unauthorized", status_code=401)
        return JSONResponse({"sub": claims.subject, "name": self.family.name, "email": self.family.email})

    async def jwks(self, _: Request) -> Response:
        return JSONResponse(self.mint.jwks())

    def _grant(self, form: dict[str, str]) -> Json:
        client_id = form.get("client_id", "")
        if client_id != self.family.client_id:
            raise GrantError("invalid_client", "Unknown client", status=401)
        match form.get("grant_type"):
            case "authorization_code":
                code = self.grants.redeem_code(
                    form.get("code", ""),
                    client_id=client_id,
                    redirect_uri=form.get("redirect_uri", ""),
                    verifier=form.get("code_verifier", ""),
                )
                return self.sign_in(client_id=client_id, scope=code.scope, has_audience=code.has_audience)
            case "refresh_token":
                family = self.grants.redeem_refresh_token(form.get("refresh_token", ""), client_id=client_id)
                if self.options.omit_refresh_token:
                    return self._answer(family, with_refresh_token=False)
                self.grants.rotate(family)
                return self._answer(family, with_refresh_token=True)
            case kind if kind == DEVICE_GRANT:
                device = self.grants.redeem_device_code(form.get("device_code", ""), client_id=client_id)
                return self.sign_in(client_id=client_id, scope=device.scope)
            case "client_credentials":
                raise GrantError("unauthorized_client", "Grant type 'client_credentials' not allowed for the client.")
            case _:
                raise GrantError("unsupported_grant_type", "Unsupported grant type", status=400)

    def _answer(self, family: TokenFamily, *, with_refresh_token: bool) -> Json:
        subject, client_id, scope = self.family.user_id, family.client_id, family.scope
        lifetime_s = self.options.token_lifetime_s
        # Without the API's audience Auth0 gives an opaque token, which the API refuses (yoto-api.md 1.1).
        token = secrets.token_urlsafe(24)
        if family.has_audience:
            token = self.mint.access_token(subject=subject, client_id=client_id, scope=scope, lifetime_s=lifetime_s)
        answer: Json = {"access_token": token, "token_type": "Bearer", "expires_in": lifetime_s, "scope": scope}
        if with_refresh_token:
            answer["refresh_token"] = family.current
        if "openid" in scope.split():
            answer["id_token"] = self.mint.id_token(
                subject=subject,
                client_id=client_id,
                name=self.family.name,
                email=self.family.email,
                lifetime_s=lifetime_s,
            )
        return answer

    def _refused_request(self, asked: dict[str, str]) -> str:
        """Return why the request gets an error page and no redirect: a redirect must match exactly (1.3)."""
        if asked["client_id"] != self.family.client_id:
            return "Unknown client."
        if asked["redirect_uri"] not in self.options.redirect_uris:
            return "Callback URL mismatch: this redirect URI is not registered for the app."
        return ""

    def _authorize_error(self, asked: dict[str, str]) -> tuple[str, str] | None:
        if asked["response_type"] != "code":
            return "unsupported_response_type", "Only the code flow is enabled for this client"
        if asked["code_challenge_method"] != "S256" or len(asked["code_challenge"]) != 43:
            return "invalid_request", "A PKCE S256 code_challenge is required for public clients"
        unknown = set(asked["scope"].split()) - set(self.options.scopes)
        if unknown:
            return "access_denied", f"Client has requested scopes that have not been pre-approved: {sorted(unknown)}"
        return None

    def _approved(self, asked: dict[str, str]) -> Response:
        code = self.grants.new_code(
            client_id=asked["client_id"],
            redirect_uri=asked["redirect_uri"],
            scope=asked["scope"],
            challenge=asked["code_challenge"],
            has_audience=asked["audience"] == AUDIENCE,
        )
        return self._redirect(asked, {"code": code})

    @staticmethod
    def _redirect(asked: dict[str, str], answer: dict[str, str]) -> Response:
        query = urlencode({**answer, **({"state": asked["state"]} if asked["state"] else {})})
        joint = "&" if urlsplit(asked["redirect_uri"]).query else "?"
        return RedirectResponse(f"{asked['redirect_uri']}{joint}{query}", status_code=302)


def _oauth_error(error: GrantError) -> JSONResponse:
    body: dict[str, Any] = {"error": error.code, "error_description": error.description}
    return JSONResponse(body, status_code=error.status)
