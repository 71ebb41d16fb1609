"""Reading cards: three shapes, uneven types, nothing lost that matters."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.card import Card
from desktop.model.content import read_card

BODY: dict[str, Any] = {
    "cardId": "aB3dE",
    "title": "Bedtime",
    "userId": "auth0|ann",
    "createdAt": "2026-01-01T00:00:00.000Z",
    "updatedAt": "2026-02-01T00:00:00.000Z",
    "content": {
        "chapters": [
            {
                "key": "08",
                "title": "Eight",
                "display": {"icon16x16": "yoto:#" + "i" * 43},
                "tracks": [
                    {"key": "01", "title": "A", "trackUrl": "yoto:#x", "duration": "12.5", "fileSize": 99.0},
                    {"key": "02", "title": "Radio", "trackUrl": "https://r/live", "type": "stream", "channels": 2},
                ],
            }
        ]
    },
    "metadata": {"author": "Ann", "category": "stories", "cover": {"imageL": "https://c/1"}},
}


def read(raw: dict[str, Any], *, own_user_id: str | None = "auth0|ann") -> Card:
    card = read_card(raw, own_user_id=own_user_id)
    assert card is not None
    return card


@pytest.mark.parametrize(
    "raw", [BODY, {"card": BODY}, {"card": BODY, "ownership": {"canAccess": True}}, {"cardId": "aB3dE", "card": BODY}]
)
def test_all_shapes_of_a_card_read_the_same(raw: dict[str, Any]) -> None:
    assert read(raw) == read(BODY)


def test_an_entry_of_the_library_adds_when_it_came_and_was_played() -> None:
    card = read({"addedAt": "2026-03", "lastPlayedAt": "2026-04", "updatedAt": "2026-04", "card": BODY})
    assert (card.added_at, card.last_played_at) == ("2026-03", "2026-04")
    assert card.updated_at == BODY["updatedAt"]  # the entry's own changes whenever the card is played


def test_quirk_6_keys_keep_their_leading_zeros() -> None:
    chapters = read(BODY).chapters
    assert chapters is not None
    assert [(chapter.key, [track.key for track in chapter.tracks]) for chapter in chapters] == [("08", ["01", "02"])]


def test_durations_and_sizes_are_read_as_whatever_they_come() -> None:
    (chapter,) = read(BODY).chapters or ()
    song, radio = chapter.tracks
    assert (song.duration_s, song.size_bytes, song.is_stream) == (12.5, 99, False)
    assert (radio.duration_s, radio.size_bytes, radio.is_stream, radio.channels) == (0.0, 0, True, "2")
    assert read(BODY).duration_s == 12.5  # the sum, where the card does not say


def test_only_the_familys_own_cards_are_own() -> None:
    assert read(BODY).is_own
    assert not read(BODY, own_user_id="auth0|bob").is_own
    assert not read(BODY, own_user_id=None).is_own
    assert not read({"cardId": "aB3dE"}, own_user_id=None).is_own


def test_a_cover_is_found_where_either_app_puts_it() -> None:
    old = {**BODY, "metadata": {}, "content": {"cover": {"imageL": "https://c/2"}}}
    assert read(BODY).cover_url == "https://c/1"
    assert read(old).cover_url == "https://c/2"
    assert read({"cardId": "aB3dE", "content": {"cover": {"imageL": None}}}).cover_url is None


def test_authors_in_the_plural_are_joined() -> None:
    assert read({**BODY, "metadata": {"authors": ["Ann", "", 7, "Bob"]}}).author == "Ann, Bob"


def test_a_card_without_content_has_unknown_chapters() -> None:
    assert read({"cardId": "aB3dE", "title": "T", "content": {}}).chapters is None


def test_what_has_no_id_is_no_card() -> None:
    assert read_card({"title": "T"}, own_user_id=None) is None
    assert read_card({"card": {"title": "T"}}, own_user_id=None) is None


VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -3, 1.5, float("nan"), 10**400, "", "x", "nan", "1e999", [], [None, 1, {}], {}, {"imageL": 1}]
)
FIELDS = st.sampled_from(["title", "userId", "content", "metadata", "updatedAt", "card", "createdAt"])
INNER = st.sampled_from(
    ["chapters", "cover", "media", "author", "authors", "category", "duration", "fileSize", "tracks"]
)


def test_numbers_beyond_all_bounds_are_not_taken_for_sizes() -> None:
    for huge in (10**400, "1e999", float("inf"), float("nan"), -1):
        card = read({"cardId": "aB3dE", "metadata": {"media": {"duration": huge, "fileSize": huge}}})
        assert (card.duration_s, card.size_bytes) == (0.0, 0)


@given(raw=st.dictionaries(FIELDS, VALUES | st.dictionaries(INNER, VALUES | st.lists(st.dictionaries(INNER, VALUES)))))
def test_no_json_whatever_breaks_the_reading(raw: dict[str, Any]) -> None:
    card = read({"cardId": "aB3dE", **raw})
    assert card.duration_s >= 0
    assert card.size_bytes >= 0
