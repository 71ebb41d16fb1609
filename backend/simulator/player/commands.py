"""The commands that a player obeys and the acknowledgements that it gives (yoto-api.md 3.3, 3.8)."""

import json
from collections.abc import Callable
from uuid import uuid4

from backend.simulator.player import status
from backend.simulator.player.oddities import encoded
from backend.simulator.player.playback import Start
from backend.simulator.player.player import Player
from backend.simulator.player.volume import step_of_command
from backend.simulator.wire import Json, as_object, as_text

CARD_ADDRESS = "https://yoto.io/"
EVENTS_ACK_S = 0.1
CONTROL_ACK_S = (0.05, 0.2)
STATUS_REPLY_S = (0.15, 0.4)
AFTER_CARD_START_S = 0.2

Effect = Callable[[], None]
Handler = Callable[[Player, Json], Effect | None]


class Commands:
    """Hears commands for one player. What comes while it is off, offline or a Bluetooth speaker is lost."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._has_status_pending = False

    def receive(self, name: str, payload: bytes, *, source: str = "MQTT") -> None:
        """Take the command `device/<id>/command/<name>`."""
        player = self._player
        if not player.is_connected or player.situation.is_bluetooth_speaker:
            return
        body = _parsed(payload) | ({"source": source} if name in CARD_STARTS else {})
        if name in ("events/request", "events"):
            player.later(EVENTS_ACK_S, lambda: self._answer_events(payload, body))
        elif name in ("status/request", "status"):
            self._request_status(name, payload)
        else:
            key, handler = HANDLERS.get(name, (name.split("/")[0], _refuse))
            delays = player.options.card_start_ack_s if name in CARD_STARTS else CONTROL_ACK_S
            player.later(player.random.uniform(*delays), lambda: self._obey(key, handler, payload, body))

    def receive_over_rest(self, name: str, body: Json) -> None:
        """Take a command that came by REST; the cloud passes it on as MQTT."""
        if name == "status":
            body = {"requestId": uuid4().hex}
        self.receive(name, encoded(body) if body else b"", source="remote")

    def _obey(self, key: str, handler: Handler, payload: bytes, body: Json) -> None:
        effect = handler(self._player, body)
        self._acknowledge(key, payload, is_ok=effect is not None)
        if effect is not None:
            self._player.later(AFTER_CARD_START_S if handler is _start_card else 0.0, effect)

    def _answer_events(self, payload: bytes, body: Json) -> None:
        self._acknowledge("events", payload, is_ok=True)
        self._player.feed.arm(request_id=as_text(body.get("requestId")) or None)

    def _request_status(self, name: str, payload: bytes) -> None:
        """Answer in 150-400 ms; a request that comes before the answer to the last one is lost (yoto-api.md 3.5)."""
        if self._has_status_pending:
            return
        self._has_status_pending = True
        delay_s = self._player.random.uniform(*STATUS_REPLY_S)
        self._player.later(delay_s, lambda: self._reply_status(name, payload))

    def _reply_status(self, name: str, payload: bytes) -> None:
        player = self._player
        self._has_status_pending = False
        self._acknowledge(name, payload, is_ok=True)
        if name == "status":
            player.refresh_shadow()
            player.send_status("status/full", status.full(player.vitals()))
        else:
            player.send_status("data/status", status.basic(player.vitals()))

    def _acknowledge(self, key: str, payload: bytes, *, is_ok: bool) -> None:
        body = payload.decode("utf-8", "replace")
        self._player.publish("response", encoded({"status": {key: "OK" if is_ok else "FAIL", "req_body": body}}))


def _start_card(player: Player, body: Json) -> Effect | None:
    uri = as_text(body.get("uri"))
    if not uri.startswith(CARD_ADDRESS):
        return None
    wish = Start(
        chapter_key=_key(body.get("chapterKey")),
        track_key=_key(body.get("trackKey")),
        seconds_in=_seconds(body.get("secondsIn")),
        cut_off_s=_seconds(body.get("cutOff")) or 0.0,
        source=as_text(body.get("source")),
    )
    return player.start_card(uri.removeprefix(CARD_ADDRESS).partition("?")[0], wish)


def _stop(player: Player, _: Json) -> Effect:
    return player.playback.stop


def _pause(player: Player, _: Json) -> Effect:
    return player.playback.pause


def _resume(player: Player, _: Json) -> Effect:
    return player.playback.resume


def _set_volume(player: Player, body: Json) -> Effect | None:
    volume = _seconds(body.get("volume"))
    if volume is None:
        return None
    return lambda: player.set_volume_step(step_of_command(volume, cap=player.situation.volume_cap))


def _set_sleep_timer(player: Player, body: Json) -> Effect | None:
    seconds = _seconds(body.get("seconds"))
    return None if seconds is None else lambda: player.set_sleep_timer(int(seconds))


def _set_ambient(player: Player, body: Json) -> Effect | None:
    channels = [_seconds(body.get(name)) for name in ("r", "g", "b")]
    if None in channels or not player.identity.has_ambient_light:
        return None
    # Status packets give each channel as 0-100 (yoto-api.md 3.5).
    colour = "0x" + "".join(f"{round((channel or 0) / 255 * 100):02x}" for channel in channels)

    def shine() -> None:
        player.situation.nightlight = colour

    return shine


def _reboot(player: Player, _: Json) -> Effect:
    return player.reboot


def _bluetooth_on(player: Player, body: Json) -> Effect:
    def switch() -> None:
        player.situation.is_bluetooth_speaker = body.get("mode") == "bt_speaker"

    return switch


def _accept(_: Player, __: Json) -> Effect:
    return lambda: None


def _preview(_: Player, body: Json) -> Effect | None:
    return (lambda: None) if "uri" in body and "timeout" in body else None


def _refuse(_: Player, __: Json) -> None:
    return None


CARD_STARTS = ("card/start", "card-play")
HANDLERS: dict[str, tuple[str, Handler]] = {
    "card/start": ("card-play", _start_card),
    "card-play": ("card-play", _start_card),
    "card/stop": ("card-stop", _stop),
    "card-stop": ("card-stop", _stop),
    "card/pause": ("card-pause", _pause),
    "card-pause": ("card-pause", _pause),
    "card/resume": ("card-resume", _resume),
    "card-resume": ("card-resume", _resume),
    "volume/set": ("volume", _set_volume),
    "set-volume": ("set-volume", _set_volume),
    "sleep-timer/set": ("sleep-timer", _set_sleep_timer),
    "sleep": ("sleep", _set_sleep_timer),
    "ambients/set": ("ambients", _set_ambient),
    "ambients": ("ambients", _set_ambient),
    "reboot": ("reboot", _reboot),
    "restart": ("restart", _reboot),
    "bluetooth/on": ("bluetooth", _bluetooth_on),
    "bluetooth/off": ("bluetooth", _bluetooth_on),
    "bluetooth/connect": ("bluetooth", _accept),
    "bluetooth/disconnect": ("bluetooth", _accept),
    "bluetooth/delete-bonds": ("bluetooth", _accept),
    "bluetooth/state": ("bluetooth", _accept),
    "display/preview": ("display", _preview),
}


def _parsed(payload: bytes) -> Json:
    try:
        return as_object(json.loads(payload))
    except ValueError:
        return {}


def _key(value: object) -> str | None:
    """Read a key literally; a number is no key that any card has (yoto-api.md 3.3)."""
    return None if value is None else value if isinstance(value, str) else f"{value} (not a string)"


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
