"""Brings one file from the vault: beside its place first, resumed where it stopped, in its place once it is right."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import httpx

from desktop.gateways.cloud.parts import part_of
from desktop.gateways.cloud.slices import Pace
from desktop.gateways.disk import opened, sync_folder
from desktop.gateways.http import CONNECT_TIMEOUT_S, Download, HttpLine
from desktop.model.errors import Busy, NoRoom

if TYPE_CHECKING:
    from hashlib import _Hash

IDLE_TIMEOUT_S = 60.0
WRITE_BYTES = 256 * 1024  # a trip to a thread each
SPARE_BYTES = 32 * 1024 * 1024  # left free on the disk for everything else


@dataclass(slots=True)
class Part:
    """The file beside the place: how much of it is there, and the hash of that."""

    path: Path
    file: BinaryIO
    size: int
    hashed: _Hash

    async def write(self, block: bytes) -> None:
        """Append a block. Raise NoRoom."""
        await asyncio.to_thread(self._append, block)

    async def empty(self) -> None:
        """Begin anew."""
        await asyncio.to_thread(self._truncate)

    def close(self) -> None:
        """Close the file, with what was written."""
        self.file.close()

    def _append(self, block: bytes) -> None:
        try:
            self.file.write(block)
        except OSError as error:
            raise _no_room(self.path) from error
        self.hashed.update(block)
        self.size += len(block)

    def _truncate(self) -> None:
        try:
            self.file.seek(0)
            self.file.truncate()
        except OSError as error:
            raise _no_room(self.path) from error
        self.size, self.hashed = 0, hashlib.sha256()


class Fetcher:
    """Fetches one file to its place."""

    def __init__(self, line: HttpLine, *, to: Path, size: int, pace: Pace, on_bytes: Callable[[int], None]) -> None:
        self._line = line
        self._to = to
        self._size = size
        self._pace = pace
        self._on_bytes = on_bytes

    async def bring(self, url: str, *, sha256: str) -> bool:
        """Return True once the file is in its place, False when this address has run out.

        Raise Offline when the line breaks (what came stays, for the next time), Busy, NoRoom, or Spoiled for damaged
        bytes, of which nothing is kept.
        """
        async with opened(lambda: _open_part(self._to, self._size)) as part:
            if part.size < self._size and not await self._fill(part, url):
                return False
            if part.size != self._size or part.hashed.hexdigest() != sha256:
                await part.empty()
                raise Spoiled
            await asyncio.to_thread(_settle, part, self._to)
        await asyncio.to_thread(_place, part.path, self._to)
        return True

    async def _fill(self, part: Part, url: str) -> bool:
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={part.size}-"} if part.size else {})
        timeout = httpx.Timeout(IDLE_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, pool=None)
        async with self._line.download(url, headers=headers, timeout=timeout) as download:
            match download.status:
                case 200:
                    if part.size:
                        await part.empty()
                case 206 if _starts_at(download, part.size):
                    pass
                case 206 | 416:  # not the piece that was asked for
                    await part.empty()
                    return False
                case 403 | 404 | 410:
                    return False
                case _:
                    raise Busy(
                        "Your family's cloud cannot give this file right now.",
                        next_step="It is tried again later.",
                        title="The cloud is busy",
                    )
            await self._take(part, download)
        return True

    async def _take(self, part: Part, download: Download) -> None:
        waiting = bytearray()
        try:
            async for block in download.blocks:
                waiting += block
                if part.size + len(waiting) > self._size:
                    await part.empty()
                    raise Spoiled
                self._on_bytes(part.size + len(waiting))
                if len(waiting) >= WRITE_BYTES:
                    taken, waiting = bytes(waiting), bytearray()
                    await part.write(taken)
                await self._pace(len(block))
        finally:
            if waiting:
                await part.write(bytes(waiting))


class Spoiled(Exception):
    """What came is not what was asked for."""


def _open_part(to: Path, size: int) -> Part:
    """Open what is there of a file, made when missing, and hash it. Blocks: in a thread."""
    path = part_of(to)
    with ExitStack() as held:
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            file = held.enter_context(path.open("a+b"))
            file.seek(0)
            hashed, there = hashlib.sha256(), 0
            while block := file.read(1024 * 1024):
                hashed.update(block)
                there += len(block)
            if there > size:
                file.truncate(0)
                hashed, there = hashlib.sha256(), 0
            free = shutil.disk_usage(to.parent).free
        except OSError as error:
            raise _no_room(path) from error
        if free < size - there + SPARE_BYTES:
            raise NoRoom(
                "There is not enough room on this computer for this file.",
                next_step="Make room on the disk, then try again.",
            )
        held.pop_all()
        return Part(path, file, there, hashed)


def _settle(part: Part, to: Path) -> None:
    try:
        part.file.flush()
        os.fsync(part.file.fileno())
    except OSError as error:
        raise _no_room(to) from error


def _place(path: Path, to: Path) -> None:
    try:
        path.replace(to)
        sync_folder(to.parent)
    except OSError as error:
        raise _no_room(to) from error


def _starts_at(download: Download, start: int) -> bool:
    return download.headers.get("Content-Range", "").startswith(f"bytes {start}-")


def _no_room(path: Path) -> NoRoom:
    return NoRoom("The file could not be written.", next_step=f"Check the disk and the rights of {path.parent}.")
