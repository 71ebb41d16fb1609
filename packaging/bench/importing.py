"""How many small files the importer takes a second, beside a plain loop that copies, hashes and reads tags."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import mutagen

from bench.app import in_the_app, opened
from bench.figure import Figure, median
from desktop.life import Life
from desktop.ui.look import Look

FILES = 400
QUICK_FILES = 20
ROUNDS = 5
QUICK_ROUNDS = 1
LARGEST_BYTES = 100_000
TICK_S = 0.005
LIMIT_MS = 100.0  # a pause that a person does not yet feel as one
SOURCES = Path(__file__).resolve().parents[2] / "resources" / "demo" / "recordings"


@dataclass(frozen=True, slots=True)
class Rates:
    """Files a second in one round, and the longest time for which the window answered nothing."""

    app: float
    plain: float
    pause_s: float


def run(*, is_quick: bool = False) -> list[Figure]:
    """Import the same number of new files by turns: the app, then the loop, and the other way round."""
    count, rounds = (QUICK_FILES, QUICK_ROUNDS) if is_quick else (FILES, ROUNDS)
    rates = in_the_app(lambda look: _measure(look, count=count, rounds=rounds))
    app, plain = median([one.app for one in rates]), median([one.plain for one in rates])
    ratio = median([one.plain / one.app for one in rates])
    return [
        Figure(f"importing {count} small files, a file", 1000 / app, "ms"),
        Figure("files imported a second", app, ""),
        Figure("files a second in a plain loop (copy, hash, tags; nothing kept safe)", plain, ""),
        Figure("time of an import over time of the plain loop", ratio, "x"),
        Figure("longest pause of the window while importing", 1000 * max(one.pause_s for one in rates), "ms", LIMIT_MS),
    ]


async def _measure(look: Look, *, count: int, rounds: int) -> list[Rates]:
    rates: list[Rates] = []
    async with opened(look) as life:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            few = len(_sources())
            warm_up = _collection(folder / "warm up", count=few, first=(rounds + 1) * count)
            await _imported(life, warm_up, count=few)
            for round_ in range(1, rounds + 1):
                files = _collection(folder / f"Round {round_}", count=count, first=round_ * count)
                if round_ % 2:
                    app_s, pause_s = await _imported(life, files, count=count)
                    plain_s = _plainly(files, folder / f"plain {round_}")
                else:
                    plain_s = _plainly(files, folder / f"plain {round_}")
                    app_s, pause_s = await _imported(life, files, count=count)
                rates.append(Rates(count / app_s, count / plain_s, pause_s))
    return rates


async def _imported(life: Life, folder: Path, *, count: int) -> tuple[float, float]:
    """Import a folder of `count` files, which becomes a playlist; return the seconds and the window's longest pause."""
    pauses: list[float] = [0.0]
    watch = asyncio.create_task(_watch(pauses), name="watch the window")
    start = time.perf_counter()
    result = await life.parts.studio.importer.start([folder]).finished
    seconds = time.perf_counter() - start
    watch.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watch
    if len(result.added) != count or len(result.playlists) != 1:
        raise RuntimeError(f"not everything was imported: {result}")
    return seconds, max(pauses)


async def _watch(pauses: list[float]) -> None:
    """Note how much later than asked the loop that also draws the window comes round."""
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(TICK_S)
        pauses.append(time.perf_counter() - asked - TICK_S)


def _plainly(folder: Path, target: Path) -> float:
    """Do with each file what comes to mind first; return the seconds."""
    target.mkdir()
    start = time.perf_counter()
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256").hexdigest()
        copy = Path(shutil.copy2(path, target / path.name))
        if mutagen.File(copy) is None:
            raise RuntimeError(f"{path.name} could not be read")
    return time.perf_counter() - start


def _collection(folder: Path, *, count: int, first: int) -> Path:
    """Make a folder of real recordings, each with a title of its own and therefore bytes of its own."""
    folder.mkdir()
    sources = _sources()
    for number in range(first, first + count):
        source = sources[number % len(sources)]
        path = folder / f"{number:05} {source.name}"
        shutil.copyfile(source, path)
        audio = mutagen.File(path, easy=True)
        if audio is None:
            raise RuntimeError(f"{source.name} could not be read")
        if audio.tags is None:
            audio.add_tags()
        audio["title"] = f"{source.stem} {number}"
        audio.save()
    return folder


def _sources() -> list[Path]:
    """Return the demo's smallest recordings, of several formats."""
    return [path for path in sorted(SOURCES.iterdir()) if path.stat().st_size <= LARGEST_BYTES]
