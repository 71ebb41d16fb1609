"""How fast two computers of a family become alike, beside Anki's own sync; and what that costs the line and the cloud.

Compared is: the same texts and numbers as so many recordings here and as so many notes (each with its card) there, each
through its own client and its own server, which is a process on the loopback. Ours writes to the disk for good with
every page that it sends or takes, and checks each commit that comes; both keep their search or their cards up to date.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack, ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.family_anki import AnkiComputer, anki_server
from bench.family_ours import Computer, Server, as_notes, cloud_server, collecting, computer, fill, recordings
from bench.family_pixels import edit_to_pixel
from bench.family_warm import own_times
from bench.family_wire import counted
from bench.figure import Figure, median
from desktop.model.recording import Recording

SEED = 7
RATIO_LIMIT, FRESH_LIMIT = 0.6, 2.0
PAUSE_LIMIT_MS = 100.0
REQUESTS_LIMIT, BYTES_LIMIT = 25.0, 70.0


@dataclass(frozen=True, slots=True)
class Load:
    """`records` a round, `rounds` of them; `all_records` when a fresh computer comes, `fresh` of those."""

    records: int = 10_000
    rounds: int = 5
    all_records: int = 100_000
    fresh: int = 3
    pushes: int = 40
    shown: int = 2_000
    edits: int = 20


QUICK = Load(records=100, rounds=1, all_records=200, fresh=1, pushes=2, shown=50, edits=1)


@dataclass(slots=True)
class Times:
    """Seconds of each round, and the longest pause of each."""

    added: list[float] = field(default_factory=list)
    pushed: list[float] = field(default_factory=list)
    pulled: list[float] = field(default_factory=list)
    fresh: list[float] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    @property
    def both_s(self) -> float:
        """Push and pull of the middle round."""
        return median([push + pull for push, pull in zip(self.pushed, self.pulled, strict=True)])


def run(*, is_quick: bool = False) -> list[Figure]:
    """Measure all of it, in a folder that is gone afterwards."""
    load = QUICK if is_quick else Load()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        return [
            *asyncio.run(_race(folder, load)),
            *asyncio.run(_first_push(folder / "wire", load)),
            *own_times(folder / "core", pushes=load.pushes, chance=Random(SEED)),
            *edit_to_pixel(folder / "pixels", size=load.shown, edits=load.edits),
        ]


async def _race(folder: Path, load: Load) -> list[Figure]:
    chance = Random(SEED)
    ours, ankis = Times(), Times()
    async with AsyncExitStack() as open_:
        server = open_.enter_context(cloud_server(folder / "cloud"))
        url = open_.enter_context(anki_server(folder / "anki"))
        await open_.enter_async_context(collecting())
        one = await open_.enter_async_context(computer(folder / "one"))
        other = await open_.enter_async_context(computer(folder / "other"))
        await one.begin(server)
        await other.sign_in(server)
        for each in (one, other):
            await each.join()
            await each.sync()
        pair = _anki_pair(open_, folder, url)
        for round_ in range(load.rounds):
            found = recordings(load.records, chance)
            if round_ % 2:
                _anki_round(pair, found, ankis)
            await _our_round(one, other, found, ours)
            if not round_ % 2:
                _anki_round(pair, found, ankis)
        rest = recordings(load.all_records - load.rounds * load.records, chance)
        fill(one.library, rest)
        await one.sync()
        pair[0].add_notes(as_notes(rest))
        pair[0].sync()
        for number in range(load.fresh):
            await _our_fresh(folder / f"fresh {number}", server, ours, count=load.all_records)
            ankis.fresh.append(_anki_fresh(folder / f"fresh anki {number}", url, count=load.all_records))
    return _race_figures(ours, ankis, load)


def _anki_pair(open_: AsyncExitStack, folder: Path, url: str) -> tuple[AnkiComputer, AnkiComputer]:
    one, other = (AnkiComputer(folder / f"{name} anki", url) for name in ("one", "other"))
    for each in (one, other):
        open_.callback(each.close)
        each.sync()
    return one, other


async def _our_round(one: Computer, other: Computer, found: list[Recording], times: Times) -> None:
    began = time.perf_counter()
    fill(one.library, found)
    times.added.append(time.perf_counter() - began)
    times.pushed.append(await one.sync())
    times.pulled.append(await other.sync())
    times.pauses.append(other.longest_pause_s)
    _agree(one.library.recordings.count(), other.library.recordings.count())


def _anki_round(pair: tuple[AnkiComputer, AnkiComputer], found: list[Recording], times: Times) -> None:
    one, other = pair
    notes = as_notes(found)
    began = time.perf_counter()
    one.add_notes(notes)
    times.added.append(time.perf_counter() - began)
    times.pushed.append(one.sync())
    times.pulled.append(other.sync())
    _agree(one.count(), other.count())


async def _our_fresh(folder: Path, server: Server, times: Times, *, count: int) -> None:
    async with computer(folder) as fresh:
        await fresh.sign_in(server)
        await fresh.join()
        times.fresh.append(await fresh.sync())
        times.pauses.append(fresh.longest_pause_s)
        _agree(fresh.library.recordings.count(), count)


def _anki_fresh(folder: Path, url: str, *, count: int) -> float:
    with ExitStack() as open_:
        fresh = open_.enter_context(closing(AnkiComputer(folder, url)))
        took_s = fresh.sync()
        _agree(fresh.count(), count)
    return took_s


def _agree(one: int, other: int) -> None:
    if one != other:
        raise RuntimeError(f"not everything has come: {one} and {other}")


def _race_figures(ours: Times, ankis: Times, load: Load) -> list[Figure]:
    what = f"{load.records:,} records"
    fresh_s, anki_fresh_s = median(ours.fresh), median(ankis.fresh)
    return [
        Figure(
            f"push and pull of {what} over Anki's push and pull of as many notes, medians of {load.rounds}",
            ours.both_s / ankis.both_s,
            "x",
            RATIO_LIMIT,
            f"Anki's {ankis.both_s:.2f} s",
        ),
        Figure(f"push of {what}", median(ours.pushed), "s", peer=f"Anki's {median(ankis.pushed):.2f} s"),
        Figure(f"pull of {what}", median(ours.pulled), "s", peer=f"Anki's {median(ankis.pulled):.2f} s"),
        Figure(f"adding {what} while sync is on", median(ours.added), "s", peer=f"Anki's {median(ankis.added):.2f} s"),
        Figure(
            f"a fresh computer with {load.all_records:,} records over Anki's full download, medians of {load.fresh}",
            fresh_s / anki_fresh_s,
            "x",
            FRESH_LIMIT,
            f"Anki's {anki_fresh_s:.2f} s",
        ),
        Figure(f"a fresh computer with {load.all_records:,} records", fresh_s, "s"),
        Figure("longest pause of the loop in all these pulls", 1000 * max(ours.pauses), "ms", PAUSE_LIMIT_MS),
    ]


async def _first_push(folder: Path, load: Load) -> list[Figure]:
    """Count on the wire; signing in, founding the family and naming the computer come before and are not counted."""
    with cloud_server(folder / "cloud") as server:
        async with counted(server.url) as (wire, url), computer(folder / "one") as one:
            await one.begin(server, url=url)
            fill(one.library, recordings(load.records, Random(SEED)))
            await one.join()
            wire.forget()
            await one.sync()
            requests, moved = wire.requests, wire.bytes
    what = f"the first push of {load.records:,} records"
    return [
        Figure(f"requests of {what}", requests, "", REQUESTS_LIMIT),
        Figure(f"bytes on the wire, both ways, a record of {what}", moved / load.records, "bytes", BYTES_LIMIT),
    ]
