"""Finds what the vault has to carry, best first."""

from __future__ import annotations

import asyncio

from desktop.model.names import ArtworkKey
from desktop.services.vault_lane import Load
from desktop.services.vault_presence import Presence
from desktop.services.vault_wishes import Wishes
from desktop.store.library import Library
from desktop.store.sync_stored import AudioRow, StoredPicture

PAGE = 1000
MOST_PICTURES = 10_000


class Cargo:
    """Reads the library in pages, with a breath between them.

    What is on a card goes and comes first, since children listen to it and the other computer publishes it; then what
    is on any playlist; then the rest. In each the small files come first: so most recordings are safe soonest, and one
    long audiobook does not keep a hundred songs waiting.
    """

    def __init__(self, library: Library, *, wishes: Wishes, presence: Presence) -> None:
        self._library = library
        self._wishes = wishes
        self._presence = presence

    async def audio_going(self) -> list[Load]:
        """Return the audio that is here and not in the cloud, and after a doubt all that is here."""
        loads = await self._audio(is_stored=False, is_here=True)
        return loads + await self._audio(is_stored=True, is_here=True) if self._wishes.is_doubted else loads

    async def audio_coming(self) -> list[Load]:
        """Return the audio that is in the cloud and not here."""
        return await self._audio(is_stored=True, is_here=False)

    async def pictures_going(self) -> list[Load]:
        """Return the pictures that are here and not in the cloud, and after a doubt all that is here."""
        loads = list(map(_picture, self._library.sync.artwork_to_send(MOST_PICTURES)))
        return loads + await self._doubted_pictures() if self._wishes.is_doubted else loads

    async def pictures_coming(self) -> list[Load]:
        """Return the pictures that something shows and that are not here."""
        return list(map(_picture, self._library.sync.artworks_wanted(MOST_PICTURES)))

    async def _audio(self, *, is_stored: bool, is_here: bool) -> list[Load]:
        found: list[AudioRow] = []
        after = 0
        while page := self._library.sync.audio(is_stored=is_stored, after=after, limit=PAGE):
            here = await self._presence.of([row.key for row in page])
            found += [row for row in page if (row.key in here) == is_here]
            after = page[-1].id
            await asyncio.sleep(0)
        found.sort(key=lambda row: (row.rank, row.size_bytes, row.id))
        return [Load(row.key, row.size_bytes) for row in found]

    async def _doubted_pictures(self) -> list[Load]:
        covers = {one.cover for one in self._library.playlists.all()}
        keys = self._library.recordings.keys()
        for start in range(0, len(keys), PAGE):
            covers |= {one.cover for one in self._library.recordings.rows(keys[start : start + PAGE])}
            await asyncio.sleep(0)
        return [load for cover in covers if cover is not None and (load := self._doubted_picture(cover)) is not None]

    def _doubted_picture(self, key: ArtworkKey) -> Load | None:
        path = self._library.artwork.path(key)
        if path is None or not self._library.sync.is_artwork_stored(key):
            return None
        return Load(key, path.stat().st_size, self._library.artwork.mime(key) or "image/png")


def _picture(picture: StoredPicture) -> Load:
    return Load(picture.key, picture.size_bytes, picture.mime)
