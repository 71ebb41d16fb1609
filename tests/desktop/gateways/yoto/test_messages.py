"""What players say, however oddly they say it, and how commands are spelled."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.gateways.yoto.messages import encode, parse
from desktop.model.command import (
    Command,
    Pause,
    PlayCard,
    RequestEvents,
    RequestStatus,
    Resume,
    SetSleepTimer,
    SetVolume,
    Stop,
)
from desktop.model.heard import Answer, Change, Heard, Presence
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Playback, Reported, Slot, merge

KITCHEN = PlayerId("yKitchen")


def hear(suffix: str, body: Any) -> Heard | None:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    said = parse(f"device/{KITCHEN}/{suffix}", payload)
    assert said is None or said[0] == KITCHEN
    return said[1] if said else None


def patch_of(suffix: str, body: Any) -> dict[str, Any]:
    heard = hear(suffix, body)
    assert isinstance(heard, Change)
    return dict(heard.patch)


def event(**body: Any) -> dict[str, Any]:
    return patch_of("data/events", body)


def status(**body: Any) -> dict[str, Any]:
    return patch_of("data/status", {"status": body})


@pytest.mark.parametrize(
    ("suffix", "is_event"),
    [("data/events", True), ("events", True), ("data/status", False), ("status/full", False), ("status", False)],
)
def test_only_events_are_proof_of_a_commands_effect(suffix: str, is_event: bool) -> None:
    heard = hear(suffix, {"status": {}})
    assert isinstance(heard, Change)
    assert heard.is_event is is_event


def test_a_delta_brings_only_what_it_said() -> None:
    assert event(volume=9, volumeMax=13, eventUtc=1766515433) == {"volume_step": 9, "volume_cap": 13}


def test_numbers_as_text_and_truths_as_numbers_are_understood() -> None:
    assert event(volume="9", position="12", trackLength=61.9, streaming=1, repeatAll="0", playbackWait="true") == {
        "volume_step": 9,
        "position_s": 12,
        "track_length_s": 61,
        "is_streaming": True,
        "repeats_all": False,
        "is_waiting": True,
    }


def test_values_that_make_no_sense_leave_the_field_as_it_was() -> None:
    assert event(volume=55, volumeMax=-1, position="soon", playbackStatus="dancing", cardId=7, trackTitle=None) == {}
    assert event(volume=float("inf"), trackLength=10**400, position=[], streaming="maybe", sleepTimerSeconds={}) == {}


def test_quirk_8_a_stop_clears_all_that_played_though_it_resends_none_of_it() -> None:
    playing = merge(
        Reported(),
        event(cardId="dtJKg", chapterKey="11", trackKey="01", trackTitle="A", position=3, playbackStatus="playing"),
        at=1.0,
    )
    for nothing in ("none", ""):
        stopped = merge(playing, event(cardId=nothing, playbackStatus="stopped"), at=2.0)
        assert stopped.card_id is None
        assert stopped.track_title is None
        assert stopped.position_s is None
        assert stopped.playback is Playback.STOPPED


def test_quirk_9_a_title_that_is_no_utf8_does_not_stop_the_news() -> None:
    patch = patch_of("data/events", b'{"trackTitle":"Caf\xe9 del Mar","volume":7}')
    assert patch["volume_step"] == 7
    assert patch["track_title"] == "Caf\N{REPLACEMENT CHARACTER} del Mar"


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff\xfe", b"[]", b"7", b"null", b"[" * 100_000, b'"x"'])
def test_what_is_no_json_object_is_passed_over(payload: bytes) -> None:
    for suffix in ("data/events", "data/status", "response", "presence", "status/full"):
        assert hear(suffix, payload) is None


def test_topics_of_others_are_passed_over() -> None:
    assert parse("device/yKitchen/command/card/start", b"{}") is None
    assert parse("$aws/things/yKitchen/shadow", b"{}") is None
    assert parse("device//data/events", b"{}") is None
    assert parse("", b"{}") is None


def test_a_sleep_timer_runs_while_it_is_active_and_counts() -> None:
    assert event(sleepTimerActive=True, sleepTimerSeconds=600) == {"sleep_s": 600}
    assert event(sleepTimerActive=False) == {"sleep_s": None}
    assert event(sleepTimerActive=False, sleepTimerSeconds=12) == {"sleep_s": None}
    assert event(sleepTimerActive=True) == {}


def test_a_status_tells_of_the_body_of_the_player_and_not_of_what_plays() -> None:
    said = status(
        batteryLevel=80, charging=1, freeDisk=25108704, fwVersion="v2.23.2", day=1, cardInserted=3, temp="25:24",
        headphones=0, bluetoothHp=1, wifiStrength=-51, ssid="Home", activeCard="dtJKg", userVolume=43, volume=50,
    )  # fmt: skip
    assert said == {
        "battery_percent": 80,
        "is_charging": True,
        "free_disk_kib": 25108704,
        "firmware": "v2.23.2",
        "is_day": True,
        "slot": Slot.STREAM,
        "temperature_c": 24,
        "has_headphones": True,
        "wifi_dbm": -51,
        "ssid": "Home",
    }


@pytest.mark.parametrize("said", ["0:notSupported", "notSupported", "0:0:0", "0:0", "", None, "a:b"])
def test_a_temperature_that_is_not_measured_is_not_shown(said: str | None) -> None:
    assert status(temp=said) == {}


def test_unknown_day_mode_and_slots_are_left_out() -> None:
    assert status(day=-1, cardInserted=9) == {}


def test_presence_is_online_or_offline_and_nothing_else() -> None:
    assert hear("presence", {"state": "online", "ts": 1766515352000}) == Presence(is_online=True)
    assert hear("presence", {"state": "offline", "ts": 1766515352000}) == Presence(is_online=False)
    assert hear("presence", {"state": "asleep"}) is None


def test_an_answer_is_understood_in_any_spelling() -> None:
    for name in ("card-play", "card", "status/request", "set-volume"):
        heard = hear("response", {"status": {name: "OK", "req_body": '{"requestId":"u-1"}'}})
        assert heard == Answer(name=name, is_ok=True, request_id="u-1", body='{"requestId":"u-1"}')


def test_an_answers_request_need_not_be_json() -> None:
    heard = hear("response", {"status": {"events": "OK", "req_body": "interactive-1766520307411"}})
    assert heard == Answer(name="events", is_ok=True, request_id=None, body="interactive-1766520307411")
    assert hear("response", {"status": {"events": "FAIL"}}) == Answer("events", False, None, "")
    assert hear("response", {"status": {"req_body": ""}}) is None


NUMBERS = (0, 1, -1, 3, 10**400, 1.5, float("nan"), float("inf"))
TEXTS = ("", "none", "online", "playing", "12", "notSupported", "25:24", "\N{GRINNING FACE}")
VALUES = st.sampled_from([None, True, False, [], [1], {}, {"a": 1}, *NUMBERS, *TEXTS])
KEYS = st.sampled_from(
    [
        "status",
        "state",
        "cardId",
        "playbackStatus",
        "volume",
        "position",
        "sleepTimerSeconds",
        "temp",
        "day",
        "req_body",
    ]
)


@given(
    suffix=st.sampled_from(["data/events", "data/status", "status/full", "response", "presence"]),
    body=st.dictionaries(KEYS, VALUES | st.dictionaries(KEYS, VALUES, max_size=4), max_size=5),
)
def test_no_json_whatever_breaks_the_reading(suffix: str, body: dict[str, Any]) -> None:
    heard = hear(suffix, json.dumps(body).encode())
    if isinstance(heard, Change):
        merge(Reported(), heard.patch, at=0.0)


def spelled(command: Command) -> tuple[str, dict[str, Any]]:
    suffix, payload = encode(command, "u-1")
    body = json.loads(payload)
    assert body.pop("requestId") == "u-1"
    return suffix, body


@pytest.mark.parametrize(
    ("command", "suffix", "body"),
    [
        (Pause(), "command/card/pause", {}),
        (Resume(), "command/card/resume", {}),
        (Stop(), "command/card/stop", {}),
        (SetSleepTimer(600), "command/sleep-timer/set", {"seconds": 600}),
        (SetSleepTimer(0), "command/sleep-timer/set", {"seconds": 0}),
        (RequestEvents(), "command/events/request", {}),
        (RequestStatus(), "command/status", {}),
        (PlayCard(CardId("dtJKg")), "command/card/start", {"uri": "https://yoto.io/dtJKg"}),
    ],
)
def test_commands_are_spelled_as_the_firmware_reads_them(command: Command, suffix: str, body: dict[str, Any]) -> None:
    assert spelled(command) == (suffix, body)


def test_quirk_3_a_volume_step_goes_out_as_the_percentage_that_gives_that_step() -> None:
    sent = [spelled(SetVolume(step))[1]["volume"] for step in range(17)]
    assert sent == [0, 7, 13, 19, 25, 32, 38, 44, 50, 57, 63, 69, 75, 82, 88, 94, 100]


def test_quirk_6_keys_go_out_and_come_in_literally() -> None:
    _, body = spelled(PlayCard(CardId("dtJKg"), chapter_key="08", track_key="01"))
    assert (body["chapterKey"], body["trackKey"]) == ("08", "01")
    assert event(chapterKey="08", trackKey="8") == {"chapter_key": "08", "track_key": "8"}


def test_quirk_7_keys_never_go_without_seconds_in() -> None:
    assert spelled(PlayCard(CardId("dtJKg"), chapter_key="02"))[1]["secondsIn"] == 0
    assert spelled(PlayCard(CardId("dtJKg"), chapter_key="02", track_key="01", seconds_in=61))[1]["secondsIn"] == 61
