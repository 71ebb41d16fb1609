"""Whether the clouds can be reached, and since when not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.services.announcer import Announcer
from desktop.services.ports import Clock


@dataclass(frozen=True, slots=True)
class Reach:
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
        self._reach = Reach()
        self._announcer: Announcer[Reach] = Announcer()

    @property
    def is_online(self) -> bool:
        return self._reach.is_online

    @property
    def reach(self) -> Reach:
        return self._reach

    def subscribe(self, listener: Callable[[Reach], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def note_reached(self) -> None:
        """A request was answered, with whatever status."""
        self._become(Reach())

    def note_failed(self) -> None:
        """A request got no answer. While the live connection stands that is one server's fault, not the line's."""
        if not self._is_live and self._reach.is_online:
            self._become(Reach(offline_since=self._clock.now()))

    def note_live(self, *, is_connected: bool) -> None:
        """The live connection to the players has come up or gone; its going alone proves nothing."""
        self._is_live = is_connected
        if is_connected:
            self.note_reached()

    def _become(self, reach: Reach) -> None:
        if reach != self._reach:
            self._reach = reach
            self._announcer.announce(reach)
