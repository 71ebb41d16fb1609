"""Which players the account has: asked of Yoto at sign-in, every five minutes and on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desktop.model.errors import SignInNeeded, Trouble
from desktop.model.names import PlayerId
from desktop.model.player import Player
from desktop.services.nap import Nap
from desktop.services.ports import Clock, Json, YotoDevices

EVERY_S = 300.0
FIRST_RETRY_S = 5.0

Patch = Mapping[str, Any]


class Roster:
    """`on_players` gets each fresh list, `on_shadow` what the cloud last knew of a player, once for each."""

    def __init__(
        self,
        *,
        devices: YotoDevices,
        clock: Clock,
        is_signed_in: Callable[[], bool],
        read_shadow: Callable[[Json], Patch],
        on_players: Callable[[list[Player]], None],
        on_shadow: Callable[[PlayerId, Patch], None],
    ) -> None:
        self._devices = devices
        self._is_signed_in = is_signed_in
        self._read_shadow = read_shadow
        self._on_players = on_players
        self._on_shadow = on_shadow
        self._nap = Nap(clock)
        self._shadowed: set[PlayerId] = set()

    def wake(self) -> None:
        """Ask Yoto now: somebody has signed in or out, or the network is back."""
        self._nap.wake()

    async def refresh(self) -> None:
        """Ask Yoto now and return when it has answered. Raise Trouble."""
        players = await self._devices.players()
        if not self._is_signed_in():
            return
        self._on_players(players)
        for player in players:
            if player.id not in self._shadowed:
                await self._fetch_shadow(player.id)

    async def run(self) -> None:
        retry_s = FIRST_RETRY_S
        while True:
            pause_s: float | None = EVERY_S
            try:
                if self._is_signed_in():
                    await self.refresh()
                else:
                    self._shadowed.clear()
                    pause_s = None
                retry_s = FIRST_RETRY_S
            except SignInNeeded:
                pause_s = None
            except Trouble:
                pause_s, retry_s = retry_s, min(2 * retry_s, EVERY_S)
            await self._nap.take(pause_s)

    async def _fetch_shadow(self, player: PlayerId) -> None:
        """Its config may be barred (yoto-api.md 2.2), which costs only the first look."""
        try:
            device = await self._devices.config(player)
        except SignInNeeded:
            raise
        except Trouble:
            return
        self._shadowed.add(player)
        status = device.get("status")
        if isinstance(status, dict) and self._is_signed_in():
            self._on_shadow(player, self._read_shadow(status))
