"""Whether Yoto could be reached lately, as a signal to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[bool], None]


class Reach:
    """Hears of every answer and every failure to get one; tells its listeners of changes only, on the loop's thread."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._is_online: bool | None = None

    @property
    def is_online(self) -> bool | None:
        """Return whether the last attempt was answered; None before the first one."""
        return self._is_online

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(is_online)` at each change; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def tell(self, *, is_online: bool) -> None:
        """Note one attempt's outcome."""
        if is_online == self._is_online:
            return
        self._is_online = is_online
        for listener in tuple(self._listeners):
            listener(is_online)
