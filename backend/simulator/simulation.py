"""A running simulation, in a thread of its own, for the app's demo and for tests."""

import asyncio
import concurrent.futures
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from socket import AF_INET, IPPROTO_TCP, SO_RCVBUF, SOCK_STREAM, SOL_SOCKET, socket
from types import TracebackType
from typing import TypeVar

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from backend.simulator.assembly import Assembly, assemble
from backend.simulator.broker.broker import PATH as MQTT_PATH
from backend.simulator.cloud.refusals import Refusal
from backend.simulator.control import Control
from backend.simulator.control_api import PATH as CONTROL_PATH
from backend.simulator.control_api import ControlApi
from backend.simulator.faults import FaultGate
from backend.simulator.fixtures import bundled_world
from backend.simulator.options import MqttAddress, Ready, SimulationOptions
from backend.simulator.rest.guard import answer_refusal
from backend.simulator.small_world import write_small_world

HOST = "127.0.0.1"
START_TIMEOUT_S = 60.0
CALL_TIMEOUT_S = 60.0
# With the kernel's own buffers megabytes would be "sent" before the limited line has taken them.
LIMITED_RECEIVE_BUFFER = 64 * 1024

T = TypeVar("T")

__all__ = ["MqttAddress", "Ready", "Simulation", "SimulationOptions"]


class Simulation:
    """The simulated Yoto on loopback sockets.

    `start` returns when clients can connect; `stop` when all sockets are closed and the thread has ended. Both, and
    all of `control`, may be called from any thread. The simulation has an asyncio loop of its own, so that a busy
    caller does not slow it down. Usable as a context manager that gives the `Ready`.
    """

    def __init__(self, options: SimulationOptions | None = None) -> None:
        self.options = options or SimulationOptions()
        self._ready: concurrent.futures.Future[Ready] = concurrent.futures.Future()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._control: Control | None = None

    @property
    def control(self) -> Control:
        """The controls of the running simulation; raises RuntimeError before `start`."""
        if self._control is None:
            raise RuntimeError("the simulation has not been started")
        return self._control

    @property
    def ready(self) -> Ready:
        """What clients need to know; raises RuntimeError before `start`."""
        if not self._ready.done():
            raise RuntimeError("the simulation has not been started")
        return self._ready.result()

    def start(self) -> Ready:
        """Start serving; raises OSError when a port is taken, ValueError when the world is unusable."""
        self._thread = threading.Thread(target=self._run, name="simulated-yoto", daemon=True)
        self._thread.start()
        return self._ready.result(START_TIMEOUT_S)

    def stop(self) -> None:
        """Stop serving. Harmless when it was not started or has stopped."""
        if self._loop is not None and self._stopping is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def __enter__(self) -> Ready:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except (OSError, ValueError, KeyError) as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)
        finally:
            if not self._ready.done():
                self._ready.set_exception(RuntimeError("the simulation could not start"))

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        with ExitStack() as stack:
            state_dir = self.options.state_dir
            if state_dir is None:
                state_dir = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="simulated-yoto-")))
            http_socket = stack.enter_context(_listener(self.options.http_port))
            mqtt_socket = stack.enter_context(_listener(self.options.mqtt_port))
            if self.options.upload_bytes_per_second:
                http_socket.setsockopt(SOL_SOCKET, SO_RCVBUF, LIMITED_RECEIVE_BUFFER)
            world = self.options.world or bundled_world() or write_small_world(state_dir / "world")
            base_url = f"http://{HOST}:{http_socket.getsockname()[1]}"
            parts = assemble(self.options, base_url=base_url, world=world, state_dir=state_dir)
            self._control = Control(parts, self._run_on_loop)
            await self._serve_parts(parts, base_url=base_url, http_socket=http_socket, mqtt_socket=mqtt_socket)

    async def _serve_parts(self, parts: Assembly, *, base_url: str, http_socket: socket, mqtt_socket: socket) -> None:
        loop = asyncio.get_running_loop()
        web = WebServer(parts)
        await parts.broker.start(mqtt_socket)
        serving = asyncio.create_task(web.serve(http_socket))
        await web.is_ready.wait()
        parts.clock.run_on(loop)
        mqtt = MqttAddress(HOST, mqtt_socket.getsockname()[1], MQTT_PATH)
        self._ready.set_result(_ready(parts, base_url=base_url, mqtt=mqtt))
        if self._stopping is not None:
            await self._stopping.wait()
        parts.clock.stop()
        await parts.broker.stop()
        web.close()
        await serving

    def _run_on_loop(self, work: Callable[[], T], /) -> T:
        if self._loop is None or self._loop.is_closed():
            raise RuntimeError("the simulation is not running")

        async def on_loop() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(on_loop(), self._loop).result(CALL_TIMEOUT_S)


class WebServer:
    """uvicorn on a given socket, which can break off single connections and stop at once."""

    def __init__(self, parts: Assembly) -> None:
        players = tuple(
            (member.player.identity.device_id, member.player.identity.name) for member in parts.household.members()
        )
        control = ControlApi(Control(parts, _directly), players)
        app = Starlette(routes=[*control.routes(), *parts.routes], exception_handlers={Refusal: answer_refusal})
        self._gate = FaultGate(app, faults=parts.faults, spared=CONTROL_PATH, break_off=self._break_off)
        config = uvicorn.Config(self._gate, log_config=None, access_log=False, lifespan="off", ws="none", http="h11")
        self._server = _Server(config)
        self.is_ready = self._server.is_ready

    async def serve(self, listener: socket) -> None:
        """Serve until closed."""
        await self._server.serve(sockets=[listener])

    def close(self) -> None:
        """Break off what is going on and stop."""
        self._gate.close()
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        self._server.should_exit = True

    def _break_off(self, client: tuple[str, int]) -> None:
        for connection in list(self._server.server_state.connections):
            if isinstance(connection, H11Protocol) and connection.client == tuple(client):
                connection.transport.abort()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_ready = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_ready.set()


def _ready(parts: Assembly, *, base_url: str, mqtt: MqttAddress) -> Ready:
    scope = " ".join(parts.auth.options.scopes)
    tokens = parts.auth.sign_in(client_id=parts.family.client_id, scope=scope)
    return Ready(
        auth_url=base_url,
        api_url=base_url,
        mqtt=mqtt,
        client_id=parts.family.client_id,
        access_token=tokens["access_token"],
        refresh_token=tokens["refresh_token"],
        players=tuple(member.player.identity.device_id for member in parts.household.members()),
        control_url=f"{base_url}{CONTROL_PATH}",
    )


def _listener(port: int) -> socket:
    listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    listener.listen(128)
    return listener


def _directly(work: Callable[[], T], /) -> T:
    return work()
