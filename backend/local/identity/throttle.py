"""Slows guessing down: some tries are free, then each one locks for twice as long as the one before."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, TypeAlias

from backend.core.ports import Clock

MOST_TALLIES: Final = 20_000
LARGEST_EXPONENT: Final = 30


@dataclass(frozen=True, slots=True)
class Rule:
    """`free` tries, then locks of `first_lock_s` and up to `longest_lock_s`; one try is forgotten each `leak_s`."""

    name: str
    free: int
    leak_s: int
    first_lock_s: int
    longest_lock_s: int


Key: TypeAlias = tuple[Rule, str]


class TooOften(Exception):
    """It must wait for `wait_s` whole seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"wait {wait_s} s")
        self.wait_s = wait_s


@dataclass(slots=True)
class _Tally:
    level: float
    counted_at: int
    locked_until: int = 0


class Throttle:
    """Counts tries by rule and name. Thread-safe; bounded; forgotten when the server ends."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tallies: OrderedDict[Key, _Tally] = OrderedDict()

    def charge(self, *keys: Key) -> None:
        """Count one try for each key, before it is known whether it was right. Raise TooOften, and count none.

        Counting first makes a hundred guesses at the same moment a hundred.
        """
        now_s = self._clock.now_s()
        with self._lock:
            wait_s = max(self._tallies[key].locked_until - now_s if key in self._tallies else 0 for key in keys)
            if wait_s > 0:
                raise TooOften(wait_s)
            for key in keys:
                self._count(key, now_s)

    def refund(self, *keys: Key) -> None:
        """Take back one try that was right."""
        with self._lock:
            for key in keys:
                if tally := self._tallies.get(key):
                    tally.level = max(0.0, tally.level - 1)
                    if tally.level < key[0].free:
                        tally.locked_until = 0

    def forgive(self, key: Key) -> None:
        """Forget all tries: the right person is there."""
        with self._lock:
            self._tallies.pop(key, None)

    def _count(self, key: Key, now_s: int) -> None:
        rule = key[0]
        tally = self._tallies.setdefault(key, _Tally(0.0, now_s))
        self._tallies.move_to_end(key)
        leaked = max(0, now_s - tally.counted_at) / rule.leak_s
        tally.level = max(0.0, tally.level - leaked) + 1
        tally.counted_at = now_s
        if tally.level >= rule.free:
            doublings = min(int(tally.level - rule.free), LARGEST_EXPONENT)
            tally.locked_until = now_s + min(rule.first_lock_s << doublings, rule.longest_lock_s)
        while len(self._tallies) > MOST_TALLIES:
            self._tallies.popitem(last=False)
