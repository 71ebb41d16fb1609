"""Serves an ASGI app over HTTP or HTTPS, in a thread of its own."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, AF_INET6, IPPROTO_TCP, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

import uvicorn
from starlette.types import ASGIApp

from backend.local.patience import PatientProtocol

START_TIMEOUT_S = 60.0
FAREWELL_S = 3.0  # for answers that are on their way when the server stops
TICK_S = 1.0  # of the date in answers
IDLE_S = 30  # that a connection without a request is kept
MAX_CONNECTIONS = 400


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where a server's certificate (with those above it) and its key are, as PEM."""

    chain: Path
    key: Path


class Web:
    """uvicorn on a socket. `start` returns when clients can connect, `stop` when all is closed and the thread over.

    Both may be called from any thread, `stop` any number of times. The port is taken from the beginning on.
    """

    def __init__(self, *, host: str, port: int) -> None:
        """Take a port, 0 for any free one; raise OSError when it cannot be had."""
        self._listener = _listener(host, port)
        self._thread: threading.Thread | None = None
        self._server: _Server | None = None

    @property
    def port(self) -> int:
        """The port."""
        port: int = self._listener.getsockname()[1]
        return port

    def start(
        self, app: ASGIApp, *, certificate: Certificate | None, alongside: Callable[[], Coroutine[None, None, None]]
    ) -> None:
        """Serve, and run `alongside` until the end; raise OSError (an ssl.SSLError is one) for a bad certificate."""
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            http=PatientProtocol,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=IDLE_S,
            limit_concurrency=MAX_CONNECTIONS,
            ssl_certfile=certificate.chain if certificate else None,
            ssl_keyfile=certificate.key if certificate else None,
        )
        config.load()
        started: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._server = _Server(config, started)
        self._thread = threading.Thread(target=self._run, args=(self._server, alongside, started), name="home-server")
        self._thread.daemon = True
        self._thread.start()
        started.result(START_TIMEOUT_S)

    def stop(self) -> None:
        """Stop serving and give the port back."""
        if self._server is not None:
            self._server.leave()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._listener.close()

    def _run(
        self,
        server: _Server,
        alongside: Callable[[], Coroutine[None, None, None]],
        started: concurrent.futures.Future[None],
    ) -> None:
        try:
            asyncio.run(self._serve(server, alongside))
        finally:
            if not started.done():
                started.set_exception(RuntimeError("the server could not start"))

    async def _serve(self, server: _Server, alongside: Callable[[], Coroutine[None, None, None]]) -> None:
        other = asyncio.create_task(alongside())
        try:
            await server.serve(sockets=[self._listener])
        finally:
            other.cancel()
            await asyncio.gather(other, return_exceptions=True)


class _Server(uvicorn.Server):
    """uvicorn that leaves at once when told to, and breaks off what is not over some seconds later."""

    def __init__(self, config: uvicorn.Config, started: concurrent.futures.Future[None]) -> None:
        super().__init__(config)
        self._is_listening = started
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_leaving = asyncio.Event()

    def leave(self) -> None:
        """End; may be called from any thread, more than once."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._is_leaving.set)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._is_listening.set_result(None)

    async def main_loop(self) -> None:
        while not self._is_leaving.is_set():
            await self.on_tick(0)
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._is_leaving.wait()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        breaking_off = self._loop and self._loop.call_later(FAREWELL_S, self._break_off)
        await super().shutdown(sockets)
        if breaking_off:
            breaking_off.cancel()

    def _break_off(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def _listener(host: str, port: int) -> socket:
    # asyncio sends small answers at once only over sockets that are called TCP: 40 ms less for each.
    listener = socket(AF_INET6 if ":" in host else AF_INET, SOCK_STREAM, IPPROTO_TCP)
    try:
        listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener
