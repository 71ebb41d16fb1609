"""What is drawn: the report with the hopes of live commands laid over it."""

from __future__ import annotations

import pytest

from desktop.model.command import (
    Command,
    Outcome,
    Pause,
    Pending,
    PlayCard,
    RequestEvents,
    Resume,
    SetSleepTimer,
    SetVolume,
    Stop,
)
from desktop.model.names import CardId
from desktop.model.player import Playback, Reported
from desktop.model.shown import shown

CARD = CardId("iXwvb")
PLAYING = Reported(
    playback=Playback.PLAYING,
    card_id=CARD,
    chapter_key="02",
    track_key="01",
    track_title="Track 2",
    track_length_s=120,
    position_s=10,
    position_at=100.0,
    volume_step=8,
    heard_at=99.0,
)


def asked(command: Command, *, at: float = 100.0, outcome: Outcome = Outcome.ASKED) -> Pending:
    return Pending("r1", command, asked_at=at, deadline=at + 10, outcome=outcome)


def test_without_commands_the_report_is_drawn() -> None:
    drawn = shown(PLAYING, (), 105.0)
    assert drawn.reported == PLAYING
    assert (drawn.position_s, drawn.is_playing, drawn.is_asked) == (15, True, False)


def test_what_is_asked_is_drawn_at_once_and_marked() -> None:
    drawn = shown(PLAYING, (asked(SetVolume(3)),), 101.0)
    assert drawn.reported.volume_step == 3
    assert drawn.asked == {"volume_step"}
    assert PLAYING.volume_step == 8


def test_a_pause_stops_the_position_when_it_was_asked() -> None:
    assert shown(PLAYING, (asked(Pause(), at=103.0),), 109.0).position_s == 13


def test_the_newest_of_several_hopes_wins() -> None:
    both = (asked(Pause(), at=101.0), asked(Resume(), at=102.0))
    assert shown(PLAYING, both, 103.0).is_playing


@pytest.mark.parametrize("outcome", [Outcome.CONFIRMED, Outcome.FAILED, Outcome.UNANSWERED])
def test_a_command_that_has_ended_is_drawn_no_more(outcome: Outcome) -> None:
    assert shown(PLAYING, (asked(SetVolume(3), outcome=outcome),), 101.0).reported.volume_step == 8


def test_an_accepted_command_is_still_a_hope() -> None:
    assert shown(PLAYING, (asked(SetVolume(3), outcome=Outcome.ACCEPTED),), 101.0).asked == {"volume_step"}


def test_past_its_deadline_a_hope_is_gone() -> None:
    assert shown(PLAYING, (asked(SetVolume(3)),), 110.0).reported.volume_step == 8


def test_another_track_waits_at_its_start_with_its_own_title() -> None:
    play = PlayCard(CARD, "03", "01", seconds_in=0, title="Track 3", length_s=90)
    drawn = shown(PLAYING, (asked(play),), 104.0)
    assert (drawn.reported.track_title, drawn.reported.track_length_s, drawn.position_s) == ("Track 3", 90, 0)
    assert drawn.is_playing


def test_another_card_does_not_keep_the_title_of_the_old_one() -> None:
    drawn = shown(PLAYING, (asked(PlayCard(CardId("other"))),), 101.0)
    assert (drawn.reported.card_id, drawn.reported.track_title, drawn.position_s) == ("other", None, None)


def test_a_stop_empties_the_player() -> None:
    drawn = shown(PLAYING, (asked(Stop()),), 101.0)
    assert (drawn.reported.card_id, drawn.reported.playback) == (None, Playback.STOPPED)


def test_a_sleep_timer_runs_from_when_it_was_asked_and_0_switches_it_off() -> None:
    assert shown(PLAYING, (asked(SetSleepTimer(600)),), 105.0).sleep_s == 595
    assert shown(PLAYING, (asked(SetSleepTimer(0)),), 105.0).sleep_s is None


def test_a_question_hopes_for_nothing() -> None:
    assert not shown(PLAYING, (asked(RequestEvents()),), 101.0).is_asked


def test_hoping_is_not_hearing() -> None:
    assert shown(PLAYING, (asked(Pause()),), 101.0).reported.heard_at == 99.0
