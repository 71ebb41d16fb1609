"""Pictures, each one file named by the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from pathlib import Path

from desktop.model.errors import NoRoom
from desktop.model.names import ArtworkKey


class Artwork:
    """Reads pictures of the library folder."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder

    def place(self, key: ArtworkKey) -> Path:
        """Return where the picture's file is, or would be."""
        return file_of(self._folder, key)

    def path(self, key: ArtworkKey) -> Path | None:
        """Return the picture's file, or None when it is not here."""
        path = file_of(self._folder, key)
        return path if path.is_file() else None

    def bytes(self, key: ArtworkKey) -> bytes | None:
        """Return the picture, or None when it is not here or cannot be read."""
        path = self.path(key)
        try:
            return None if path is None else path.read_bytes()
        except OSError:
            return None

    def mime(self, key: ArtworkKey) -> str | None:
        """Return the picture's media type, such as "image/png"."""
        row = self._connection.execute("select mime from artwork where key = ?", (key,)).fetchone()
        return None if row is None else row[0]


def file_of(folder: Path, key: ArtworkKey) -> Path:
    return folder / "artwork" / key[:2] / key


def keep(
    connection: sqlite3.Connection, folder: Path, picture: bytes, *, mime: str, now: float
) -> tuple[ArtworkKey, bool]:
    """Write the picture's file, then its row; return its key and whether it is new. Raise NoRoom.

    The file is safe on the disk before any row can name it; without the commit it is an orphan that harms nobody.
    """
    key = ArtworkKey(hashlib.sha256(picture).hexdigest())
    path = file_of(folder, key)
    try:
        if not path.is_file():
            _write(path, picture)
    except OSError as error:
        raise NoRoom(
            "The picture could not be written to the library folder.",
            next_step="Make room on the disk or check the folder's rights, then try again.",
        ) from error
    is_new = connection.execute(
        "insert or ignore into artwork values (?, ?, ?, ?)", (key, mime, len(picture), now)
    ).rowcount
    return key, bool(is_new)


def _write(path: Path, picture: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(picture)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)  # there only after a failure
    if sys.platform != "win32":  # the name itself is safe only once the folder is
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
