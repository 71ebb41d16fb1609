"""T4 to T6 of sync.md for the whole app: killed anywhere, on a full disk, and with clocks that are years wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it forks, and looks below the SQLite of Linux")


def struck(*words: str) -> str:
    """Run the command's short form in a process of its own: it forks, which a process with threads must not."""
    ended = subprocess.run(
        [sys.executable, "packaging/kill_points.py", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_an_app_that_is_killed_anywhere_loses_doubles_and_blocks_nothing() -> None:
    """The long form, every point: `packaging/kill_points.py`."""
    said = struck("--most", "4", "--jobs", "1")
    assert (
        int(said.split()[1]) >= 8
    )  # of 16: some may lie behind a run's end, and not every SQLite lets its pages be counted
    assert "0 wrong" in said


def test_a_disk_that_is_full_at_any_write_costs_one_clear_message_and_nothing_else() -> None:
    """The long form, every write: `packaging/kill_points.py --disk`."""
    said = struck("--disk", "--most", "3", "--jobs", "1")
    assert "0 wrong" in said
    assert "NoRoom" in said


def test_clocks_that_are_ten_years_wrong_change_no_byte_but_the_times_themselves() -> None:
    assert "0 differences" in struck("--clocks", "--most", "1")
