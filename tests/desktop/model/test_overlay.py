"""A playlist laid over a card's JSON."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop.model.checks import check
from desktop.model.difference import card_digest, difference, same_tracks
from desktop.model.icon import DEFAULT_ICON, is_reference
from desktop.model.lenient import Json
from desktop.model.line import YOTO_BYTES_A_SECOND, Line, lines, playlist_hash
from desktop.model.names import ArtworkKey, EntryKey, PlaylistKey, RecordingKey
from desktop.model.overlay import compose, track_icon, track_title, tracks, without_identity
from desktop.model.playlist import Entry, Origin
from desktop.model.publication import Difference, Weight
from desktop.model.recording import Medium, Recording
from desktop.model.reference import audio_reference, icon_reference, is_signed
from tests.helpers.fakes_yoto import card_json, media_hash, reference

PLAYLIST = PlaylistKey("p_1")


def opened(raw: Json) -> list[Entry]:
    """Return a card's tracks as entries, as opening it as a playlist does."""
    return [
        Entry(
            EntryKey(f"e_{number}"),
            PLAYLIST,
            f"{number:03d}",
            title=track_title(chapter, track),
            icon=track_icon(chapter, track),
            origin=Origin(
                str(chapter["key"]),
                str(track["key"]),
                audio_reference(track["trackUrl"]),
                float(track["duration"]),
                int(track["fileSize"]),
                track.get("format", ""),
                track.get("channels", ""),
            ),
        )
        for number, (chapter, track) in enumerate(tracks(raw))
    ]


def wanted(entries: Sequence[Entry], *recordings: Recording) -> tuple[Line, ...]:
    return lines(entries, {recording.key: recording for recording in recordings})


def recording(name: str, *, is_sent: bool = True, format: str = "opus", duration_s: float = 90.0) -> Recording:
    medium = Medium(media_hash(name), round(duration_s), 700_000, format, "mono") if is_sent else None
    return Recording(RecordingKey(f"t_{name}"), "00", name, duration_s, 5_000_000, ".mp3", "audio/mpeg", medium=medium)


def entry(number: int, one: Recording, **fields: Any) -> Entry:
    return Entry(EntryKey(f"e_new{number}"), PLAYLIST, f"9{number}", recording=one.key, **fields)


def chapters(raw: Json) -> list[Json]:
    found: list[Json] = raw["content"]["chapters"]
    return found


def titles(raw: Json) -> list[str]:
    return [track_title(*pair) for pair in tracks(raw)]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | WORDS
SURPRISES = st.dictionaries(
    WORDS.map("x-".__add__),
    LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(WORDS, LEAVES, max_size=2),
    max_size=3,
)


@st.composite
def cards(draw: Callable[..., Any]) -> Json:
    """Cards of one- and many-track chapters, each level with fields that nobody has heard of."""
    built: list[Json] = []
    for number in range(draw(st.integers(1, 5))):
        count = draw(st.integers(1, 3))
        inside = [
            {
                **draw(SURPRISES),
                "key": f"{index + 1:02d}",
                "title": draw(WORDS),
                "overlayLabel": draw(WORDS),
                "type": "audio",
                "trackUrl": reference(f"{number} {index}"),
                "format": draw(st.sampled_from(["opus", "aac", "mp3"])),
                "duration": draw(st.integers(1, 5000)),
                "fileSize": draw(st.integers(1, 10**7)),
                "display": draw(st.sampled_from([None, {"icon16x16": None}, {"icon16x16": reference("i"), "x": 1}])),
            }
            for index in range(count)
        ]
        built.append(
            {
                **draw(SURPRISES),
                "key": draw(st.sampled_from([f"{number + 1:02d}", f"key {number}", f"{number}"])),
                "title": draw(WORDS),
                "overlayLabel": draw(WORDS),
                "display": {**draw(SURPRISES), "icon16x16": draw(st.sampled_from([None, reference("c")]))},
                "duration": 1,
                "fileSize": 1,
                "tracks": inside,
            }
        )
    return {
        **draw(SURPRISES),
        "cardId": "iXwvb",
        "title": draw(WORDS),
        "content": {**draw(SURPRISES), "config": draw(SURPRISES), "chapters": built},
        "metadata": {**draw(SURPRISES), "media": {**draw(SURPRISES), "duration": 1}, "cover": {"imageL": "https://c"}},
    }


