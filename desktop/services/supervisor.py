"""Runs the app's coroutines: restarts the long-lived ones, reports what fails, ends them all in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from desktop.model.errors import Trouble
from desktop.services.ports import Clock

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
STABLE_S = 60.0

Work = Coroutine[Any, Any, None]


class Supervisor:
    """Owner of all tasks that no widget owns.

    `on_trouble` hears the world's faults, `on_bug` ours (with the coroutine's name); both are called on the loop's
    thread.
    """

    def __init__(
        self, *, clock: Clock, on_trouble: Callable[[Trouble], None], on_bug: Callable[[str, Exception], None]
    ) -> None:
        self._clock = clock
        self._on_trouble = on_trouble
        self._on_bug = on_bug
        self._services: list[asyncio.Task[None]] = []
        self._errands: set[asyncio.Task[None]] = set()
        self._is_stopping = False

    def start(self, name: str, run: Callable[[], Work]) -> None:
        """Run a long-lived coroutine function; when it crashes, again after 1 s, growing to 60 s, reset once it has run
        for 60 s. One that returns has ended."""
        if not self._is_stopping:
            self._services.append(asyncio.create_task(self._keep_running(name, run), name=name))

    def spawn(self, name: str, work: Work) -> asyncio.Task[None] | None:
        """Run `work` once, its failure reported; None, and `work` never runs, once the app is stopping."""
        if self._is_stopping:
            work.close()
            return None
        task = asyncio.create_task(self._run_once(name, work), name=name)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        task.add_done_callback(lambda _: work.close())  # one that is cancelled before its first step has not begun it
        return task

    async def stop(self) -> None:
        """Cancel everything, the errands first, then the services in reverse order of their start; nothing survives."""
        self._is_stopping = True
        await _end(list(self._errands))
        while self._services:
            await _end([self._services.pop()])

    async def _keep_running(self, name: str, run: Callable[[], Work]) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            started = self._clock.monotonic()
            if await self._has_succeeded(name, run()):
                return
            if self._clock.monotonic() - started >= STABLE_S:
                pause_s = FIRST_PAUSE_S
            await self._clock.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _run_once(self, name: str, work: Work) -> None:
        await self._has_succeeded(name, work)

    async def _has_succeeded(self, name: str, work: Work) -> bool:
        try:
            await work
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            self._on_bug(name, RuntimeError("it waited for something that was cancelled"))
            return False
        except Exception as problem:  # noqa: BLE001 - the last stop of whatever a service raises
            for one in _leaves(problem):
                if isinstance(one, Trouble):
                    self._on_trouble(one)
                else:
                    self._on_bug(name, one)
            return False
        return True


def _leaves(problem: Exception) -> list[Exception]:
    """Return the single failures of a task group's."""
    if isinstance(problem, ExceptionGroup):
        return [leaf for one in problem.exceptions for leaf in _leaves(one)]
    return [problem]


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
