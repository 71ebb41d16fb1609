"""Writes a playlist over a card's JSON so that everything it does not change survives."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from desktop.model.grouping import Group, grouped
from desktop.model.icon import DEFAULT_ICON
from desktop.model.lenient import MOST, Json, amount, key, table, tables
from desktop.model.line import Line
from desktop.model.playlist import MIB
from desktop.model.reference import audio_reference, icon_reference, is_stream

# What belongs to one card and not to its content: a deleted card's JSON is the base of a new one without these.
_IDENTITY = (
    "_id",
    "cardId",
    "createdAt",
    "updatedAt",
    "userId",
    "createdByClientId",
    "creatorEmail",
    "deleted",
    "slug",
    "sortkey",
    "sharing",
    "shareLinkUrl",
    "shareLinkCreatedAt",
    "shareLimit",
)


def compose(before: Json | None, *, title: str, lines: Sequence[Line], cover_url: str | None = None) -> Json:
    """Return the content to POST: `before` (None for a new card) with the playlist laid over it.

    Fields that we do not know survive at every level. `cover_url` None leaves the cover alone. Every chapter and track
    gets an overlayLabel, without which players skip through (yoto-api.md 7, 17); every icon and audio address its
    canonical form (21, 22). Lines without audio keep an empty `trackUrl`: such content is for comparing, not posting.
    """
    after = copy.deepcopy(before) if before is not None else _new_card()
    content = after["content"] = table(after.get("content"))
    old = _well_formed(content.get("chapters"))
    content["chapters"] = _chapters(grouped(old, lines), old=old)
    after["title"] = title
    metadata = after["metadata"] = table(after.get("metadata"))
    if metadata.get("title"):
        metadata["title"] = title
    if cover_url is not None:
        _set_cover(after, cover_url)
    _sum_up(after, before)
    return after


def without_identity(raw: Json) -> Json:
    """Return a deleted card's JSON as the base of a new one: a POST with its id would be refused (yoto-api.md 4.4)."""
    return {name: copy.deepcopy(value) for name, value in raw.items() if name not in _IDENTITY}


def tracks(raw: Json) -> list[tuple[Json, Json]]:
    """Return every (chapter, track) of a card's JSON in playing order."""
    chapters = tables(table(raw.get("content")).get("chapters"))
    return [(chapter, track) for chapter in chapters for track in tables(chapter.get("tracks"))]


def track_title(chapter: Json, track: Json) -> str:
    """Return the title under which a track is shown: its own, else its chapter's."""
    return str(track.get("title") or chapter.get("title") or "")


def track_icon(chapter: Json, track: Json) -> str | None:
    """Return a track's icon in canonical form: its own, else its chapter's, else None."""
    address = _icon(track) or _icon(chapter)
    return icon_reference(address) if address else None


def cover_address(raw: Json) -> str | None:
    """Return where a card's cover is."""
    for part in (raw.get("metadata"), raw.get("content")):
        cover = part.get("cover") if isinstance(part, dict) else None
        if isinstance(cover, dict) and cover.get("imageL"):
            return str(cover["imageL"])
    return None


def _new_card() -> Json:
    return {
        "content": {
            "activity": "yoto_Player",
            "version": "1",
            "playbackType": "linear",
            "restricted": True,
            "config": {"resumeTimeout": 2592000},
            "chapters": [],
        },
        "metadata": {},
    }


def _well_formed(chapters: object) -> list[Json]:
    """Return chapters and their tracks without what is none: nulls in the lists, and lists that are null."""
    return [{**chapter, "tracks": tables(chapter.get("tracks"))} for chapter in tables(chapters)]


def _chapters(groups: Sequence[Group], *, old: Sequence[Json]) -> list[Json]:
    keys = _Keys(old)
    chapters = []
    for index, group in enumerate(groups):
        chapter = copy.deepcopy(group.base) if group.base is not None else {}
        chapter["key"] = keys.give(chapter, index=index)
        chapters.append(_chapter(chapter, group, index=index))
    return chapters


def _chapter(chapter: Json, group: Group, *, index: int) -> Json:
    is_new = group.base is None
    old_tracks = (group.base or {}).get("tracks") or []
    keys = _Keys(old_tracks)
    only = len(group.members) == 1
    built = []
    for number, (line, own, own_index) in enumerate(group.members):
        track = copy.deepcopy(own) if own is not None else _new_track(line)
        track["key"] = keys.give(track, index=number)
        old_label = str(group.base_index + 1) if len(old_tracks) == 1 else str(own_index + 1)
        _label(track, old=old_label if own is not None else None, new=str(index + 1) if only else str(number + 1))
        _overlay_track(chapter, track, line, only=only, is_known=own is not None)
        built.append(track)
    chapter["tracks"] = built
    if is_new:
        chapter |= {"title": group.members[0][0].title, "display": {"icon16x16": _icon(built[0])}}
    _label(chapter, old=None if is_new else str(group.base_index + 1), new=str(index + 1))
    _canonical_icon(chapter)
    if not isinstance(chapter.get("display"), dict):
        chapter["display"] = {"icon16x16": None}
    if is_new or _audio(built) != _audio(old_tracks):
        chapter["duration"] = sum(_number(track, "duration") for track in built)
        chapter["fileSize"] = sum(_number(track, "fileSize") for track in built)
    return chapter


