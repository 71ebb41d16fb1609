"""Draws up what publishing a playlist would do, from the card as it is now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.model.checks import check
from desktop.model.difference import difference
from desktop.model.errors import NotAllowed, NotFound
from desktop.model.line import Line, lines, playlist_hash
from desktop.model.names import ArtworkKey, CardId, PlaylistKey, RecordingKey
from desktop.model.overlay import compose, without_identity
from desktop.model.playlist import MAX_UPLOAD_BYTES, Entry, Playlist
from desktop.model.publication import Finding, Plan, Weight
from desktop.model.recording import Recording
from desktop.services.ports import Clock, Json, YotoLibrary
from desktop.services.publish_base import Base, base_of, is_changed_since
from desktop.store.library import Library

LAG_PAUSES_S = (0.0, 0.5, 1.0, 1.5)


@dataclass(frozen=True, slots=True)
class Draft:
    """A playlist as it stood when it was looked at. `base` is the card when it and the playlist were last in step."""

    playlist: Playlist
    entries: tuple[Entry, ...]
    base: Base | None

    def recordings(self, library: Library) -> dict[RecordingKey, Recording]:
        """Return the recordings of the entries as they are now."""
        keys = [entry.recording for entry in self.entries if entry.recording is not None]
        return {recording.key: recording for recording in library.recordings.rows(keys)}

    def lines(self, library: Library) -> tuple[Line, ...]:
        return lines(self.entries, self.recordings(library))

    def fingerprint(self, library: Library) -> str:
        return playlist_hash(self.playlist.title, self.playlist.cover, self.lines(library))

    def new_cover(self, card_id: CardId | None) -> ArtworkKey | None:
        """Return the cover that has to go to the card, or None when the card's own stays."""
        cover = self.playlist.cover
        is_kept = self.base is not None and self.base.card_id == card_id and self.base.cover == cover
        return None if is_kept else cover


def draft_of(library: Library, key: PlaylistKey) -> Draft:
    """Raise NotFound for a playlist that is not there."""
    playlist = library.playlists.get(key)
    if playlist is None:
        raise NotFound("This playlist is not there any more.")
    return Draft(playlist, tuple(library.playlists.entries(key)), base_of(playlist))


class Planner:
    """Reads, and never writes."""

    def __init__(self, *, library: Library, yoto_library: YotoLibrary, clock: Clock) -> None:
        self._library = library
        self._yoto = yoto_library
        self._clock = clock

    async def plan(self, key: PlaylistKey, card_id: CardId | None) -> Plan:
        """Return what publishing to `card_id` (None: a new card) would change.

        When the card has been deleted the plan is for a new one, and says so. Raise NotAllowed for a card that is not
        the family's own, Trouble when Yoto cannot be asked.
        """
        draft = draft_of(self._library, key)
        held = self._library.cards.get(card_id) if card_id is not None else None
        if held is not None and not held.is_own:
            raise NotAllowed(f"“{held.title}” is not one of your own cards.", next_step="Choose another card.")
        findings: list[Finding] = []
        before = None
        if card_id is not None:
            try:
                before = await self.fetch(card_id, base=draft.base)
            except NotFound:
                findings.append(_deleted(held.title if held else draft.playlist.title))
                card_id = None
        wanted = draft.lines(self._library)
        recordings = draft.recordings(self._library)
        missing = {line.recording: None for line in wanted if line.is_missing and line.recording}
        ground = before if before is not None else self.template(draft)
        after = compose(ground, title=draft.playlist.title.strip(), lines=wanted)
        change = replace(difference(before, after), is_new_cover=draft.new_cover(card_id) is not None)
        is_changed = before is not None and is_changed_since(draft.base, before)
        findings += [*check(after), *_oversized([recordings[one] for one in missing])]
        return Plan(
            playlist=key,
            title=draft.playlist.title,
            card_id=card_id,
            card_title=str(before.get("title") or "") if before is not None else "",
            difference=change,
            findings=tuple(sorted(findings, key=lambda finding: finding.weight is Weight.WARNS)),
            missing=tuple(missing),
            missing_bytes=sum(recordings[one].size_bytes for one in missing),
            changed_elsewhere=is_changed and not change.is_empty,  # to the same, it does not matter by whom
            base_updated_at=str(before.get("updatedAt") or "") if before is not None else "",
        )

    async def fetch(self, card_id: CardId, *, base: Base | None) -> Json:
        """Return an own card as it is now.

        For about a second after a write Yoto may serve what was there before (yoto-api.md 7, 18): an answer older than
        our own last write is asked for again. Raise NotFound.
        """
        known = base.updated_at if base is not None and base.card_id == card_id else ""
        found: Json = {}
        for pause_s in LAG_PAUSES_S:
            await self._clock.sleep(pause_s)
            found = await self._yoto.content(card_id)
            if str(found.get("updatedAt") or "") >= known:
                break
        return found

    def template(self, draft: Draft) -> Json | None:
        """Return what a new card begins with: the content of the playlist's earlier card, if that is known."""
        raw = self._library.cards.raw(draft.playlist.card_id) if draft.playlist.card_id is not None else None
        return without_identity(raw) if raw is not None else None


def _deleted(title: str) -> Finding:
    return Finding(
        Weight.WARNS,
        f"The card “{title}” has been deleted at Yoto.",
        "Publishing makes a new one; it has to be linked to the physical card again.",
    )


def _oversized(missing: list[Recording]) -> list[Finding]:
    return [
        Finding(
            Weight.STOPS,
            f"“{one.title}” is larger than 1 GB, the most that Yoto takes.",
            "Split it into shorter files.",
        )
        for one in missing
        if one.size_bytes > MAX_UPLOAD_BYTES
    ]
