"""Which event proves a command, and which acknowledgement answers it."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.model.command import (
    Command,
    Pause,
    Pending,
    PlayCard,
    RequestEvents,
    Resume,
    SetSleepTimer,
    SetVolume,
    Stop,
)
from desktop.model.heard import Answer
from desktop.model.names import CardId
from desktop.model.player import Playback, Reported, merge
from desktop.model.proof import answers, proves

CARD = CardId("iXwvb")
BEFORE = Reported(
    playback=Playback.PLAYING,
    card_id=CARD,
    chapter_key="02",
    track_key="01",
    track_length_s=120,
    position_s=50,
    position_at=100.0,
    volume_step=8,
    volume_cap=12,
)
TO_CHAPTER_3 = PlayCard(CARD, "03", "01", seconds_in=0)


def sent(command: Command) -> Pending:
    return Pending("r1", command, asked_at=100.0, deadline=110.0, sent_at=100.0)


def is_proved(command: Command, patch: dict[str, Any], *, at: float = 101.0) -> bool:
    return proves(sent(command), patch, merge(BEFORE, patch, at=at), at=at)


@pytest.mark.parametrize(
    ("command", "patch"),
    [
        (Pause(), {"playback": Playback.PAUSED}),
        (Pause(), {"playback": Playback.STOPPED}),
        (Resume(), {"playback": Playback.PLAYING}),
        (Stop(), {"card_id": None}),
        (Stop(), {"playback": Playback.STOPPED}),
        (SetVolume(5), {"volume_step": 5}),
        (SetVolume(16), {"volume_step": 12}),
        (SetVolume(16), {"volume_step": 9, "volume_cap": 9}),
        (SetSleepTimer(600), {"sleep_s": 600}),
        (SetSleepTimer(600), {"sleep_s": 598}),
        (SetSleepTimer(0), {"sleep_s": None}),
        (TO_CHAPTER_3, {"chapter_key": "03", "track_key": "01"}),
        (TO_CHAPTER_3, {"chapter_key": "03", "track_key": "01", "position_s": 1}),
        (TO_CHAPTER_3, {"chapter_key": "03", "playback": Playback.LOADING}),
        (PlayCard(CARD), {"playback": Playback.PLAYING}),
        (PlayCard(CARD, "02", "01", seconds_in=90), {"position_s": 90}),
        (PlayCard(CARD, "02", "01", seconds_in=90), {"position_s": 91}),
    ],
)
def test_an_event_that_shows_the_effect_proves_it(command: Command, patch: dict[str, Any]) -> None:
    assert is_proved(command, patch)


@pytest.mark.parametrize(
    ("command", "patch"),
    [
        (Pause(), {"volume_step": 8}),
        (Pause(), {"playback": Playback.PLAYING}),
        (Resume(), {"playback": Playback.PAUSED}),
        (Stop(), {"playback": Playback.PAUSED}),
        (SetVolume(5), {"volume_step": 6}),
        (SetVolume(8), {"position_s": 51}),
        (SetSleepTimer(600), {"sleep_s": None}),
        (SetSleepTimer(600), {"sleep_s": 300}),
        (SetSleepTimer(0), {"sleep_s": 30}),
        (SetSleepTimer(0), {"volume_step": 8}),
        (TO_CHAPTER_3, {"position_s": 51}),
        (TO_CHAPTER_3, {"chapter_key": "3", "track_key": "01"}),
        (TO_CHAPTER_3, {"chapter_key": "03", "track_key": "1"}),
        (TO_CHAPTER_3, {"chapter_key": "03", "track_key": "01", "playback": Playback.PAUSED}),
        (TO_CHAPTER_3, {"volume_step": 8}),
        (PlayCard(CardId("other")), {"playback": Playback.PLAYING}),
        (PlayCard(CARD), {"volume_step": 9}),
        (PlayCard(CARD, "02", "01", seconds_in=0), {"position_s": 51}),
        (PlayCard(CARD, "02", "01", seconds_in=90), {"position_s": 51}),
        (PlayCard(CARD, "02", "01", seconds_in=90), {"chapter_title": "Two"}),
        (RequestEvents(), {"playback": Playback.PLAYING}),
    ],
)
def test_an_event_that_does_not_show_it_proves_nothing(command: Command, patch: dict[str, Any]) -> None:
    assert not is_proved(command, patch)


def test_the_start_of_a_track_may_be_some_seconds_ago_when_it_is_heard_of() -> None:
    patch = {"chapter_key": "03", "track_key": "01", "position_s": 7}
    assert is_proved(TO_CHAPTER_3, patch, at=107.0)
    assert not is_proved(TO_CHAPTER_3, patch, at=101.0)


def test_an_answer_with_a_request_id_is_for_that_command_only() -> None:
    assert answers(Answer("whatever", True, "r1", ""), sent(Pause()))
    assert not answers(Answer("card-pause", True, "r2", ""), sent(Pause()))


@pytest.mark.parametrize(
    ("command", "name", "body"),
    [
        (Pause(), "card-pause", ""),
        (Pause(), "card/pause", "{}"),
        (Stop(), "card", ""),
        (SetVolume(3), "set-volume", '{"volume": 19}'),
        (SetVolume(3), "volume", ""),
        (SetSleepTimer(60), "sleep", '{"seconds": 60}'),
        (TO_CHAPTER_3, "card-play", '{"uri": "https://yoto.io/iXwvb", "chapterKey": "03", "trackKey": "01"}'),
        (TO_CHAPTER_3, "card", ""),
    ],
)
def test_without_an_id_any_spelling_of_the_name_will_do(command: Command, name: str, body: str) -> None:
    assert answers(Answer(name, True, None, body), sent(command))


@pytest.mark.parametrize(
    ("command", "name", "body"),
    [
        (Pause(), "card-resume", ""),
        (SetVolume(3), "volume", '{"volume": 3}'),
        (SetVolume(3), "volume", "interactive-1766520307411"),
        (SetVolume(3), "volume", "[1]"),
        (SetSleepTimer(60), "sleep", '{"seconds": 0}'),
        (TO_CHAPTER_3, "card-play", '{"uri": "https://yoto.io/other", "chapterKey": "03", "trackKey": "01"}'),
        (TO_CHAPTER_3, "card-play", '{"uri": "https://yoto.io/iXwvb", "chapterKey": "3", "trackKey": "01"}'),
    ],
)
def test_without_an_id_a_body_that_differs_is_somebody_elses(command: Command, name: str, body: str) -> None:
    assert not answers(Answer(name, True, None, body), sent(command))
