"""Brings audio into the library folder: read, hashed and copied in one pass, then renamed into its place."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from desktop.gateways.disk import sync_folder
from desktop.model.errors import NoRoom, Unreadable
from desktop.model.lenient import storable
from desktop.model.recording import StoredAudio

BLOCK_BYTES = 1024 * 1024
_PART = ".part-"


class FolderAudioFiles:
    """Implements services.ports.AudioFiles: `folder`/audio/<aa>/<sha256><ending>."""

    def __init__(self, folder: Path) -> None:
        self._audio = folder / "audio"
        self._born = time.time()
        self._is_swept = False
        self._holders = _Holders()

    async def store(
        self, source: Path, *, on_bytes: Callable[[int], None], is_cancelled: Callable[[], bool]
    ) -> StoredAudio:
        """Copy and hash `source` off the loop. Raise CancelledError, Unreadable or NoRoom; then no half file stays."""
        loop = asyncio.get_running_loop()
        abandoned = False
        if not self._is_swept:
            self._is_swept = True
            await asyncio.to_thread(_sweep, self._audio, before=self._born)

        def is_over() -> bool:
            return abandoned or is_cancelled()

        def tell(done_bytes: int) -> None:
            if not abandoned:
                loop.call_soon_threadsafe(on_bytes, done_bytes)

        store = partial(_store, source, self._audio, on_bytes=tell, is_cancelled=is_over, holders=self._holders)
        copying = asyncio.ensure_future(asyncio.to_thread(store))
        try:
            stored = await asyncio.shield(copying)
        except asyncio.CancelledError:
            abandoned = True
            await asyncio.wait([copying])
            if copying.exception() is None and (late := copying.result()) is not None:
                await self.discard(late)
            raise
        if stored is None:
            raise asyncio.CancelledError
        return stored

    async def discard(self, audio: StoredAudio) -> None:
        """Give back a stored file that did not become a recording: it goes, unless it was here before or somebody else
        was given it, too."""
        await asyncio.to_thread(self._holders.give_back, audio.path)


class _Holders:
    """Counts who was given each file that has come new. In workers' threads: two imports may bring the same file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[Path] = Counter()

    def place(self, place: Callable[[], StoredAudio]) -> StoredAudio:
        """Put a file into its place and return it, with one more holder."""
        with self._lock:
            stored = place()
            if stored.is_new or stored.path in self._counts:
                self._counts[stored.path] += 1
            return stored

    def give_back(self, path: Path) -> None:
        """Take one holder away, and the file with the last one."""
        with self._lock:
            if path in self._counts:
                self._counts[path] -= 1
                if self._counts[path] == 0:
                    del self._counts[path]
                    path.unlink(missing_ok=True)


def _store(
    source: Path,
    audio: Path,
    *,
    on_bytes: Callable[[int], None],
    is_cancelled: Callable[[], bool],
    holders: _Holders,
) -> StoredAudio | None:
    """Return the stored file; None when cancelled. For a worker's thread."""
    try:
        reading = source.open("rb")
    except OSError as error:
        raise _unreadable(source) from error
    with reading:
        handle, name = _new_file(audio)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as writing:
                copied = _copy(reading, writing, source=source, on_bytes=on_bytes, is_cancelled=is_cancelled)
            if copied is None:
                return None
            return holders.place(lambda: _placed(part, audio, *copied, ending=source.suffix.lower()))
        finally:
            part.unlink(missing_ok=True)


def _sweep(audio: Path, *, before: float) -> None:
    """Delete the half files that an app which was killed left behind."""
    for part in audio.glob(f"{_PART}*"):
        with suppress(OSError):
            if part.stat().st_mtime < before:
                part.unlink()


def _new_file(audio: Path) -> tuple[int, str]:
    try:
        audio.mkdir(parents=True, exist_ok=True)
        return tempfile.mkstemp(dir=audio, prefix=_PART)
    except OSError as error:
        raise _no_room() from error


def _copy(
    reading: BinaryIO,
    writing: BinaryIO,
    *,
    source: Path,
    on_bytes: Callable[[int], None],
    is_cancelled: Callable[[], bool],
) -> tuple[str, int] | None:
    digest, size = hashlib.sha256(), 0
    while not is_cancelled():
        try:
            block = reading.read(BLOCK_BYTES)
        except OSError as error:
            raise _unreadable(source) from error
        try:
            if not block:
                writing.flush()
                os.fsync(writing.fileno())
                return digest.hexdigest(), size
            writing.write(block)
        except OSError as error:
            raise _no_room() from error
        digest.update(block)
        size += len(block)
        on_bytes(size)
    return None


def _placed(part: Path, audio: Path, sha256: str, size: int, *, ending: str) -> StoredAudio:
    folder = audio / sha256[:2]
    try:
        folder.mkdir(exist_ok=True)
        known = next(folder.glob(f"{sha256}*"), None)
        if known is not None and known.stat().st_size == size:
            return StoredAudio(sha256=sha256, size_bytes=size, path=known, is_new=False)
        place = known or folder / f"{sha256}{ending}"  # a damaged copy is mended where a recording looks for it
        part.replace(place)
        sync_folder(folder)
    except OSError as error:
        raise _no_room() from error
    return StoredAudio(sha256=sha256, size_bytes=size, path=place, is_new=known is None)


def _unreadable(source: Path) -> Unreadable:
    return Unreadable(f"{storable(source.name)} cannot be opened.", next_step="Check that the file is still there.")


def _no_room() -> NoRoom:
    return NoRoom("The library folder cannot be written.", next_step="Free some room on the disk, then try again.")
