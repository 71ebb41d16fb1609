"""Files that are opened in a thread are closed, whoever is cancelled when."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from desktop.gateways.disk import opened

pytestmark = pytest.mark.asyncio


class Opener:
    """Opens a file once it is let."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.has_begun, self.may_open = threading.Event(), threading.Event()
        self.files: list[BinaryIO] = []

    def __call__(self) -> BinaryIO:
        self.has_begun.set()
        self.may_open.wait()
        self.files.append(self.path.open("rb"))
        return self.files[0]


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    (tmp_path / "song.mp3").write_bytes(b"la la")
    return Opener(tmp_path / "song.mp3")


async def test_a_file_is_open_as_long_as_it_is_held(opener: Opener) -> None:
    opener.may_open.set()
    async with opened(opener) as file:
        assert file.read() == b"la la"
    assert file.closed


async def test_whoever_is_cancelled_while_it_is_being_opened_leaves_nothing_open(opener: Opener) -> None:
    async def hold() -> None:
        async with opened(opener):
            raise AssertionError("it was cancelled before")

    holding = asyncio.ensure_future(hold())
    await asyncio.to_thread(opener.has_begun.wait)
    holding.cancel()
    await asyncio.sleep(0)
    opener.may_open.set()
    with pytest.raises(asyncio.CancelledError):
        await holding
    assert [file.closed for file in opener.files] == [True]


async def test_whoever_is_cancelled_while_holding_it_leaves_nothing_open(opener: Opener) -> None:
    opener.may_open.set()
    is_held = asyncio.Event()

    async def hold() -> None:
        async with opened(opener):
            is_held.set()
            await asyncio.Event().wait()

    holding = asyncio.ensure_future(hold())
    await is_held.wait()
    holding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holding
    assert opener.files[0].closed


async def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        async with opened((tmp_path / "nowhere.mp3").open):
            pass
