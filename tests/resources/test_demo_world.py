"""The demo family's world is whole: what world.json names is there, readable and small."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mutagen
import pytest
from PIL import Image

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
WORLD: dict[str, Any] = json.loads((DEMO / "world.json").read_text(encoding="utf-8"))
AUDIO_LIMIT_BYTES = 7_000_000
DEMO_LIMIT_BYTES = 10_000_000
COVER_LIMIT_BYTES = 60 * 1024
CATEGORIES = {"none", "stories", "music", "radio", "podcast", "sfx", "activities", "alarms"}


def keys(things: list[dict[str, Any]]) -> set[frozenset[str]]:
    return {frozenset(thing) for thing in things}


def named_files() -> Iterator[str]:
    for recording in WORLD["recordings"]:
        yield from (recording["file"], recording["cover"])
    for playlist in WORLD["playlists"]:
        yield from (playlist["cover"], *playlist["entries"])
    for card in WORLD["cards"]:
        yield card["cover"]
        for track in card["tracks"]:
            yield from (track["file"], track["icon"])
    for icon in WORLD["icons"]:
        yield icon["file"]


def read_tags(path: Path) -> dict[str, str]:
    """Title, artist, album and track of a file, each as text; a track such as `3/7` counts as `3`."""
    audio: Any = mutagen.File(path, easy=True)
    found = {name: str(audio.tags[name][0]) for name in ("title", "artist", "album", "tracknumber")}
    return found | {"tracknumber": found["tracknumber"].partition("/")[0]}


def duration_s(path: Path) -> float:
    audio: Any = mutagen.File(path)
    return float(audio.info.length)


def test_the_world_has_exactly_the_agreed_shape() -> None:
    assert set(WORLD) == {"family", "recordings", "playlists", "cards", "icons", "players"}
    assert set(WORLD["family"]) == {"name", "email"}
    assert keys(WORLD["recordings"]) == {frozenset({"file", "title", "artist", "album", "track", "tags", "cover"})}
    assert keys(WORLD["playlists"]) == {frozenset({"id", "title", "cover", "entries", "card"})}
    assert keys(WORLD["cards"]) == {
        frozenset({"cardId", "title", "author", "description", "cover", "own", "category", "reason", "tracks"})
    }
    tracks = [track for card in WORLD["cards"] for track in card["tracks"]]
    assert keys(tracks) == {frozenset({"title", "file", "icon"})}
    assert keys(WORLD["icons"]) == {frozenset({"file", "title", "tags"})}
    identity = {"deviceId", "name", "description", "deviceType", "deviceFamily", "deviceGroup", "generation"}
    state = {"formFactor", "online", "battery", "charging", "volume", "volumeMax", "ssid", "wifi", "slot", "playing"}
    assert keys(WORLD["players"]) == {frozenset(identity | state)}


def test_the_world_is_large_enough_to_look_alive() -> None:
    assert len(WORLD["recordings"]) >= 40
    assert len(WORLD["playlists"]) >= 12
    assert len(WORLD["cards"]) >= 14
    assert len(WORLD["icons"]) >= 24
    assert len({recording["cover"] for recording in WORLD["recordings"]}) >= 16
    assert {Path(recording["file"]).suffix for recording in WORLD["recordings"]} == {".opus", ".mp3", ".m4a", ".flac"}


@pytest.mark.parametrize(
    ("kind", "key"),
    [("recordings", "file"), ("playlists", "id"), ("cards", "cardId"), ("icons", "file"), ("players", "deviceId")],
)
def test_keys_are_unique(kind: str, key: str) -> None:
    found = [thing[key] for thing in WORLD[kind]]
    assert len(found) == len(set(found))


def test_every_named_file_is_there_and_every_file_is_named() -> None:
    present = {path.relative_to(DEMO).as_posix() for path in DEMO.rglob("*") if path.is_file()}
    assert present - {"world.json", "LICENSE.md"} == set(named_files())


def test_what_playlists_and_cards_hold_is_in_the_library() -> None:
    library = {recording["file"] for recording in WORLD["recordings"]}
    assert {entry for playlist in WORLD["playlists"] for entry in playlist["entries"]} <= library
    assert {track["file"] for card in WORLD["cards"] for track in card["tracks"]} <= library
    assert {track["icon"] for card in WORLD["cards"] for track in card["tracks"]} <= {
        icon["file"] for icon in WORLD["icons"]
    }


def test_a_published_playlist_and_its_card_hold_the_same_tracks() -> None:
    titles = {recording["file"]: recording["title"] for recording in WORLD["recordings"]}
    own = {card["cardId"]: card for card in WORLD["cards"] if card["own"]}
    published = {playlist["card"]: playlist for playlist in WORLD["playlists"] if playlist["card"] is not None}
    assert set(own) == set(published)
    for key, playlist in published.items():
        expected = [(titles[entry], entry) for entry in playlist["entries"]]
        assert [(track["title"], track["file"]) for track in own[key]["tracks"]] == expected
        assert (own[key]["title"], own[key]["cover"]) == (playlist["title"], playlist["cover"])


def test_cards_look_like_those_of_yoto() -> None:
    for card in WORLD["cards"]:
        assert re.fullmatch(r"[A-Za-z0-9]{5}", card["cardId"])
        assert card["category"] in CATEGORIES
        assert card["reason"] == ("myo-content-add" if card["own"] else "physical-add")
        assert card["tracks"]


def test_players_look_like_those_of_yoto() -> None:
    for player in WORLD["players"]:
        assert re.fullmatch(r"y[A-Za-z0-9_-]{23}", player["deviceId"])
        assert re.fullmatch(r"[a-z]+\.[a-z]+", player["description"])
        assert 0 <= player["volume"] <= player["volumeMax"] <= 16
        assert 0 <= player["battery"] <= 100
        assert player["slot"] in {"physical", "none"}
        assert player["online"] or player["playing"] is None
    assert len({player["deviceFamily"] for player in WORLD["players"]}) == 3
    assert sum(player["online"] for player in WORLD["players"]) == 2


def test_what_plays_is_a_chapter_of_a_card_and_has_not_ended() -> None:
    cards = {card["cardId"]: card for card in WORLD["cards"]}
    playing = [player["playing"] for player in WORLD["players"] if player["playing"] is not None]
    assert len(playing) == 1
    chapter = int(playing[0]["chapter"])
    track = cards[playing[0]["cardId"]]["tracks"][chapter - 1]
    assert playing[0]["track"] == "01"
    assert playing[0]["position"] < duration_s(DEMO / track["file"])


@pytest.mark.parametrize("recording", WORLD["recordings"], ids=lambda recording: Path(recording["file"]).name)
def test_audio_carries_the_tags_that_the_world_states(recording: dict[str, Any]) -> None:
    path = DEMO / recording["file"]
    assert read_tags(path) == {
        "title": recording["title"],
        "artist": recording["artist"],
        "album": recording["album"],
        "tracknumber": str(recording["track"]),
    }
    assert 15 <= duration_s(path) <= 240


def test_the_world_stays_small() -> None:
    def size(folder: Path) -> int:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    assert size(DEMO / "recordings") <= AUDIO_LIMIT_BYTES
    assert size(DEMO) <= DEMO_LIMIT_BYTES


@pytest.mark.parametrize("path", sorted((DEMO / "covers").iterdir()), ids=lambda path: path.name)
def test_a_cover_is_a_small_square_picture_in_colour(path: Path) -> None:
    assert path.stat().st_size <= COVER_LIMIT_BYTES
    with Image.open(path) as picture:
        picture.load()
        assert (picture.size, picture.mode, picture.format) == ((480, 480), "RGB", "JPEG")


@pytest.mark.parametrize("path", sorted((DEMO / "icons").iterdir()), ids=lambda path: path.name)
def test_an_icon_is_16_pixels_square_and_shows_on_black(path: Path) -> None:
    with Image.open(path) as icon:
        icon.load()
        assert (icon.size, icon.mode, icon.format) == ((16, 16), "RGBA", "PNG")
        black = Image.new("RGBA", icon.size, "black")
        shown = Image.alpha_composite(black, icon).convert("L").tobytes()
    assert sum(level > 60 for level in shown) >= 40
