"""Plays the journeys in the real app without a screen, checks what a person would see, saves a picture of each step."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TWICE = "@2x"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="where the pictures go")
    parser.add_argument("--at", default="", help="suffix of the pictures of another scale (used by the tour itself)")
    parser.add_argument("--quick", action="store_true", help="leave out the second round at twice the scale")
    said = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false;default.warning=false")  # a machine without sound
    sys.path.insert(0, str(ROOT))
    said.directory.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    code = play(said.directory, at=said.at)
    if code or said.at or said.quick:
        return code
    print("The same once more at twice the scale", flush=True)
    code = play_at_twice_the_scale(said.directory)
    if not code:
        print(f"The tour took {time.monotonic() - began:.0f} s; its pictures are in {said.directory}", flush=True)
    return code


def play(directory: Path, *, at: str) -> int:
    from touring.sitting import sit  # noqa: PLC0415 - Qt reads the environment when it is loaded

    with tempfile.TemporaryDirectory(prefix="yoto-tour-") as folder:
        return sit(directory, folder=Path(folder), at=at)


def play_at_twice_the_scale(directory: Path) -> int:
    """Qt takes its scale once a process, so this is another one."""
    environment = {**os.environ, "QT_SCALE_FACTOR": "2"}
    command = (sys.executable, __file__, str(directory), "--at", TWICE)
    return subprocess.run(command, check=False, env=environment, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
