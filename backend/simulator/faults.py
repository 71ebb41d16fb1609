"""Trouble on demand: slow answers, error codes, connections that break; and the log of what was served."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_LOG = 20_000


class FaultKind(StrEnum):
    """What goes wrong."""

    DELAY = "delay"
    FAIL = "fail"
    FAIL_AFTER = "fail_after"
    DROP = "drop"


@dataclass(slots=True)
class Fault:
    """Trouble for the next `times` requests whose path begins with `path_prefix`."""

    kind: FaultKind
    path_prefix: str
    times: int
    seconds: float = 0.0
    after_bytes: int = 0
    status: int = 503
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request that was served; status 0 means that the connection was dropped."""

    method: str
    path: str
    status: int


@dataclass(slots=True)
class Faults:
    """The trouble that is still to come, and what has been. While `is_cut` no request comes through."""

    to_come: list[Fault] = field(default_factory=list)
    served: deque[RequestRecord] = field(default_factory=lambda: deque(maxlen=LONGEST_LOG))
    is_cut: bool = False
    on_cut: Callable[[], None] | None = None

    def set_cut(self, *, is_cut: bool) -> None:
        """Cut the line, in the middle of whatever is on it, or give it back."""
        self.is_cut = is_cut
        if is_cut and self.on_cut is not None:
            self.on_cut()

    def take(self, path: str) -> list[Fault]:
        """Use up one portion of every fault that meets this path."""
        met = [fault for fault in self.to_come if path.startswith(fault.path_prefix)]
        for fault in met:
            fault.times -= 1
        self.to_come = [fault for fault in self.to_come if fault.times > 0]
        return met


class FaultGate:
    """ASGI middleware that makes the trouble and keeps the log. The control API is spared both."""

    def __init__(
        self, app: ASGIApp, *, faults: Faults, spared: str, break_off: Callable[[tuple[str, int]], None]
    ) -> None:
        self._app = app
        self._faults = faults
        self._spared = spared
        self._break_off = break_off
        self._is_closing = asyncio.Event()
        self._clients: list[tuple[str, int]] = []
        faults.on_cut = self._break_all

    def close(self) -> None:
        """Let everything that is held back go on, because the server is about to stop."""
        self._is_closing.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(self._spared):
            await self._app(scope, receive, send)
            return
        status = 0
        client = scope["client"]

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._clients.append(client)
        try:
            await self._serve(scope, receive, watch)
        finally:
            self._clients.remove(client)
            self._faults.served.append(RequestRecord(scope["method"], scope["path"], status))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._faults.is_cut:
            self._break_off(scope["client"])
            await _hung_up(receive)
            return
        for fault in self._faults.take(scope["path"]):
            match fault.kind:
                case FaultKind.DELAY:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._is_closing.wait(), fault.seconds)
                case FaultKind.DROP if fault.after_bytes:
                    receive = self._cut(scope["client"], receive, after_bytes=fault.after_bytes)
                case FaultKind.DROP:
                    self._break_off(scope["client"])
                    await _hung_up(receive)
                    return
                case FaultKind.FAIL:
                    await _refusal(fault)(scope, receive, send)
                    return
                case FaultKind.FAIL_AFTER:
                    await self._app(scope, receive, _swallow)
                    await _refusal(fault)(scope, receive, send)
                    return
        with suppress(ClientDisconnect):
            await self._app(scope, receive, send)

    def _cut(self, client: tuple[str, int], receive: Receive, *, after_bytes: int) -> Receive:
        """Break the connection when so many bytes of the body have come."""
        received = 0

        async def receive_until_cut() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > after_bytes:
                self._break_off(client)
                return {"type": "http.disconnect"}
            return message

        return receive_until_cut

    def _break_all(self) -> None:
        for client in self._clients:
            self._break_off(client)


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _swallow(message: Message) -> None:
    """Lose an answer: the work was done, but the client will not hear of it."""


def _refusal(fault: Fault) -> JSONResponse:
    code = "too-many-requests" if fault.status == 429 else "internal-error"
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    body = {"error": {"code": code, "message": "Simulated trouble"}}
    return JSONResponse(body, status_code=fault.status, headers=headers)
