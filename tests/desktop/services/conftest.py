"""What the tests of the services begin with: players to command, and two computers of one family."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.helpers.clock import FakeClock
from tests.helpers.fakes_family import Computer, FakeCloud
from tests.helpers.fakes_players import PlayersRig


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[PlayersRig]:
    made = PlayersRig(tmp_path)
    yield made
    await made.stop()


@pytest.fixture
async def live(rig: PlayersRig) -> PlayersRig:
    """Connected, with Kitchen playing track 2 of three at 10 s, volume 8 of 12."""
    await rig.start()
    await rig.plays("02", position_s=10)
    return rig


@pytest.fixture
def cloud() -> FakeCloud:
    return FakeCloud()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def one(tmp_path: Path, cloud: FakeCloud, clock: FakeClock) -> AsyncIterator[Computer]:
    computer = Computer(tmp_path, cloud=cloud, clock=clock, name="one")
    yield computer
    await computer.close()


@pytest.fixture
async def two(tmp_path: Path, cloud: FakeCloud, clock: FakeClock) -> AsyncIterator[Computer]:
    computer = Computer(tmp_path, cloud=cloud, clock=clock, name="two")
    yield computer
    await computer.close()
