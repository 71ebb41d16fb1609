"""Keeps a second server out of a folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class InUse(Exception):
    """Another server has this folder."""


class FolderLock:
    """Held from construction to `release`; the system lets go of it when the process dies, however it dies."""

    def __init__(self, path: Path) -> None:
        """Raise InUse when somebody holds it, OSError when the folder cannot be written."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._file)
        except OSError as error:
            os.close(self._file)
            self._file = -1
            raise InUse(str(path.parent)) from error

    def release(self) -> None:
        """Let go; harmless when repeated."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


if sys.platform == "win32":

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
