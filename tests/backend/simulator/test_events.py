"""What a player tells unasked, and for how long (yoto-api.md 3.4)."""

import pytest

from backend.simulator.player.buttons import Button, press
from backend.simulator.player.oddities import Oddity
from tests.backend.simulator.stage import Stage

IDLE_KEYS = [
    "repeatAll",
    "volume",
    "volumeMax",
    "cardId",
    "playbackStatus",
    "streaming",
    "playbackWait",
    "sleepTimerActive",
    "eventUtc",
]
PLAYING_KEYS = {
    *IDLE_KEYS,
    *("trackLength", "position", "source", "cardUpdatedAt"),
    *("chapterTitle", "chapterKey", "trackTitle", "trackKey"),
}


def test_a_request_is_answered_by_an_ack_and_100_ms_later_by_a_snapshot(stage: Stage) -> None:
    asked_at = stage.clock.now()
    stage.send("events/request")
    (ack_at, ack, _), (_, legacy, _), (event_at, event, _) = stage.wire.said
    assert (ack, legacy, event) == ("response", "events", "data/events")
    assert stage.acks() == [{"events": "OK", "req_body": ""}]
    assert (round(ack_at - asked_at, 2), round(event_at - asked_at, 2)) == (0.1, 0.2)


def test_an_idle_snapshot_has_the_captured_keys(stage: Stage) -> None:
    stage.send("events/request")
    (event,) = stage.said("data/events")
    assert list(event) == IDLE_KEYS
    assert (event["cardId"], event["playbackStatus"], event["volume"], event["volumeMax"]) == ("none", "stopped", 8, 13)


def test_a_playing_player_sends_the_full_set_every_5_seconds(stage: Stage) -> None:
    stage.send("events/request")
    stage.play(seconds_in=0)
    stage.forget()
    stage.clock.advance(15)
    events = stage.said("data/events")
    assert [event["position"] for event in events] == [5, 10, 15]
    assert all(set(event) == PLAYING_KEYS for event in events)


def test_the_push_ends_300_seconds_after_the_last_request(stage: Stage) -> None:
    stage.hold(stage.card(4000))
    stage.send("events/request", wait_s=0.2)
    stage.play()
    stage.clock.advance(298)
    pushed = len(stage.said("data/events"))
    assert pushed > 55
    stage.clock.advance(300)
    press(stage.player, Button.VOLUME_UP)
    assert len(stage.said("data/events")) <= pushed + 1


def test_a_new_request_starts_the_push_again(stage: Stage) -> None:
    stage.send("events/request")
    stage.clock.advance(400)
    stage.send("events/request")
    stage.forget()
    press(stage.player, Button.VOLUME_UP)
    assert len(stage.said("data/events")) == 1


def test_nobody_is_told_before_anybody_asked(stage: Stage) -> None:
    stage.play()
    stage.clock.advance(20)
    assert stage.said("data/events") == []


def test_a_volume_button_gives_a_delta(stage: Stage) -> None:
    stage.send("events/request")
    stage.forget()
    press(stage.player, Button.VOLUME_UP)
    (delta,) = stage.said("data/events")
    assert delta == {"volume": 9, "volumeMax": 13, "eventUtc": int(stage.clock.now())}


def test_the_sleep_timer_counts_down_in_events_and_stops_the_playback(stage: Stage) -> None:
    stage.send("events/request")
    stage.play()
    stage.send("sleep-timer/set", {"seconds": 12}, wait_s=0.2)
    stage.forget()
    stage.clock.advance(15)
    events = stage.said("data/events")
    left = [event["sleepTimerSeconds"] for event in events if event.get("sleepTimerSeconds")]
    assert left == sorted(left, reverse=True)
    assert left[0] < 12
    assert {"playbackStatus": "stopped", "cardId": "none"}.items() <= events[-2].items()
    assert events[-1]["sleepTimerActive"] is False
    assert stage.doing()[0] == "stopped"


def test_a_sleep_timer_can_be_switched_off(stage: Stage) -> None:
    stage.send("events/request")
    stage.play()
    stage.send("sleep-timer/set", {"seconds": 12})
    stage.send("sleep-timer/set", {"seconds": 0})
    stage.clock.advance(30)
    assert stage.doing()[0] == "playing"
    assert stage.player.describe()["sleepTimerActive"] is False


def test_a_request_id_comes_back_in_the_snapshot(stage: Stage) -> None:
    stage.send("events/request", {"requestId": "r-1"})
    assert stage.said("data/events")[0]["requestId"] == "r-1"


def test_a_non_utf_8_title_cannot_be_decoded_strictly(stage: Stage) -> None:
    stage.player.situation.oddities.add(Oddity.NON_UTF8_TITLE)
    stage.send("events/request")
    stage.play()
    payload = next(payload for _, topic, payload in stage.wire.said if topic == "data/events" and b"track" in payload)
    with pytest.raises(UnicodeDecodeError):
        payload.decode()


def test_numbers_can_come_as_strings_and_states_be_unknown(stage: Stage) -> None:
    stage.player.situation.oddities.update((Oddity.STRINGS_FOR_NUMBERS, Oddity.UNKNOWN_PLAYBACK_STATUS))
    stage.send("events/request")
    (event,) = stage.said("data/events")
    assert (event["volume"], event["streaming"], event["playbackStatus"]) == ("8", "false", "dreaming")
