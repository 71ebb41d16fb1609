"""The players of the family and their way to the cloud."""

from dataclasses import dataclass

from backend.simulator.broker.broker import Broker
from backend.simulator.clock import Clock, Timer
from backend.simulator.player.commands import Commands
from backend.simulator.player.oddities import encoded
from backend.simulator.player.player import Player


@dataclass(slots=True)
class Line:
    """A player's connection to the broker, with its last will."""

    device_id: str
    clock: Clock
    broker: Broker
    is_online: bool = False
    _last_will: Timer | None = None

    def publish(self, topic: str, payload: bytes) -> None:
        """Publish under `device/<id>/`."""
        self.broker.publish(f"device/{self.device_id}/{topic}", payload)

    def announce(self, *, is_online: bool, after_s: float = 0.0) -> None:
        """Set the retained presence, after a delay for a last will; coming back in time voids the will."""
        if self._last_will is not None:
            self._last_will.cancel()
            self._last_will = None
        if after_s > 0:
            self._last_will = self.clock.call_later(after_s, lambda: self._set(is_online=is_online))
        else:
            self._set(is_online=is_online)

    def _set(self, *, is_online: bool) -> None:
        self.is_online = is_online
        presence = {"state": "online" if is_online else "offline", "ts": int(self.clock.now() * 1000)}
        self.broker.publish(f"device/{self.device_id}/presence", encoded(presence), is_retained=True)


@dataclass(frozen=True, slots=True)
class Member:
    """One player with its line and its ears."""

    player: Player
    line: Line
    commands: Commands


class Household:
    """All players by their device id."""

    def __init__(self) -> None:
        self._members: dict[str, Member] = {}

    def add(self, player: Player, line: Line) -> None:
        """Take a player in and announce whether it is online."""
        self._members[player.identity.device_id] = Member(player, line, Commands(player))
        line.announce(is_online=player.is_connected)

    def has(self, device_id: str) -> bool:
        """Say whether the family has this player."""
        return device_id in self._members

    def member(self, device_id: str) -> Member:
        """Return a player with its line; raises KeyError."""
        return self._members[device_id]

    def find(self, id_or_name: str) -> Member:
        """Return a player by its device id or its name; raises KeyError."""
        for device_id, member in self._members.items():
            if id_or_name in (device_id, member.player.identity.name):
                return member
        raise KeyError(id_or_name)

    def members(self) -> list[Member]:
        """Return all, in the order of the world."""
        return list(self._members.values())

    def deliver(self, device_id: str, command: str, payload: bytes) -> None:
        """Hand a command that came by MQTT to its player."""
        self._members[device_id].commands.receive(command, payload)

    def card_changed(self, card_id: str) -> None:
        """Tell all players that a card changed in the cloud."""
        for member in self._members.values():
            member.player.card_changed(card_id)
