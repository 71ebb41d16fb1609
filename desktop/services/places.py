"""Where next, previous and seek lead: commands that do not exist on the wire (yoto-api.md 3.7)."""

from __future__ import annotations

from desktop.model.card import Card, Chapter, Place, neighbour, place_of
from desktop.model.command import PlayCard
from desktop.model.errors import NotFound, Refused
from desktop.model.names import CardId
from desktop.model.shown import Shown

RESTART_AFTER_S = 3  # "previous" within this goes a track back, later to the start of this one


def start(
    card_id: CardId, card: Card | None, *, chapter_key: str | None, track_key: str | None, seconds_in: int | None
) -> PlayCard:
    """Return the command that starts a card, with its track's title and length where they are known.

    A chapter without a track is its first one. With keys the seconds are always sent.
    """
    chapters = card.chapters if card is not None else None
    if chapter_key is None:
        return PlayCard(card_id, seconds_in=seconds_in, title=card.title if card is not None else "")
    place = place_of(chapters, chapter_key=chapter_key, track_key=track_key) if chapters else None
    if place is not None:
        return _at(card_id, place, seconds_in=seconds_in or 0)
    return PlayCard(card_id, chapter_key=chapter_key, track_key=track_key, seconds_in=seconds_in or 0)


def forward(shown: Shown, chapters: tuple[Chapter, ...]) -> PlayCard:
    """Return the command for the next track. Raise Refused at the card's end, NotFound for keys that it lacks."""
    card_id, here = _here(shown, chapters)
    there = neighbour(chapters, chapter_key=here.chapter.key, track_key=here.track.key, step=1)
    if there is None:
        raise Refused("This is the last track of the card.")
    return _at(card_id, there)


def back(shown: Shown, chapters: tuple[Chapter, ...]) -> PlayCard:
    """Return the command for the track before this one within its first 3 s, else for the start of this one.

    Raise NotFound for keys that the card lacks.
    """
    card_id, here = _here(shown, chapters)
    if (shown.position_s or 0) > RESTART_AFTER_S:
        return _at(card_id, here)
    there = neighbour(chapters, chapter_key=here.chapter.key, track_key=here.track.key, step=-1)
    return _at(card_id, there or here)


def seek(shown: Shown, seconds: int) -> PlayCard:
    """Return the command that goes to `seconds` into the current track, within its length. Raise Refused."""
    now = shown.reported
    if now.card_id is None or now.chapter_key is None or now.track_key is None:
        raise nothing_plays()
    if now.is_streaming:
        raise Refused("A live stream cannot be wound.")
    latest = max(0, now.track_length_s - 1) if now.track_length_s else seconds
    return PlayCard(
        now.card_id,
        chapter_key=now.chapter_key,
        track_key=now.track_key,
        seconds_in=min(max(0, seconds), latest),
        title=now.track_title or "",
        length_s=now.track_length_s,
    )


def _here(shown: Shown, chapters: tuple[Chapter, ...]) -> tuple[CardId, Place]:
    now = shown.reported
    if now.card_id is None or now.chapter_key is None:
        raise nothing_plays()
    place = place_of(chapters, chapter_key=now.chapter_key, track_key=now.track_key)
    if place is None:
        raise NotFound("The card has changed since it was started.", next_step="Start it again.")
    return now.card_id, place


def _at(card_id: CardId, place: Place, *, seconds_in: int = 0) -> PlayCard:
    return PlayCard(
        card_id,
        chapter_key=place.chapter.key,
        track_key=place.track.key,
        seconds_in=seconds_in,
        title=place.track.title,
        length_s=round(place.track.duration_s) or None,
    )


def nothing_plays() -> Refused:
    """Return the refusal of a move when no card is active."""
    return Refused("Nothing plays that could be moved.", next_step="Start a card first.")