@given(cards())
def test_a_card_that_is_opened_and_not_edited_comes_back_as_it_was(raw: Json) -> None:
    assert compose(raw, title=raw["title"], lines=wanted(opened(raw))) == raw


@given(cards(), st.randoms(use_true_random=False))
def test_what_nobody_has_heard_of_survives_reordering_renaming_and_new_tracks(raw: Json, random: Any) -> None:
    before = copy.deepcopy(raw)
    entries = [*opened(raw), entry(1, recording("new"))]
    random.shuffle(entries)
    after = compose(raw, title="Another", lines=wanted(entries, recording("new")))
    assert raw == before
    assert unknown(after) == unknown(raw)
    for part in ("content", "metadata"):
        assert unknown(after[part]) == unknown(raw[part])
    assert after["content"]["config"] == raw["content"]["config"]
    old = {
        track["trackUrl"]: (unknown(chapter), unknown(track), track["overlayLabel"]) for chapter, track in tracks(raw)
    }
    new = {track["trackUrl"]: (unknown(chapter), unknown(track)) for chapter, track in tracks(after)}
    assert {url: pair[:2] for url, pair in old.items()} == {url: new[url] for url in old}


@given(cards(), st.randoms(use_true_random=False))
def test_tracks_stand_in_the_order_of_the_playlist_under_keys_that_are_unique(raw: Json, random: Any) -> None:
    entries = [*opened(raw), entry(1, recording("a")), entry(2, recording("b"))]
    random.shuffle(entries)
    kept = entries[: random.randint(1, len(entries))]
    asked = wanted(kept, recording("a"), recording("b"))
    after = compose(raw, title="T", lines=asked)
    assert [track["trackUrl"] for _, track in tracks(after)] == [line.url for line in asked]
    keys = [chapter["key"] for chapter in chapters(after)]
    assert len(set(keys)) == len(keys)
    for chapter in chapters(after):
        inner = [track["key"] for track in chapter["tracks"]]
        assert len(set(inner)) == len(inner)
        assert all(isinstance(key, str) and key for key in (chapter["key"], *inner))


@given(cards(), st.randoms(use_true_random=False))
def test_quirk_17_every_chapter_and_track_has_an_overlay_label(raw: Json, random: Any) -> None:
    for chapter, track in tracks(raw):
        for part in (chapter, track):
            match random.randint(0, 2):
                case 0:
                    part.pop("overlayLabel", None)
                case 1:
                    part["overlayLabel"] = random.choice([None, ""])
    after = compose(raw, title="T", lines=wanted([*opened(raw), entry(1, recording("new"))], recording("new")))
    assert all(chapter["overlayLabel"] and track["overlayLabel"] for chapter, track in tracks(after))


def unknown(thing: Json) -> Json:
    return {name: value for name, value in thing.items() if name.startswith(("x-", "surprise"))}


def test_a_new_card_has_the_shape_that_the_apps_produce() -> None:
    one, two = recording("One", duration_s=1046.0), recording("Two")
    content = compose(
        None, title="My Book", lines=wanted([entry(1, one), entry(2, two)], one, two), cover_url="https://c"
    )
    assert content == {
        "title": "My Book",
        "content": {
            "activity": "yoto_Player",
            "version": "1",
            "playbackType": "linear",
            "restricted": True,
            "config": {"resumeTimeout": 2592000},
            "chapters": [
                {
                    "key": key,
                    "title": name,
                    "overlayLabel": label,
                    "display": {"icon16x16": DEFAULT_ICON},
                    "duration": duration,
                    "fileSize": 700_000,
                    "tracks": [
                        {
                            "key": "01",
                            "title": name,
                            "overlayLabel": label,
                            "type": "audio",
                            "trackUrl": reference(name),
                            "format": "opus",
                            "duration": duration,
                            "fileSize": 700_000,
                            "channels": "mono",
                            "display": {"icon16x16": DEFAULT_ICON},
                        }
                    ],
                }
                for key, name, label, duration in (("01", "One", "1", 1046), ("02", "Two", "2", 90))
            ],
        },
        "metadata": {
            "cover": {"imageL": "https://c"},
            "media": {"duration": 1136, "fileSize": 1_400_000, "readableFileSize": 1.3},
        },
    }
    assert check(content) == ()


