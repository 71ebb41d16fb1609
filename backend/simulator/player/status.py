"""The status packets of a player (yoto-api.md 3.5, 3.6 and its appendices A.2 to A.5)."""

from dataclasses import dataclass

from backend.simulator.clock import iso
from backend.simulator.player.battery import Battery
from backend.simulator.player.identity import PlayerIdentity
from backend.simulator.player.playback import Playback
from backend.simulator.player.situation import Situation
from backend.simulator.player.volume import system_percent, user_percent
from backend.simulator.wire import Json, as_text

TOTAL_DISK_KIB = 31385600
FREE_DISK_KIB = 25108704
AUTO_BRIGHTNESS = 255
NULL_IN_SHADOW = (
    "aliveTime",
    "battery",
    "batteryRemaining",
    "chgStatLevel",
    "dayBright",
    "dbatTimeout",
    "dnowBrightness",
    "failData",
    "failReason",
    "free",
    "free32",
    "freeDMA",
    "lastSeenAt",
    "missedLogs",
    "nightBright",
    "qiOtp",
    "sd_info",
    "shutDown",
    "shutdownTimeout",
    "statusVersion",
    "timeFormat",
    "wifiRestarts",
)


@dataclass(frozen=True, slots=True)
class Vitals:
    """Everything that the packets report, read at one moment."""

    identity: PlayerIdentity
    config: Json
    now: float
    up_time_s: int
    is_clock_synced: bool
    battery_percent: int
    is_charging: bool
    power_source: int
    active_card: str
    card_inserted: int
    playing_status: int
    nightlight: str
    volume_step: int
    day: int
    ssid: str
    wifi_dbm: int
    shut_down: str = "nA"


def read_vitals(
    identity: PlayerIdentity,
    situation: Situation,
    playback: Playback,
    battery: Battery,
    *,
    now: float,
    shut_down: str = "nA",
    is_clock_synced: bool = True,
) -> Vitals:
    """Read everything that the packets report."""
    return Vitals(
        identity=identity,
        config=situation.config,
        now=now,
        up_time_s=int(now - situation.booted_at),
        is_clock_synced=is_clock_synced,
        battery_percent=battery.percent,
        is_charging=battery.is_charging,
        power_source=2 if battery.is_plugged_in else 0,
        active_card=playback.card.card_id if playback.card else "none",
        card_inserted=_card_inserted(situation, playback),
        playing_status=1 if playback.is_playing else 0,
        nightlight=situation.nightlight,
        volume_step=situation.volume_step,
        day=int(situation.is_day) if is_clock_synced else -1,
        ssid=situation.ssid,
        wifi_dbm=situation.wifi_dbm,
        shut_down=shut_down,
    )


def unsolicited(vitals: Vitals) -> Json:
    """Return the 21 keys that a player sends unasked."""
    is_day = vitals.day != 0
    return {
        "statusVersion": 1,
        "fwVersion": vitals.identity.firmware,
        "productType": vitals.identity.device_type,
        "batteryLevel": vitals.battery_percent,
        "als": _light(vitals),
        "freeDisk": FREE_DISK_KIB,
        "shutdownTimeout": _number(vitals.config.get("shutdownTimeout"), 3600),
        "dbatTimeout": 60,
        "charging": int(vitals.is_charging),
        "activeCard": vitals.active_card,
        "cardInserted": vitals.card_inserted,
        "playingStatus": vitals.playing_status,
        "headphones": 0,
        "dnowBrightness": _brightness(vitals, is_day=is_day) if vitals.active_card != "none" else 0,
        "dayBright": _setting(vitals, is_day=True),
        "nightBright": _setting(vitals, is_day=False),
        "bluetoothHp": 0,
        "volume": system_percent(vitals.volume_step, family=vitals.identity.device_family),
        "userVolume": user_percent(vitals.volume_step),
        "timeFormat": as_text(vitals.config.get("hourFormat")) or "12",
        "day": vitals.day,
    }


def basic(vitals: Vitals) -> Json:
    """Return the answer to `status/request`."""
    return unsolicited(vitals) | {"nightlightMode": vitals.nightlight, "temp": _temperatures(vitals)}


def full(vitals: Vitals) -> Json:
    """Return the extended packet, `statusVersion` 3."""
    return (
        basic(vitals)
        | partial(vitals)
        | {
            "statusVersion": 3,
            "shutDown": vitals.shut_down,
            "totalDisk": TOTAL_DISK_KIB,
            "wifiStrength": vitals.wifi_dbm,
            "ssid": vitals.ssid,
            "rtcResetReasonPRO": 5,
            "rtcResetReasonAPP": 14,
            "rtcWakeupCause": 901,
            "espResetReason": 8,
            "sd_info": "0xad, 0x4c53(LS), USD00, 16, 1100876108, 04-2023, 1, 0, 1461, 50000000",
            "batteryProfile": "HPT-FD80X-2000-64",
            "failReason": 0,
            "failData": 0,
            "utcOffset": 0,
            "nfcErrs": "0.00%-0.00%",
            "powerSrc": vitals.power_source,
            "wifiRestarts": 1,
            "qiOtp": 0,
            "buzzErrors": 0,
            "errorsLogged": 9,
            "twdt": 0,
            "bgDownload": 0,
            "bytesPS": 0,
            "chgStatLevel": 0,
            "missedLogs": 0,
            "nfcLock": 0,
            "batteryFullPct": 80,
        }
    )


