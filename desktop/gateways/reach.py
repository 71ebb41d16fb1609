"""Whether Yoto could be reached lately, as a signal to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[bool], None]


class Reach:
    """Tells its listeners of every answer and of every failure to get one, on the loop's thread."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(is_answered)` after each attempt; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def tell(self, *, is_answered: bool) -> None:
        """Note one attempt's outcome; an answer counts whatever its status."""
        for listener in tuple(self._listeners):
            listener(is_answered)
