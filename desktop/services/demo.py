"""The demo family: fills an empty library with the bundled world, through the same doors that a person uses."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

from desktop.model.names import ArtworkKey, CardId, EntryKey, PlaylistKey, RecordingKey, recording_key
from desktop.model.picture import picture_mime
from desktop.model.playlist import Entry, Playlist
from desktop.model.recording import Recording
from desktop.services.ports import AudioFiles, AudioReader
from desktop.services.studio import Studio
from desktop.store.transaction import Transaction

PAGE = 20  # recordings a commit, so that the window stays alive


class DemoFamily:
    """Reads `folder`/world.json; `fill` is for a fresh library whose session with the simulated Yoto is up."""

    def __init__(self, studio: Studio, *, folder: Path, audio_files: AudioFiles, audio_reader: AudioReader) -> None:
        self._studio = studio
        self._folder = folder
        self._audio_files = audio_files
        self._audio_reader = audio_reader

    async def fill(self) -> None:
        """Add the recordings, then the cards and the playlists that are on them, then the other playlists."""
        world = json.loads((self._folder / "world.json").read_text(encoding="utf-8"))
        recordings = await self._add_recordings(world["recordings"])
        await self._studio.cards.refresh()
        on_cards = [playlist for playlist in world["playlists"] if playlist["card"]]
        await self._publish_known([recordings[file] for one in on_cards for file in one["entries"]])
        for playlist in world["playlists"]:
            if playlist["card"]:
                await self._studio.cards.open_as_playlist(CardId(playlist["card"]))
            else:
                self._add_playlist(playlist, recordings)
        self._studio.library.forget_undo()

    async def _add_recordings(self, rows: list[dict[str, Any]]) -> dict[str, RecordingKey]:
        keys: dict[str, RecordingKey] = {}
        for start in range(0, len(rows), PAGE):
            found = [(row, await self._read(row)) for row in rows[start : start + PAGE]]
            self._studio.library.transact("Fill the demo", partial(self._write, found=found), undoable=False)
            keys |= {row["file"]: recording.key for row, recording in found}
        return keys

    async def _read(self, row: dict[str, Any]) -> Recording:
        source = self._folder / row["file"]
        stored = await self._audio_files.store(source, on_bytes=_ignore, is_cancelled=_never)
        facts = await self._audio_reader.read(source)
        return Recording(
            key=recording_key(stored.sha256),
            sha256=stored.sha256,
            title=row["title"],
            duration_s=facts.duration_s,
            size_bytes=stored.size_bytes,
            ending=source.suffix,
            mime=facts.mime,
            artist=row["artist"],
            album=row["album"],
            track=row.get("track"),
            tags=tuple(row["tags"]),
        )

    def _write(self, tx: Transaction, *, found: list[tuple[dict[str, Any], Recording]]) -> None:
        for row, recording in found:
            tx.add_recording(recording)
            tx.edit_recording(recording.key, cover=self._keep(tx, row["cover"]), added_at=tx.now)

    def _keep(self, tx: Transaction, cover: str) -> ArtworkKey:
        picture = (self._folder / cover).read_bytes()
        return tx.keep_artwork(picture, picture_mime(picture) or "image/png")

    async def _publish_known(self, keys: list[RecordingKey]) -> None:
        """Have Yoto say what it holds already, as it would for a family that has published before."""
        self._studio.uploads.want(keys)
        await self._studio.uploads.settled(keys)
        self._studio.uploads.clear_done()

    def _add_playlist(self, row: dict[str, Any], recordings: dict[str, RecordingKey]) -> None:
        library = self._studio.library
        key = PlaylistKey(library.new_key("p"))

        def change(tx: Transaction) -> None:
            cover = self._keep(tx, row["cover"])
            tx.add_playlist(Playlist(key, title=row["title"], cover=cover, created_at=tx.now))
            places = tx.place(key, len(row["entries"]))
            for file, pos in zip(row["entries"], places, strict=True):
                tx.add_entry(Entry(EntryKey(library.new_key("e")), playlist=key, pos=pos, recording=recordings[file]))

        library.transact("Fill the demo", change, undoable=False)


def _ignore(_bytes: int) -> None:
    """Progress of files this small is not shown."""


def _never() -> bool:
    return False