def test_quirk_16_a_track_that_says_mp3_while_opus_is_stored_is_mended() -> None:
    raw = card_json("A", "B")
    raw["content"]["chapters"][0]["tracks"][0]["format"] = "mp3"
    ours = recording("audio A")
    entries = opened(raw)
    entries[0] = Entry(entries[0].key, PLAYLIST, "0", ours.key, entries[0].title, entries[0].icon, entries[0].origin)
    after = compose(raw, title="A card", lines=wanted(entries, ours))
    assert [track["format"] for _, track in tracks(after)] == ["opus", "opus"]
    assert difference(raw, after).repaired == ("A",)


def test_quirk_20_the_title_stands_at_the_top_and_the_card_keeps_its_id() -> None:
    raw = card_json("A") | {"cardId": "iXwvb"}
    del raw["title"]
    raw["metadata"]["title"] = "Nameless"
    after = compose(raw, title="Named", lines=wanted(opened(raw)))
    assert (after["title"], after["metadata"]["title"], after["cardId"]) == ("Named", "Named", "iXwvb")


def test_quirk_21_a_signed_address_becomes_a_reference_and_a_stream_stays() -> None:
    sha = media_hash("x")
    signed = f"https://secure-media.yotoplay.com/owner/{sha}?Expires=1&Signature=abc"
    assert audio_reference(f"{signed}#sha256={sha}") == f"yoto:#{sha}"
    assert audio_reference(signed) == f"yoto:#{sha}"
    assert audio_reference(f"http://127.0.0.1:8701/media/{sha}?Signature=1") == f"yoto:#{sha}"
    assert audio_reference("https://radio.test/live.mp3") == "https://radio.test/live.mp3"
    raw = card_json("A")
    raw["content"]["chapters"][0]["tracks"][0]["trackUrl"] = f"{signed}#sha256={sha}"
    after = compose(raw, title="A card", lines=wanted(opened(raw)))
    assert [track["trackUrl"] for _, track in tracks(after)] == [f"yoto:#{sha}"]


def test_quirk_22_a_resolved_icon_becomes_a_reference_and_a_strange_one_the_default() -> None:
    icon = media_hash("icon")
    raw = card_json("A", "B")
    raw["content"]["chapters"][0]["display"]["icon16x16"] = f"https://card-content.yotoplay.com/policy~/{icon}?width=9"
    raw["content"]["chapters"][1]["tracks"][0]["display"]["icon16x16"] = "yoto:#short"
    after = compose(raw, title="A card", lines=wanted(opened(raw)))
    shown = [part["display"]["icon16x16"] for pair in tracks(after) for part in pair]
    assert all(is_reference(address) for address in shown)
    assert shown[0] == f"yoto:#{icon}"
    assert icon_reference("whatever") == DEFAULT_ICON
    assert not [finding for finding in check(after) if finding.weight is Weight.STOPS]


def test_a_rename_touches_the_chapter_of_one_track_and_only_the_track_of_many() -> None:
    raw = card_json("A", "B")
    raw["content"]["chapters"][1]["tracks"].append(
        raw["content"]["chapters"][1]["tracks"][0] | {"key": "02", "title": "C", "trackUrl": reference("c")}
    )
    entries = [
        Entry(one.key, PLAYLIST, one.pos, title=f"{one.title}!", icon=one.icon, origin=one.origin)
        for one in opened(raw)
    ]
    after = compose(raw, title="A card", lines=wanted(entries))
    assert [chapter["title"] for chapter in chapters(after)] == ["A!", "B"]
    assert titles(after) == ["A!", "B!", "C!"]
    assert difference(raw, after).renamed == (("A", "A!"), ("B", "B!"), ("C", "C!"))


