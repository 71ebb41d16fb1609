"""What the family's computers are called, also while the cloud cannot be asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from desktop.model.errors import Trouble
from desktop.services.ports import Clock
from desktop.store.library import Library

if TYPE_CHECKING:
    from desktop.services.family import Family

DEVICE_NAMES = "family.device_names"
NAMELESS = "Another computer"
ASK_AGAIN_S = 600.0
FRESH_S = 24 * 3600.0


class DeviceNames:
    """Keeps the names of the last answer in the library's preferences."""

    def __init__(self, *, library: Library, family: Family, clock: Clock) -> None:
        self._library = library
        self._family = family
        self._clock = clock
        self._asked_at = float("-inf")
        self._asked_about: set[str] = set()  # and got no name for

    def name_of(self, device: str) -> str:
        """Return a computer's name, or words for one that nobody has named."""
        return self._known().get(device) or NAMELESS

    async def learn(self, devices: Iterable[str]) -> None:
        """Ask the cloud when one of these is unknown, or after a day: computers are renamed. Not knowing is no harm."""
        known = self._known()
        strangers = {device for device in devices if device not in known}
        is_asked = strangers <= self._asked_about
        if is_asked and self._clock.monotonic() - self._asked_at < (ASK_AGAIN_S if strangers else FRESH_S):
            return
        self._asked_at = self._clock.monotonic()
        self._asked_about |= strangers
        try:
            found = await self._family.devices()
        except Trouble:
            return
        names = known | {str(device.key): device.name for device in found}
        if names != known:
            self._library.transact(
                "Name computers", lambda tx: tx.set_preference(DEVICE_NAMES, names), initiator=self, undoable=False
            )

    def _known(self) -> dict[str, str]:
        kept = self._library.preferences.get(DEVICE_NAMES)
        return kept if isinstance(kept, dict) else {}
