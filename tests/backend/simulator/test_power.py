"""Power, network, battery, settings (yoto-api.md 3.6, 3.10, 8.4)."""

import json

import pytest

from backend.simulator.options import SimulationOptions
from backend.simulator.player import status
from backend.simulator.player.identity import firmware_defaults
from backend.simulator.player.oddities import Oddity
from tests.backend.simulator.stage import CARD, Stage

# Captured packets, yoto-api.md A.4 and A.3.
UNSOLICITED = json.loads("""
{"statusVersion":1,"fwVersion":"v2.23.2","productType":"mini","batteryLevel":100,"als":0,"freeDisk":25108704,
"shutdownTimeout":3600,"dbatTimeout":60,"charging":0,"activeCard":"none","cardInserted":0,"playingStatus":0,
"headphones":0,"dnowBrightness":0,"dayBright":100,"nightBright":1,"bluetoothHp":0,"volume":50,"userVolume":43,
"timeFormat":"12","day":1}
""")
FULL = json.loads("""
{"statusVersion":3,"fwVersion":"v2.23.2","shutDown":"nA","totalDisk":31385600,"productType":"mini",
"wifiStrength":-26,"ssid":"HomeWifi","rtcResetReasonPRO":5,"rtcResetReasonAPP":14,"rtcWakeupCause":901,
"espResetReason":8,"sd_info":"0xad, 0x4c53(LS), USD00, 16, 1100876108, 04-2023, 1, 0, 1461, 50000000",
"battery":4116,"powerCaps":"","batteryLevel":100,"batteryTemp":0,"batteryData":"0:0:0","batteryLevelRaw":98,
"free":3885908,"freeDMA":59254,"free32":82098,"upTime":12,"utcTime":0,"aliveTime":12455380,"accelTemp":11,
"batteryProfile":"HPT-FD80X-2000-64","freeDisk":25160368,"failReason":0,"failData":0,"shutdownTimeout":3600,
"utcOffset":0,"nfcErrs":"0.00%-0.00%","dbatTimeout":60,"charging":0,"powerSrc":0,"activeCard":"none",
"cardInserted":0,"playingStatus":0,"headphones":0,"wifiRestarts":1,"qiOtp":0,"buzzErrors":0,
"dnowBrightness":100,"dayBright":100,"nightBright":1,"errorsLogged":9,"twdt":0,"bluetoothHp":0,
"nightlightMode":"off","bgDownload":0,"bytesPS":0,"day":-1,"temp":"0:0:0","als":0,"volume":55,"userVolume":50,
"timeFormat":"12","chgStatLevel":0,"missedLogs":0,"nfcLock":0,"batteryFullPct":80}
""")


def test_a_boot_is_12_seconds_of_silence_and_then_the_captured_sequence(stage: Stage) -> None:
    stage.player.set_power(is_on=False)
    stage.forget()
    stage.player.set_power(is_on=True)
    stage.clock.advance(11.9)
    assert stage.wire.said == []
    stage.clock.advance(0.2)
    (boot,) = stage.said("status")
    assert {"upTime": 12, "utcTime": 0, "day": -1, "shutDown": "nA"}.items() <= boot["status"].items()
    stage.clock.advance(2)
    topics = [topic for _, topic, _ in stage.wire.said]
    assert topics == ["status", "status", "data/status", "events", "data/events"]
    assert stage.said("data/events")[0]["cardId"] == "none"
    assert stage.wire.presence[-1] == (True, 0.0)


def test_after_a_power_cut_presence_goes_offline_only_with_the_last_will(stage: Stage) -> None:
    stage.play()
    stage.player.set_power(is_on=False)
    assert stage.wire.presence == [(False, 90.0)]
    stage.forget()
    stage.send("events/request", wait_s=60)
    assert stage.wire.said == []
    assert stage.doing()[0] == "stopped"


def test_switching_off_by_the_button_says_farewell_and_goes_offline_at_once(stage: Stage) -> None:
    stage.player.shut_down()
    assert stage.said("status")[-1]["status"]["shutDown"] == "userShutdown"
    assert stage.wire.presence == [(False, 0.0)]


def test_without_wifi_it_plays_on_but_is_neither_heard_nor_hears(stage: Stage) -> None:
    stage.send("events/request")
    stage.play()
    stage.player.set_wifi(is_on=False)
    stage.forget()
    stage.send("volume/set", {"volume": 0}, wait_s=20)
    assert stage.wire.said == []
    assert stage.player.situation.volume_step == 8
    assert stage.doing()[2] >= 20
    stage.player.set_wifi(is_on=True)
    assert stage.wire.presence == [(False, 90.0), (True, 0.0)]


def test_the_battery_drains_unplugged_and_charges_plugged_in(stage: Stage) -> None:
    battery = stage.player.battery
    battery.set(50, is_plugged_in=False)
    stage.clock.advance(3600)
    assert battery.percent == 42
    battery.set(50, is_plugged_in=True)
    assert battery.is_charging
    stage.clock.advance(3600)
    assert battery.percent == 90
    stage.clock.advance(3600)
    assert (battery.percent, battery.is_charging) == (100, False)


