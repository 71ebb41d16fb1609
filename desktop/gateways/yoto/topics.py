"""The MQTT topics of a player, spelled exactly: a wildcard costs the connection (yoto-api.md 3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.model.names import PlayerId

EVENTS = "data/events"
STATUS = "data/status"
RESPONSE = "response"
PRESENCE = "presence"
FULL_STATUS = "status/full"
BOOT_STATUS = "status"
TWIN_EVENTS = "events"  # carries what data/events carries: understood, not subscribed to

MAX_SUBSCRIPTIONS = 50  # of one connection (yoto-api.md 8.3)
MAX_FILTERS = 8  # of one SUBSCRIBE

_WANTED = (EVENTS, RESPONSE, PRESENCE, STATUS, FULL_STATUS, BOOT_STATUS)  # the dearest first


def topic(player: PlayerId, suffix: str) -> str:
    """Return a player's full topic; there is no leading slash."""
    return f"device/{player}/{suffix}"


def split(name: str) -> tuple[PlayerId, str] | None:
    """Return (player, suffix) of a topic; None for one that is not a player's."""
    parts = name.split("/", 2)
    if len(parts) != 3 or parts[0] != "device" or not parts[1]:
        return None
    return PlayerId(parts[1]), parts[2]


def subscriptions(players: Sequence[PlayerId]) -> list[str]:
    """Return what to subscribe to for these players: with many of them, only the dearest topics of each."""
    each = max(1, min(len(_WANTED), MAX_SUBSCRIPTIONS // max(1, len(players))))
    return [topic(player, suffix) for player in players for suffix in _WANTED[:each]][:MAX_SUBSCRIPTIONS]


def packets(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the topics in groups that one SUBSCRIBE may carry."""
    for start in range(0, len(names), MAX_FILTERS):
        yield names[start : start + MAX_FILTERS]
