"""Search: what a person types finds what a person means, and nothing typed can break it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.support import a_recording, add_recordings, assert_search_agrees, make_playlist, rename
from tests.desktop.store.test_undo_of_anything import a_library

PETER = a_recording(
    1, "The Tale of Peter Rabbit", artist="Beatrix Potter", album="Tales, Vol. 1", tags=("bedtime", "été 2023")
)
SONG = a_recording(2, "東京の夜 (Live)", artist="くるり")
STAR = a_recording(3, "Étoile Ægir Straße", artist="Ørsted; O'Brien")
EMOJI = a_recording(4, "🐻 Bär & 🐰", album="Ｆｕｌｌｗｉｄｔｈ")
HINDI = a_recording(5, "हिन्दी कहानी", artist="สวัสดีครับ")
KOREAN = a_recording(6, "곰 세마리", artist="Привет Ёлка")
ALL = (PETER, SONG, STAR, EMOJI, HINDI, KOREAN)
MEANT = [
    ("pet rab", 1),
    ("rabbit peter", 1),
    ("PETER", 1),
    ("potter bed", 1),
    ("vol 1", 1),
    ("ete", 1),
    ("beat tale", 1),
    ("東京", 2),
    ("京の", 2),
    ("夜", 2),
    ("夜 live", 2),
    ("くるり", 2),
    ("るり", 2),
    ("東京の夜(live", 2),
    ("etoile", 3),
    ("étoi", 3),
    ("strasse", 3),
    ("STRASSE", 3),
    ("o'brien", 3),
    ("brien", 3),
    ("ørsted", 3),
    ("orst aeg", 3),
    ("bar", 4),
    ("bär", 4),
    ("🐻", 4),
    ("🐰 bär", 4),
    ("fullw", 4),
    ("हिन्दी", 5),
    ("कहा", 5),
    ("สวัสดี", 5),
    ("ครับ", 5),
    ("세마", 6),
    ("привет", 6),
    ("елка", 6),
]
NOT_MEANT = ["peter fox", "etre", "eter", "京東", "夜の", "abbit", "हिन्दू"]
HOSTILE = [
    '"',
    '""',
    "'",
    "peter OR NOT rabbit AND",
    "NEAR(peter rabbit, 2)",
    "title:peter",
    "pet*",
    "*",
    "^peter",
    "-peter",
    "(peter",
    "peter)",
    "{title artist}: x",
    "+ + +",
    "a" * 10_000,
    "a " * 10_000,
    "東" * 5_000,
    "'; drop table recording; --",
    "\x00",
    "pe\x00ter",
    "\ud800",
    "%_",
    "🧑‍🧑‍🧒",
    "\u0301",
]


@pytest.fixture
def filled(library: Library) -> Library:
    add_recordings(library, *ALL)
    return library


@pytest.mark.parametrize(("typed", "number"), MEANT)
def test_search_finds_what_is_meant(filled: Library, typed: str, number: int) -> None:
    assert filled.recordings.keys(typed) == [ALL[number - 1].key]
    assert filled.recordings.count(typed) == 1


@pytest.mark.parametrize("typed", NOT_MEANT)
def test_search_finds_nothing_else(filled: Library, typed: str) -> None:
    assert filled.recordings.keys(typed) == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_input_breaks_the_search(filled: Library, typed: str) -> None:
    found = filled.recordings.keys(typed)
    assert filled.recordings.count(typed) == len(found)
    assert filled.playlists.all(typed) == []


@pytest.mark.parametrize("typed", ["", "   ", "...", '"', "—"])
def test_typing_no_word_at_all_shows_everything(filled: Library, typed: str) -> None:
    assert len(filled.recordings.keys(typed)) == len(ALL)


@pytest.mark.parametrize("typed", ["or", "not", "and", "near"])
def test_words_of_the_query_language_are_only_words(library: Library, typed: str) -> None:
    add_recordings(library, a_recording(1, f"This {typed} that"), a_recording(2, "Else"))
    assert library.recordings.keys(typed) == [a_recording(1).key]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_a_title_is_found_by_itself_and_any_typing_is_safe(title: str, typed: str) -> None:
    title = title.encode("utf-8", "ignore").decode()
    with a_library() as library:
        recording = a_recording(1, title)
        add_recordings(library, recording)
        assert library.recordings.keys(title) == [recording.key]
        assert library.recordings.count(typed) in (0, 1)


def test_a_playlists_title_finds_its_recordings(filled: Library) -> None:
    key = make_playlist(filled, "Gute Nacht", [STAR.key, PETER.key])
    assert filled.recordings.keys("nacht") == [PETER.key, STAR.key]
    assert filled.recordings.keys("gute rabbit") == [PETER.key]

    filled.transact("Rename", lambda tx: tx.edit_playlist(key, title="Morgen"))
    assert filled.recordings.keys("nacht") == []
    assert filled.recordings.keys("morgen") == [PETER.key, STAR.key]

    first = filled.playlists.entries(key)[0]
    filled.transact("Take out", lambda tx: tx.remove_entry(first.key))
    assert filled.recordings.keys("morgen") == [PETER.key]

    filled.transact("Remove", lambda tx: tx.remove_playlist(key))
    assert filled.recordings.keys("morgen") == []

    filled.undo()
    assert filled.recordings.keys("morgen") == [PETER.key]
    assert_search_agrees(filled)


def test_the_index_follows_edits_of_every_field(filled: Library) -> None:
    filled.transact(
        "Edit", lambda tx: tx.edit_recording(PETER.key, title="T1", artist="A1", album="B1", tags=("G1", "G2"))
    )
    for word in ("t1", "a1", "b1", "g1", "g2"):
        assert filled.recordings.keys(word) == [PETER.key]
    assert filled.recordings.keys("rabbit") == []
    assert_search_agrees(filled)


def test_a_failed_change_leaves_the_index_alone(filled: Library) -> None:
    def fail(tx: Transaction) -> None:
        tx.edit_recording(PETER.key, title="Gone")
        raise LookupError

    with pytest.raises(LookupError):
        filled.transact("Edit", fail)
    assert filled.recordings.keys("rabbit") == [PETER.key]
    assert filled.recordings.keys("gone") == []


def test_relevance_puts_the_best_first_from_the_third_letter(library: Library) -> None:
    weak = a_recording(1, "A very long title in which at some point there is a bear among many others", album="x")
    strong = a_recording(2, "Bear", artist="Bear", album="Bear")
    add_recordings(library, weak, strong, *(a_recording(number, f"Other {number}") for number in range(3, 20)))
    assert library.recordings.keys("bear", "relevance") == [strong.key, weak.key]
    assert library.recordings.keys("be", "relevance") == [weak.key, strong.key]
    assert library.recordings.keys("", "relevance", limit=2) == [weak.key, strong.key]


def test_small_lists_are_searched_the_same_way(filled: Library) -> None:
    for title in ("Gute Nacht", "東京の夜", "Éveil 2"):
        make_playlist(filled, title)

    def titles(typed: str) -> list[str]:
        return [playlist.title for playlist in filled.playlists.all(typed)]

    assert titles("nac gu") == ["Gute Nacht"]
    assert titles("eveil") == ["Éveil 2"]
    assert titles("京の") == ["東京の夜"]
    assert titles("acht") == []
    assert len(titles("")) == 3


def test_a_rename_is_searchable_at_once(filled: Library) -> None:
    rename(filled, SONG.key, "Kyoto")
    assert filled.recordings.keys("kyo") == [SONG.key]
    assert filled.recordings.keys("東京") == []
