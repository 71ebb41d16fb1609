"""What the gateways' tests share: a scripted Yoto behind the HTTP line, a bearer, and waiting for a condition."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from backend.simulator.simulation import Ready, Simulation, SimulationOptions
from backend.simulator.small_world import write_small_world
from desktop.gateways.http import YOTO, HttpLine
from desktop.gateways.yoto.api import YotoApi
from desktop.model.account import Endpoints

DEADLINE_S = 30.0
SAMPLES = Path(__file__).parent / "audio" / "samples"


async def until(condition: Callable[[], object], *, timeout_s: float = DEADLINE_S) -> None:
    """Return when `condition` holds; fail when it does not within the time."""
    async with asyncio.timeout(timeout_s):
        while True:
            if condition():
                return
            await asyncio.sleep(0.005)


async def listening(port: int, *, timeout_s: float = DEADLINE_S) -> None:
    """Return when somebody listens on the loopback's port."""
    async with asyncio.timeout(timeout_s):
        while True:
            with contextlib.suppress(ConnectionRefusedError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.005)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class StillClock:
    """A clock whose sleeps end at once and are written down."""

    def __init__(self, *, now: float = 1_000_000.0) -> None:
        self.slept: list[float] = []
        self._now = now

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class TokenBox:
    """A bearer with some tokens in a row: a rejected one is followed by the next."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = list(tokens or ("token-1",))
        self.rejected: list[str] = []

    async def access_token(self, *, rejected: str | None = None) -> str:
        if rejected is not None and rejected == self._tokens[0]:
            self.rejected.append(rejected)
            self._tokens.pop(0)
        return self._tokens[0]


class Script:
    """Answers requests from a list, in order, and keeps what was asked. An exception in the list is raised."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def scripted_line(handler: Any, *, other_side: str = YOTO) -> HttpLine:
    return HttpLine(make=lambda: httpx.AsyncClient(transport=httpx.MockTransport(handler)), other_side=other_side)


def scripted_api(handler: Any, *, bearer: TokenBox | None = None, clock: StillClock | None = None) -> YotoApi:
    return YotoApi(
        scripted_line(handler),
        base_url="https://api.example.org",
        bearer=bearer or TokenBox(),
        clock=clock or StillClock(),
        jitter=lambda limit_s: limit_s,
    )


@contextlib.asynccontextmanager
async def serving(answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]) -> AsyncIterator[str]:
    """Give the address of a real server on the loopback that lets `answer` deal with each connection."""

    serving_now: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await answer(reader, writer)
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(serve(reader, writer))
        serving_now.add(task)
        task.add_done_callback(serving_now.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in serving_now:
            task.cancel()
        await asyncio.gather(*serving_now, return_exceptions=True)
        await server.wait_closed()


@contextlib.contextmanager
def simulated(**options: Any) -> Iterator[tuple[Simulation, Ready]]:
    """Run a simulated Yoto with its small built-in world on loopback sockets."""
    with tempfile.TemporaryDirectory() as folder:
        simulation = Simulation(SimulationOptions(world=write_small_world(Path(folder) / "world"), **options))
        ready = simulation.start()
        try:
            yield simulation, ready
        finally:
            simulation.stop()


def endpoints_of(ready: Ready) -> Endpoints:
    return Endpoints(
        auth_url=ready.auth_url,
        api_url=ready.api_url,
        mqtt_host=ready.mqtt.host,
        mqtt_port=ready.mqtt.port,
        mqtt_path=ready.mqtt.path,
        mqtt_tls=False,
    )
