"""Whether the clouds can be reached, and since when not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.services.announcer import Announcer
from desktop.services.ports import Clock


@dataclass(frozen=True, slots=True)
class Reachability:
    """`offline_since` is epoch seconds, None while online."""

    offline_since: float | None = None

    @property
    def is_online(self) -> bool:
        return self.offline_since is None


class Connectivity:
    """Learns from what the gateways reach and fail to reach, and from the players' live connection. On the loop's
    thread. Until something fails the app takes itself for online."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._is_live = False
        self._is_answered = True
        self._state = Reachability()
        self._announcer: Announcer[Reachability] = Announcer()

    @property
    def is_online(self) -> bool:
        return self._state.is_online

    @property
    def state(self) -> Reachability:
        return self._state

    def subscribe(self, listener: Callable[[Reachability], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def note_request(self, is_answered: bool) -> None:
        """A request got an answer, with whatever status, or none. While the live connection stands, none is one
        server's fault and not the line's."""
        self._is_answered = is_answered
        self._decide()

    def note_live(self, is_connected: bool) -> None:
        """The live connection to the players has come up or gone; its going alone proves nothing."""
        self._is_live = is_connected
        if is_connected:
            self._is_answered = True
        self._decide()

    def _decide(self) -> None:
        is_online = self._is_live or self._is_answered
        if is_online != self._state.is_online:
            self._state = Reachability(offline_since=None if is_online else self._clock.now())
            self._announcer.announce(self._state)
