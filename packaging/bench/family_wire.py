"""Counts what goes over the wire between a computer and its cloud: a relay between the two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

PIECE_BYTES = 64 * 1024


class Wire:
    """Requests, and bytes both ways: all that TCP carries, heads and tokens included.

    A client that does not pipeline begins a request whenever it speaks after it has been answered.
    """

    def __init__(self, url: str) -> None:
        self.requests = 0
        self.bytes = 0
        self._host, self._port = urlsplit(url).hostname, urlsplit(url).port

    def forget(self) -> None:
        """Count from nothing again."""
        self.requests = self.bytes = 0

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on."""
        server_reader, server_writer = await asyncio.open_connection(self._host, self._port)
        is_answered = asyncio.Event()
        is_answered.set()
        await asyncio.gather(
            self._pass_on(reader, server_writer, is_answered, is_request=True),
            self._pass_on(server_reader, writer, is_answered, is_request=False),
        )

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        is_answered: asyncio.Event,
        *,
        is_request: bool,
    ) -> None:
        try:
            while piece := await reader.read(PIECE_BYTES):
                self.bytes += len(piece)
                if not is_request:
                    is_answered.set()
                elif is_answered.is_set():
                    is_answered.clear()
                    self.requests += 1
                writer.write(piece)
        except ConnectionError:
            pass
        writer.close()


@asynccontextmanager
async def counted(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """Relay to a server; give the counts and the address that leads through them."""
    wire = Wire(url)
    relays: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(wire.relay(reader, writer))
        relays.add(task)
        task.add_done_callback(relays.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield wire, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await asyncio.gather(*relays, return_exceptions=True)
