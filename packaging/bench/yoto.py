"""A simulated Yoto in a process of its own, so that it takes nothing from what is measured."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.model.account import Endpoints

ROOT = Path(__file__).resolve().parents[2]
STOP_TIMEOUT_S = 10.0


@contextmanager
def simulated_yoto(*words: str) -> Iterator[dict[str, Any]]:
    """Run `python -m backend.simulator` with these words; give the JSON line that it prints when it is ready."""
    command = [sys.executable, "-m", "backend.simulator", "--http-port", "0", "--mqtt-port", "0", *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None or not (line := process.stdout.readline()):
            raise RuntimeError("the simulated Yoto did not start")
        yield json.loads(line)
    finally:
        process.terminate()
        process.wait(STOP_TIMEOUT_S)
        if process.stdout is not None:
            process.stdout.close()


def endpoints_of(ready: dict[str, Any]) -> Endpoints:
    """Return the addresses of a simulated Yoto for the app."""
    mqtt = ready["mqtt"]
    return Endpoints(
        auth_url=ready["auth_url"],
        api_url=ready["api_url"],
        mqtt_host=mqtt["host"],
        mqtt_port=mqtt["port"],
        mqtt_path=mqtt["path"],
        mqtt_tls=False,
    )
