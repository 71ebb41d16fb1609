"""Which key of a player's message means which field of `Reported`: a table for events, one for statuses."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from desktop.model.names import CardId
from desktop.model.player import Playback, Slot
from desktop.model.volume import STEPS

Json = Mapping[str, Any]
Patch = dict[str, Any]


class _Unsaid:
    """Stands for a value that says nothing: the field stays as it was."""


UNSAID: Final = _Unsaid()
Reader = Callable[[Any], Any]


def read_event(body: Json) -> Patch:
    """Return the fields of `Reported` that a message on `data/events` brings (yoto-api.md 3.4).

    Values of a wrong type, unknown words and unknown keys are left out. `card_id` None means that nothing plays.
    """
    return _read(body, _EVENT) | _sleep(body)


def read_status(body: Json) -> Patch:
    """Return the fields that a status brings: from the wire (yoto-api.md 3.5, 3.6), from the shadow in a player's
    config with its many nulls, or in REST's own spelling (2.7).

    What plays and how loud is the events' business: a status may lag behind them.
    """
    patch = _read(body, _STATUS)
    phones = [_truth(body[key]) for key in _PHONES if key in body]
    if said := [value for value in phones if isinstance(value, bool)]:
        patch["has_headphones"] = any(said)
    return patch


def _read(body: Json, table: Mapping[str, tuple[str, Reader]]) -> Patch:
    patch: Patch = {}
    for key, (field, read) in table.items():
        value = read(body[key]) if key in body else UNSAID
        if value is not UNSAID:
            patch[field] = value
    return patch


def _sleep(body: Json) -> Patch:
    """A timer that runs has both keys, one that does not has only `sleepTimerActive` false."""
    seconds = _count(body.get("sleepTimerSeconds"))
    if _truth(body.get("sleepTimerActive")) is False or seconds == 0:
        return {"sleep_s": None}
    return {} if seconds is UNSAID else {"sleep_s": seconds}


def _number(value: Any) -> Any:
    """Return a whole number from a number, a truth or text that holds one."""
    if not isinstance(value, int | float | str):
        return UNSAID
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return UNSAID
    return int(number) if math.isfinite(number) else UNSAID


def _count(value: Any) -> Any:
    number = _number(value)
    return number if number is not UNSAID and number >= 0 else UNSAID


def _within(least: int, most: int) -> Reader:
    def read(value: Any) -> Any:
        number = _number(value)
        return number if number is not UNSAID and least <= number <= most else UNSAID

    return read


def _truth(value: Any) -> Any:
    """Return a truth from true/false, 0/1 or either as text."""
    match value.casefold() if isinstance(value, str) else value:
        case True | 1 | "1" | "true":
            return True
        case False | 0 | "0" | "false":
            return False
        case _:
            return UNSAID


def _text(value: Any) -> Any:
    return value if isinstance(value, str) else UNSAID


def _key(value: Any) -> Any:
    """Return a chapter's or track's key, literally: "08" is not "8"."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _card(value: Any) -> Any:
    if not isinstance(value, str):
        return UNSAID
    return None if value in ("", "none") else CardId(value)


def _playback(value: Any) -> Any:
    return Playback(value) if isinstance(value, str) and value in _PLAYBACKS else UNSAID


def _slot(value: Any) -> Any:
    number = _number(value)
    return _SLOTS.get(number, UNSAID) if number is not UNSAID else UNSAID


def _day(value: Any) -> Any:
    """Return day or night; -1 is a player that has not set its clock yet."""
    return {0: False, 1: True}.get(_number(value), UNSAID)


def _temperature(value: Any) -> Any:
    """Return the device's degrees from "battery:device[:more]"; "0:0:0" and "0:notSupported" measure nothing."""
    parts = value.split(":") if isinstance(value, str) else []
    if len(parts) < 2:
        return _number(value)
    return UNSAID if all(part in ("0", "") for part in parts) else _number(parts[1])


_PLAYBACKS = frozenset(Playback)
_SLOTS = {0: Slot.EMPTY, 1: Slot.PHYSICAL, 2: Slot.REMOTE, 3: Slot.STREAM}
_PHONES = ("headphones", "bluetoothHp", "isAudioDeviceConnected", "isBluetoothAudioConnected")
_PERCENT = _within(0, 100)
_STEP = _within(0, STEPS)

_EVENT: Mapping[str, tuple[str, Reader]] = {
    "playbackStatus": ("playback", _playback),
    "cardId": ("card_id", _card),
    "source": ("source", _text),
    "chapterKey": ("chapter_key", _key),
    "chapterTitle": ("chapter_title", _text),
    "trackKey": ("track_key", _key),
    "trackTitle": ("track_title", _text),
    "trackLength": ("track_length_s", _count),
    "position": ("position_s", _count),
    "cardUpdatedAt": ("card_updated_at", _text),
    "streaming": ("is_streaming", _truth),
    "playbackWait": ("is_waiting", _truth),
    "repeatAll": ("repeats_all", _truth),
    "volume": ("volume_step", _STEP),
    "volumeMax": ("volume_cap", _STEP),
}

_STATUS: Mapping[str, tuple[str, Reader]] = {
    "batteryLevel": ("battery_percent", _PERCENT),
    "charging": ("is_charging", _truth),
    "wifiStrength": ("wifi_dbm", _within(-130, -1)),
    "ssid": ("ssid", _text),
    "temp": ("temperature_c", _temperature),
    "freeDisk": ("free_disk_kib", _count),
    "totalDisk": ("total_disk_kib", _count),
    "fwVersion": ("firmware", _text),
    "day": ("is_day", _day),
    "cardInserted": ("slot", _slot),
    "isOnline": ("is_online", _truth),
    "batteryLevelPercentage": ("battery_percent", _PERCENT),
    "isCharging": ("is_charging", _truth),
    "networkSsid": ("ssid", _text),
    "temperatureCelcius": ("temperature_c", _number),
    "freeDiskSpaceBytes": ("free_disk_kib", _count),  # KiB in spite of its name
    "totalDiskSpaceBytes": ("total_disk_kib", _count),
    "firmwareVersion": ("firmware", _text),
    "dayMode": ("is_day", _day),
    "cardInsertionState": ("slot", _slot),
}
