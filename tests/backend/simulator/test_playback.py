"""What a player plays (yoto-api.md 3.3, 3.7, 8.4)."""

import pytest

from backend.simulator.player.buttons import Button, insert_card, press, remove_card
from tests.backend.simulator.stage import CARD, Stage


def test_a_card_plays_from_the_keys_and_second_that_it_was_told(stage: Stage) -> None:
    stage.play(chapter="02", seconds_in=10)
    assert stage.doing() == ("playing", "02", 10)
    stage.clock.advance(5)
    assert stage.doing() == ("playing", "02", 15)


@pytest.mark.parametrize("keys", [{"chapterKey": "2"}, {"chapterKey": 2}, {"chapterKey": "02", "trackKey": "1"}])
def test_keys_are_compared_literally_and_a_wrong_one_fails(stage: Stage, keys: dict[str, object]) -> None:
    stage.send("card/start", {"uri": f"https://yoto.io/{CARD}", "secondsIn": 0, **keys})
    assert [ack["card-play"] for ack in stage.acks()] == ["FAIL"]
    assert stage.doing() == ("stopped", None, 0)


def test_a_start_of_the_active_card_without_seconds_in_only_resumes(stage: Stage) -> None:
    stage.play(chapter="01", seconds_in=20)
    stage.send("card/pause")
    stage.play(chapter="03", seconds_in=None)
    status, chapter, _ = stage.doing()
    assert (status, chapter) == ("playing", "01")
    assert stage.acks()[-1]["card-play"] == "OK"


def test_a_start_of_the_active_card_with_seconds_in_jumps(stage: Stage) -> None:
    stage.play(chapter="01", seconds_in=20)
    stage.play(chapter="03", seconds_in=0)
    assert stage.doing() == ("playing", "03", 0)


def test_a_card_without_keys_goes_on_where_it_was_left(stage: Stage) -> None:
    stage.play(chapter="02", seconds_in=10)
    stage.send("card/stop", wait_s=0.3)
    stage.send("card/start", {"uri": f"https://yoto.io/{CARD}"}, wait_s=0.7)
    status, chapter, position = stage.doing()
    assert (status, chapter) == ("playing", "02")
    assert position >= 10


def test_after_the_resume_timeout_it_starts_from_the_beginning(stage: Stage) -> None:
    stage.play(chapter="02", seconds_in=10)
    stage.send("card/stop")
    stage.clock.advance(2592000 + 10)
    stage.send("card/start", {"uri": f"https://yoto.io/{CARD}"}, wait_s=0.7)
    assert stage.doing() == ("playing", "01", 0)


def test_one_track_follows_the_other(stage: Stage) -> None:
    stage.play(chapter="01", seconds_in=95)
    stage.clock.advance(7)
    assert stage.doing() == ("playing", "02", 2)


def test_at_the_end_of_the_card_it_stops_and_says_none(stage: Stage) -> None:
    stage.send("events/request")
    stage.play(chapter="03", seconds_in=25)
    stage.clock.advance(10)
    assert stage.doing() == ("stopped", None, 0)
    last = stage.said("data/events")[-1]
    assert (last["playbackStatus"], last["cardId"]) == ("stopped", "none")
    assert "position" not in last


def test_a_card_that_repeats_starts_again_at_its_end(stage: Stage) -> None:
    stage.player.situation.config["repeatAll"] = True
    stage.play(chapter="03", seconds_in=25)
    stage.clock.advance(10)
    assert stage.doing() == ("playing", "01", 5)


def test_cut_off_stops_early(stage: Stage) -> None:
    stage.play(chapter="01", seconds_in=10, cutOff=20)
    stage.clock.advance(15)
    assert stage.doing() == ("stopped", None, 0)


def test_pause_holds_the_position_and_resume_goes_on(stage: Stage) -> None:
    stage.play(chapter="01", seconds_in=10)
    stage.send("card/pause")
    held = stage.doing()
    stage.clock.advance(60)
    assert stage.doing() == held
    assert held[0] == "paused"
    stage.send("card/resume")
    assert stage.doing()[0] == "playing"


