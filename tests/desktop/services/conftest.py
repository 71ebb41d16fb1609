"""What the tests of the players service begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
