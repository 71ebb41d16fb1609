"""The family's players over Yoto's REST API (yoto-api.md 2)."""

from __future__ import annotations

from urllib.parse import quote

from desktop.gateways.yoto.api import YotoApi, rows, section
from desktop.model.lenient import Json, text
from desktop.model.names import PlayerId
from desktop.model.player import Player


class HttpYotoDevices:
    """Implements services.ports.YotoDevices."""

    def __init__(self, api: YotoApi) -> None:
        self._api = api

    async def players(self) -> list[Player]:
        """Return the family's players in Yoto's order."""
        found = rows(await self._api.get("/device-v2/devices/mine"), "devices")
        return [player for raw in found if (player := read_player(raw)) is not None]

    async def config(self, player: PlayerId) -> Json:
        """Return the raw `device` object: settings and the last shadow (yoto-api.md 2.2)."""
        return section(await self._api.get(f"/device-v2/{quote(player, safe='')}/config"), "device")


def read_player(raw: Json) -> Player | None:
    """Return the player that one element of `devices` describes; None without an id."""
    player_id = raw.get("deviceId")
    if not isinstance(player_id, str) or not player_id:
        return None
    return Player(
        id=PlayerId(player_id),
        name=text(raw.get("name")) or text(raw.get("description")) or player_id,
        family=text(raw.get("deviceFamily")),
        generation=text(raw.get("generation")),
        nickname=text(raw.get("description")),
        is_online=raw.get("online") is True,
    )
