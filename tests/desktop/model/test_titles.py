"""How names become titles, and in which order they stand."""

from __future__ import annotations

import unicodedata

import pytest

from desktop.model.titles import (
    are_numbered,
    clean_tag,
    clean_title,
    common_number,
    folder_title,
    is_disc_folder,
    natural_key,
)


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("01 - The_Frog_King", "The Frog King"),
        ("02_Hello", "Hello"),
        ("1-03 Foo", "Foo"),
        ("Track 3 Foo", "Foo"),
        ("[07] Seven", "Seven"),
        ("12. Twelve", "Twelve"),
        ("007", "007"),
        ("Plain name", "Plain name"),
        ("  spaced   out ", "spaced out"),
        ("Brüder Grimm - 05 - Rapunzel", "Rapunzel"),
    ],
)
def test_a_title_has_no_track_number_no_underscores_and_no_artist(stem: str, title: str) -> None:
    assert clean_title(stem, artist="Brüder Grimm") == title


def test_a_number_that_belongs_to_the_title_stays_when_the_names_beside_it_bear_none() -> None:
    assert clean_title("99 Luftballons", is_numbered=False) == "99 Luftballons"
    assert clean_title("101 Dalmatians", is_numbered=False) == "101 Dalmatians"
    assert clean_title("3-2-1 Go", is_numbered=False) == "3-2-1 Go"
    assert clean_title("01 Luftballons", is_numbered=False) == "Luftballons"
    assert clean_title("1. Luftballons", is_numbered=False) == "Luftballons"


def test_names_are_numbered_when_most_of_them_begin_with_different_numbers() -> None:
    assert are_numbered(["1 a", "2 b", "bonus"])
    assert are_numbered(["Track 1", "Track 2"])
    assert not are_numbered(["99 Luftballons"])
    assert not are_numbered(["99 Luftballons", "Major Tom", "Da da da"])
    assert not are_numbered(["3 Bears", "3 Pigs", "3 Wishes"])
    assert not are_numbered([])


def test_a_tags_title_loses_only_its_own_track_number() -> None:
    assert clean_tag("03 - Foo", track=3) == "Foo"
    assert clean_tag("99 Luftballons", track=4) == "99 Luftballons"
    assert clean_tag("7 Years", track=7) == "7 Years"
    assert clean_tag("The_Frog_King") == "The Frog King"
    assert clean_tag("snake_case is fine here") == "snake_case is fine here"
    assert clean_tag("   ") == ""


def test_quirk_28_accents_are_composed_whatever_the_file_system_made_of_them() -> None:
    decomposed = unicodedata.normalize("NFD", "01 Jägermädchen")
    assert clean_title(decomposed) == "Jägermädchen"
    assert clean_tag(unicodedata.normalize("NFD", "Öl")) == "Öl"
    assert natural_key(decomposed) == natural_key("01 Jägermädchen")


def test_a_folders_name_becomes_the_playlists_title() -> None:
    assert folder_title("01 - Bedtime_stories") == "Bedtime stories"
    assert folder_title("101 Dalmatians") == "101 Dalmatians"
    assert folder_title("__") == "Playlist"


def test_disc_folders_are_known_by_their_names() -> None:
    assert all(is_disc_folder(name) for name in ("CD1", "cd 2", "Disc_3", "Disk-1", "Side A"))
    assert not any(is_disc_folder(name) for name in ("CD covers", "Disco", "Bonus", "Part of it"))


def test_numbers_give_an_order_only_when_every_file_has_one_and_no_two_the_same() -> None:
    assert common_number([(1, 1), (1, 2), (2, 1)])
    assert common_number([(None, 1), (None, 2)])
    assert not common_number([(None, 1), (None, None)])
    assert not common_number([(None, 1), (None, 1)])
    assert not common_number([])


def test_two_comes_before_ten_and_case_does_not_count() -> None:
    names = ["10 a", "2 b", "1 c", "b 2", "B 10", "a", "²x"]
    assert sorted(names, key=natural_key) == ["1 c", "2 b", "10 a", "a", "b 2", "B 10", "²x"]
