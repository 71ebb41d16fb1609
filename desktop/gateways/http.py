"""The app's one HTTP client: made late, bounded in what it reads, its failures translated for people."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.request import getproxies

import httpx

from desktop.gateways.reach import Reach
from desktop.model import lenient
from desktop.model.errors import Busy, Offline, Refused, Trouble

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0
MAX_BODY_BYTES = 32 * 1024 * 1024  # a family library of some thousand cards is about 10 MiB
SEND_BUFFER_BYTES = 128 * 1024  # with the system's default, upload progress runs 4 MB ahead of the receiver
MAX_CONNECTIONS = 24
YOTO = "Yoto"
_NO_USE = "That did not work"

_API_TIMEOUT = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, pool=None)


def user_agent() -> str:
    """Return how the app names itself to servers."""
    try:
        release = version("yoto-smart-stream")
    except PackageNotFoundError:
        release = "0"
    return f"yoto-smart-stream/{release} (desktop app for Yoto players)"


def make_client() -> httpx.AsyncClient:
    """Return a client. Takes about 175 ms (TLS roots): never on the UI thread. HTTP/1.1: HTTP/2 uploads are slower.

    It goes through the proxies that the environment or the system names.
    """
    roots = httpx.create_ssl_context()
    return httpx.AsyncClient(
        transport=_transport(roots),
        mounts={pattern: _transport(roots, proxy=proxy) if proxy else None for pattern, proxy in _routes().items()},
        timeout=_API_TIMEOUT,
        headers={"User-Agent": user_agent()},
        follow_redirects=False,
    )


def _transport(roots: ssl.SSLContext, *, proxy: str | None = None) -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(
        verify=roots,
        proxy=proxy,
        limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=8),
        socket_options=[(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)],
    )


def _routes() -> dict[str, str | None]:
    """Return the proxy for each pattern of addresses that has one, None for those that are reached directly.

    This computer itself always is. httpx reads the same variables only for a transport of its own making.
    """
    named = getproxies()
    direct = [host.strip() for host in named.get("no", "").split(",") if host.strip()]
    if "*" in direct:
        return {}
    routes: dict[str, str | None] = {f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")}
    for scheme in ("http", "https", "all"):
        proxy = named.get(scheme, "")
        proxy = proxy if "://" in proxy or not proxy else f"http://{proxy}"
        if proxy.startswith(("http://", "https://")):  # others would need a package more
            routes[f"{scheme}://"] = proxy
    for host in direct:
        bare = host.lstrip(".").split("/", 1)[0]
        routes |= {f"all://{bare}": None} if _is_address(bare) else {f"all://{bare}": None, f"all://*.{bare}": None}
    return routes


def _is_address(host: str) -> bool:
    return host.replace(".", "").isdigit() or ":" in host


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read whole. `headers` are case-insensitive."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body as JSON values; None for an empty body. Raise ValueError for anything else."""
        text = self.body.decode("utf-8", errors="replace").strip()
        return lenient.parsed(text) if text else None


@dataclass(frozen=True, slots=True)
class Download:
    """An answer whose body is still coming; `blocks` are its bytes as they were sent."""

    status: int
    headers: Mapping[str, str]
    blocks: AsyncIterator[bytes]


class HttpLine:
    """The line to the internet that all gateways share.

    The client is made in a thread at its first use. Every failure to get an answer leaves as Offline, every answer
    leaves as Answer, whatever its status; `reach` hears of both.
    """

    def __init__(
        self,
        *,
        make: Callable[[], httpx.AsyncClient] = make_client,
        reach: Reach | None = None,
        other_side: str = YOTO,
    ) -> None:
        self.reach = reach or Reach()
        self._other_side = other_side
        self._make = make
        self._making: asyncio.Future[httpx.AsyncClient] | None = None

    async def client(self) -> httpx.AsyncClient:
        """Return the one client, making it when it is asked for first."""
        if self._making is None:
            self._making = asyncio.ensure_future(asyncio.to_thread(self._make))
        return await asyncio.shield(self._making)

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        content: Any = None,
        timeout: httpx.Timeout = _API_TIMEOUT,
        follow_redirects: bool = False,
        max_bytes: int = MAX_BODY_BYTES,
    ) -> Answer:
        """Return the answer, its body read up to `max_bytes`. Raise Offline without one, Refused for a longer one."""
        client = await self.client()
        with self._translated():
            opened: AbstractAsyncContextManager[httpx.Response] = client.stream(
                method,
                url,
                params=params,
                headers=headers,
                json=json,
                data=form,
                content=content,
                timeout=timeout,
                follow_redirects=follow_redirects,
            )
            async with opened as response:
                body = await _read(response, max_bytes=max_bytes)
        return Answer(response.status_code, response.headers, body)

    @asynccontextmanager
    async def download(
        self, url: str, *, headers: Mapping[str, str], timeout: httpx.Timeout = _API_TIMEOUT
    ) -> AsyncIterator[Download]:
        """Give the answer to a GET while it comes; its blocks are for one reading. Raise as `request` does, also for a
        line that breaks while the blocks are read."""
        client = await self.client()
        with self._translated():
            async with client.stream("GET", url, headers=headers, timeout=timeout, follow_redirects=False) as response:
                yield Download(response.status_code, response.headers, response.aiter_raw())

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as error:
            trouble = translate_failure(error, other_side=self._other_side)
            self.reach.tell(is_answered=not isinstance(trouble, Offline))
            raise trouble from error
        except httpx.InvalidURL as error:
            raise _unusable_address() from error
        self.reach.tell(is_answered=True)

    async def close(self) -> None:
        """Close all connections. The line may not be used afterwards."""
        if self._making is not None:
            client = await self._making
            await client.aclose()


async def _read(response: httpx.Response, *, max_bytes: int) -> bytes:
    body = bytearray()
    async for block in response.aiter_bytes():
        body += block
        if len(body) > max_bytes:
            raise Refused("The answer is longer than it should be.", next_step="Try again later.", title=_NO_USE)
    return bytes(body)


def translate_failure(error: httpx.HTTPError, *, other_side: str = YOTO) -> Trouble:
    """Return what a failure to get an answer means to a person."""
    first = other_side[:1].upper() + other_side[1:]
    match error:
        case httpx.ConnectError() if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return Offline(
                f"This computer does not trust the certificate of {other_side}.",
                next_step="Check this computer's date and time; for a server of your own, its certificate.",
            )
        case httpx.ConnectTimeout() | httpx.ConnectError():
            return Offline(f"{first} cannot be reached.", next_step="Check your internet connection.")
        case httpx.TimeoutException():
            return Offline(f"{first} did not answer in time.", next_step="Try again in a moment.")
        case httpx.DecodingError() | httpx.TooManyRedirects():
            return Busy(
                f"{first}'s answer could not be understood.",
                next_step="Try again in a moment.",
                title=f"{first} is busy",
            )
        case httpx.UnsupportedProtocol():
            return _unusable_address()
        case _:
            return Offline(f"The connection to {other_side} was cut.", next_step="Check your internet connection.")


def _unusable_address() -> Refused:
    return Refused("This address cannot be opened.", next_step="Check the address.", title=_NO_USE)
