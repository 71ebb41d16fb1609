"""The upload queue over real sockets, with a process that is killed in the middle."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backend.simulator.simulation import Simulation, SimulationOptions
from backend.simulator.small_world import write_small_world
from desktop.model.upload import Stage
from desktop.services.uploads import SLOTS
from tests.helpers.live_desk import LiveDesk

ROOT = Path(__file__).parents[3]
TRANSCODE_S = 1.5
LINE_BPS = 1_000_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def simulation(world: Path) -> Iterator[Simulation]:
    simulation = Simulation(
        SimulationOptions(world=world, transcode_seconds=(TRANSCODE_S, TRANSCODE_S), upload_bytes_per_second=LINE_BPS)
    )
    simulation.start()
    yield simulation
    simulation.stop()


def desk_of(simulation: Simulation, folder: Path) -> LiveDesk:
    ready = simulation.ready
    return LiveDesk(folder, api_url=ready.api_url, auth_url=ready.auth_url, token=ready.access_token)


@pytest.fixture
async def desk(simulation: Simulation, tmp_path: Path) -> AsyncIterator[LiveDesk]:
    desk = desk_of(simulation, tmp_path)
    desk.start()
    yield desk
    await desk.close()


def are_done(desk: LiveDesk, count: int) -> bool:
    return [row.stage for row in desk.library.uploads.all()] == [Stage.DONE] * count


def puts(simulation: Simulation) -> Counter[str]:
    """Return how often each address took a whole body."""
    return Counter(path for method, path, status in simulation.control.requests() if method == "PUT" and status == 200)


async def test_files_are_sent_once_each_and_come_back_as_yoto_keeps_them(
    desk: LiveDesk, simulation: Simulation
) -> None:
    keys = desk.tones(*"abcdefgh", seconds=20.0)
    desk.uploads.want(keys)
    await desk.until(lambda: are_done(desk, 8))
    assert sum(puts(simulation).values()) == 8
    for one in desk.library.recordings.rows(keys):
        assert one.medium is not None
        assert len(one.medium.sha) == 43
        assert one.medium.format == "opus"


async def test_the_same_bytes_are_not_sent_twice_by_two_libraries(
    desk: LiveDesk, simulation: Simulation, tmp_path: Path
) -> None:
    desk.uploads.want(desk.tones("a", seconds=2.0))
    await desk.until(lambda: are_done(desk, 1))
    other = desk_of(simulation, tmp_path / "other")
    other.start()
    other.uploads.want(other.tones("a", seconds=2.0))
    await other.until(lambda: are_done(other, 1))
    await other.close()
    assert sum(puts(simulation).values()) == 1


async def test_trouble_on_the_way_is_waited_out(desk: LiveDesk, simulation: Simulation) -> None:
    control = simulation.control
    control.fail("/media/transcode", 503, times=4)
    control.drop("/upload", times=1, after_bytes=50_000)
    control.fail("/media/upload", 429, times=1, retry_after=1)
    desk.uploads.want(desk.tones("a", "b", seconds=10.0))
    await desk.until(lambda: are_done(desk, 2), timeout_s=60)


async def test_a_process_that_is_killed_again_and_again_still_brings_everything_over(
    simulation: Simulation, tmp_path: Path
) -> None:
    folder = tmp_path / "library"
    desk = desk_of(simulation, folder)
    keys = desk.tones(*"abcdef", seconds=40.0)
    desk.uploads.want(keys)
    await desk.close()
    for lifetime_s in (0.3, 0.9, 1.6, 1.1):
        await live_and_die(simulation, folder, lifetime_s=lifetime_s)
    whole = puts(simulation)
    desk = desk_of(simulation, folder)
    stages = [row.stage for row in desk.library.uploads.all()]
    assert set(stages) & {Stage.SENDING, Stage.PREPARING, Stage.DONE}
    desk.start()
    await desk.until(lambda: are_done(desk, 6), timeout_s=60)
    assert all(one.medium is not None for one in desk.library.recordings.rows(keys))
    await desk.close()
    after = puts(simulation)
    assert len(after) == 6
    # only what was on the line at the last kill may have arrived without our knowing it
    assert sum(after[path] > whole[path] for path in whole) <= SLOTS


async def live_and_die(simulation: Simulation, folder: Path, *, lifetime_s: float) -> None:
    """Let a process work the queue, and kill it so long after its first request."""
    ready = simulation.ready
    seen = len(simulation.control.requests())
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.helpers.uploading_process",
        str(folder),
        ready.api_url,
        ready.auth_url,
        ready.access_token,
        cwd=ROOT,
    )
    try:
        async with asyncio.timeout(30):
            while len(simulation.control.requests()) == seen:
                assert process.returncode is None
                await asyncio.sleep(0.02)
        await asyncio.sleep(lifetime_s)  # the moment of the crash is what is being varied
    finally:
        process.kill()
        await process.wait()
