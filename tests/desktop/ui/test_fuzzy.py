"""A few letters find what was meant."""

from __future__ import annotations

from desktop.ui.fuzzy import score


def order(query: str, *texts: str) -> list[str]:
    found = [(score(query, text), text) for text in texts]
    return [text for points, text in sorted(found, key=lambda pair: -(pair[0] or 0)) if points is not None]


def test_letters_out_of_order_do_not_fit() -> None:
    assert score("ybal", "library") is None


def test_first_letters_of_words_count_more_than_letters_within() -> None:
    assert order("af", "Draft", "Add a folder…") == ["Add a folder…", "Draft"]


def test_the_start_counts_most() -> None:
    assert order("play", "Redisplay", "Go to Playlists", "Playlists") == ["Playlists", "Go to Playlists", "Redisplay"]


def test_accents_and_case_do_not_matter() -> None:
    assert score("zizkuv", "Žižkův příběh") is not None


def test_nothing_typed_fits_everything() -> None:
    assert score("", "anything") == 0
