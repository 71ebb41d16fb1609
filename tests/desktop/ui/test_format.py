"""Numbers and times as people read them."""

from __future__ import annotations

import datetime

import pytest

from desktop.ui import format as words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "–"), (0, "–"), (-3, "–"), (9, "0:09"), (754.4, "12:34"), (3599.6, "1:00:00"), (22328, "6:12:08")],
)
def test_a_duration_reads_like_on_a_player(seconds: float | None, text: str) -> None:
    assert words.duration(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (61.9, "1:01"), (-1, "0:00"), (3600, "1:00:00")])
def test_a_position_never_runs_ahead(seconds: float, text: str) -> None:
    assert words.position(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (45, "45 s"), (61, "1 min"), (3600, "1 h"), (34920, "9 h 42 min")]
)
def test_a_length_is_in_words(seconds: float, text: str) -> None:
    assert words.length(seconds) == text


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 KB"),
        (10, "1 KB"),
        (655_360, "640 KB"),
        (3_355_443, "3.2 MB"),
        (432_013_312, "412 MB"),
        (1_395_864_371, "1.3 GB"),
        (107_374_182_400, "100 GB"),
    ],
)
def test_a_size_has_few_figures(size_bytes: int, text: str) -> None:
    assert words.size(size_bytes) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (3, "a few seconds left"),
        (31, "about 30 seconds left"),
        (55, "about 1 minute left"),
        (130, "about 2 minutes left"),
        (5000, "about 1 h 25 min left"),
    ],
)
def test_an_eta_is_as_loose_as_our_knowledge(seconds: float | None, text: str) -> None:
    assert words.eta(seconds) == text


def test_counts_have_the_right_plural() -> None:
    assert words.count(1, "track") == "1 track"
    assert words.count(1204, "track") == "1,204 tracks"
    assert words.count(2, "family", "families") == "2 families"


def test_times_are_told_from_now() -> None:
    now = datetime.datetime(2026, 3, 10, 18, 0).astimezone().timestamp()
    told = [words.relative(now - ago, now=now) for ago in (5, 300, 7200, 86_400, 3 * 86_400, 40 * 86_400)]
    assert told == ["just now", "5 min ago", "2 h ago", "yesterday, 18:00", "3 days ago", "29 January"]


def test_a_time_of_another_year_names_it() -> None:
    now = datetime.datetime(2026, 3, 10, 18, 0).astimezone().timestamp()
    then = datetime.datetime(2024, 12, 24, 18, 0).astimezone().timestamp()
    assert words.relative(then, now=now) == "24 December 2024"
