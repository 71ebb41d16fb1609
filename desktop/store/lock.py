"""The lock on a library folder: one program at a time."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop.model.errors import NoRoom, Trouble

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_HELD = b"1"


class FolderLock:
    """Held from construction to `release`; the system lets go of it when the process dies, however it dies.

    `was_left_open` tells that the last holder did not release it in order. Raise Trouble when another process (or
    another Library of this one) has the folder open.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise _unwritable(path) from error
        try:
            _lock(self._file)
        except OSError as error:
            os.close(self._file)
            raise Trouble(
                "The library is open in another window of the app.",
                next_step="Use that window, or close it first.",
                title="Already open",
            ) from error
        try:
            self.was_left_open = os.read(self._file, 1) == _HELD
            os.lseek(self._file, 0, os.SEEK_SET)
            os.write(self._file, _HELD)
        except OSError as error:
            os.close(self._file)
            raise _unwritable(path) from error

    def release(self, *, in_order: bool = True) -> None:
        """Let go; harmless when repeated. Not `in_order` makes the next holder see `was_left_open`."""
        if self._file >= 0:
            if in_order:
                os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = -1


def _unwritable(path: Path) -> NoRoom:
    return NoRoom("The library folder cannot be written.", next_step=f"Check the disk and the rights of {path.parent}.")


if sys.platform == "win32":

    def _lock(file: int) -> None:
        os.lseek(file, 1, os.SEEK_SET)  # Windows forbids others to read what is locked: beside the mark, not on it
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(file, 0, os.SEEK_SET)

else:

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
