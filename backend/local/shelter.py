"""Answers for the server when its disk is full or broken, and notes every request without what is in it."""

from __future__ import annotations

import json
import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.contract.errors import Code, Refused
from backend.core.ports import Unavailable
from backend.local.disk import disk_trouble

RETRY_S = 30
LONGEST_PATH = 200

FULL = "The disk of the family's server is full. Make room there; nothing is lost."
BROKEN = "The disk of the family's server does not answer. Look after it; nothing is lost."

log = logging.getLogger("backend.local")


class Shelter:
    """An ASGI app around another. A full disk is answered with 507, a broken one with 503; nothing was changed then.

    The log, at its finest, has the method, the path, the status and the time that it took: no query (signatures), no
    headers (tokens), no bodies, no addresses.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = time.monotonic()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            with disk_trouble():
                await self._app(scope, receive, noting)
        except (Refused, Unavailable) as trouble:
            if status:
                raise
            status = trouble.status if isinstance(trouble, Refused) else 503
            await _answer(status, send)
        took_ms = (time.monotonic() - began) * 1000
        # As it was sent, with %0A for a line's end: decoded, a request could write lines of its own into the log.
        path = scope.get("raw_path", b"").decode("ascii", "replace")[:LONGEST_PATH]
        log.debug("%s %s %d %.1f ms", scope.get("method"), path, status, took_ms)


async def _answer(status: int, send: Send) -> None:
    code, message = (Code.FULL, FULL) if status == 507 else (Code.BUSY, BROKEN)
    body = json.dumps({"error": {"code": code.value, "message": message}}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"retry-after", str(RETRY_S).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
