"""Runs calls that may hang for good, each in a thread that nobody has to wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Generic, Literal, TypeVar

T = TypeVar("T")


def start(work: Callable[[], T], *, name: str) -> Future[T]:
    """Start `work` in a daemon thread: unlike an executor's, it does not hold up the end of the program."""
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        with _Outcome(future):
            future.set_result(work())

    threading.Thread(target=run, name=name, daemon=True).start()
    return future


async def finished(future: Future[T], *, timeout_s: float) -> bool:
    """Wait for a started call, whatever comes of it; False when it is still at it after `timeout_s`."""
    settled = asyncio.Event()
    loop = asyncio.get_running_loop()
    future.add_done_callback(lambda _: loop.is_closed() or loop.call_soon_threadsafe(settled.set))
    try:
        async with asyncio.timeout(timeout_s):
            await settled.wait()
    except TimeoutError:
        return False
    return True


class _Outcome(Generic[T]):
    """Hands what its block raises to whoever waits for the future."""

    def __init__(self, future: Future[T]) -> None:
        self._future = future

    def __enter__(self) -> None:
        return

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> Literal[True]:
        if error is not None:
            self._future.set_exception(error)
        return True
