"""A family's library for the tests of the screens: real SQLite, invented recordings, playlists and cards."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from desktop.model.card import Card, Chapter, Track
from desktop.model.names import ArtworkKey, CardId, EntryKey, PlaylistKey, RecordingKey, recording_key, upload_key
from desktop.model.playlist import Entry, Origin, Playlist
from desktop.model.recording import Medium, Recording
from desktop.model.upload import Stage, Upload
from desktop.store.library import Library
from desktop.store.transaction import Transaction

COVERS = Path(__file__).parents[3] / "resources" / "demo" / "covers"
TITLES = (
    ("The Gruffalo", "Julia Donaldson", "Forest Tales", 754),
    ("Žižkův příběh – Ünïcödé ✓", "Čapek", "", 2881),
    ("小さな冒険 🎧 Bedtime", "Emoji & CJK", "おやすみ", 201),
    ("Peter Rabbit", "Beatrix Potter", "The Tale of Peter Rabbit", 1330),
    ("Sleep Sounds: Rain", "Yoto Daily", "Sleep Sounds", 3600),
    ("Matilda, Chapter 1", "Roald Dahl", "Matilda", 1905),
    ("The Wind in the Willows", "Kenneth Grahame", "The River Bank", 22328),
    (
        "A very long title that goes on and on about a bear, a river, a mountain and what they said before they slept",
        "A narrator with an equally unreasonable name, and friends",
        "An album whose name nobody remembers either",
        551,
    ),
    ("🦊🌙✨", "👨‍👩‍👧‍👦", "", 59),
    ("Twinkle, Twinkle", "The Maple family", "Lullabies", 143),
    ("Au clair de la lune", "The Maple family", "Lullabies", 118),
    ("Brahms' Lullaby", "The Maple family", "Lullabies", 162),
)


def make_recording(
    number: int, *, title: str = "", artist: str = "", album: str = "", duration_s: float = 60
) -> Recording:
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    return Recording(
        key=recording_key(sha256),
        sha256=sha256,
        title=title or f"Track {number}",
        duration_s=duration_s,
        size_bytes=int(duration_s * 16_000),
        ending=".mp3",
        mime="audio/mpeg",
        artist=artist,
        album=album,
        added_at=float(number),
    )


def medium(recording: Recording) -> Medium:
    return Medium(
        sha=recording.sha256[:43],
        duration_s=int(recording.duration_s),
        size_bytes=recording.size_bytes // 2,
        format="opus",
        channels="stereo",
    )


def add_recordings(library: Library, recordings: Sequence[Recording]) -> list[RecordingKey]:
    for start in range(0, len(recordings), 500):
        page = recordings[start : start + 500]
        library.transact("Import", partial(_add, recordings=page), undoable=False)
    return [one.key for one in recordings]


def _add(tx: Transaction, *, recordings: Sequence[Recording]) -> None:
    for recording in recordings:
        tx.add_recording(recording)


def covers(library: Library) -> list[ArtworkKey]:
    """Keep the demo's pictures in the library; return their keys."""
    pictures = [path.read_bytes() for path in sorted(COVERS.glob("*.jpg"))]

    def change(tx: Transaction) -> list[ArtworkKey]:
        return [tx.keep_artwork(picture, "image/jpeg") for picture in pictures]

    return library.transact("Pictures", change, undoable=False)


def some_recordings(library: Library, *, times: int = 1, pictures: Sequence[ArtworkKey] = ()) -> list[RecordingKey]:
    """Add the titles above, `times` over, in every state that a recording can be in."""
    made: list[Recording] = []
    uploads: list[Upload] = []
    for number in range(len(TITLES) * times):
        title, artist, album, duration_s = TITLES[number % len(TITLES)]
        one = make_recording(number, title=title, artist=artist, album=album, duration_s=duration_s)
        state = number % 6
        cover = pictures[number % len(pictures)] if pictures and state != 2 else None
        made.append(replace(one, cover=cover, medium=medium(one) if state in (0, 4) else None))
        stage = {2: Stage.SENDING, 3: Stage.FAILED, 5: Stage.PREPARING}.get(state)
        if stage is not None and number < 24:
            uploads.append(make_upload(one, stage=stage))
    keys = add_recordings(library, made)
    save_uploads(library, uploads)
    return keys


def save_uploads(library: Library, uploads: Sequence[Upload]) -> None:
    def change(tx: Transaction) -> None:
        for upload in uploads:
            tx.save_upload(upload)

    library.transact("Uploads", change, undoable=False)


def make_upload(recording: Recording, *, stage: Stage, share: float = 0.62) -> Upload:
    problem = "Yoto could not read this file. Convert it to MP3 and add it again." if stage is Stage.FAILED else ""
    return Upload(
        key=upload_key(recording.sha256),
        recording=recording.key,
        stage=stage,
        total_bytes=recording.size_bytes,
        sent_bytes=int(recording.size_bytes * share) if stage in (Stage.SENDING, Stage.PAUSED) else 0,
        percent=40 if stage is Stage.PREPARING else None,
        phase="transcoding" if stage is Stage.PREPARING else "",
        problem=problem,
        created_at=recording.added_at,
        stage_since=recording.added_at,
    )


def make_playlist(
    library: Library,
    title: str,
    recordings: Sequence[RecordingKey],
    *,
    cover: ArtworkKey | None = None,
    card: CardId | None = None,
    with_card_track: bool = False,
) -> PlaylistKey:
    key = PlaylistKey(library.new_key("p"))

    def change(tx: Transaction) -> None:
        tx.add_playlist(Playlist(key=key, title=title, cover=cover, card_id=card, created_at=tx.now))
        for recording, pos in zip(recordings, tx.place(key, len(recordings)), strict=True):
            tx.add_entry(Entry(key=EntryKey(library.new_key("e")), playlist=key, pos=pos, recording=recording))
        if with_card_track:
            (pos,) = tx.place(key, 1)
            origin = Origin("07", "01", f"yoto:#{'a' * 43}", duration_s=312, size_bytes=3_000_000)
            entry = Entry(EntryKey(library.new_key("e")), key, pos, title="A song from the old card", origin=origin)
            tx.add_entry(entry)

    library.transact("Playlist", change, undoable=False)
    return key


def make_card(
    number: int, title: str, *, is_own: bool = True, author: str = "", cover: ArtworkKey | None = None, tracks: int = 5
) -> Card:
    made = tuple(
        Track(key=f"{one:02}", title=f"{title}, part {one}", url=f"yoto:#{'b' * 43}", duration_s=200 + 31 * one)
        for one in range(1, tracks + 1)
    )
    chapters = tuple(Chapter(key=track.key, title=track.title, tracks=(track,)) for track in made)
    return Card(
        id=CardId(f"c{number:04}"),
        title=title,
        author=author,
        is_own=is_own,
        cover=cover,
        duration_s=sum(track.duration_s for track in made),
        size_bytes=tracks * 3_000_000,
        updated_at="2025-11-02T10:00:00.000Z",
        last_played_at="2025-11-20T18:30:00.000Z" if number % 3 == 0 else "",
        chapters=chapters,
    )
