"""Carries files one after the other in the background, through failures of the network and of single files."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from desktop.model.errors import Busy, CloudFull, NoRoom, Offline, SignInNeeded, Trouble
from desktop.services.nap import Nap
from desktop.services.ports import Clock
from desktop.services.sync_backoff import Backoff

LOOK_SHARE = 20  # a look that took a second is not taken again for twenty
STOPPED_S = 3600.0  # after a full cloud or disk, unless somebody says to go on
GIVEN_UP_S = 3600.0


@dataclass(frozen=True, slots=True)
class Load:
    """One file to carry: a recording's, or a picture, which has a media type."""

    key: str
    size_bytes: int
    mime: str = ""


class Lane:
    """Works a queue, best first, `width` files at a time. However much changes in the library, it is looked at no
    oftener than every `look_again_s`.

    `look` finds what is to be carried, `carry` carries one file or raises Trouble. Unless `may_run` there is nothing to
    do here at all; while `is_held` the queue waits.
    A file that was carried is not taken up again until `forget`, one that cannot be carried not within an hour, so that
    no answer of anybody keeps this busy. `on_given_up` hears of files that cannot be carried.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        jitter: Callable[[], float],
        width: int,
        look_again_s: float,
        look: Callable[[], Awaitable[Iterable[Load]]],
        carry: Callable[[Load], Awaitable[None]],
        may_run: Callable[[], bool],
        is_held: Callable[[], bool],
        on_changed: Callable[[], None],
        on_given_up: Callable[[Load, Trouble], None],
    ) -> None:
        self.trouble: Trouble | None = None  # why nothing moves
        self._clock = clock
        self._backoff = Backoff(clock=clock, jitter=jitter)
        self._width = width
        self._look_again_s = look_again_s
        self._look = look
        self._carry = carry
        self._may_run = may_run
        self._is_held = is_held
        self._on_changed = on_changed
        self._on_given_up = on_given_up
        self._nap = Nap(clock)
        self._queue: deque[Load] = deque()
        self._queued_bytes = 0
        self._carrying: dict[str, tuple[Load, asyncio.Task[None]]] = {}
        self._settled: dict[str, float] = {}  # until when each is left alone
        self._is_stale = True
        self._look_at = float("-inf")
        self._stopped_until = float("-inf")

    @property
    def is_carrying(self) -> bool:
        return bool(self._carrying)

    @property
    def is_stopped(self) -> bool:
        """Return whether a full cloud or disk has stopped this."""
        return self._clock.monotonic() < self._stopped_until

    @property
    def count(self) -> int:
        """Return how many files are on their way or wait."""
        return len(self._queue) + len(self._carrying)

    @property
    def size_bytes(self) -> int:
        """Return their size, also of what has been carried already of those on their way."""
        return self._queued_bytes + sum(load.size_bytes for load, _ in self._carrying.values())

    @property
    def is_over(self) -> bool:
        """Return whether a look was taken and nothing of what it found is left."""
        return not self._is_stale and not self._queue and not self._carrying

    def look_again(self) -> None:
        """The library has changed: what is to be carried may be something else."""
        self._is_stale = True
        self._nap.wake()

    def forget(self, keys: Iterable[str]) -> None:
        """These are something new: they may be carried again."""
        for key in keys:
            self._settled.pop(key, None)

    def nudge(self) -> None:
        """Ask again whether this may run."""
        self._nap.wake()

    def wake(self) -> None:
        """Try again soon."""
        self._backoff.hurry()
        self._nap.wake()

    def begin_anew(self) -> None:
        """Forget what was settled and what stopped this."""
        self._settled.clear()
        self._stopped_until = float("-inf")
        self.trouble = None
        self._look_at = float("-inf")
        self.look_again()
        self.wake()

    def stop(self) -> None:
        """Let go of what is on its way; it goes on where it was when this may run again."""
        for _, task in self._carrying.values():
            task.cancel()

    async def run(self) -> None:
        """Work the queue for ever."""
        async with asyncio.TaskGroup() as group:
            while True:
                if self._may_run():
                    await self._look_around()
                    self._fill(group)
                else:
                    self._line_up(())
                    self._is_stale = True
                await self._nap.take(self._pause_s())

    async def _look_around(self) -> None:
        now = self._clock.monotonic()
        if not self._is_stale or now < self._look_at:
            return
        self._is_stale = False
        found = await self._look()
        ended_at = self._clock.monotonic()
        self._look_at = ended_at + max(self._look_again_s, LOOK_SHARE * (ended_at - now))
        self._line_up(load for load in found if self._is_free(load.key))
        self._on_changed()

    def _line_up(self, loads: Iterable[Load]) -> None:
        self._queue = deque(loads)
        self._queued_bytes = sum(load.size_bytes for load in self._queue)

    def _put_back(self, load: Load) -> None:
        self._queue.appendleft(load)
        self._queued_bytes += load.size_bytes

    def _fill(self, group: asyncio.TaskGroup) -> None:
        if self._is_held() or self._rest_s is not None:
            return
        while self._queue and len(self._carrying) < self._width:
            load = self._queue.popleft()
            self._queued_bytes -= load.size_bytes
            self._carrying[load.key] = (load, group.create_task(self._bring(load), name=f"carry {load.key}"))

    async def _bring(self, load: Load) -> None:
        try:
            await self._carry(load)
        except asyncio.CancelledError:
            self._put_back(load)
            raise
        except (Offline, Busy, SignInNeeded) as trouble:
            self.trouble = trouble
            self._backoff.note(trouble.retry_after_s if isinstance(trouble, Busy) else None)
            self._put_back(load)
        except (CloudFull, NoRoom) as trouble:
            self.trouble = trouble
            self._stopped_until = self._clock.monotonic() + STOPPED_S
            self._put_back(load)
        except Trouble as trouble:
            self._settled[load.key] = self._clock.monotonic() + GIVEN_UP_S
            self._on_given_up(load, trouble)
        else:
            self.trouble = None
            self._backoff.end()
            self._settled[load.key] = float("inf")
        finally:
            self._carrying.pop(load.key, None)
            self._nap.wake()
            self._on_changed()

    def _is_free(self, key: str) -> bool:
        return key not in self._carrying and self._settled.get(key, float("-inf")) <= self._clock.monotonic()

    @property
    def _rest_s(self) -> float | None:
        """Return the seconds for which nothing may begin."""
        stopped_s = self._stopped_until - self._clock.monotonic()
        rest_s = max(stopped_s, self._backoff.remaining_s or 0.0)
        return rest_s if rest_s > 0 else None

    def _pause_s(self) -> float | None:
        if not self._may_run():
            return None
        look_s = self._look_at - self._clock.monotonic() if self._is_stale else None
        rest_s = self._rest_s if self._queue and not self._is_held() else None
        waits = [max(0.0, one) for one in (look_s, rest_s) if one is not None]
        return min(waits, default=None)
