"""What a player says of itself, in short words with an icon each."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.model.player import Player, Reported, Slot
from desktop.model.volume import STEPS
from desktop.ui.format import KIB, size

WEAK_DBM = -75
FAIR_DBM = -65


@dataclass(frozen=True, slots=True)
class Fact:
    icon: str
    name: str
    text: str


def facts(player: Player | None, reported: Reported) -> list[Fact]:
    """Return what is known and of use to a parent; what a player has not said is left out."""
    is_live = bool(reported.is_online)
    found = [Fact("wifi" if is_live else "wifi-off", "Connection", "Online" if is_live else "Offline")]
    if reported.battery_percent is not None:
        found.append(battery_fact(reported))
    if is_live and reported.wifi_dbm is not None:
        found.append(_wifi_fact(reported))
    if reported.volume_cap is not None and reported.volume_cap < STEPS:
        found.append(Fact("volume", "Volume limit", f"{reported.volume_cap} of {STEPS}"))
    if is_live and reported.slot is not None:
        found.append(Fact("insert-card", "Slot", _SLOTS[reported.slot]))
    if is_live and reported.is_day is not None:
        found.append(Fact("sun" if reported.is_day else "moon", "Mode", "Day" if reported.is_day else "Night"))
    if is_live and reported.has_headphones:
        found.append(Fact("headphones", "Headphones", "Connected"))
    if is_live and reported.temperature_c is not None:
        found.append(Fact("thermometer", "Temperature", f"{reported.temperature_c} °C"))
    if reported.free_disk_kib is not None:
        found.append(Fact("hard-drive", "Free space", size(reported.free_disk_kib * KIB)))
    if reported.firmware:
        found.append(Fact("info", "Firmware", reported.firmware))
    if player is not None and player.nickname:
        found.append(Fact("tag", "Nickname", player.nickname))
    return found


def battery_fact(reported: Reported) -> Fact:
    """Return the battery's charge. What a switched-off player said last is told as such (yoto-api.md 3.10)."""
    percent = reported.battery_percent or 0
    if not reported.is_online:
        return Fact(battery_icon(reported), "Battery", f"{percent} % when last seen")
    return Fact(battery_icon(reported), "Battery", f"{percent} %, charging" if reported.is_charging else f"{percent} %")


def battery_icon(reported: Reported) -> str:
    percent = reported.battery_percent or 0
    if reported.is_charging and reported.is_online:
        return "battery-charging"
    for most, icon in ((10, "battery-empty"), (30, "battery-low"), (60, "battery-medium"), (85, "battery-high")):
        if percent <= most:
            return icon
    return "battery-full"


def _wifi_fact(reported: Reported) -> Fact:
    dbm = reported.wifi_dbm or 0
    icon, word = (
        ("wifi-low", "Weak") if dbm < WEAK_DBM else ("wifi-medium", "Fair") if dbm < FAIR_DBM else ("wifi", "Good")
    )
    return Fact(icon, "Wi-Fi", f"{word} · {reported.ssid}" if reported.ssid else word)


_SLOTS = {
    Slot.EMPTY: "Empty",
    Slot.PHYSICAL: "Card inserted",
    Slot.REMOTE: "Started from afar",
    Slot.STREAM: "Streaming",
}
