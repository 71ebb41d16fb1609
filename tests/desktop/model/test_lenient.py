"""JSON whose types vary: read without a crash, whatever stands in it."""

from __future__ import annotations

import copy
import math

import pytest

from desktop.model import lenient
from desktop.model.checks import check
from desktop.model.content import read_card
from desktop.model.difference import card_digest, difference
from desktop.model.lenient import Json
from desktop.model.line import Line
from desktop.model.names import EntryKey
from desktop.model.overlay import compose, tracks

AUDIO = "yoto:#" + "a" * 43
ODD_CARDS: dict[str, Json] = {
    "nothing": {},
    "nulls": {"title": None, "content": None, "metadata": None},
    "no chapters": {"content": {"chapters": None}},
    "a list for an object": {"content": [], "metadata": []},
    "an object for a list": {"content": {"chapters": {"a": 1}}},
    "nulls in lists": {"content": {"chapters": [None, {"key": "01", "tracks": [None, {"title": "t"}]}]}},
    "no tracks": {"content": {"chapters": [{"key": None, "title": None, "tracks": None}]}},
    "an object for tracks": {"content": {"chapters": [{"key": "01", "tracks": {"a": 1}}]}},
    "texts for numbers": {
        "content": {
            "chapters": [
                {
                    "key": 1,
                    "title": 3,
                    "display": [],
                    "tracks": [{"trackUrl": None, "duration": "abc", "fileSize": "12.5", "display": None}],
                }
            ]
        }
    },
    "an address that is none": {"content": {"chapters": [{"tracks": [{"trackUrl": "http://["}]}]}},
    "numbers without end": {"content": {"chapters": [{"tracks": [{"duration": 1e308, "fileSize": 1e300}]}]}},
    "texts for covers": {"content": {"cover": "x", "chapters": []}, "metadata": {"cover": "y", "media": "z"}},
    "the same key twice": {
        "content": {
            "chapters": [
                {"key": "1", "tracks": [{"key": "1", "trackUrl": AUDIO}, {"key": "1", "trackUrl": AUDIO}]},
                {"key": "1", "tracks": [{"key": "1", "trackUrl": AUDIO}]},
            ]
        }
    },
}


@pytest.mark.parametrize("name", ODD_CARDS)
def test_a_card_of_any_shape_can_be_read_compared_checked_and_written_over(name: str) -> None:
    raw = {"cardId": "abcde", **ODD_CARDS[name]}
    before = copy.deepcopy(raw)
    wanted = [Line(EntryKey(str(n)), "Song", None, AUDIO, 60.0, 5, "opus", "stereo") for n in range(3)]
    after = compose(raw, title="Songs", lines=wanted, cover_url="https://cover.example")
    assert raw == before
    assert read_card(raw, own_user_id=None) is not None
    assert card_digest(raw) != card_digest(after)
    assert not difference(raw, after).is_empty
    assert [track["title"] for _, track in tracks(after)] == ["Song"] * 3
    assert [finding.sentence for finding in check(after)] == []
    for chapter in after["content"]["chapters"]:
        keys = [track["key"] for track in chapter["tracks"]]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (3, 3.0),
        ("12.5", 12.5),
        (True, None),
        (None, None),
        ("x", None),
        (math.nan, None),
        (math.inf, None),
        ([], None),
        (10**400, None),
        (1e300, float(2**53)),
        (-1e300, -float(2**53)),
    ],
)
def test_a_number_is_finite_and_fits_the_database_or_is_none(value: object, found: float | None) -> None:
    assert lenient.number(value) == found


def test_a_key_stays_literal() -> None:
    assert [lenient.key(value) for value in ("08", 8, True, None, [])] == ["08", "8", "", "", ""]
