"""The bandwidth that the vault may take in the background, in one direction."""

from __future__ import annotations

from collections.abc import Callable

from desktop.model.upload import Stage
from desktop.services.ports import Clock
from desktop.services.vault_wishes import Wishes
from desktop.store.library import Library

KIB = 1024
SLICE_S = 1.0  # a changed limit is felt within this
TRICKLE_BPS = 128.0 * KIB  # beside an upload to Yoto: so little is not missed, and keeps the connection


class Rates:
    """How fast the background may be, at this moment. A publish that a person waits for comes before it."""

    def __init__(self, library: Library, *, wishes: Wishes) -> None:
        self._library = library
        self._wishes = wishes

    @property
    def is_yielding(self) -> bool:
        """Return whether something is on its way to Yoto."""
        return bool(self._library.uploads.in_stage(Stage.SENDING))

    def in_bps(self) -> float | None:
        """Return the most bytes a second from the cloud, None for no limit."""
        limit_kib_s = self._wishes.limit_kib_s
        return float(KIB * limit_kib_s) if limit_kib_s else None

    def out_bps(self) -> float | None:
        """Return the most bytes a second to the cloud, None for no limit."""
        limit_bps = self.in_bps()
        if not self.is_yielding:
            return limit_bps
        return TRICKLE_BPS if limit_bps is None else min(TRICKLE_BPS, limit_bps)


class Pace:
    """Hands out the line by the block. `limit_bps` is asked each time and may change; None is no limit."""

    def __init__(self, *, clock: Clock, limit_bps: Callable[[], float | None]) -> None:
        self._clock = clock
        self._limit_bps = limit_bps
        self._asked = 0.0
        self._given = 0.0
        self._looked_at = clock.monotonic()

    async def take(self, count: int, *, is_urgent: Callable[[], bool] = lambda: False) -> None:
        """Return when `count` more bytes are within the limit, whoever asked first going first; or once `is_urgent`."""
        self._give()
        self._asked += count
        mine = self._asked
        while (left := mine - self._give()) > 0.5 and not is_urgent():
            limit_bps = self._limit_bps()
            await self._clock.sleep(SLICE_S if not limit_bps else min(left / limit_bps, SLICE_S))

    def _give(self) -> float:
        """Return the bytes that have been given until now. What nobody asked for is not saved up."""
        now = self._clock.monotonic()
        limit_bps = self._limit_bps()
        if limit_bps is None:
            self._given = self._asked
        else:
            self._given = min(self._asked, self._given + (now - self._looked_at) * limit_bps)
        self._looked_at = now
        return self._given
