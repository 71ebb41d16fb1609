"""A lock that excludes other processes of the same person, held on a file."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from desktop.model.errors import Busy, NoRoom

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


POLL_S = 0.05


@asynccontextmanager
async def locked(path: Path, *, timeout_s: float) -> AsyncIterator[None]:
    """Hold the lock of the file `path`, which stays. Raise Busy when another process keeps it for `timeout_s`, NoRoom
    when there can be no such file.

    The system gives it back when its holder dies. It excludes other holders in this process, too.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise NoRoom(
            "The library folder cannot be written.", next_step=f"Check the disk and the rights of {path.parent}."
        ) from error
    try:
        await _acquire(handle, timeout_s=timeout_s)
        yield
    finally:
        os.close(handle)


async def _acquire(handle: int, *, timeout_s: float) -> None:
    """The system can only wait in a thread that could never be called back, so it is asked again and again."""
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                if _is_locked_now(handle):
                    return
                await asyncio.sleep(POLL_S)
    except TimeoutError as error:
        raise Busy(
            "Another copy of this app is renewing the session.", next_step="Close it, or try again in a moment."
        ) from error


def _is_locked_now(handle: int) -> bool:
    try:
        _try_lock(handle)
    except OSError:
        return False
    return True
