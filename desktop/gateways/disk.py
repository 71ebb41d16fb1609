"""Files that are opened in a thread, and what is said to the disk so that a renamed one survives a loss of power."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol, TypeVar


class Closable(Protocol):
    """Something that holds an open file."""

    def close(self) -> None: ...


F = TypeVar("F", bound=Closable)


@asynccontextmanager
async def opened(open_file: Callable[[], F]) -> AsyncIterator[F]:
    """Hold what `open_file` opens in a thread, and close it in one.

    Whoever is cancelled meanwhile leaves nothing open: a thread cannot be stopped, and what it opens is closed then.
    """
    opening = asyncio.ensure_future(asyncio.to_thread(open_file))
    try:
        file = await asyncio.shield(opening)
    except asyncio.CancelledError:
        await asyncio.wait([opening])
        if not opening.cancelled() and opening.exception() is None:
            opening.result().close()
        raise
    try:
        yield file
    finally:
        await asyncio.to_thread(file.close)


def sync_folder(folder: Path) -> None:
    """Return when the folder's names are on the disk. Windows does this by itself and has no call for it."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
