"""Tells whoever subscribed that something has happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Announcer(Generic[T]):
    """Listeners are called in the order of their subscription, on the thread that announces."""

    def __init__(self) -> None:
        self._listeners: dict[object, Callable[[T], None]] = {}

    def subscribe(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Return what ends the subscription; ending it twice is harmless."""
        ticket = object()
        self._listeners[ticket] = listener

        def unsubscribe() -> None:
            self._listeners.pop(ticket, None)

        return unsubscribe

    def announce(self, value: T) -> None:
        """Call every listener, also those after one that unsubscribes meanwhile."""
        for ticket, listener in list(self._listeners.items()):
            if ticket in self._listeners:
                listener(value)
