"""The audio engine of this computer, Qt's own, with a real file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.audio import OURS

ROOT = Path(__file__).parents[4]
TIMES = 300
HANGS_S = 120.0


def test_stopping_at_any_moment_never_hangs() -> None:
    file = sorted(OURS.rglob("*.mp3"))[0]
    command = [sys.executable, "-m", "tests.desktop.ui.players.stopping", str(file), str(TIMES)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=HANGS_S, check=False
    )
    assert ended.returncode == 0, ended.stderr
