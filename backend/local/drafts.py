"""Writes files so that each is there whole or not at all, whatever happens in the middle."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

FOLDER_MODE = 0o700


class Draft:
    """A file in the making, beside the others; it vanishes at the end of its `with` unless it was kept."""

    def __init__(self, path: Path) -> None:
        """Begin at a path that nobody else uses, on the disk on which the file will be."""
        self._path = path
        self._file = path.open("xb")
        self._hash = hashlib.sha256()
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        finally:
            self._path.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        """The SHA-256, in hex, of what has been written."""
        return self._hash.hexdigest()

    def write(self, data: bytes | memoryview) -> None:
        """Add bytes; raise OSError when the disk takes no more."""
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)

    def settle(self) -> None:
        """Have the disk hold every byte; raise OSError when it cannot."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def keep(self, place: Path) -> None:
        """Become the file at a place, instead of one that may be there; `settle` first."""
        make_folder(place.parent)
        self._path.replace(place)
        sync_folder(place.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it is in, so that they survive a power cut; only the owner may look in."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have the disk hold the names in a folder. (Windows keeps them by itself and cannot be asked.)"""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
