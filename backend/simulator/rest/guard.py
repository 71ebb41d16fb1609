"""The bearer check and the error bodies of the API host (yoto-api.md 6.1, 6.2)."""

import json
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.simulator.auth.tokens import Claims, ExpiredTokenError, InvalidTokenError, TokenMint
from backend.simulator.cloud.refusals import Refusal, bad_request, forbidden
from backend.simulator.wire import Json


@dataclass(frozen=True, slots=True)
class Guard:
    """Checks who asks. An expired token answers 403 `unauthorized`, as measured, or another status if told so."""

    mint: TokenMint
    expired_status: int = 403

    def check(self, request: Request, *scopes: str) -> Claims:
        """Return the caller's claims; raises Refusal unless the token is good and has one of the scopes, if any."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or not token:
            raise Refusal(401, "unauthorized", "No authorization token was found")
        try:
            claims = self.mint.check(token)
        except InvalidTokenError as error:
            raise Refusal(401, "unauthorized", "Invalid token") from error
        except ExpiredTokenError as error:
            raise Refusal(self.expired_status, "unauthorized", "User is not authorized") from error
        if scopes and not claims.scopes.intersection(scopes):
            raise forbidden(f"Missing required scope: {scopes[0]}")
        return claims


async def json_body(request: Request) -> Json:
    """Return the request's JSON object; raises Refusal 400 when it is anything else."""
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise bad_request("Request body is not valid JSON") from error
    if not isinstance(body, dict):
        raise bad_request("Request body must be an object")
    return body


async def answer_refusal(_: Request, error: Exception) -> Response:
    """Turn a Refusal into its error body."""
    if not isinstance(error, Refusal):
        raise error
    body = {"error": {"code": error.code, "message": error.message}}
    return JSONResponse(body, status_code=error.status, headers={"X-Request-Id": secrets.token_hex(8)})
