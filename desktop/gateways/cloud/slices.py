"""Reads a file that goes to the cloud: hashed before it is sent, and once more while it is."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from desktop.model.errors import Unreadable

if TYPE_CHECKING:
    from hashlib import _Hash

READ_BYTES = 256 * 1024  # a trip to a thread each
SEND_BYTES = 64 * 1024  # the step of progress and of the bandwidth limit
HASH_BYTES = 1024 * 1024

Pace = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Slice:
    """So many bytes of a file, and the SHA-256 (hex) that they must have."""

    path: Path
    start: int
    size: int
    sha256: str

    def open(self) -> BinaryIO:
        """Open the file where the slice begins. Blocks: in a thread. Raise Unreadable."""
        return _opened(self.path, self.start)

    async def blocks(self, file: BinaryIO, *, pace: Pace, on_bytes: Callable[[int], None]) -> AsyncIterator[bytes]:
        """Yield the bytes of the opened file; `on_bytes` hears how many of them have gone.

        The last ones are held back until the hash of all is right: what has changed since is never whole at the other
        end. Raise Unreadable then.
        """
        hashed, sent = hashlib.sha256(), 0
        while sent < self.size:
            block = await asyncio.to_thread(_read, file, min(READ_BYTES, self.size - sent), hashed)
            is_last = sent + len(block) == self.size
            if not block or (is_last and hashed.hexdigest() != self.sha256):
                raise changed(self.path)
            for start in range(0, len(block), SEND_BYTES):
                step = block[start : start + SEND_BYTES]
                await pace(len(step))
                yield step
                sent += len(step)
                on_bytes(sent)


def size_of(path: Path) -> int:
    """Return a file's size in bytes. Raise Unreadable."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(path) from error


def sliced(path: Path, *, sha256: str, slice_bytes: int) -> list[Slice]:
    """Read a file once and return its slices, each with its hash. Blocks: in a thread.

    Raise Unreadable when the whole is not what its SHA-256 says.
    """
    whole, slices, start = hashlib.sha256(), list[Slice](), 0
    with _opened(path, 0) as file:
        while True:
            hashed, size = hashlib.sha256(), 0
            while size < slice_bytes and (block := _read(file, min(HASH_BYTES, slice_bytes - size), hashed, whole)):
                size += len(block)
            if not size:
                break
            slices.append(Slice(path, start, size, hashed.hexdigest()))
            start += size
    if whole.hexdigest() != sha256:
        raise changed(path)
    return slices


def changed(path: Path) -> Unreadable:
    """Return the error for a file that is not what it was when it was taken in."""
    return Unreadable(f"The file {path.name} has changed since it was imported.", next_step="Import it again.")


def _opened(path: Path, start: int) -> BinaryIO:
    with ExitStack() as held:
        try:
            file = held.enter_context(path.open("rb"))
            file.seek(start)
        except OSError as error:
            raise _unreadable(path) from error
        held.pop_all()
        return file


def _read(file: BinaryIO, size: int, *hashes: _Hash) -> bytes:
    try:
        block = file.read(size)
    except OSError as error:
        raise _unreadable(Path(file.name)) from error
    for hashed in hashes:
        hashed.update(block)
    return block


def _unreadable(path: Path) -> Unreadable:
    return Unreadable(f"The file {path.name} cannot be read.", next_step="Import it again.")
