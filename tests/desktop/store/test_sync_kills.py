"""T4 of sync.md, the store's part: a real process that is killed at any SQL statement loses and blocks nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork do not exist there")
def test_a_kill_in_the_middle_of_syncing_loses_nothing_and_blocks_nothing() -> None:
    """The long form, every statement: `python -m tests.helpers.sync_killed`."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.helpers.sync_killed", "--first", "11", "--step", "83"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    kills = int(ended.stdout.split()[1])
    assert kills >= 12
