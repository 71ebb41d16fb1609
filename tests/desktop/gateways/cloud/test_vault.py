"""The vault over the real server at home: killed, cut and damaged anywhere, no wrong byte is ever to be had."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backend.local.server import HomeServer
from desktop.gateways.cloud.slices import Slice
from desktop.gateways.cloud.vault import PART_BYTES, WHOLE_BYTES, HttpFamilyVault
from desktop.model.errors import Busy, NotFound, Offline, Unreadable
from tests.desktop.gateways.cloud.meddling import Meddler
from tests.helpers.home import Computer, ServersClock, computer, home_server

MIME = "audio/mpeg"
ADDRESS_LASTS_S = 15 * 60
BIG_BYTES = WHOLE_BYTES + PART_BYTES // 2  # five parts, the last one half a part


async def freely(_size: int) -> None:
    """Let every block pass."""


def written(path: Path, size: int, *, seed: int = 1) -> str:
    """Write a file of random bytes; return its SHA-256."""
    content = random.Random(seed).randbytes(size)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


class Desk:
    """A computer of a family, and the line between it and its vault."""

    def __init__(self, computer: Computer, meddler: Meddler, *, clock: ServersClock, folder: Path) -> None:
        self.computer = computer
        self.meddler = meddler
        self.clock = clock
        self.folder = folder
        self.heard: list[int] = []

    @property
    def vault(self) -> HttpFamilyVault:
        return self.computer.service.vault

    async def send(self, path: Path, sha256: str) -> None:
        await self.vault.send(path, sha256=sha256, mime=MIME, on_bytes=self.heard.append, pace=freely)

    async def fetch(self, sha256: str, to: Path) -> None:
        await self.vault.fetch(sha256, to=to, on_bytes=self.heard.append, pace=freely)

    async def killed(self, work: asyncio.Task[None]) -> None:
        """Wait until the line stands still, then end everything that was going on."""
        async with asyncio.timeout(20):
            await self.meddler.standing.wait()
        self.meddler.standing.clear()
        work.cancel()
        await asyncio.wait({work})
        assert work.cancelled()

    async def has(self, sha256: str) -> bool:
        """Return whether the cloud lets anybody read the file."""
        try:
            await self.fetch(sha256, self.folder / "probe")
        except NotFound:
            return False
        return True


@pytest.fixture
def clock() -> ServersClock:
    return ServersClock()


@pytest.fixture
def server(tmp_path: Path, clock: ServersClock) -> Iterator[HomeServer]:
    with home_server(tmp_path, clock=clock) as made:
        yield made


@pytest.fixture
async def desk(tmp_path: Path, server: HomeServer, clock: ServersClock) -> AsyncIterator[Desk]:
    meddler = Meddler()
    async with computer(tmp_path / "desk", make_client=meddler.client) as made:
        await made.begin_family(server)
        yield Desk(made, meddler, clock=clock, folder=tmp_path)


async def test_a_file_goes_whole_and_comes_back_the_same(desk: Desk, tmp_path: Path) -> None:
    song = tmp_path / "song.mp3"
    sha256 = written(song, 300_000)
    await desk.send(song, sha256)
    assert desk.heard[-1] == 300_000
    assert desk.heard == sorted(desk.heard)
    desk.heard.clear()
    await desk.fetch(sha256, tmp_path / "deep" / "er" / "song.mp3")
    assert (tmp_path / "deep" / "er" / "song.mp3").read_bytes() == song.read_bytes()
    assert desk.heard[-1] == 300_000
    assert [path.name for path in (tmp_path / "deep" / "er").iterdir()] == ["song.mp3"]
    await desk.send(song, sha256)
    assert desk.meddler.puts == 1


async def test_a_file_that_nobody_has_sent_is_not_found(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await desk.fetch("0" * 64, tmp_path / "song.mp3")
    assert not (tmp_path / "song.mp3").exists()


async def test_t11_an_upload_that_is_killed_in_every_part_sends_no_more_than_one_part_again(
    desk: Desk, tmp_path: Path
) -> None:
    book = tmp_path / "book.m4b"
    sha256 = written(book, BIG_BYTES)
    for kill in range(5):  # each in the part after the last one that has arrived
        stopped = desk.meddler.puts + (1 if kill else 0)
        desk.meddler.stop_up = {stopped: PART_BYTES // 4}.get
        before, stored = desk.meddler.sent_bytes, desk.meddler.stored.total()
        await desk.killed(asyncio.create_task(desk.send(book, sha256)))
        lost = desk.meddler.sent_bytes - before - (desk.meddler.stored.total() - stored) * PART_BYTES
        assert 0 < lost <= PART_BYTES
        assert not await desk.has(sha256)
    assert desk.meddler.stored.total() == 4
    desk.heard.clear()
    await desk.send(book, sha256)
    assert 4 * PART_BYTES <= desk.heard[0] <= desk.heard[-1] == BIG_BYTES
    assert sorted(desk.meddler.stored.values()) == [1] * 5
    await desk.fetch(sha256, tmp_path / "back.m4b")
    assert (tmp_path / "back.m4b").read_bytes() == book.read_bytes()


async def test_t11_a_byte_damaged_on_the_way_up_is_never_stored_and_only_its_part_goes_again(
    desk: Desk, tmp_path: Path
) -> None:
    book = tmp_path / "book.m4b"
    sha256 = written(book, BIG_BYTES)
    desk.meddler.damage_up = {0: 0, 2: PART_BYTES - 1}.get
    await desk.send(book, sha256)
    await desk.fetch(sha256, tmp_path / "back.m4b")
    assert (tmp_path / "back.m4b").read_bytes() == book.read_bytes()
    assert max(desk.meddler.stored.values()) == 1


async def test_t11_a_small_file_damaged_anywhere_on_the_way_up_goes_again(desk: Desk, tmp_path: Path) -> None:
    song = tmp_path / "song.mp3"
    for round_, at in enumerate((0, 65_535, 65_536, 299_999)):
        sha256 = written(song, 300_000, seed=at)
        desk.meddler.damage_up = {2 * round_: at}.get
        await desk.send(song, sha256)
        assert desk.meddler.puts == 2 * round_ + 2
        assert await desk.has(sha256)


async def test_t11_a_line_that_damages_everything_stores_nothing_and_says_so(desk: Desk, tmp_path: Path) -> None:
    song = tmp_path / "song.mp3"
    sha256 = written(song, 300_000)
    desk.meddler.damage_up = lambda _number: 7
    with pytest.raises(Busy, match="undamaged"):
        await desk.send(song, sha256)
    assert desk.meddler.puts <= 4
    assert not await desk.has(sha256)


async def test_t11_a_byte_damaged_anywhere_on_the_way_down_is_fetched_again(desk: Desk, tmp_path: Path) -> None:
    song, back = tmp_path / "song.mp3", tmp_path / "back.mp3"
    sha256 = written(song, 300_000)
    await desk.send(song, sha256)
    for round_, at in enumerate((0, 100_000, 299_999)):
        desk.meddler.damage_down = {2 * round_: at}.get
        await desk.fetch(sha256, back)
        assert back.read_bytes() == song.read_bytes()
        assert desk.meddler.gets == 2 * round_ + 2
        back.unlink()


async def test_t11_a_file_that_always_comes_damaged_is_never_in_its_place(desk: Desk, tmp_path: Path) -> None:
    song = tmp_path / "song.mp3"
    sha256 = written(song, 300_000)
    await desk.send(song, sha256)
    desk.meddler.damage_down = lambda _number: 200_000
    with pytest.raises(Unreadable, match="damaged"):
        await desk.fetch(sha256, tmp_path / "back.mp3")
    assert not (tmp_path / "back.mp3").exists()
    desk.meddler.damage_down = lambda _number: None
    await desk.fetch(sha256, tmp_path / "back.mp3")
    assert (tmp_path / "back.mp3").read_bytes() == song.read_bytes()


async def test_a_fetch_that_is_killed_again_and_again_goes_on_where_it_stopped(desk: Desk, tmp_path: Path) -> None:
    book, back = tmp_path / "book.m4b", tmp_path / "back.m4b"
    sha256 = written(book, 6 * 1024 * 1024)
    await desk.send(book, sha256)
    desk.meddler.stop_down = lambda _number: 1024 * 1024
    for _ in range(3):
        await desk.killed(asyncio.create_task(desk.fetch(sha256, back)))
        assert not back.exists()
    desk.meddler.stop_down = lambda _number: None
    await desk.fetch(sha256, back)
    assert back.read_bytes() == book.read_bytes()
    assert desk.meddler.ranges[0] == ""
    assert all(asked.startswith("bytes=") for asked in desk.meddler.ranges[1:])
    assert desk.meddler.come_bytes <= book.stat().st_size + 3 * 1024 * 1024


async def test_a_fetch_that_goes_on_is_not_swept_away_from_under_itself(desk: Desk, tmp_path: Path) -> None:
    song = tmp_path / "song.mp3"
    sha256 = written(song, 300_000)
    place = tmp_path / "audio" / sha256[:2] / f"{sha256}.mp3"
    await desk.send(song, sha256)
    desk.meddler.stop_down = lambda _number: 100_000
    fetching = asyncio.create_task(desk.fetch(sha256, place))
    async with asyncio.timeout(20):
        await desk.meddler.standing.wait()
    part = place.with_name(f"{place.name}.part")
    await desk.vault.sweep(tmp_path, before=part.stat().st_mtime + 3600)
    assert part.exists()
    await desk.killed(fetching)
    await desk.vault.sweep(tmp_path, before=part.stat().st_mtime + 3600)
    assert not part.exists()


async def test_what_a_crash_left_damaged_beside_the_place_is_fetched_anew(desk: Desk, tmp_path: Path) -> None:
    song, back = tmp_path / "song.mp3", tmp_path / "back.mp3"
    sha256 = written(song, 300_000)
    await desk.send(song, sha256)
    for left in (b"x" * 1000, b"x" * 300_000, b"x" * 400_000):
        (tmp_path / "back.mp3.part").write_bytes(left)
        await desk.fetch(sha256, back)
        assert back.read_bytes() == song.read_bytes()
        back.unlink()


async def test_addresses_that_have_run_out_are_asked_for_anew(desk: Desk, tmp_path: Path) -> None:
    book = tmp_path / "book.m4b"
    sha256 = written(book, BIG_BYTES)
    sent = 0

    async def slowly(size: int) -> None:
        nonlocal sent
        sent += size
        if sent // PART_BYTES > (sent - size) // PART_BYTES:
            desk.clock.ahead_s += ADDRESS_LASTS_S // 2

    await desk.vault.send(book, sha256=sha256, mime=MIME, on_bytes=desk.heard.append, pace=slowly)
    assert max(desk.meddler.stored.values()) == 1
    assert desk.meddler.puts > 5
    assert await desk.has(sha256)


async def test_a_file_that_changes_while_it_is_sent_is_never_stored(desk: Desk, tmp_path: Path) -> None:
    for size in (300_000, BIG_BYTES):
        song = tmp_path / f"{size}.mp3"
        sha256 = written(song, size)

        async def change(_size: int, *, song: Path = song) -> None:
            with song.open("r+b") as file:
                file.seek(-1, os.SEEK_END)
                file.write(b"?")

        with pytest.raises(Unreadable, match="changed"):
            await desk.vault.send(song, sha256=sha256, mime=MIME, on_bytes=desk.heard.append, pace=change)
        assert not await desk.has(sha256)


async def test_a_file_that_is_not_what_it_was_is_not_sent(desk: Desk, tmp_path: Path) -> None:
    for size in (300_000, BIG_BYTES):
        song = tmp_path / f"{size}.mp3"
        written(song, size)
        with pytest.raises(Unreadable, match="changed"):
            await desk.send(song, "1" * 64)
    with pytest.raises(Unreadable, match="cannot be read"):
        await desk.send(tmp_path / "no such file", "1" * 64)
    assert not await desk.has("1" * 64)


async def test_a_server_that_goes_away_is_offline_and_the_rest_follows_later(
    desk: Desk, server: HomeServer, tmp_path: Path
) -> None:
    song = tmp_path / "song.mp3"
    sha256 = written(song, 300_000)
    server.stop()
    with pytest.raises(Offline, match="Your family's cloud"):
        await desk.send(song, sha256)


async def test_every_block_waits_for_its_pace_both_ways(desk: Desk, tmp_path: Path) -> None:
    song = tmp_path / "song.mp3"
    sha256 = written(song, 300_000)
    paced: list[int] = []

    async def pace(size: int) -> None:
        paced.append(size)

    await desk.vault.send(song, sha256=sha256, mime=MIME, on_bytes=desk.heard.append, pace=pace)
    assert sum(paced) == 300_000
    await desk.vault.fetch(sha256, to=tmp_path / "back.mp3", on_bytes=desk.heard.append, pace=pace)
    assert sum(paced) == 600_000
    assert max(paced) <= 64 * 1024


async def test_a_slice_holds_its_last_block_back_until_all_of_it_is_right(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(b"a" * 100_000)
    come: list[int] = []
    piece = Slice(path, 0, 100_000, "0" * 64)
    with piece.open() as file, pytest.raises(Unreadable):
        await anext(piece.blocks(file, pace=freely, on_bytes=come.append))
    assert come == []
