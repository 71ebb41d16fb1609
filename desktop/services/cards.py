"""The family's cards: refreshed, opened, and made into playlists; readable with no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop.model.card import Card
from desktop.model.content import read_card
from desktop.model.errors import NotAllowed, NotFound, Offline
from desktop.model.lenient import amount, key, text
from desktop.model.line import lines, playlist_hash
from desktop.model.moment import epoch
from desktop.model.names import CardId, EntryKey, PlaylistKey
from desktop.model.overlay import track_icon, track_title, tracks
from desktop.model.playlist import Entry, Origin, Playlist
from desktop.model.recording import Recording
from desktop.model.reference import audio_hash, audio_reference
from desktop.services.artwork import Artwork
from desktop.services.ports import Clock, Json, YotoLibrary
from desktop.services.publish_base import base_text
from desktop.services.supervisor import Supervisor
from desktop.store.library import Library
from desktop.store.transaction import Transaction

LIST_LAG_S = 60.0  # a card that we wrote stays, though Yoto's list does not name it yet (yoto-api.md 4.2)


class Cards:
    """Reads Yoto's library into ours. `own_user_id` names the signed-in person, to tell their cards."""

    def __init__(
        self,
        *,
        library: Library,
        yoto_library: YotoLibrary,
        artwork: Artwork,
        clock: Clock,
        supervisor: Supervisor,
        own_user_id: Callable[[], str | None],
    ) -> None:
        self._library = library
        self._yoto = yoto_library
        self._artwork = artwork
        self._clock = clock
        self._supervisor = supervisor
        self._own_user_id = own_user_id

    async def refresh(self) -> None:
        """Fetch the list of all cards; covers follow in the background. Raise Trouble, which leaves all as it was."""
        found = {card.id: card for card in await self._yoto.cards()}
        for held in self._recently_published():
            listed = found.get(held.id)
            if listed is None or held.updated_at > listed.updated_at:
                found[held.id] = held
        cards = list(found.values())
        self._library.transact(
            "Refresh cards", lambda tx: tx.save_cards(cards, complete=True), initiator=self, undoable=False
        )
        self._fetch_covers([card.id for card in cards])

    async def open(self, card_id: CardId) -> Card:
        """Fetch a card's content, keep it and return it. Raise Trouble; what was kept before stays readable."""
        return (await self._fetched(card_id))[1]

    async def open_as_playlist(self, card_id: CardId) -> PlaylistKey:
        """Return the playlist of an own card, made from its content when there is none yet.

        With no network the content that was kept last will do: publishing fetches the card afresh. Raise NotAllowed for
        a card that is not the family's own.
        """
        existing = self._library.playlists.by_card(card_id)
        if existing is not None:
            return existing.key
        held = self._library.cards.get(card_id)
        if held is not None and not held.is_own:
            raise NotAllowed(
                f"“{held.title}” is not one of your own cards.", next_step="Only cards that you made can be edited."
            )
        try:
            raw, card = await self._fetched(card_id)
        except Offline:
            kept = self._library.cards.raw(card_id)
            if held is None or kept is None:
                raise
            raw, card = kept, held
        made = self._library.playlists.by_card(card_id)  # somebody may have asked for the same meanwhile
        return made.key if made is not None else self._make_playlist(raw, card)

    async def _fetched(self, card_id: CardId) -> tuple[Json, Card]:
        held = self._library.cards.get(card_id)
        raw = await (self._yoto.content(card_id) if held is None or held.is_own else self._yoto.card(card_id))
        card = read_card(raw, own_user_id=self._own_user_id())
        if card is None:
            raise NotFound("Yoto did not send this card.", next_step="Refresh the cards.")
        if held is not None:
            card = replace(
                card,
                is_own=held.is_own,
                added_at=held.added_at or card.added_at,
                last_played_at=held.last_played_at or card.last_played_at,
                cover_url=card.cover_url or held.cover_url,
                cover=held.cover,
            )
        self._library.transact(
            "Open card", lambda tx: tx.save_card_raw(card_id, raw, card), initiator=self, undoable=False
        )
        self._fetch_covers([card_id])
        return raw, card

    def _make_playlist(self, raw: Json, card: Card) -> PlaylistKey:
        addresses = (text(track.get("trackUrl")) for _, track in tracks(raw))
        ours = self._library.recordings.by_medium(sha for url in addresses if (sha := audio_hash(url)) is not None)
        key = PlaylistKey(self._library.new_key("p"))

        def change(tx: Transaction) -> None:
            places = tx.place(key, len(tracks(raw)))
            entries = [
                self._entry(key, chapter, track, pos=pos, ours=ours)
                for (chapter, track), pos in zip(tracks(raw), places, strict=True)
            ]
            recordings = {recording.key: recording for recording in ours.values()}
            title = card.title or "Card"
            tx.add_playlist(
                Playlist(
                    key,
                    title=title,
                    cover=card.cover,
                    card_id=card.id,
                    published_hash=playlist_hash(title, card.cover, lines(entries, recordings)),
                    published_at=epoch(card.updated_at) or tx.now,
                    created_at=tx.now,
                    published_base=base_text(raw, cover=card.cover),
                )
            )
            for entry in entries:
                tx.add_entry(entry)

        self._library.transact("Open card as playlist", change, initiator=self)
        return key

    def _entry(
        self, playlist: PlaylistKey, chapter: Json, track: Json, *, pos: str, ours: dict[str, Recording]
    ) -> Entry:
        url = audio_reference(str(track.get("trackUrl") or ""))
        recording = ours.get(audio_hash(url) or "")
        origin = origin_of(chapter, track)
        return Entry(
            EntryKey(self._library.new_key("e")),
            playlist,
            pos,
            recording=recording.key if recording else None,
            title=track_title(chapter, track),
            icon=track_icon(chapter, track),
            origin=origin,
        )

    def _recently_published(self) -> list[Card]:
        now = self._clock.now()  # which may have been set back since
        playlists = [one for one in self._library.playlists.all() if abs(now - (one.published_at or 0.0)) < LIST_LAG_S]
        ids = [one.card_id for one in playlists if one.card_id is not None]
        held = [self._library.cards.get(card_id) for card_id in ids]
        return [card for card in held if card is not None]

    def _fetch_covers(self, cards: list[CardId]) -> None:
        self._supervisor.spawn("covers", self._artwork.fetch_covers(cards))


def origin_of(chapter: Json, track: Json) -> Origin:
    """Return where on its card a track stands, with what the card says of its audio."""
    return Origin(
        chapter_key=key(chapter.get("key")),
        track_key=key(track.get("key")),
        track_url=audio_reference(str(track.get("trackUrl") or "")),
        duration_s=amount(track.get("duration")),
        size_bytes=int(amount(track.get("fileSize"))),
        format=text(track.get("format")),
        channels=key(track.get("channels")),
    )
