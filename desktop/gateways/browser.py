"""The page on this computer to which the browser comes back after signing in (yoto-api.md 1.3)."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from desktop.model.errors import NotAllowed, Refused, Trouble

HOST = "127.0.0.1"
PORT = 8787  # registered with Yoto, together with the path: another port would need a registration of its own
PATH = "/callback"
REQUEST_TIMEOUT_S = 10.0

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Yoto Smart Stream</title><style>
:root {{ color-scheme: light dark; --ink: #33281f; --soft: #6d5c4d; --paper: #fbf6ef }}
@media (prefers-color-scheme: dark) {{ :root {{ --ink: #f3ece3; --soft: #bba996; --paper: #211b16 }} }}
body {{ margin: 0; min-height: 100vh; display: grid; place-content: center; text-align: center;
  font: 18px/1.5 Inter, system-ui, sans-serif; color: var(--ink); background: var(--paper) }}
h1 {{ font-size: 28px; margin: 0 0 8px }} p {{ margin: 0; color: var(--soft); max-width: 32em }}
</style></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""


class LoopbackSignInPage:
    """Implements services.ports.SignInPage on a fixed port of the loopback address."""

    def __init__(self, *, port: int = PORT, path: str = PATH) -> None:
        self._port = port
        self._path = path

    async def wait_for_code(self, *, state: str, timeout_s: float) -> str:
        """Return the code that the redirect brings. Listens only while waiting.

        Raise NotAllowed (denied, or a permission that the app's registration lacks), Refused (another sign-in's
        redirect), Trouble (nobody came in time, the port is taken).
        """
        arrived: asyncio.Future[Mapping[str, str]] = asyncio.get_running_loop().create_future()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                query = await self._read(reader)
                writer.write(_answer(query, state=state))
                await writer.drain()
            except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                query = None
            finally:
                writer.close()
            if query and not arrived.done():
                arrived.set_result(query)

        server = await self._listen(serve)
        try:
            async with asyncio.timeout(timeout_s):
                return _code(await arrived, state=state)
        except TimeoutError as error:
            raise Trouble("Nobody signed in within the time.", next_step="Start the sign-in once more.") from error
        finally:
            server.close()
            await server.wait_closed()

    async def _listen(self, serve: object) -> asyncio.Server:
        try:
            return await asyncio.start_server(serve, HOST, self._port, limit=16 * 1024)  # type: ignore[arg-type]
        except OSError as error:
            raise Trouble(
                f"Another program uses port {self._port}, which the sign-in needs.",
                next_step="Close it (a second copy of this app, perhaps), then sign in again.",
            ) from error

    async def _read(self, reader: asyncio.StreamReader) -> Mapping[str, str] | None:
        """Return the query of a redirect to our path; None for anything else that browsers ask for."""
        async with asyncio.timeout(REQUEST_TIMEOUT_S):
            request = await reader.readuntil(b"\r\n\r\n")
        method, _, rest = request.decode("latin-1").partition(" ")
        target = urlsplit(rest.split(" ", 1)[0])
        if method != "GET" or target.path != self._path:
            return None
        query = dict(parse_qsl(target.query))
        return query if "code" in query or "error" in query else None


def _code(query: Mapping[str, str], *, state: str) -> str:
    if query.get("state") != state:
        raise Refused("The browser came back from another sign-in.", next_step="Start the sign-in once more.")
    if "code" in query:
        return query["code"]
    said = query.get("error_description", "")
    if "scope" in said.casefold() or "pre-approved" in said.casefold():
        raise NotAllowed(
            f"Your app's registration lacks a permission that is needed here. Yoto says: {said}",
            next_step="Enable all scopes that Settings lists for your app at dashboard.yoto.dev, then sign in again.",
        )
    if query.get("error") == "access_denied":
        raise NotAllowed("The sign-in was declined.", next_step="Sign in again and choose Accept.")
    raise NotAllowed(f"Yoto did not complete the sign-in. {said}".strip(), next_step="Sign in once more.")


def _answer(query: Mapping[str, str] | None, *, state: str) -> bytes:
    if query is None:
        return _response("404 Not Found", title="Nothing here", text="This page only ends a sign-in.")
    if "code" in query and query.get("state") == state:
        return _response("200 OK", title="You are signed in", text="You can close this page and go back to the app.")
    return _response("200 OK", title="Not signed in", text="Go back to the app: it says what to do.")


def _response(status: str, *, title: str, text: str) -> bytes:
    page = _PAGE.format(title=html.escape(title), text=html.escape(text)).encode("utf-8")
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + page