def test_a_track_put_between_two_of_one_chapter_joins_it_and_one_taken_out_stands_alone() -> None:
    raw = card_json("A")
    first = raw["content"]["chapters"][0]["tracks"][0]
    raw["content"]["chapters"][0]["tracks"] += [
        first | {"key": "02", "title": "B", "trackUrl": reference("b")},
        first | {"key": "03", "title": "C", "trackUrl": reference("c")},
    ]
    a, b, c = opened(raw)
    new = recording("new")
    after = compose(raw, title="A card", lines=wanted([a, entry(1, new), c, entry(2, new), b], new))
    assert [[track["title"] for track in chapter["tracks"]] for chapter in chapters(after)] == [
        ["A", "new", "C", "new", "B"]
    ]
    assert [track["key"] for track in chapters(after)[0]["tracks"]] == ["01", "04", "03", "05", "02"]
    other = compose(raw, title="A card", lines=wanted([a, b, c, a]))
    assert [(chapter["key"], len(chapter["tracks"])) for chapter in chapters(other)] == [("01", 3), ("02", 1)]


def test_keys_that_are_the_same_by_chance_never_swap_the_audio() -> None:
    ours, theirs = card_json("A", "B"), card_json("C", "D", audio="other")
    after = compose(theirs, title="T", lines=wanted(opened(ours)))
    assert [track["trackUrl"] for _, track in tracks(after)] == [reference("audio A"), reference("audio B")]
    assert titles(after) == ["A", "B"]
    assert [chapter["key"] for chapter in chapters(after)] == ["03", "04"]
    assert difference(theirs, after).removed == ("C", "D")


def test_a_track_is_found_by_its_audio_where_the_keys_have_changed() -> None:
    raw = card_json("A", "B")
    entries = opened(raw)
    for chapter in chapters(raw):
        chapter["key"] = f"renamed {chapter['key']}"
    assert compose(raw, title="A card", lines=wanted(entries)) == raw
    ours = recording("audio B")
    found = compose(raw, title="A card", lines=wanted([entry(1, ours, title="B")], ours))
    assert chapters(found)[0]["surprise"] == {"chapter": 2}


def test_labels_that_number_the_order_follow_it_and_chosen_ones_stay() -> None:
    raw = card_json("A", "B", "C")
    raw["content"]["chapters"][1]["overlayLabel"] = "★"
    a, b, c = opened(raw)
    after = compose(raw, title="A card", lines=wanted([c, b, a]))
    assert [chapter["overlayLabel"] for chapter in chapters(after)] == ["1", "★", "3"]
    assert [track["overlayLabel"] for _, track in tracks(after)] == ["1", "2", "3"]


def test_keys_of_removed_chapters_are_not_used_again() -> None:
    raw = card_json("A", "B", "C")
    new = recording("new")
    after = compose(raw, title="A card", lines=wanted([opened(raw)[0], entry(1, new)], new))
    assert [chapter["key"] for chapter in chapters(after)] == ["01", "04"]


def test_the_sums_follow_the_tracks() -> None:
    raw = card_json("A", "B")
    raw["metadata"]["media"]["readableDuration"] = "0h 2m 0s"
    new = recording("new", duration_s=3690.0)
    after = compose(raw, title="A card", lines=wanted([*opened(raw), entry(1, new)], new))
    assert after["metadata"]["media"] == {
        "duration": 3810,
        "fileSize": 1_700_000,
        "readableFileSize": 1.6,
        "readableDuration": "1h 3m 30s",
    }


def test_the_difference_names_what_came_went_moved_and_changed() -> None:
    raw = card_json("A", "B", "C")
    a, b, c = opened(raw)
    new = recording("New", is_sent=False)
    renamed = Entry(b.key, PLAYLIST, b.pos, title="Bee", icon=reference("another"), origin=b.origin)
    after = compose(raw, title="Card", lines=wanted([c, renamed, entry(1, new)], new), cover_url="https://new")
    assert difference(raw, after) == Difference(
        added=("New",),
        removed=("A",),
        renamed=(("B", "Bee"),),
        is_reordered=True,
        title=("A card", "Card"),
        is_new_cover=True,
        repainted=("Bee",),
    )
    assert difference(raw, compose(raw, title="A card", lines=wanted([a, b, c]))).is_empty


def test_two_tracks_that_are_still_to_be_sent_are_two_tracks() -> None:
    one, two = recording("One", is_sent=False), recording("Two", is_sent=False)
    after = compose(None, title="T", lines=wanted([entry(1, one), entry(2, two)], one, two))
    assert difference(None, after).added == ("One", "Two")
    assert check(after) == ()


def test_audio_that_is_still_to_be_sent_is_measured_as_yoto_will_store_it() -> None:
    one = Recording(RecordingKey("t_w"), "00", "Wave", 600.0, 100_000_000, ".wav", "audio/wav")
    (line,) = wanted([entry(1, one)], one)
    assert line.size_bytes == 600 * YOTO_BYTES_A_SECOND


