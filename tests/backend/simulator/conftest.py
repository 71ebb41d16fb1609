"""The stage for tests of the player model."""

from pathlib import Path

import pytest

from tests.backend.simulator.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)
