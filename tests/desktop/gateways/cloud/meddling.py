"""A line to the vault on which a test can damage single bytes, stop at any of them, and count what goes over it."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import httpx

FILES = "/objects/"


@dataclass(slots=True)
class Meddler(httpx.AsyncBaseTransport):
    """Leads to the real server. Numbers count from 0; what is None is left alone.

    `damage_up` says which byte of the nth PUT is changed, `damage_down` which byte of the nth GET of a file; `stop_up`
    after how many bytes of the nth PUT everything stands still, for `standing` to tell; `stop_down` the same of a GET.
    """

    inner: httpx.AsyncBaseTransport = field(default_factory=httpx.AsyncHTTPTransport)
    damage_up: Callable[[int], int | None] = lambda _number: None
    damage_down: Callable[[int], int | None] = lambda _number: None
    stop_up: Callable[[int], int | None] = lambda _number: None
    stop_down: Callable[[int], int | None] = lambda _number: None
    standing: asyncio.Event = field(default_factory=asyncio.Event)
    sent_bytes: int = 0
    come_bytes: int = 0
    puts: int = 0
    gets: int = 0
    stored: Counter[str] = field(default_factory=Counter)  # SHA-256 of the bodies that the server took
    ranges: list[str] = field(default_factory=list)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=self)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith(FILES):
            return await self.inner.handle_async_request(request)
        if request.method == "PUT":
            return await self._put(request)
        return await self._get(request)

    async def aclose(self) -> None:
        await self.inner.aclose()

    async def _put(self, request: httpx.Request) -> httpx.Response:
        number, self.puts = self.puts, self.puts + 1
        hashed = hashlib.sha256()
        assert isinstance(request.stream, httpx.AsyncByteStream)
        stream = self._up(request.stream, hashed, damage=self.damage_up(number), stop=self.stop_up(number))
        request.stream = Stream(stream)
        response = await self.inner.handle_async_request(request)
        if response.status_code == 200:
            self.stored[hashed.hexdigest()] += 1
        return response

    async def _get(self, request: httpx.Request) -> httpx.Response:
        number, self.gets = self.gets, self.gets + 1
        self.ranges.append(request.headers.get("Range", ""))
        response = await self.inner.handle_async_request(request)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        stream = self._down(response.stream, damage=self.damage_down(number), stop=self.stop_down(number))
        response.stream = Stream(stream, ends=response.stream)
        return response

    async def _up(
        self, blocks: httpx.AsyncByteStream, hashed: hashlib._Hash, *, damage: int | None, stop: int | None
    ) -> AsyncIterator[bytes]:
        gone = 0
        async for block in blocks:
            if stop is not None and gone >= stop:
                await self._stand_still()
            hashed.update(block)
            yield damaged(block, None if damage is None else damage - gone)
            gone += len(block)
            self.sent_bytes += len(block)

    async def _down(
        self, blocks: httpx.AsyncByteStream, *, damage: int | None, stop: int | None
    ) -> AsyncIterator[bytes]:
        come = 0
        async for block in blocks:
            if stop is not None and come >= stop:
                await self._stand_still()
            yield damaged(block, None if damage is None else damage - come)
            come += len(block)
            self.come_bytes += len(block)

    async def _stand_still(self) -> None:
        self.standing.set()
        await asyncio.get_running_loop().create_future()


class Stream(httpx.AsyncByteStream):
    def __init__(self, blocks: AsyncIterator[bytes], *, ends: httpx.AsyncByteStream | None = None) -> None:
        self._blocks = blocks
        self._ends = ends

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._blocks

    async def aclose(self) -> None:
        if self._ends is not None:
            await self._ends.aclose()


def damaged(block: bytes, at: int | None) -> bytes:
    """Return a block of which one byte is another, if that byte is in it."""
    if at is None or not 0 <= at < len(block):
        return block
    return block[:at] + bytes((block[at] ^ 1,)) + block[at + 1 :]
