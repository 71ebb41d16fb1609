"""Finds what the vault has to carry, best first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeAlias

from desktop.model.names import ArtworkKey
from desktop.model.recording import Recording
from desktop.services.vault_lane import Load
from desktop.services.vault_wishes import Wishes
from desktop.store.library import Library
from desktop.store.sync_stored import AudioPage, AudioPlace

PAGE = 1000
MOST_PICTURES = 10_000

Pages: TypeAlias = Callable[[AudioPlace | None], AudioPage]


class Cargo:
    """Reads the library in pages, with a breath between them.

    What is on a card goes and comes first, since children listen to it and the other computer publishes it; then what
    is on any playlist; then the rest. In each the small files come first: so most recordings are safe soonest, and one
    long audiobook does not keep a hundred songs waiting.
    """

    def __init__(self, library: Library, *, wishes: Wishes) -> None:
        self._library = library
        self._wishes = wishes

    async def audio_going(self) -> list[Load]:
        """Return the audio that is here and not in the cloud, and after a doubt all that is here."""
        sync = self._library.sync
        loads = await _all(lambda after: sync.audio_to_send(limit=PAGE, after=after))
        return loads + await self._doubted_audio() if self._wishes.is_doubted else loads

    async def audio_coming(self) -> list[Load]:
        """Return the audio that is in the cloud and not here."""
        sync = self._library.sync
        return await _all(lambda after: sync.audio_wanted(limit=PAGE, after=after))

    async def pictures_going(self) -> list[Load]:
        """Return the pictures that are here and not in the cloud, and after a doubt all that is here."""
        loads = [
            _picture(one.key, one.size_bytes, one.mime) for one in self._library.sync.artwork_to_send(MOST_PICTURES)
        ]
        return loads + await self._doubted_pictures() if self._wishes.is_doubted else loads

    async def pictures_coming(self) -> list[Load]:
        """Return the pictures that something shows and that are not here."""
        return [
            _picture(one.key, one.size_bytes, one.mime) for one in self._library.sync.artworks_wanted(MOST_PICTURES)
        ]

    async def _doubted_audio(self) -> list[Load]:
        found: list[Load] = []
        for page in self._pages():
            found += [
                _audio(one)
                for one in page
                if self._library.sync.is_stored(one.key) and self._library.recordings.path(one).is_file()
            ]
            await asyncio.sleep(0)
        return sorted(found, key=lambda load: load.size_bytes)

    async def _doubted_pictures(self) -> list[Load]:
        keys: dict[ArtworkKey, None] = {
            one.cover: None for one in self._library.playlists.all() if one.cover is not None
        }
        for page in self._pages():
            keys |= {one.cover: None for one in page if one.cover is not None}
            await asyncio.sleep(0)
        loads = []
        for key in keys:
            path = self._library.artwork.path(key)
            if path is not None and self._library.sync.is_artwork_stored(key):
                loads.append(_picture(key, path.stat().st_size, self._library.artwork.mime(key) or "image/png"))
        return loads

    def _pages(self) -> Iterator[list[Recording]]:
        keys = self._library.recordings.keys()
        for start in range(0, len(keys), PAGE):
            yield self._library.recordings.rows(keys[start : start + PAGE])


async def _all(read: Pages) -> list[Load]:
    loads: list[Load] = []
    after: AudioPlace | None = None
    while True:
        page = read(after)
        loads += map(_audio, page.recordings)
        after = page.after
        if after is None:
            return loads
        await asyncio.sleep(0)


def _audio(recording: Recording) -> Load:
    return Load(recording.key, recording.size_bytes, recording.mime, recording)


def _picture(key: ArtworkKey, size_bytes: int, mime: str) -> Load:
    return Load(key, size_bytes, mime)
