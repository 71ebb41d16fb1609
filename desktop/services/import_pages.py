"""Writes what an import has read: recordings and playlists, a page a commit, all of them one step of undo."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from desktop.model.names import ArtworkKey, EntryKey, PlaylistKey, RecordingKey
from desktop.model.picture import picture_mime
from desktop.model.playlist import Entry, Playlist
from desktop.model.recording import Recording
from desktop.model.titles import common_number, natural_key
from desktop.services.import_scan import Found, FoundFolder
from desktop.services.ports import Clock
from desktop.store.library import Library
from desktop.store.transaction import Transaction

PAGE = 100  # records a commit
COMMIT_S = 1.0
PICTURE_BYTES = 8 * 1024 * 1024  # embedded covers wait in memory


@dataclass(frozen=True, slots=True)
class Taken:
    """A file whose recording is in the library, or will be with the next page."""

    found: Found
    recording: Recording


class ImportPages:
    """The writing half of one import. `label` names the step of undo."""

    def __init__(self, library: Library, *, clock: Clock) -> None:
        self.label = "Import recordings"
        self._library = library
        self._clock = clock
        self._job = library.new_key("import")
        self._waiting: list[tuple[Recording, bytes | None]] = []
        self._fresh: dict[str, Recording] = {}
        self._covers: dict[RecordingKey, ArtworkKey] = {}
        self._committed_at = clock.monotonic()

    def known(self, sha256: str) -> Recording | None:
        """Return the recording of this audio, be it committed or waiting."""
        return self._fresh.get(sha256) or self._library.recordings.by_sha(sha256)

    def add(self, recording: Recording, *, picture: bytes | None) -> None:
        """Put a new recording on the page."""
        self._fresh[recording.sha256] = recording
        self._waiting.append((recording, picture))

    @property
    def is_due(self) -> bool:
        """Return whether the page is full, heavy with pictures, or has waited for a second."""
        if not self._waiting:
            return False
        is_old = self._clock.monotonic() - self._committed_at >= COMMIT_S
        is_heavy = sum(len(picture) for _, picture in self._waiting if picture) >= PICTURE_BYTES
        return is_old or is_heavy or len(self._waiting) >= PAGE

    def commit(self) -> tuple[list[RecordingKey], list[RecordingKey]]:
        """Commit the page; return (what it added, what another import has added meanwhile). Raise NoRoom."""
        whole, self._waiting = self._waiting, []
        page = [pair for pair in whole if self._library.recordings.get(pair[0].key) is None]
        self._committed_at = self._clock.monotonic()
        removed = {recording.key: self._removed(recording.key) for recording, _ in page}

        def change(tx: Transaction) -> None:
            for recording, picture in page:
                earlier = removed[recording.key]
                cover = _kept(tx, picture)
                tx.add_recording(replace(recording, cover=cover, medium=earlier.medium if earlier else None))
                if cover is not None:
                    self._covers[recording.key] = cover

        if page:
            self._library.transact(self.label, change, initiator=self, job=self._job)
        added = [recording.key for recording, _ in page]
        return added, [recording.key for recording, _ in whole if recording.key not in added]

    async def make_playlist(self, folder: FoundFolder, taken: Sequence[Taken]) -> PlaylistKey:
        """Make a folder's playlist, or find the one that is just like it; its recordings are committed already."""
        ordered = list({one.recording.key: one.recording for one in in_order(taken)}.values())
        twin = self._twin(folder.title, [recording.key for recording in ordered])
        if twin is not None:
            return twin
        key = PlaylistKey(self._library.new_key("p"))

        def begin(tx: Transaction) -> None:
            cover = _kept(tx, folder.cover) or self._first_cover(ordered)
            tx.add_playlist(Playlist(key, title=folder.title, cover=cover, created_at=tx.now))
            self._append(tx, playlist=key, page=ordered[:PAGE])  # at once: a crash leaves no empty playlist

        self._library.transact(self.label, begin, initiator=self, job=self._job)
        for start in range(PAGE, len(ordered), PAGE):
            await asyncio.sleep(0)
            append = partial(self._append, playlist=key, page=ordered[start : start + PAGE])
            self._library.transact(self.label, append, initiator=self, job=self._job)
        await asyncio.sleep(0)
        return key

    def _append(self, tx: Transaction, *, playlist: PlaylistKey, page: Sequence[Recording]) -> None:
        for recording, pos in zip(page, tx.place(playlist, len(page)), strict=True):
            tx.add_entry(Entry(EntryKey(self._library.new_key("e")), playlist, pos, recording=recording.key))

    def _twin(self, title: str, recordings: Sequence[RecordingKey]) -> PlaylistKey | None:
        for playlist in self._library.playlists.all():
            if playlist.title == title and playlist.entry_count == len(recordings):
                entries = self._library.playlists.entries(playlist.key)
                if [entry.recording for entry in entries] == list(recordings):
                    return playlist.key
        return None

    def _removed(self, key: RecordingKey) -> Recording | None:
        """Return the recording as it was when somebody removed it: what Yoto made of it still exists."""
        try:
            return self._library.recordings.rows([key])[0]
        except KeyError:
            return None

    def _first_cover(self, ordered: Sequence[Recording]) -> ArtworkKey | None:
        covers = (recording.cover or self._covers.get(recording.key) for recording in ordered)
        return next((cover for cover in covers if cover), None)


def in_order(taken: Sequence[Taken]) -> list[Taken]:
    """Return a folder's files in playing order: by disc and track when every file's tags tell them apart, otherwise in
    the natural order of their names."""
    if common_number((_disc(one), one.recording.track) for one in taken):
        return sorted(taken, key=lambda one: (_disc(one) or 0, one.recording.track or 0))
    return sorted(taken, key=lambda one: (one.found.disc or 0, natural_key(one.found.name)))


def _disc(one: Taken) -> int | None:
    return one.recording.disc if one.recording.disc is not None else one.found.disc


def _kept(tx: Transaction, picture: bytes | None) -> ArtworkKey | None:
    mime = picture_mime(picture) if picture else None
    return tx.keep_artwork(picture, mime) if picture and mime else None