def _overlay_track(chapter: Json, track: Json, line: Line, *, only: bool, is_known: bool) -> None:
    shown = track_title(chapter, track)
    if is_known and line.title != shown:
        if only and chapter.get("title") in (None, "", shown):
            chapter["title"] = line.title
        track["title"] = line.title
    icon = icon_reference(line.icon) if line.icon else None
    if is_known and icon is not None and icon != track_icon(chapter, track):
        _set_icon(track, icon)
        if only:
            _set_icon(chapter, icon)
    _canonical_icon(track)
    track["trackUrl"] = audio_reference(str(track.get("trackUrl", "")))
    if line.format and line.url == track["trackUrl"] and track.get("format") != line.format:
        track["format"] = line.format


def _new_track(line: Line) -> Json:
    track: Json = {
        "title": line.title,
        "type": "stream" if is_stream(line.url) else "audio",
        "trackUrl": line.url,
        "format": line.format,
        "duration": round(line.duration_s),
        "fileSize": line.size_bytes,
        "display": {"icon16x16": icon_reference(line.icon) if line.icon else DEFAULT_ICON},
    }
    if line.channels:
        track["channels"] = line.channels
    return track


def _label(thing: Json, *, old: str | None, new: str) -> None:
    """Number what was numbered by its place, keep a label that somebody chose."""
    if thing.get("overlayLabel") in (None, "", old):
        thing["overlayLabel"] = new


class _Keys:
    """Gives each chapter, or each track of one, a key of its own: the one that it has, unless it is taken."""

    def __init__(self, old: Sequence[Json]) -> None:
        self._taken = {key(thing.get("key")) for thing in old}
        self._given: set[str] = set()

    def give(self, thing: Json, *, index: int) -> str:
        found = key(thing.get("key"))
        if not found or found in self._given:
            number = index + 1
            while f"{number:02d}" in self._taken:
                number += 1
            found = f"{number:02d}"
        self._given.add(found)
        self._taken.add(found)
        return found


def _icon(thing: Json) -> str | None:
    display = thing.get("display")
    address = display.get("icon16x16") if isinstance(display, dict) else None
    return str(address) if address else None


def _set_icon(thing: Json, icon: str) -> None:
    display = thing.get("display")
    thing["display"] = {**(display if isinstance(display, dict) else {}), "icon16x16": icon}


def _canonical_icon(thing: Json) -> None:
    address = _icon(thing)
    if address:
        thing["display"]["icon16x16"] = icon_reference(address)


def _set_cover(card: Json, url: str) -> None:
    for part in (card["metadata"], card["content"]):
        cover = part.get("cover")
        if isinstance(cover, dict):
            cover["imageL"] = url
        elif part is card["metadata"] or "cover" in part:
            part["cover"] = {"imageL": url}


def _sum_up(after: Json, before: Json | None) -> None:
    """Write the card's sums, unless its audio and so Yoto's own sums are what they were."""
    now = [track for _, track in tracks(after)]
    media = after["metadata"].get("media")
    if before is not None and isinstance(media, dict) and _audio(now) == _audio([t for _, t in tracks(before)]):
        return
    duration = sum(_number(track, "duration") for track in now)
    size = sum(_number(track, "fileSize") for track in now)
    sums: Json = {"duration": duration, "fileSize": size, "readableFileSize": round(size / MIB, 1)}
    media = media if isinstance(media, dict) else {}
    if "readableDuration" in media:
        sums["readableDuration"] = _readable(duration)
    if "hasStreams" in media or any(track.get("type") == "stream" for track in now):
        sums["hasStreams"] = any(track.get("type") == "stream" for track in now)
    after["metadata"]["media"] = {**media, **sums}


def _audio(some: Sequence[Json]) -> list[str]:
    return sorted(audio_reference(str(track.get("trackUrl", ""))) for track in some)


def _number(thing: Json, name: str) -> float:
    value = thing.get(name)
    return value if isinstance(value, int) and 0 <= value <= MOST else amount(value)


def _readable(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}h {rest // 60}m {rest % 60}s"
