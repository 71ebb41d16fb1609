"""Keeps the worker process: started at the first question, replaced when it hangs or dies."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from desktop.gateways.audio.frames import MAX_FRAME_BYTES, pack, unpack
from desktop.gateways.audio.worker import serve
from desktop.model.errors import Trouble, Unreadable

ANSWER_TIMEOUT_S = 30.0
START_TIMEOUT_S = 30.0  # a virus scanner may look at everything first
READY = b"ready"


class WorkerProcess:
    """Puts one question at a time to a process of its own; the app's thread only waits for values.

    A frozen app has to call multiprocessing.freeze_support() first thing in its main module.
    """

    def __init__(self, *, timeout_s: float = ANSWER_TIMEOUT_S, serve: Callable[[Connection], None] = serve) -> None:
        self._timeout_s = timeout_s
        self._serve = serve
        self._context = multiprocessing.get_context("spawn")
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="audio-worker")
        self._is_closed = False
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None

    async def ask(self, head: dict[str, Any], body: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Return the worker's answer. Raise Unreadable with its reason, or when it hung or died of the question,
        Trouble when there is no worker to be had: that is nobody's file's fault."""
        loop = asyncio.get_running_loop()
        answer, rest = await loop.run_in_executor(self._thread, self._exchange, pack(head, body))
        if not answer["ok"]:
            raise Unreadable(answer["message"], next_step="Leave it out, or replace it by a good copy.")
        return answer, rest

    async def close(self) -> None:
        """End the process and its thread. May be called again."""
        if self._is_closed:
            return
        self._is_closed = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._stop)
        self._thread.shutdown(wait=False)

    def _exchange(self, frame: bytes) -> tuple[dict[str, Any], bytes]:
        connection = self._connection or self._start()
        try:
            connection.send_bytes(frame)
            if connection.poll(self._timeout_s):
                return unpack(connection.recv_bytes(MAX_FRAME_BYTES))
            problem = "Reading it takes too long."
        except (EOFError, OSError):
            problem = "Reading it fails badly."
        self._stop()
        return {"ok": False, "message": problem}, b""

    def _start(self) -> Connection:
        ours, theirs = self._context.Pipe()
        with theirs:  # ours is told of the worker's death only when nobody else holds the other end
            process = self._context.Process(target=_begin, args=(self._serve, theirs), name="audio", daemon=True)
            try:
                process.start()
            except OSError as error:
                ours.close()
                raise _no_worker() from error
        self._process, self._connection = process, ours
        self._expect_ready(ours)
        return ours

    def _expect_ready(self, connection: Connection) -> None:
        """Wait until the worker has loaded all that it needs."""
        try:
            if connection.poll(START_TIMEOUT_S) and connection.recv_bytes(len(READY)) == READY:
                return
        except (EOFError, OSError) as error:
            self._stop()
            raise _no_worker() from error
        self._stop()
        raise _no_worker()

    def _stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None


def _begin(serve: Callable[[Connection], None], connection: Connection) -> None:
    """The worker's side: say that it is there, then serve."""
    connection.send_bytes(READY)
    serve(connection)


def _no_worker() -> Trouble:
    return Trouble(
        "The part of the app that reads audio files does not start.",
        next_step="Restart the app; if that does not help, install it again.",
    )
