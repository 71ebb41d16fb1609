"""Sorts a playlist's lines into the chapters of the card that they go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.model.lenient import Json
from desktop.model.line import Line
from desktop.model.reference import audio_reference


@dataclass(slots=True)
class Group:
    """Lines that will share a chapter; `base` is the card's own chapter when it has one."""

    base: Json | None
    base_index: int = -1
    members: list[tuple[Line, Json | None, int]] = field(default_factory=list)  # line, the card's own track, its index

    def holds(self, track: Json) -> bool:
        return any(own is track for _, own, _ in self.members)


def grouped(old: Sequence[Json], lines: Sequence[Line]) -> list[Group]:
    """Return the lines in their order, each run of one chapter's tracks as a group.

    A new line between two tracks of one chapter joins them; a chapter that is torn apart, or a track that stands twice,
    makes a further group.
    """
    found = _found(old, lines)
    groups: list[Group] = []
    for number, (line, place) in enumerate(zip(lines, found, strict=True)):
        current = groups[-1] if groups else None
        if place is None:
            if current is None or not _is_inside(current, old, following=found[number + 1 :]):
                current = Group(base=None)
                groups.append(current)
            current.members.append((line, None, -1))
            continue
        chapter_index, track_index = place
        chapter = old[chapter_index]
        track = chapter["tracks"][track_index]
        if current is None or current.base is not chapter or current.holds(track):
            current = Group(base=chapter, base_index=chapter_index)
            groups.append(current)
        current.members.append((line, track, track_index))
    return groups


def _found(old: Sequence[Json], lines: Sequence[Line]) -> list[tuple[int, int] | None]:
    """Return for each line where its audio stands on the card: under the keys that it came from, else anywhere.

    Keys alone prove nothing: the line may come from another card, or somebody has changed this one.
    """
    exact: dict[tuple[str, str, str], tuple[int, int]] = {}
    by_audio: dict[str, list[tuple[int, int]]] = {}
    for chapter_index, chapter in enumerate(old):
        for track_index, track in enumerate(chapter.get("tracks") or []):
            audio, place = audio_reference(str(track.get("trackUrl", ""))), (chapter_index, track_index)
            exact.setdefault((str(chapter.get("key")), str(track.get("key")), audio), place)
            by_audio.setdefault(audio, []).append(place)
    found = [
        exact.get((line.origin.chapter_key, line.origin.track_key, line.url)) if line.origin else None for line in lines
    ]
    used = set(found)
    for number, line in enumerate(lines):
        if found[number] is None and not line.is_missing:
            found[number] = next((place for place in by_audio.get(line.url, []) if place not in used), None)
            used.add(found[number])
    return found


def _is_inside(group: Group, old: Sequence[Json], *, following: Sequence[tuple[int, int] | None]) -> bool:
    """Return whether a new line stands between two tracks of one chapter, and so becomes part of it."""
    upcoming = next((place for place in following if place is not None), None)
    if group.base is None or upcoming is None or upcoming[0] != group.base_index:
        return False
    return not group.holds(old[upcoming[0]]["tracks"][upcoming[1]])
