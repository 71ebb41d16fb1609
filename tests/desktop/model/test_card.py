"""Places on a card: keys are compared literally, and there is an end on both sides."""

from __future__ import annotations

import pytest

from desktop.model.card import Chapter, Place, Track, neighbour, place_of, places

ONE = Track("01", "One", "yoto:#1")
TWO = Track("02", "Two", "yoto:#2")
THREE = Track("01", "Three", "yoto:#3")
FIRST, EMPTY, LAST = Chapter("01", "A", (ONE, TWO)), Chapter("02", "B", ()), Chapter("03", "C", (THREE,))
CHAPTERS = (FIRST, EMPTY, LAST)


def test_places_come_in_playing_order_across_chapters() -> None:
    assert places(CHAPTERS) == [Place(FIRST, ONE), Place(FIRST, TWO), Place(LAST, THREE)]


@pytest.mark.parametrize(
    ("chapter", "track", "step", "expected"),
    [
        ("01", "01", 1, Place(FIRST, TWO)),
        ("01", "02", 1, Place(LAST, THREE)),
        ("03", "01", -1, Place(FIRST, TWO)),
        ("03", "01", -2, Place(FIRST, ONE)),
        ("03", "01", 1, None),
        ("01", "01", -1, None),
    ],
)
def test_a_neighbour_may_be_in_another_chapter_and_stops_at_the_ends(
    chapter: str, track: str, step: int, expected: Place | None
) -> None:
    assert neighbour(CHAPTERS, chapter_key=chapter, track_key=track, step=step) == expected


def test_quirk_6_a_key_without_its_zero_is_another_key() -> None:
    assert neighbour(CHAPTERS, chapter_key="1", track_key="01", step=1) is None
    assert place_of(CHAPTERS, chapter_key="1", track_key="01") is None


def test_a_chapter_without_a_track_key_begins_with_its_first_track() -> None:
    assert place_of(CHAPTERS, chapter_key="01") == Place(FIRST, ONE)
    assert place_of(CHAPTERS, chapter_key="01", track_key="02") == Place(FIRST, TWO)
    assert place_of(CHAPTERS, chapter_key="02") is None
