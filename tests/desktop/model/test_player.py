"""How partial messages merge into what a player reported, and how its clock runs on."""

from __future__ import annotations

import pytest

from desktop.model.names import CardId, PlayerId
from desktop.model.player import Model, Playback, Player, Reported, merge, position, sleep_remaining

PLAYING = Reported(
    is_online=True,
    playback=Playback.PLAYING,
    card_id=CardId("iXwvb"),
    chapter_key="02",
    chapter_title="Chapter 2",
    track_key="01",
    track_title="Track 2",
    track_length_s=120,
    position_s=10,
    position_at=100.0,
    volume_step=8,
)


def test_a_key_that_is_missing_is_unchanged() -> None:
    merged = merge(PLAYING, {"volume_step": 9}, at=101)
    assert (merged.volume_step, merged.track_title, merged.heard_at) == (9, "Track 2", 101)


def test_quirk_8_the_stop_event_clears_what_it_does_not_resend() -> None:
    merged = merge(PLAYING, {"card_id": None, "playback": Playback.STOPPED}, at=101)
    gone = (merged.card_id, merged.chapter_title, merged.track_title, merged.track_length_s, merged.position_s)
    assert gone == (None,) * 5
    assert merged.playback is Playback.STOPPED
    assert position(merged, at=200) is None


def test_an_empty_slot_stops_even_a_player_that_does_not_say_stopped() -> None:
    assert merge(PLAYING, {"card_id": None}, at=101).playback is Playback.STOPPED


def test_a_stop_clears_even_what_was_heard_before_the_card() -> None:
    partial = Reported(track_title="On air", is_streaming=True, is_waiting=True)
    merged = merge(partial, {"card_id": None}, at=101)
    assert (merged.track_title, merged.is_streaming, merged.is_waiting) == (None, False, False)


def test_another_card_forgets_the_titles_of_the_old_one() -> None:
    merged = merge(PLAYING, {"card_id": CardId("other"), "chapter_key": "01"}, at=101)
    assert (merged.card_id, merged.chapter_key, merged.track_title, merged.position_s) == ("other", "01", None, None)


def test_another_track_forgets_the_position_of_the_old_one() -> None:
    merged = merge(PLAYING, {"chapter_key": "03", "track_key": "01", "track_title": "Track 3"}, at=101)
    assert (merged.track_title, merged.track_length_s, merged.position_s) == ("Track 3", None, None)


def test_the_first_card_heard_of_forgets_nothing() -> None:
    started = merge(Reported(position_s=5, position_at=1.0), {"card_id": CardId("iXwvb"), "track_key": "01"}, at=2)
    assert started.position_s == 5


def test_the_position_runs_while_playing_and_never_past_the_end() -> None:
    assert position(PLAYING, at=100) == 10
    assert position(PLAYING, at=107.9) == 17
    assert position(PLAYING, at=1_000) == 120


def test_a_clock_that_went_back_does_not_move_the_position_back() -> None:
    assert position(PLAYING, at=50) == 10


@pytest.mark.parametrize("patch", [{"playback": Playback.PAUSED}, {"is_waiting": True}, {"is_online": False}])
def test_whatever_halts_the_playing_keeps_the_position_that_it_ran_to(patch: dict[str, object]) -> None:
    halted = merge(PLAYING, patch, at=107)
    assert position(halted, at=500) == 17


def test_going_on_starts_from_where_it_halted() -> None:
    paused = merge(PLAYING, {"playback": Playback.PAUSED}, at=107)
    resumed = merge(paused, {"playback": Playback.PLAYING}, at=300)
    assert position(resumed, at=303) == 20


def test_a_stream_without_a_length_runs_on() -> None:
    stream = merge(PLAYING, {"track_length_s": 0}, at=100)
    assert position(stream, at=1_000) == 910


@pytest.mark.parametrize("said", [14, 15, 16])
def test_a_report_within_the_rounding_of_whole_seconds_does_not_make_the_position_jump(said: int) -> None:
    merged = merge(PLAYING, {"position_s": said}, at=105)
    assert position(merged, at=105) == 15
    assert position(merged, at=109) == 19


@pytest.mark.parametrize("said", [0, 12, 18, 60])
def test_a_report_that_differs_moves_the_position(said: int) -> None:
    assert position(merge(PLAYING, {"position_s": said}, at=105), at=105) == said


def test_a_report_of_a_paused_player_is_taken_as_it_is() -> None:
    paused = merge(PLAYING, {"playback": Playback.PAUSED, "position_s": 10}, at=101)
    assert position(paused, at=200) == 10


def test_a_new_track_starts_where_it_says_though_the_old_one_stood_there_too() -> None:
    merged = merge(PLAYING, {"track_key": "02", "position_s": 14, "track_length_s": 60}, at=105)
    assert (merged.position_s, merged.position_at) == (14, 105)


def test_a_sleep_timer_counts_down_to_nothing_and_no_timer_is_none() -> None:
    timed = merge(PLAYING, {"sleep_s": 60}, at=100)
    assert sleep_remaining(timed, at=130) == 30
    assert sleep_remaining(timed, at=500) == 0
    assert sleep_remaining(merge(timed, {"sleep_s": None}, at=131), at=131) is None


def test_repeated_news_of_no_timer_changes_nothing() -> None:
    assert merge(PLAYING, {"sleep_s": None}, at=200) == merge(PLAYING, {}, at=200)


@pytest.mark.parametrize(("family", "model"), [("mini", Model.MINI), ("v3", Model.PLAYER), ("v9", Model.PLAYER)])
def test_an_unknown_family_is_taken_for_a_player(family: str, model: Model) -> None:
    assert Player(PlayerId("y"), "Kitchen", family=family).model is model
