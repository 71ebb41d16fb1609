"""How long the app takes from the start of its process to a usable window, beside an empty PySide6 window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.figure import Figure, median
from bench.search import fill
from desktop.store.library import Library

RECORDINGS = 5_000
ROUNDS = 11
QUICK_RECORDINGS = 500
QUICK_ROUNDS = 2
GOAL = 1.5
TIMEOUT_S = 60.0
PACKAGING = Path(__file__).resolve().parent.parent
NO_KEYRING = "keyring.backends.null.Keyring"  # the person's own is left alone


def run(*, is_quick: bool = False) -> list[Figure]:
    """Start both by turns, each in a fresh process, after one of each that is not counted."""
    recordings, rounds = (QUICK_RECORDINGS, QUICK_ROUNDS) if is_quick else (RECORDINGS, ROUNDS)
    empty: list[float] = []
    apps: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        _fill(Path(name), recordings)
        environment = _installed(Path(name) / "bytecode")
        for round_ in range(rounds + 1):
            window = _started("bench.start_empty", environment=environment)
            app = _started("bench.start_app", name, environment=environment)
            if round_:
                empty.append(window["painted_ms"])
                apps.append(app)
    usable, painted = median([app["usable_ms"] for app in apps]), median([app["painted_ms"] for app in apps])
    heavy = sorted({name for app in apps for name in app["heavy"]})
    ratios = [app["usable_ms"] / alone for app, alone in zip(apps, empty, strict=True)]
    peer = f"an empty PySide6 window, {median(empty):.0f} ms"
    return [
        Figure(f"usable window with {recordings:,} recordings", usable / median(empty), "x", GOAL, peer),
        Figure("the same, median of the ratios of neighbours", median(ratios), "x"),
        Figure("usable window", usable, "ms"),
        Figure("first paint of list, sidebar and bar", painted, "ms"),
        Figure("first paint of an empty PySide6 window", median(empty), "ms"),
        Figure(f"heavy modules loaded at first paint ({', '.join(heavy) or 'none'})", len(heavy), "", 0.0),
    ]


def _fill(folder: Path, recordings: int) -> None:
    library = Library.open(folder)
    try:
        fill(library, recordings)
    finally:
        library.close()


def _installed(bytecode: Path) -> dict[str, str]:
    """Return an environment in which modules are compiled once, as in an installed app, wherever this one runs."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(bytecode), "PYTHON_KEYRING_BACKEND": NO_KEYRING}


def _started(module: str, *words: str, environment: dict[str, str]) -> dict[str, Any]:
    """Start a process that prints what it saw, in ns of the monotonic clock; return it in ms since the start."""
    command = [sys.executable, "-m", module, *words]
    began_ns = time.monotonic_ns()
    process = subprocess.run(
        command,
        cwd=PACKAGING,
        env=environment,
        stdout=subprocess.PIPE,
        timeout=TIMEOUT_S,
        check=True,
        text=True,
    )
    said = json.loads(process.stdout)
    times = {
        name.replace("_ns", "_ms"): (value - began_ns) / 1e6 for name, value in said.items() if name.endswith("_ns")
    }
    return {**said, **times}
