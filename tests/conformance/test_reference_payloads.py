"""Every example payload of the reference (yoto-api.md appendix A and the captures of sections 3 to 5) is understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.gateways.yoto.devices import read_player
from desktop.gateways.yoto.fields import read_status
from desktop.gateways.yoto.media import read_progress
from desktop.gateways.yoto.messages import encode, parse
from desktop.model.command import Command, PlayCard, RequestEvents, SetSleepTimer, SetVolume, Stop
from desktop.model.content import read_card, read_chapters
from desktop.model.heard import Answer, Change, Heard
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Model, Playback, Reported, Slot, merge, position

PAYLOADS = Path(__file__).parent / "payloads"
PLAYER = PlayerId("yBBBBBBBBBBBBBBBBBBBBBBB")


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def hear(suffix: str, body: Any) -> Heard:
    said = parse(f"device/{PLAYER}/{suffix}", json.dumps(body).encode())
    assert said is not None
    assert said[0] == PLAYER
    return said[1]


def change(suffix: str, name: str) -> dict[str, Any]:
    heard = hear(suffix, payload(name))
    assert isinstance(heard, Change)
    return dict(heard.patch)


def test_no_payload_lies_here_unread() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [path.stem for path in PAYLOADS.glob("*.json") if f'"{path.stem}"' not in text] == []


def test_the_list_of_players() -> None:
    mini, kids = [read_player(raw) for raw in payload("devices_mine")["devices"]]
    assert mini is not None
    assert (mini.name, mini.model, mini.is_online, mini.nickname) == ("Kid mini", Model.MINI, False, "restless.truth")
    assert kids is not None
    assert (kids.id, kids.model, kids.is_online, kids.generation) == (PLAYER, Model.PLAYER, True, "gen3")


def test_the_config_and_the_shadow_in_it() -> None:
    device = payload("device_config")["device"]
    player = read_player(device)
    assert player is not None
    assert player.name == "Kid's Yoto"
    assert read_status(device["status"]) == {
        "battery_percent": 100,
        "is_charging": False,
        "wifi_dbm": -51,
        "ssid": "HomeWifi",
        "free_disk_kib": 23618192,
        "total_disk_kib": 30310400,
        "firmware": "v2.22.5",
        "is_day": True,
        "slot": Slot.EMPTY,
        "has_headphones": False,
    }


@pytest.mark.parametrize("suffix", ["status", "status/full"])
def test_the_packet_that_a_player_sends_when_it_has_started(suffix: str) -> None:
    patch = change(suffix, "status_boot")
    assert patch == {
        "battery_percent": 100,
        "is_charging": False,
        "wifi_dbm": -26,
        "ssid": "HomeWifi",
        "free_disk_kib": 25160368,
        "total_disk_kib": 31385600,
        "firmware": "v2.23.2",
        "slot": Slot.EMPTY,
        "has_headphones": False,
    }


def test_the_status_that_comes_unasked() -> None:
    patch = change("data/status", "data_status")
    assert (patch["battery_percent"], patch["free_disk_kib"], patch["is_day"]) == (100, 25108704, True)
    merge(Reported(), patch, at=1.0)


def test_the_status_in_rests_own_spelling_and_its_odd_variant() -> None:
    status = payload("rest_status")
    patch = read_status(status)
    assert (patch["is_online"], patch["battery_percent"], patch["temperature_c"]) == (True, 100, 25)
    assert (patch["free_disk_kib"], patch["ssid"], patch["slot"]) == (23618192, "HomeWifi", Slot.EMPTY)
    odd = read_status({**status, "cardInsertionState": 3, "isOnline": False, "temperatureCelcius": "notSupported"})
    assert (odd["is_online"], odd["slot"]) == (False, Slot.STREAM)
    assert "temperature_c" not in odd


def test_the_snapshot_of_an_idle_player() -> None:
    reported = merge(Reported(), change("data/events", "events_idle"), at=1.0)
    assert (reported.card_id, reported.playback) == (None, Playback.STOPPED)
    assert (reported.volume_step, reported.volume_cap, reported.sleep_s) == (8, 13, None)


def test_the_snapshot_of_a_playing_player() -> None:
    reported = merge(Reported(), change("data/events", "events_playing"), at=1.0)
    assert (reported.card_id, reported.chapter_key, reported.track_key) == ("dtJKg", "11", "01")
    assert (reported.track_length_s, reported.position_s, reported.playback) == (2066, 232, Playback.PLAYING)
    assert (reported.chapter_title, reported.source) == ("Chapter 12", "card")
    assert reported.card_updated_at == "2024-12-14T15:34:17.463Z"


def test_the_captured_failure() -> None:
    heard = hear("response", payload("response_fail"))
    assert isinstance(heard, Answer)
    assert (heard.name, heard.is_ok, heard.request_id) == ("card-play", False, None)
    assert json.loads(heard.body)["trackKey"] == "1"


def test_an_entry_of_the_family_library() -> None:
    raw = payload("library_entry")
    card = read_card(raw, own_user_id=raw["card"]["userId"])
    assert card is not None
    assert (card.id, card.title, card.is_own) == ("iXwvb", "A long audiobook", True)
    assert (card.duration_s, card.size_bytes, card.chapters) == (30428.0, 492145000, None)
    assert (card.updated_at, card.added_at) == ("2025-12-22T23:39:48.772Z", "2025-12-23T01:05:55.521Z")
    assert card.last_played_at == "2026-01-10T02:40:12.731Z"
    assert card.cover_url is not None
    assert card.cover_url.endswith("?width=250")


def test_a_track_of_a_card_in_detail() -> None:
    chapters = read_chapters({"chapters": [{"key": "01", "title": "One", "tracks": [payload("card_track")]}]})
    assert chapters is not None
    (track,) = chapters[0].tracks
    assert (track.key, track.title, track.duration_s, track.size_bytes) == ("01", "Chapter 1", 478.0, 3824039)
    assert (track.format, track.channels, track.icon, track.is_stream) == ("opus", "stereo", None, False)
    assert "#sha256=" in track.url


def test_the_smallest_card_that_yoto_takes() -> None:
    raw = payload("content_minimal")
    card = read_card({**raw, "cardId": "aB3dE"}, own_user_id=None)
    assert card is not None
    assert (card.title, card.duration_s, card.size_bytes, card.is_own) == ("My Book", 1046.0, 8979556, False)
    assert card.chapters is not None
    assert card.chapters[0].icon == raw["content"]["chapters"][0]["display"]["icon16x16"]


def test_a_poll_of_a_transcode_under_way() -> None:
    progress = read_progress(payload("transcode_working")["transcode"])
    assert (progress.phase, progress.percent, progress.medium, progress.is_rejected) == ("transcoding", 40, None, False)


COMMANDS: dict[str, Command] = {
    "command/events/request": RequestEvents(),
    "command/card/start": PlayCard(CardId("iXwvb"), chapter_key="02", track_key="01"),
    "command/volume/set": SetVolume(7),
    "command/sleep-timer/set": SetSleepTimer(600),
    "command/card/stop": Stop(),
}


def test_what_is_sent_in_a_play_session_is_what_the_reference_says() -> None:
    for step in payload("play_session"):
        if step["sent"]:
            suffix, body = encode(COMMANDS[step["topic"]], "u-1")
            assert suffix == step["topic"]
            assert json.loads(body) == {**(step["payload"] or {}), "requestId": "u-1"}


def test_what_is_heard_in_a_play_session_tells_its_story() -> None:
    reported, story = Reported(), []
    for step in payload("play_session"):
        if step["sent"]:
            continue
        heard = hear(step["topic"], step["payload"])
        if isinstance(heard, Change):
            reported = merge(reported, heard.patch, at=step["t"])
            story.append(
                (reported.playback, reported.track_key, position(reported, at=step["t"]), reported.volume_step)
            )
        else:
            assert isinstance(heard, Answer)
            assert heard.is_ok
    assert story == [
        (Playback.STOPPED, None, None, 8),
        (Playback.PLAYING, "01", 0, 8),
        (Playback.PLAYING, "01", 5, 8),
        (Playback.PLAYING, "01", 24, 7),
        (Playback.PLAYING, "01", 34, 7),
        (Playback.STOPPED, None, None, 7),
    ]
    assert reported.sleep_s == 600
