"""The hands of whoever runs a simulation: buttons, cards, power, network, tokens, trouble, time."""

import copy
from collections.abc import Callable
from typing import Protocol, TypeVar

from backend.simulator.assembly import Assembly
from backend.simulator.faults import Fault, FaultKind
from backend.simulator.household import Member
from backend.simulator.player import buttons
from backend.simulator.player.buttons import Button
from backend.simulator.player.oddities import Oddity
from backend.simulator.player.player import Player
from backend.simulator.wire import Json

T = TypeVar("T")


class Runner(Protocol):
    """Runs work on the simulation's loop and returns its result, or raises what it raised."""

    def __call__(self, work: Callable[[], T], /) -> T: ...


class Control:
    """Everything that can be done to a running simulation.

    With the runner that `Simulation` gives it, every method is thread-safe and blocks until it is done. A player is
    named by its device id or by its name; an unknown one raises KeyError.
    """

    def __init__(self, parts: Assembly, run: Runner) -> None:
        self._parts = parts
        self._run = run

    # At a player

    def press(self, player: str, button: str) -> None:
        """Press "pause", "play", "next", "previous", "volume_up", "volume_down" or "left_hold"."""
        self._run(lambda: buttons.press(self._player(player), Button(button)))

    def insert_card(self, player: str, card_id: str) -> None:
        """Put a card into the slot."""
        self._run(lambda: buttons.insert_card(self._player(player), card_id))

    def remove_card(self, player: str) -> None:
        """Take the card out of the slot."""
        self._run(lambda: buttons.remove_card(self._player(player)))

    def set_power(self, player: str, on: bool) -> None:
        """Cut the power, or switch on, which takes 12 s of the simulated clock until the player is heard of."""
        self._run(lambda: self._player(player).set_power(is_on=on))

    def shut_down(self, player: str) -> None:
        """Switch off by the button, with a farewell packet."""
        self._run(lambda: self._player(player).shut_down())

    def set_wifi(self, player: str, on: bool) -> None:
        """Cut or give back a player's network."""
        self._run(lambda: self._player(player).set_wifi(is_on=on))

    def set_battery(self, player: str, percent: int, charging: bool | None = None) -> None:
        """Set the battery's charge, and whether the player is plugged in."""
        self._run(lambda: self._player(player).battery.set(percent, is_plugged_in=charging))

    def set_day_mode(self, player: str, day: bool) -> None:
        """Go to day or night mode."""
        self._run(lambda: self._player(player).set_day_mode(is_day=day))

    def odd(self, player: str, switch: str, on: bool) -> None:
        """Switch one kind of odd data (a value of `Oddity`) on or off."""
        self._run(lambda: _switch(self._player(player).situation.oddities, Oddity(switch), is_on=on))

    def publish_raw(self, player: str, topic: str, payload: bytes) -> None:
        """Send any bytes under `device/<id>/<topic>`, as if the player had."""
        self._run(lambda: self._member(player).line.publish(topic, payload))

    def player_state(self, player: str) -> Json:
        """Return what the player really does, whatever it tells."""
        return self._run(lambda: _state(self._member(player)))

    # Tokens and connections

    def expire_tokens(self) -> None:
        """End all sign-ins: access tokens expire, refresh tokens are revoked, MQTT connections break."""
        self._run(self._parts.grants.revoke_all)
        self._run(self._expire)

    def expire_access_tokens(self) -> None:
        """Expire all access tokens, which breaks the MQTT connections; refreshing works."""
        self._run(self._expire)

    def drop_mqtt(self, player: str | None = None) -> None:
        """Break all MQTT connections, or those that listen to one player."""
        self._run(lambda: self._parts.broker.drop(player=self._id(player) if player else None))

    def set_network(self, on: bool) -> None:
        """Cut the clients' way to the cloud, HTTP and MQTT, in the middle of whatever is on it; or give it back."""
        self._run(lambda: self._parts.faults.set_cut(is_cut=not on))
        self._run(lambda: self._parts.broker.set_cut(is_cut=not on))

    def mqtt_clients(self) -> list[str]:
        """Return the ids of the connected MQTT clients."""
        return self._run(lambda: self._parts.broker.clients)

    def approve_device(self, user_code: str, approved: bool = True) -> bool:
        """Answer a device code sign-in; False when there is none with this code."""
        return self._run(lambda: self._parts.grants.decide_device(user_code, is_approved=approved))

    # Trouble

    def delay(self, path_prefix: str, seconds: float, times: int = 1) -> None:
        """Have the next requests to a path wait so many seconds of wall time."""
        self._add(Fault(FaultKind.DELAY, path_prefix, times, seconds=seconds))

    def fail(self, path_prefix: str, status: int, times: int = 1, retry_after: int | None = None) -> None:
        """Answer the next requests to a path with an error and do nothing."""
        self._add(Fault(FaultKind.FAIL, path_prefix, times, status=status, retry_after=retry_after))

    def fail_after(self, path_prefix: str, status: int, times: int = 1) -> None:
        """Do what the next requests to a path ask for, but answer with an error."""
        self._add(Fault(FaultKind.FAIL_AFTER, path_prefix, times, status=status))

    def drop(self, path_prefix: str, times: int = 1, after_bytes: int = 0) -> None:
        """Break the connection of the next requests to a path, unanswered, or once so much of a body has come."""
        self._add(Fault(FaultKind.DROP, path_prefix, times, after_bytes=after_bytes))

    def stall_uploads(self, times: int = 1) -> None:
        """Have the next uploads that are stored stay in the phase "analyzing" for ever."""
        self._run(lambda: setattr(self._parts.uploads, "stalls_to_come", times))

    # Time and content

    def advance(self, seconds: float) -> None:
        """Push the simulated clock forward; everything that falls due happens on the way."""
        self._run(lambda: self._parts.clock.advance(seconds))

    def now(self) -> float:
        """Return the simulated time, epoch seconds."""
        return self._run(self._parts.clock.now)

    def content(self, card_id: str) -> Json:
        """Return a card as it is stored now; raises KeyError."""
        return self._run(lambda: copy.deepcopy(self._stored(card_id)))

    def cards(self) -> list[str]:
        """Return the ids of all cards that a list would show, without lag."""
        return self._run(self._parts.content.ids)

    def update_card(self, card_id: str, changes: Json) -> None:
        """Replace top-level fields of an own card, as an edit in the phone app would."""
        self._run(lambda: self._parts.content.change(card_id, changes))

    # What was

    def requests(self) -> list[tuple[str, str, int]]:
        """Return method, path and status of the last 20,000 requests served; status 0 for broken connections."""
        return self._run(lambda: [(entry.method, entry.path, entry.status) for entry in self._parts.faults.served])

    def mqtt_messages(self) -> list[tuple[str, str, str, bytes]]:
        """Return direction ("in" from clients, "out" from players), client, topic and payload of the last 20,000."""
        return self._run(
            lambda: [
                (entry.direction, entry.client, entry.topic, entry.payload) for entry in self._parts.broker.messages
            ]
        )

    def uploads(self) -> list[Json]:
        """Return the uploads as their polls show them, with the bytes received so far."""
        uploads = self._parts.uploads
        return self._run(
            lambda: [uploads.view(each) | {"receivedBytes": each.received_bytes} for each in uploads.all()]
        )

    def _add(self, fault: Fault) -> None:
        self._run(lambda: self._parts.faults.to_come.append(fault))

    def _expire(self) -> None:
        self._parts.mint.expire_all()
        self._parts.broker.drop()

    def _member(self, player: str) -> Member:
        return self._parts.household.find(player)

    def _player(self, player: str) -> Player:
        return self._member(player).player

    def _id(self, player: str) -> str:
        return self._player(player).identity.device_id

    def _stored(self, card_id: str) -> Json:
        card = self._parts.content.newest(card_id)
        if card is None:
            raise KeyError(card_id)
        return card


def _switch(oddities: set[Oddity], oddity: Oddity, *, is_on: bool) -> None:
    (oddities.add if is_on else oddities.discard)(oddity)


def _state(member: Member) -> Json:
    player, situation = member.player, member.player.situation
    playback, track = player.playback, player.playback.track
    return {
        "playback": str(playback.status),
        "card": playback.card.card_id if playback.card else None,
        "chapter": track.chapter_key if track else None,
        "track": track.key if track else None,
        "position": playback.position_s,
        "waiting": playback.is_waiting,
        "source": playback.source,
        "volume": situation.volume_step,
        "cap": situation.volume_cap,
        "sleep": situation.sleep_left_s(player.clock.now()),
        "power": situation.has_power,
        "wifi": situation.has_wifi,
        "online": member.line.is_online,
        "battery": player.battery.percent,
        "charging": player.battery.is_charging,
        "day": situation.is_day,
        "slot": situation.slot,
    }
