"""Covers: which one a thing has, and fetching those that are not here yet."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from desktop.model.card import Card
from desktop.model.errors import Trouble
from desktop.model.names import ArtworkKey, CardId
from desktop.model.picture import picture_mime
from desktop.model.playlist import Playlist
from desktop.model.recording import Recording
from desktop.services.ports import YotoMedia
from desktop.store.library import Library
from desktop.store.transaction import Transaction

AT_ONCE = 4


class Artwork:
    """Fetched covers are kept in the library folder, so that they are there with no network."""

    def __init__(self, *, library: Library, media: YotoMedia) -> None:
        self._library = library
        self._media = media
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._given_up: set[str] = set()  # addresses without a picture, until the next start

    def cover_of(self, thing: Recording | Playlist | Card) -> ArtworkKey | None:
        """Return a thing's cover; a playlist without one has its card's."""
        if thing.cover is None and isinstance(thing, Playlist) and thing.card_id is not None:
            card = self._library.cards.get(thing.card_id)
            return card.cover if card is not None else None
        return thing.cover

    async def fetch_covers(self, cards: Sequence[CardId]) -> None:
        """Fetch the covers that these cards lack, four at a time. One that cannot be had is left out quietly."""
        await asyncio.gather(*(self._fetch(card_id) for card_id in cards))

    async def _fetch(self, card_id: CardId) -> None:
        async with self._slots:
            card = self._library.cards.get(card_id)
            url = card.cover_url if card is not None else None
            if card is None or not url or card.cover is not None or url in self._given_up:
                return
            try:
                picture = await self._media.fetch(url)
            except Trouble:
                return
            mime = picture_mime(picture)
            if mime is None:
                self._given_up.add(url)
                return
            self._keep(card, picture, mime=mime)

    def _keep(self, fetched: Card, picture: bytes, *, mime: str) -> None:
        card = self._library.cards.get(fetched.id)
        if card is None or card.cover_url != fetched.cover_url:
            return

        def change(tx: Transaction) -> None:
            tx.save_cards([replace(card, cover=tx.keep_artwork(picture, mime))], complete=False)

        try:
            self._library.transact("Keep cover", change, initiator=self, undoable=False)
        except Trouble:
            self._given_up.add(fetched.cover_url or "")
