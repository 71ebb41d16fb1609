"""The odd data that real players have been seen to send, switchable (yoto-api.md 8.4)."""

import json
from enum import StrEnum

from backend.simulator.wire import Json

RADIO_TITLE = "Caf\u00e9 M\u00fcnchen"


class Oddity(StrEnum):
    """One kind of odd data."""

    NON_UTF8_TITLE = "non_utf8_title"
    TEMPERATURE_NOT_SUPPORTED = "temperature_not_supported"
    BOOLEANS_IN_STATUS = "booleans_in_status"
    STRINGS_FOR_NUMBERS = "strings_for_numbers"
    UNKNOWN_PLAYBACK_STATUS = "unknown_playback_status"
    BATTERY_86_WHEN_OFF = "battery_86_when_off"
    CARD_INSERTED_3 = "card_inserted_3"


def encoded_event(event: Json, oddities: frozenset[Oddity]) -> bytes:
    """Return an event's bytes on the wire."""
    odd = dict(event)
    if Oddity.UNKNOWN_PLAYBACK_STATUS in oddities and "playbackStatus" in odd:
        odd["playbackStatus"] = "dreaming"
    if Oddity.STRINGS_FOR_NUMBERS in oddities:
        odd = {key: _as_string(value) for key, value in odd.items()}
    if Oddity.NON_UTF8_TITLE in oddities and "trackTitle" in odd:
        odd["trackTitle"] = RADIO_TITLE
        return json.dumps(odd, ensure_ascii=False).encode("latin-1", "replace")
    return encoded(odd)


def encoded_status(status: Json, oddities: frozenset[Oddity]) -> bytes:
    """Return a status packet's bytes on the wire, wrapped in `status` as always."""
    odd = dict(status)
    if Oddity.TEMPERATURE_NOT_SUPPORTED in oddities and "temp" in odd:
        odd["temp"] = "0:notSupported"
    if Oddity.BOOLEANS_IN_STATUS in oddities:
        for key in ("headphones", "bluetoothHp", "charging"):
            odd[key] = bool(odd[key])
    if Oddity.CARD_INSERTED_3 in oddities:
        odd["cardInserted"] = 3
    return encoded({"status": odd})


def encoded(message: Json) -> bytes:
    """Return compact JSON bytes."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _as_string(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value
