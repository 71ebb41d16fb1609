"""Cards: what was seen of Yoto's stays readable with no network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop.model.card import Card, Chapter, Track
from desktop.model.names import ArtworkKey, CardId
from desktop.store.library import Library
from tests.desktop.store.support import Ear, FixedClock

CHAPTERS = (
    Chapter("01", "One", (Track("01", "Hare", "yoto:#x", 1.5, 10, "opus", "stereo", "yoto:#i", False),), "yoto:#i"),
    Chapter("02", "Radio", (Track("01", "Live", "https://radio.example/x", is_stream=True),)),
)
CARD = Card(
    CardId("abcde"), "Tales", "Aesop", "Old", "stories", True, "https://c.example/1.png", None, 1.5, 10, "2024", "2023"
)
RAW: dict[str, Any] = {"title": "Tales", "unknown": {"z": 1, "a": [None, 2.5, "é"]}}


def save(library: Library, *cards: Card, complete: bool = False) -> None:
    library.transact("Refresh", lambda tx: tx.save_cards(list(cards), complete=complete), undoable=False)


def keep_version(library: Library, number: int) -> None:
    library.transact("Keep", lambda tx: tx.keep_version(CARD.id, {"n": number}), undoable=False)


def test_a_card_comes_back_as_it_was_given(library: Library) -> None:
    card = replace(CARD, chapters=CHAPTERS, cover=ArtworkKey("c" * 64), last_played_at="2025")
    save(library, card)
    assert library.cards.get(card.id) == card
    assert library.cards.get(CardId("other")) is None


def test_a_list_without_chapters_or_covers_keeps_those_that_are_cached(library: Library) -> None:
    save(library, replace(CARD, chapters=CHAPTERS, cover=ArtworkKey("c" * 64)))
    save(library, replace(CARD, title="Renamed"))
    held = library.cards.get(CARD.id)
    assert held == replace(CARD, title="Renamed", chapters=CHAPTERS, cover=ArtworkKey("c" * 64))


def test_a_new_cover_address_lets_go_of_the_old_picture(library: Library) -> None:
    save(library, replace(CARD, cover=ArtworkKey("c" * 64)))
    save(library, replace(CARD, cover_url="https://c.example/2.png"))
    held = library.cards.get(CARD.id)
    assert held is not None
    assert held.cover is None


def test_a_complete_list_drops_the_others_and_only_changes_are_news(library: Library, ear: Ear) -> None:
    other, third = replace(CARD, id=CardId("other"), title="Other"), replace(CARD, id=CardId("third"))
    save(library, CARD, other)
    save(library, CARD, third, complete=True)
    assert ear.last.of("card") == {"other", "third"}
    assert {card.id for card in library.cards.all()} == {"abcde", "third"}

    heard = len(ear.heard)
    save(library, CARD, third, complete=True)
    assert len(ear.heard) == heard


def test_an_incomplete_list_drops_nothing(library: Library) -> None:
    save(library, CARD)
    save(library, complete=False)
    assert library.cards.all() == [CARD]


def test_cards_are_listed_by_title_and_found_by_title_author_and_category(library: Library) -> None:
    save(library, CARD, replace(CARD, id=CardId("zzzzz"), title="étoile", author="Nobody", category="music"))
    assert [card.title for card in library.cards.all()] == ["étoile", "Tales"]
    assert [card.title for card in library.cards.all("aes tal")] == ["Tales"]
    assert [card.title for card in library.cards.all("musi")] == ["étoile"]


def test_raw_json_comes_back_key_by_key_in_its_order(library: Library, ear: Ear) -> None:
    library.transact("Open", lambda tx: tx.save_card_raw(CARD.id, RAW, CARD), undoable=False)
    raw = library.cards.raw(CARD.id)
    assert raw == RAW
    assert raw is not None
    assert list(raw["unknown"]) == ["z", "a"]
    assert ear.last.of("card") == {CARD.id}
    save(library, replace(CARD, title="Listed again"))
    assert library.cards.raw(CARD.id) == RAW


def test_a_card_that_was_never_opened_has_no_raw_json(library: Library) -> None:
    save(library, CARD)
    assert library.cards.raw(CARD.id) is None
    assert library.cards.raw(CardId("other")) is None


def test_versions_are_kept_newest_first_even_when_the_card_goes(library: Library, clock: FixedClock) -> None:
    save(library, CARD)
    for at, number in ((1.0, 1), (2.0, 2), (3.0, 2)):
        clock.now = at
        keep_version(library, number)
    library.transact("Remove", lambda tx: tx.remove_card(CARD.id), undoable=False)
    assert library.cards.get(CARD.id) is None
    assert library.cards.versions(CARD.id) == [(2.0, {"n": 2}), (1.0, {"n": 1})]


def test_the_last_fifty_versions_of_a_card_are_kept(library: Library) -> None:
    for number in range(53):
        keep_version(library, number)
    kept = [raw["n"] for _, raw in library.cards.versions(CARD.id)]
    assert kept == list(range(52, 2, -1))