def test_a_deleted_card_is_the_base_of_a_new_one_without_its_identity() -> None:
    raw = card_json("A") | {"cardId": "iXwvb", "userId": "u", "updatedAt": "2026", "_id": "x", "deleted": True}
    bare = without_identity(raw)
    assert bare == card_json("A")


def test_the_same_tracks_are_recognized_in_other_addresses_and_another_order_is_not() -> None:
    raw = card_json("A", "B")
    resolved = copy.deepcopy(raw)
    for _, track in tracks(resolved):
        sha = track["trackUrl"].removeprefix("yoto:#")
        track["trackUrl"] = f"https://secure-media.yotoplay.com/o/{sha}?Signature=x#sha256={sha}"
    assert same_tracks(raw, resolved)
    assert card_digest(raw) == card_digest(resolved)
    resolved["content"]["chapters"].reverse()
    assert not same_tracks(raw, resolved)
    assert card_digest(raw) != card_digest(resolved)


def test_the_playlists_hash_tells_title_cover_order_titles_and_icons_apart() -> None:
    one, two = recording("One"), recording("Two")
    both = wanted([entry(1, one), entry(2, two)], one, two)
    variants = [
        playlist_hash("T", None, both),
        playlist_hash("U", None, both),
        playlist_hash("T", ArtworkKey("c"), both),
        playlist_hash("T", None, both[::-1]),
        playlist_hash("T", None, wanted([entry(1, one, title="Uno"), entry(2, two)], one, two)),
        playlist_hash("T", None, wanted([entry(1, one, icon=reference("i")), entry(2, two)], one, two)),
    ]
    assert len(set(variants)) == len(variants)
    sent_later = wanted(
        [entry(1, recording("One", is_sent=False)), entry(2, two)], recording("One", is_sent=False), two
    )
    assert playlist_hash("T", None, sent_later) == variants[0]


def stops(content: Json) -> list[str]:
    return [finding.sentence for finding in check(content) if finding.weight is Weight.STOPS]


def test_the_checks_stop_what_a_card_cannot_hold() -> None:
    many = [recording(f"r{number}") for number in range(101)]
    content = compose(None, title="T", lines=wanted([entry(n, one) for n, one in enumerate(many)], *many))
    assert stops(content) == ["A card holds 100 tracks; this playlist has 101."]
    assert stops(compose(None, title="", lines=())) == ["The playlist has no title.", "The playlist is empty."]
    assert len(stops(card_json("A", title="x" * 101))) == 1
    assert stops(card_json("A", title="x" * 100)) == []
    heavy = card_json("A")
    heavy["content"]["chapters"][0]["tracks"][0]["fileSize"] = 500 * 1024 * 1024 + 1
    assert len(stops(heavy)) == 1


def test_the_checks_stop_what_players_and_yoto_would_stumble_over() -> None:
    spoilers: list[Callable[[Json, Json], object]] = [
        lambda chapter, track: track.pop("format"),
        lambda chapter, track: track.pop("overlayLabel"),
        lambda chapter, track: chapter.pop("overlayLabel"),
        lambda chapter, track: track["display"].update(icon16x16="https://card-content.yotoplay.com/x"),
        lambda chapter, track: track.update(trackUrl="https://secure-media.yotoplay.com/x?Signature=1"),
        lambda chapter, track: chapter.update(key=1),
        lambda chapter, track: chapter.update(key="02"),
    ]
    for spoil in spoilers:
        raw = card_json("A", "B")
        spoil(*tracks(raw)[0])
        assert len(stops(raw)) == 1


def test_long_tracks_and_long_cards_are_only_warned_of() -> None:
    raw = card_json("A")
    raw["content"]["chapters"][0]["tracks"][0] |= {"duration": 6 * 3600, "fileSize": 101 * 1024 * 1024}
    assert stops(raw) == []
    assert len(check(raw)) == 3


def test_addresses_of_media_hosts_are_signed_and_others_are_not() -> None:
    assert is_signed("https://secure-media.yotoplay.com/a/b")
    assert not is_signed("yoto:#abc")
    assert not is_signed("https://radio.test/live")
