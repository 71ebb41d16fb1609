"""How long twelve uploads of 8 MB take through an 8 MB/s line when Yoto prepares each for 12 s."""

from __future__ import annotations

import time
from dataclasses import dataclass
from random import Random

from bench.app import in_the_app, opened, until
from bench.figure import Figure, median
from bench.library import add_noise
from bench.yoto import simulated_yoto
from desktop.life import Life
from desktop.model.upload import Stage
from desktop.ui.look import Look

GOAL = 1.05
SEED = 12


@dataclass(frozen=True, slots=True)
class Load:
    """`line_bps` is in bytes a second."""

    files: int = 12
    size_bytes: int = 8_000_000
    line_bps: int = 8_000_000
    transcode_s: float = 12.0
    rounds: int = 3

    @property
    def ideal_s(self) -> float:
        """The line's time and one preparation: what no pipeline can go below."""
        return self.files * self.size_bytes / self.line_bps + self.transcode_s


QUICK = Load(files=4, size_bytes=400_000, line_bps=1_600_000, transcode_s=0.5, rounds=1)


def run(*, is_quick: bool = False) -> list[Figure]:
    """Upload, round after round with new files, and return the middle round."""
    load = QUICK if is_quick else Load()
    speed, transcode = str(load.line_bps), str(load.transcode_s)
    with simulated_yoto("--upload-speed", speed, "--transcode", transcode, transcode) as ready:
        seconds = in_the_app(lambda look: _measure(look, ready, load))
    what = f"{load.files} x {load.size_bytes / 1e6:g} MB at {load.line_bps / 1e6:g} MB/s"
    total_s = median(seconds)
    return [
        Figure(f"{what}, over (line time + one transcode)", total_s / load.ideal_s, "x", GOAL, f"{load.ideal_s:g} s"),
        Figure(f"{what}, median of {load.rounds}", total_s, "s"),
        Figure(f"{what}, worst of {load.rounds}", max(seconds), "s"),
    ]


async def _measure(look: Look, ready: dict[str, object], load: Load) -> list[float]:
    chance = Random(SEED)
    async with opened(look, ready) as life:
        return [await _round(life, load, chance) for _ in range(load.rounds)]


async def _round(life: Life, load: Load, chance: Random) -> float:
    studio = life.parts.studio
    keys = add_noise(studio.library, count=load.files, size_bytes=load.size_bytes, chance=chance)
    start = time.perf_counter()
    wanted = studio.uploads.want(keys)
    failed = await studio.uploads.settled(keys)
    seconds = time.perf_counter() - start
    stages = [row.stage for row in studio.library.uploads.all() if row.key in wanted]
    if failed or stages != [Stage.DONE] * load.files:
        raise RuntimeError(f"not everything was uploaded: {stages}")
    studio.uploads.clear_done()
    await until(lambda: not studio.library.uploads.all(), what="an empty queue")
    return seconds
