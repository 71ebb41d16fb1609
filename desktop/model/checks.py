"""What is checked on a card's content before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from desktop.model.icon import is_reference
from desktop.model.lenient import Json, amount, table, tables
from desktop.model.overlay import track_title, tracks
from desktop.model.playlist import (
    ADVISED_CARD_SECONDS,
    ADVISED_TRACK_BYTES,
    ADVISED_TRACK_SECONDS,
    MAX_CARD_BYTES,
    MAX_TITLE_LENGTH,
    MAX_TRACKS,
    MIB,
)
from desktop.model.publication import Finding, Weight
from desktop.model.reference import is_signed


def check(content: Json) -> tuple[Finding, ...]:
    """Return what stands in the way of publishing `content` (yoto-api.md 4.5, 5.4), the stopping findings first.

    An empty `trackUrl` is audio that is still to be sent: its format is not known yet.
    """
    findings = [*_title(content), *_whole(content), *_keys(content), *_tracks(content)]
    return tuple(sorted(findings, key=lambda finding: finding.weight is Weight.WARNS))


def _title(content: Json) -> Iterator[Finding]:
    title = str(content.get("title") or "").strip()
    if not title:
        yield _stop("The playlist has no title.", "Give it one; it is the card's name.")
    elif len(title) > MAX_TITLE_LENGTH:
        yield _stop(
            f"The title has {len(title)} characters; Yoto takes {MAX_TITLE_LENGTH}.", "Shorten the playlist's title."
        )


def _whole(content: Json) -> Iterator[Finding]:
    every = [track for _, track in tracks(content)]
    size = sum(amount(track.get("fileSize")) for track in every)
    duration = sum(amount(track.get("duration")) for track in every)
    if not every:
        yield _stop("The playlist is empty.", "Add at least one recording.")
    if len(every) > MAX_TRACKS:
        yield _stop(
            f"A card holds {MAX_TRACKS} tracks; this playlist has {len(every)}.", "Split it into two playlists."
        )
    if size > MAX_CARD_BYTES:
        yield _stop(
            f"A card holds {MAX_CARD_BYTES // MIB} MB; this playlist needs about {size / MIB:.0f} MB.",
            "Take out some tracks, or split it into two playlists.",
        )
    if duration > ADVISED_CARD_SECONDS:
        hours = ADVISED_CARD_SECONDS // 3600
        yield _warn(
            f"This playlist plays for {duration / 3600:.1f} hours; Yoto advises at most {hours}.",
            "Longer cards do exist and play.",
        )


def _keys(content: Json) -> Iterator[Finding]:
    chapters = tables(table(content.get("content")).get("chapters"))
    keys = Counter(chapter.get("key") for chapter in chapters)
    if any(not isinstance(key, str) or not key or count > 1 for key, count in keys.items()):
        yield _stop("Two chapters of this card bear the same key.", "Publish it as a new card.")


def _tracks(content: Json) -> Iterator[Finding]:
    for chapter, track in tracks(content):
        title = track_title(chapter, track)
        url = str(track.get("trackUrl") or "")
        if url and not track.get("format"):
            yield _stop(f"Nobody knows the audio format of “{title}”.", "Remove it and add the recording again.")
        if is_signed(url):
            yield _stop(f"The audio address of “{title}” would stop working within the hour.", "Fetch the card again.")
        if not track.get("overlayLabel") or not chapter.get("overlayLabel"):
            yield _stop(f"“{title}” has no label; players would skip it.", "Fetch the card again.")
        if not all(_is_good_icon(part) for part in (chapter, track)):
            yield _stop(f"The icon of “{title}” is not in a form that Yoto takes.", "Choose another icon.")
        if amount(track.get("duration")) > ADVISED_TRACK_SECONDS:
            yield _warn(
                f"“{title}” is longer than {ADVISED_TRACK_SECONDS // 60} minutes; Yoto may not finish preparing it.",
                "Splitting it is safer.",
            )
        if amount(track.get("fileSize")) > ADVISED_TRACK_BYTES:
            yield _warn(f"“{title}” is larger than {ADVISED_TRACK_BYTES // MIB} MB.", "Yoto advises smaller tracks.")


def _is_good_icon(thing: Json) -> bool:
    display = thing.get("display")
    icon = display.get("icon16x16") if isinstance(display, dict) else None
    return icon is None or is_reference(str(icon))


def _stop(sentence: str, next_step: str) -> Finding:
    return Finding(Weight.STOPS, sentence, next_step)


def _warn(sentence: str, next_step: str) -> Finding:
    return Finding(Weight.WARNS, sentence, next_step)
