"""Lets go of connections on which nobody asks for anything, so that no stranger can take the place of the family."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

SILENT_S = 30.0  # without a whole request, from the connection's beginning or from the last answer on
MAX_FROM_ONE = 100  # connections at once from one address: a family's computer opens 24 at the most


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to its patience.

    By itself it waits for ever for the first request, and for the rest of one that was begun.
    """

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin, unless too many are there from the same address."""
        super().connection_made(transport)
        if sum(_host(other) == _host(self) for other in self.connections) > MAX_FROM_ONE:
            transport.abort()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._wait()

    def _wait(self) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(SILENT_S, self._let_go)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _let_go(self) -> None:
        if getattr(self.cycle, "response_complete", True):  # there is no cycle before the first request
            self.transport.abort()


def _host(connection: object) -> str:
    client = connection.client if isinstance(connection, H11Protocol) else None
    return client[0] if client else ""
