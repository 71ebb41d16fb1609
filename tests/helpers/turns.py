"""Lets two deeds take turns at every call to the table and the bucket, in an order that is said beforehand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

DEADLINE_S = 30.0


class Stepping:
    """Stands before an adapter and calls `before` before each of its methods."""

    def __init__(self, inner: object, before: Callable[[], None]) -> None:
        self._inner = inner
        self._before = before

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def stepping(*args: Any, **named: Any) -> Any:
            self._before()
            return found(*args, **named)

        return stepping


class Turns:
    """Two threads of which one runs at a time; after so many steps each the other one goes on."""

    def __init__(self, plan: Sequence[int] = ()) -> None:
        self.steps = [0, 0]
        self._plan = list(plan)
        self._turn = 0
        self._done = [False, False]
        self._changed = threading.Condition()
        self._me = threading.local()

    def step(self) -> None:
        """Wait for one's turn. Whoever is none of the two goes on at once."""
        me = getattr(self._me, "number", None)
        if me is None:
            return
        with self._changed:
            self._switch_if_planned()
            if not self._changed.wait_for(lambda: self._turn == me, timeout=DEADLINE_S):
                raise TimeoutError("never my turn")
            self.steps[me] += 1

    def run(self, *deeds: Callable[[], object]) -> list[object]:
        """Do both deeds to their ends and return what they returned or raised."""
        results: list[object] = [None, None]

        def do(number: int) -> None:
            self._me.number = number
            with self._changed:
                self._changed.wait_for(lambda: self._turn == number, timeout=DEADLINE_S)
            try:
                results[number] = deeds[number]()
            except Exception as error:  # noqa: BLE001  # the test looks at it
                results[number] = error
            with self._changed:
                self._done[number] = True
                self._turn = 1 - number
                self._changed.notify_all()

        threads = [threading.Thread(target=do, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def _switch_if_planned(self) -> None:
        if self._plan and sum(self.steps) >= self._plan[0]:
            self._plan.pop(0)
            other = 1 - self._turn
            if not self._done[other]:
                self._turn = other
                self._changed.notify_all()


def plans(steps: int, *, switches: int) -> Iterator[tuple[int, ...]]:
    """Iterate over the places at which two deeds of so many steps in all may be switched."""
    for number in range(switches + 1):
        yield from combinations(range(steps + 1), number)