def test_a_wrong_format_is_silent_for_ever(stage: Stage) -> None:
    card = stage.card(100)
    card["content"]["chapters"][0]["tracks"][0]["format"] = "mp3"
    stage.hold(card)
    stage.play()
    stage.clock.advance(200)
    assert stage.doing() == ("playing", "01", 0)
    assert stage.player.describe()["playbackWait"] is True


def test_tracks_without_an_overlay_label_are_skipped_through(stage: Stage) -> None:
    card = stage.card(100, 50, 30)
    for chapter in card["content"]["chapters"]:
        del chapter["tracks"][0]["overlayLabel"]
    stage.hold(card)
    stage.send("events/request")
    stage.play()
    stage.clock.advance(5)
    assert stage.doing() == ("stopped", None, 0)
    assert [event.get("chapterKey") for event in stage.said("data/events")[1:]] == ["01", "02", "03", None]


def test_missing_audio_fails(stage: Stage) -> None:
    card = stage.card(100)
    card["content"]["chapters"][0]["tracks"][0]["trackUrl"] = "yoto:#" + "A" * 43
    stage.hold(card)
    stage.play()
    assert stage.acks()[-1]["card-play"] == "FAIL"


def test_an_unknown_card_fails(stage: Stage) -> None:
    stage.play(card="zZzZz")
    assert stage.acks()[-1]["card-play"] == "FAIL"


def test_a_card_that_is_not_downloaded_loads_first(stage: Stage) -> None:
    stage.cards["nNeEw"] = stage.card(100, card_id="nNeEw")
    stage.play(card="nNeEw")
    assert stage.doing() == ("loading", "01", 0)
    assert stage.player.describe()["playbackWait"] is True
    stage.clock.advance(13)
    assert stage.player.describe()["playbackWait"] is False
    assert stage.doing()[2] >= 10


def test_a_stream_waits_while_there_is_no_network(stage: Stage) -> None:
    card = stage.card(100)
    card["content"]["chapters"][0]["tracks"][0] |= {"type": "stream", "trackUrl": "https://radio.example.com/live"}
    stage.hold(card)
    stage.play()
    stage.clock.advance(10)
    assert stage.player.describe()["streaming"] is True
    stage.player.set_wifi(is_on=False)
    stage.clock.advance(100)
    assert stage.doing() == ("playing", "01", 10)
    stage.player.set_wifi(is_on=True)
    stage.clock.advance(5)
    assert stage.doing() == ("playing", "01", 15)


def test_a_card_in_the_slot_plays_and_stops_when_it_is_taken_out(stage: Stage) -> None:
    insert_card(stage.player, CARD)
    stage.clock.advance(3)
    assert stage.doing() == ("playing", "01", 3)
    assert stage.player.describe()["source"] == "card"
    remove_card(stage.player)
    assert stage.doing() == ("stopped", None, 0)
    insert_card(stage.player, CARD)
    assert stage.doing() == ("playing", "01", 3)


def test_the_buttons_do_what_hands_expect(stage: Stage) -> None:
    insert_card(stage.player, CARD)
    press(stage.player, Button.NEXT)
    assert stage.doing()[1] == "02"
    press(stage.player, Button.PREVIOUS)
    press(stage.player, Button.PREVIOUS)
    assert stage.doing()[1] == "01"
    press(stage.player, Button.PAUSE)
    assert stage.doing()[0] == "paused"
    press(stage.player, Button.PLAY)
    assert stage.doing()[0] == "playing"
    press(stage.player, Button.VOLUME_UP)
    assert stage.player.situation.volume_step == 9
    press(stage.player, Button.VOLUME_DOWN)
    assert stage.player.situation.volume_step == 8


def test_a_signed_address_that_was_posted_back_plays_until_it_expires(stage: Stage) -> None:
    card = stage.card(100)
    identity = card["content"]["chapters"][0]["tracks"][0]["trackUrl"].removeprefix("yoto:#")
    expires = int(stage.clock.now() + 3600)
    url = f"https://secure-media.yotoplay.com/x~/{identity}?Expires={expires}&Signature=s#sha256={identity}"
    card["content"]["chapters"][0]["tracks"][0]["trackUrl"] = url
    stage.hold(card)
    stage.play()
    assert stage.doing()[0] == "playing"
    stage.send("card/stop")
    stage.clock.advance(3600)
    stage.play()
    assert stage.acks()[-1]["card-play"] == "FAIL"
