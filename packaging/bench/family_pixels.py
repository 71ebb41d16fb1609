"""How long an edit takes from one computer to the pixels of another: two apps, two windows, one cloud."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.app import in_the_app, opened, until
from bench.family_ours import EMAIL, PASSWORD, Server, cloud_server, fill, recordings
from bench.figure import Figure, median, share
from bench.paints import Paints
from desktop.life import Life
from desktop.model.names import RecordingKey
from desktop.services.sync_agenda import AFTER_EDIT_S, POLL_S
from desktop.services.sync_status import SyncState
from desktop.ui.look import Look

WARM_UP = 1


@dataclass(frozen=True, slots=True)
class Way:
    """Milliseconds of one edit: until the cloud has it, and until another computer that asks then has painted it."""

    to_cloud: float
    to_pixel: float


def edit_to_pixel(folder: Path, *, size: int, edits: int) -> list[Figure]:
    """Rename in one window and look at the other one."""
    ways = in_the_app(lambda look: _measure(look, folder, size=size, edits=edits))[WARM_UP:]
    to_cloud, to_pixel = [way.to_cloud for way in ways], [way.to_pixel for way in ways]
    quiet = f"{AFTER_EDIT_S:g} s of quiet after it included"
    return [
        Figure(f"edit to the cloud's word that it has it, {quiet}, median of {edits}", median(to_cloud), "ms"),
        Figure("asked by the other computer to painted pixel, median", median(to_pixel), "ms"),
        Figure("asked by the other computer to painted pixel, p95", share(to_pixel, 0.95), "ms"),
        Figure("wait until a computer with its window in front asks by itself, at most", POLL_S, "s"),
    ]


async def _measure(look: Look, folder: Path, *, size: int, edits: int) -> list[Way]:
    chance = Random(size)
    with cloud_server(folder) as server:
        async with opened(look) as one, opened(look) as other:
            await _connect(one, server, is_first=True)
            fill(one.parts.studio.library, recordings(size, chance))
            await _connect(other, server, is_first=False)
            await _is_through(one)
            other.parts.studio.sync.hurry()  # it may have asked before all was told, and would wait for a minute
            library = other.parts.studio.library
            await until(lambda: library.recordings.count() == size, what="the library on the other computer")
            await _is_through(other)
            return [await _way(one, other, number) for number in range(WARM_UP + edits)]


async def _connect(life: Life, server: Server, *, is_first: bool) -> None:
    family = life.parts.studio.family
    cloud = await family.find(server.url)
    if is_first:
        await family.sign_up(cloud, email=EMAIL, password=PASSWORD)
        code = (await asyncio.to_thread(server.hear))["code"]
        await family.confirm(cloud, email=EMAIL, code=code)
    await family.sign_in(cloud, email=EMAIL, password=PASSWORD)
    if is_first:
        await family.found("Bench")


async def _way(one: Life, other: Life, number: int) -> Way:
    await _is_still(other)
    key, title = _first(other), f"Renamed {number}"
    table = other.screen.library.table
    library = other.parts.studio.library
    began = time.monotonic_ns()
    one.parts.studio.library.transact("Rename", lambda tx: tx.edit_recording(key, title=title))
    await _is_through(one)
    in_cloud = time.monotonic_ns()
    paints = Paints(table.viewport(), read=lambda: library.recordings.rows([key])[0].title)
    asked = time.monotonic_ns()
    other.parts.studio.sync.hurry()
    await until(lambda: any(shown == title for shown, _ in paints.noted), what="the new title on the other screen")
    paints.close()
    painted = next(at for shown, at in paints.noted if shown == title)
    return Way((in_cloud - began) / 1e6, (painted - asked) / 1e6)


def _first(life: Life) -> RecordingKey:
    """Return the recording in the first row."""
    return life.parts.studio.library.recordings.keys(descending=True, limit=1)[0]


async def _is_through(life: Life) -> None:
    """Wait until all is told; woken by each change of the sync's state, not by looking now and then."""
    sync = life.parts.studio.sync
    is_moved = asyncio.Event()
    unsubscribe = sync.subscribe(lambda _status: is_moved.set())
    try:
        async with asyncio.timeout(120.0):
            while sync.status.state is not SyncState.UP_TO_DATE or sync.status.waiting:
                is_moved.clear()
                await is_moved.wait()
    finally:
        unsubscribe()


async def _is_still(life: Life) -> None:
    """Wait until the other computer has not asked for a second: then it may ask at once."""
    await _is_through(life)
    await asyncio.sleep(AFTER_EDIT_S)