def test_night_mode_lowers_the_cap_and_the_volume_with_it(stage: Stage) -> None:
    stage.player.set_volume_step(13)
    stage.send("events/request")
    stage.forget()
    stage.player.set_day_mode(is_day=False)
    (delta,) = stage.said("data/events")
    assert (delta["volume"], delta["volumeMax"]) == (8, 8)
    stage.player.set_day_mode(is_day=True)
    assert stage.said("data/events")[-1]["volumeMax"] == 13


def test_new_settings_change_the_cap_at_once(stage: Stage) -> None:
    stage.send("events/request")
    stage.forget()
    stage.player.set_config(firmware_defaults() | {"maxVolumeLimit": "4"})
    (delta,) = stage.said("data/events")
    assert (delta["volume"], delta["volumeMax"]) == (4, 4)


def test_the_packets_have_the_captured_keys(stage: Stage) -> None:
    vitals = stage.player.vitals()
    assert sorted(status.unsolicited(vitals)) == sorted(UNSOLICITED)
    assert sorted(status.basic(vitals)) == sorted([*UNSOLICITED, "nightlightMode", "temp"])
    assert sorted(status.full(vitals)) == sorted(FULL)


def test_the_shadow_is_null_where_the_real_one_is(stage: Stage) -> None:
    shadow = stage.player.shadow
    nulls = {key for key, value in shadow.items() if value is None}
    assert {"battery", "statusVersion", "free", "dayBright", "shutdownTimeout"} <= nulls
    assert (shadow["activeCard"], shadow["userVolume"], shadow["ssid"]) == ("none", 50, "HomeWifi")


def test_how_a_card_got_in_shows_in_the_status(stage: Stage) -> None:
    assert stage.player.vitals().card_inserted == 0
    stage.play()
    assert stage.player.vitals().card_inserted == 2


def test_unasked_status_every_5_minutes_can_be_switched(tmp_path_factory: pytest.TempPathFactory) -> None:
    chatty = Stage(tmp_path_factory.mktemp("a"), options=SimulationOptions(periodic_status=True))
    silent = Stage(tmp_path_factory.mktemp("b"), options=SimulationOptions(periodic_status=False))
    for stage in (chatty, silent):
        stage.clock.advance(601)
    assert [len(chatty.said("data/status")), len(silent.said("data/status"))] == [2, 0]
    assert "nightlightMode" not in chatty.said("data/status")[0]["status"]


@pytest.mark.parametrize(
    ("oddity", "key", "value"),
    [
        (Oddity.TEMPERATURE_NOT_SUPPORTED, "temp", "0:notSupported"),
        (Oddity.BOOLEANS_IN_STATUS, "headphones", False),
        (Oddity.CARD_INSERTED_3, "cardInserted", 3),
    ],
)
def test_odd_status_can_be_switched_on(stage: Stage, oddity: Oddity, key: str, value: object) -> None:
    stage.player.situation.oddities.add(oddity)
    stage.send("status/request")
    assert stage.said("data/status")[0]["status"][key] is value or stage.said("data/status")[0]["status"][key] == value


def test_a_sleeping_player_can_claim_86_percent(stage: Stage) -> None:
    stage.player.situation.oddities.add(Oddity.BATTERY_86_WHEN_OFF)
    stage.player.shut_down()
    assert stage.player.shadow["batteryLevel"] == 86


def test_a_changed_card_reaches_a_plugged_in_idle_player_after_minutes(stage: Stage) -> None:
    newer = stage.card(100, 50, 30, 20, updated_at="2026-02-02T00:00:00.000Z")
    stage.cards[CARD] = newer
    stage.player.card_changed(CARD)
    stage.play(chapter="04")
    assert stage.acks()[-1]["card-play"] == "FAIL"
    stage.clock.advance(301)
    stage.play(chapter="04")
    assert stage.doing() == ("playing", "04", 0)
    assert stage.player.describe()["cardUpdatedAt"] == "2026-02-02T00:00:00.000Z"


def test_an_unplugged_player_does_not_fetch_changes(stage: Stage) -> None:
    stage.player.battery.set(80, is_plugged_in=False)
    stage.cards[CARD] = stage.card(10, updated_at="2026-02-02T00:00:00.000Z")
    stage.player.card_changed(CARD)
    stage.clock.advance(1000)
    assert stage.shelf.is_stale(CARD)
    stage.player.battery.set(80, is_plugged_in=True)
    stage.clock.advance(61)
    assert not stage.shelf.is_stale(CARD)


def test_the_values_of_the_packets_have_the_captured_types(stage: Stage) -> None:
    packet = status.full(stage.player.vitals())
    assert {key: type(value) for key, value in packet.items()} == {key: type(value) for key, value in FULL.items()}
