"""How long one keystroke in the search box takes over a library of 100,000 recordings."""

from __future__ import annotations

import hashlib
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.figure import Figure, share
from desktop.model.names import EntryKey, PlaylistKey, recording_key
from desktop.model.playlist import Entry, Playlist
from desktop.model.recording import Recording
from desktop.store.library import Library
from desktop.store.transaction import Transaction

RECORDINGS = 100_000
QUICK_RECORDINGS = 2_000
PLAYLISTS = 120
PAGE = 200  # rows that a search shows at once
PAGE_COMMIT = 200  # recordings a commit, as the importer does
SEED = 20_240
LIMIT_MS = 16.0

_SMALL = ["the", "and", "of", "a", "my", "little", "big", "old", "one", "two", "good", "story", "song", "chapter"]
_LARGE = ["night", "moon", "sun", "bear", "rabbit", "mouse", "tree", "house", "sea", "winter", "princess", "dragon"]
_COMMON = [*_SMALL, *_LARGE]
_TYPED = (
    "rabbit",
    "the moon",
    "bear 12",
    "étoile",
    "chapter 3",
    "zorvanek",
    "dra wi",
    "夜の歌",
    "a",
    "princess and the",
    "evening 7",
)


def run(*, is_quick: bool = False) -> list[Figure]:
    """Fill a library, type into it, and return the figures."""
    size = QUICK_RECORDINGS if is_quick else RECORDINGS
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(Path(folder))
        try:
            rate = fill(library, size)
            keystrokes = [_ms(library, text) for _ in range(5) for text in _prefixes()]
        finally:
            library.close()
    return [
        Figure(f"search keystroke over {size:,} recordings, p50", share(keystrokes, 0.50), "ms"),
        Figure(f"search keystroke over {size:,} recordings, p99", share(keystrokes, 0.99), "ms", LIMIT_MS),
        Figure(f"search keystroke over {size:,} recordings, worst", max(keystrokes), "ms"),
        Figure("adding one recording, searchable and undoable", 1e6 / rate, "us", 100.0),
    ]


def _ms(library: Library, text: str) -> float:
    """Return how long it takes until the count and the first rows of a search are there."""
    start = time.perf_counter()
    library.recordings.count(text)
    library.recordings.rows(library.recordings.keys(text, limit=PAGE))
    return (time.perf_counter() - start) * 1000


def _prefixes() -> Iterator[str]:
    for text in _TYPED:
        for length in range(1, len(text) + 1):
            yield text[:length]


def fill(library: Library, size: int) -> float:
    """Add so many recordings and playlists of them; return recordings a second."""
    chance = random.Random(SEED)
    recordings = [_recording(number, chance) for number in range(size)]
    start = time.perf_counter()
    for first in range(0, size, PAGE_COMMIT):
        library.transact("Import", _adding(recordings[first : first + PAGE_COMMIT]), job="import")
    seconds = time.perf_counter() - start
    for number in range(PLAYLISTS):
        library.transact("Make", _making(library, number, chance.sample(recordings, 50)))
    return size / seconds


def _adding(recordings: list[Recording]) -> Callable[[Transaction], None]:
    def add(tx: Transaction) -> None:
        for recording in recordings:
            tx.add_recording(recording)

    return add


def _making(library: Library, number: int, recordings: list[Recording]) -> Callable[[Transaction], None]:
    def make(tx: Transaction) -> None:
        key = PlaylistKey(library.new_key("p"))
        tx.add_playlist(Playlist(key, f"Evening {number}"))
        for recording, pos in zip(recordings, tx.place(key, len(recordings)), strict=True):
            tx.add_entry(Entry(EntryKey(library.new_key("e")), key, pos, recording.key))

    return make


def _recording(number: int, chance: random.Random) -> Recording:
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    words = [*chance.choices(_COMMON, k=chance.randint(2, 5)), _name(chance)]
    title = " ".join(words).title()
    if number % 20 == 0:
        title = f"夜の歌 {title}"
    if number % 50 == 0:
        title = f"L’étoile {title}"
    return Recording(
        key=recording_key(sha256),
        sha256=sha256,
        title=f"{title} {number % 40}",
        duration_s=chance.uniform(30, 1800),
        size_bytes=chance.randint(500_000, 30_000_000),
        ending=".mp3",
        mime="audio/mpeg",
        artist=f"{_name(chance)} {_name(chance)}".title() if number % 3 else "Beatrix Potter",
        album=" ".join(chance.choices(_COMMON, k=3)).title(),
        track=number % 20,
        tags=("bedtime",) if number % 10 == 0 else (),
        added_at=float(number),
    )


def _name(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 3)))