def partial(vitals: Vitals) -> Json:
    """Return the small legacy packet about battery and memory."""
    return {
        "battery": 3300 + 9 * vitals.battery_percent,
        "powerCaps": "0x98" if vitals.power_source else "",
        "batteryLevel": vitals.battery_percent,
        "batteryTemp": 26 if vitals.identity.has_sensor else 0,
        "batteryData": f"0:{vitals.power_source}:{vitals.battery_percent}",
        "batteryLevelRaw": max(vitals.battery_percent - 2, 0),
        "free": 3885908,
        "freeDMA": 59254,
        "free32": 82098,
        "upTime": vitals.up_time_s,
        "utcTime": int(vitals.now) if vitals.is_clock_synced else 0,
        "aliveTime": 12455368 + vitals.up_time_s,
        "accelTemp": 11,
    }


def shadow(vitals: Vitals) -> Json:
    """Return what the cloud keeps of the last full packet: many keys are null there (yoto-api.md 3.6)."""
    kept: Json = full(vitals) | dict.fromkeys(NULL_IN_SHADOW)
    return kept | {"deviceId": vitals.identity.device_id, "updatedAt": iso(vitals.now)}


def rest_status(kept: Json, *, is_online: bool) -> Json:
    """Return the deprecated REST status made of a shadow (yoto-api.md 2.7)."""
    return {
        "activeCard": kept["activeCard"],
        "ambientLightSensorReading": kept["als"],
        "averageDownloadSpeedBytesSecond": kept["bytesPS"],
        "batteryLevelPercentage": kept["batteryLevel"],
        "batteryLevelPercentageRaw": kept["batteryLevelRaw"],
        "buzzErrors": kept["buzzErrors"],
        "cardInsertionState": kept["cardInserted"],
        "dayMode": kept["day"],
        "deviceId": kept["deviceId"],
        "errorsLogged": kept["errorsLogged"],
        "firmwareVersion": kept["fwVersion"],
        "freeDiskSpaceBytes": kept["freeDisk"],
        "isAudioDeviceConnected": bool(kept["headphones"]),
        "isBackgroundDownloadActive": bool(kept["bgDownload"]),
        "isBluetoothAudioConnected": bool(kept["bluetoothHp"]),
        "isCharging": bool(kept["charging"]),
        "isNfcLocked": kept["nfcLock"],
        "isOnline": is_online,
        "networkSsid": kept["ssid"],
        "nightlightMode": kept["nightlightMode"],
        "playingSource": 2 if kept["cardInserted"] == 3 else 0,
        "powerCapabilities": kept["powerCaps"],
        "powerSource": kept["powerSrc"],
        "systemVolumePercentage": kept["volume"],
        "taskWatchdogTimeoutCount": kept["twdt"],
        "temperatureCelcius": as_text(kept["temp"]).split(":")[1],
        "totalDiskSpaceBytes": kept["totalDisk"],
        "updatedAt": kept["updatedAt"],
        "uptime": kept["upTime"],
        "userVolumePercentage": kept["userVolume"],
        "utcOffsetSeconds": kept["utcOffset"],
        "utcTime": kept["utcTime"],
        "wifiStrength": kept["wifiStrength"],
    }


def _light(vitals: Vitals) -> int:
    if not vitals.identity.has_sensor:
        return 0
    return 380 if vitals.day else 12


def _temperatures(vitals: Vitals) -> str:
    return "26:25" if vitals.identity.has_sensor else "0:0:0"


def _setting(vitals: Vitals, *, is_day: bool) -> int:
    return _number(vitals.config.get("dayDisplayBrightness" if is_day else "nightDisplayBrightness"), AUTO_BRIGHTNESS)


def _brightness(vitals: Vitals, *, is_day: bool) -> int:
    setting = _setting(vitals, is_day=is_day)
    return 80 if setting == AUTO_BRIGHTNESS else setting


def _number(value: object, otherwise: int) -> int:
    """Read a config number, which is a string on the wire; "auto" and missing give `otherwise`."""
    text = str(value)
    return int(text) if text.isdigit() else otherwise


def _card_inserted(situation: Situation, playback: Playback) -> int:
    """Return 0 for none, 1 for a card in the slot, 2 for a remote start, 3 for a stream (yoto-api.md 3.5)."""
    if playback.track is not None and playback.track.is_stream:
        return 3
    if playback.card is not None and playback.source != "card":
        return 2
    return 1 if situation.slot else 0
