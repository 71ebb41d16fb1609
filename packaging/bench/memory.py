"""How much the app's resident memory grows while it uploads four files of 95 MB."""

from __future__ import annotations

import gc
from pathlib import Path
from random import Random

from bench.app import in_the_app, opened
from bench.figure import Figure
from bench.library import add_noise
from bench.yoto import simulated_yoto
from desktop.ui.look import Look

FILES = 4
SIZE_BYTES = 95_000_000
QUICK_BYTES = 4_000_000
GOAL_MB = 20.0
SEED = 95
STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")


def run(*, is_quick: bool = False) -> list[Figure]:
    """Upload as fast as it goes and return the growth of the peak; nothing where the system does not tell it."""
    if not RESET.exists():
        return []
    size_bytes = QUICK_BYTES if is_quick else SIZE_BYTES
    with simulated_yoto("--transcode", "0.5", "0.5") as ready:
        before, peak = in_the_app(lambda look: _measure(look, ready, size_bytes))
    what = f"{FILES} x {size_bytes / 1e6:g} MB"
    return [
        Figure(f"memory growth while uploading {what}", (peak - before) / 1e6, "MB", GOAL_MB),
        Figure("resident memory before", before / 1e6, "MB"),
    ]


async def _measure(look: Look, ready: dict[str, object], size_bytes: int) -> tuple[int, int]:
    """Return the resident bytes of the app at rest, and the most while it uploads."""
    async with opened(look, ready) as life:
        studio = life.parts.studio
        keys = add_noise(studio.library, count=FILES, size_bytes=size_bytes, chance=Random(SEED))
        before = _resident()
        studio.uploads.want(keys)
        if failed := await studio.uploads.settled(keys):
            raise RuntimeError(f"not everything was uploaded: {failed}")
        return before, _field("VmHWM")


def _resident() -> int:
    """Return the resident bytes, and forget their peak until now (proc(5), clear_refs)."""
    gc.collect()
    RESET.write_text("5", encoding="ascii")
    return _field("VmRSS")


def _field(name: str) -> int:
    """Return a line of the process's status, in bytes."""
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"the system does not tell {name}")
