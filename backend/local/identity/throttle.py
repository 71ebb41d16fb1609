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
    rule: Rule
    moment: int
    tries: int = 0
    locked_until: int = 0

    def come_to(self, now_s: int) -> None:
        """Forget as many tries as have leaked by now. A clock that was set back takes a lock with it."""
        if now_s < self.moment:
            self.locked_until -= self.moment - now_s
            self.moment = now_s
        leaked = (now_s - self.moment) // self.rule.leak_s
        self.tries = max(0, self.tries - leaked)
        self.moment = now_s if self.tries == 0 else self.moment + leaked * self.rule.leak_s

    def count(self, now_s: int) -> None:
        """Count a try."""
        self.tries += 1
        beyond = self.tries - self.rule.free
        if beyond >= 0:
            lock_s = self.rule.first_lock_s << min(beyond, LARGEST_EXPONENT)
            self.locked_until = now_s + min(lock_s, self.rule.longest_lock_s)


class Throttle:
    """Counts tries by rule and name. Thread-safe; bounded; forgotten when the server ends."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tallies: OrderedDict[Key, _Tally] = OrderedDict()

    def charge(self, *keys: Key) -> None:
        """Count one try for each key, before it is known whether it was right. Raise TooOften, and count none.

        Counting first makes a hundred guesses at the same moment a hundred. Who is refused leaves no new tally behind:
        there would soon be so many that the older ones, which lock, were forgotten.
        """
        now_s = self._clock.now_s()
        with self._lock:
            known = [self._tally(key, now_s) for key in keys if key in self._tallies]
            wait_s = max((tally.locked_until - now_s for tally in known), default=0)
            if wait_s > 0:
                raise TooOften(wait_s)
            for key in keys:
                self._tally(key, now_s).count(now_s)

    def refund(self, *keys: Key) -> None:
        """Take back one try that was right."""
        with self._lock:
            for key in keys:
                if tally := self._tallies.get(key):
                    tally.tries = max(0, tally.tries - 1)
                    if tally.tries < tally.rule.free:
                        tally.locked_until = 0

    def forgive(self, key: Key) -> None:
        """Forget all tries: the right person is there."""
        with self._lock:
            self._tallies.pop(key, None)

    def _tally(self, key: Key, now_s: int) -> _Tally:
        tally = self._tallies.setdefault(key, _Tally(key[0], now_s))
        self._tallies.move_to_end(key)
        if len(self._tallies) > MOST_TALLIES:
            self._tallies.popitem(last=False)
        tally.come_to(now_s)
        return tally
