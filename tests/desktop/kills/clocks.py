"""Plays the script with clocks that are years wrong, and returns all that is kept but the times that people read."""

from __future__ import annotations

import asyncio
import difflib
import json
import os
import pickle
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from desktop.services import vault_background
from tests.desktop.kills.desk import desk
from tests.desktop.kills.forks import forked
from tests.desktop.kills.ground import HERE, SECOND, make_ground, seeded
from tests.desktop.kills.house import Door
from tests.desktop.kills.runs import begun, play
from tests.desktop.kills.script import Script
from tests.desktop.kills.sight import Sight, sight

TEN_YEARS_S = 10 * 365 * 24 * 3600
_TABLES = (
    "recording",
    "playlist",
    "entry",
    "sync_record",
    "sync_pend",
    "sync_flight",
    "loss",
    "stored_audio",
    "stored_artwork",
    "artwork",
    "activity",
    "undo_field",
)
# A row's number is the order of its coming, which follows the times at which things were added.
_TIMES = frozenset({"at", "added_at", "created_at", "when", "id"})
_ULID = re.compile(r"\b([a-z]{1,8}_)[0-9A-HJKMNP-TV-Z]{10}([0-9A-HJKMNP-TV-Z]{16})\b")


@dataclass(frozen=True, slots=True)
class Left:
    """What a family's script leaves: the log, the rows and the base of both computers, what a person sees."""

    log: tuple[str, ...]
    rows: dict[str, dict[str, tuple[str, ...]]]
    seen: Sight


def left_by(folder: Path, *, client_off_s: float, server_off_s: int) -> Left:
    """Play the script on clocks that are so wrong from the family's first day on, chance being the same each time."""
    ground = make_ground(folder / "ground", client_off_s=client_off_s, server_off_s=server_off_s)
    with begun(ground, folder / "run", ahead_s=server_off_s):
        end = forked(lambda told: _play(folder / "run", told, off_s=client_off_s))
        assert not end.has_failed, "the script fails by itself"
        left: Left = pickle.loads(end.said)
    return left


def differing(folder: Path, wrong: Sequence[tuple[int, int]]) -> list[str]:
    """Return what differs from right clocks when (client's, server's) are so many times ten years ahead."""
    right = left_by(folder / "right", client_off_s=0.0, server_off_s=0)
    assert right.log
    found = []
    for client, server in wrong:
        here = folder / f"{client}.{server}"
        left = left_by(here, client_off_s=client * TEN_YEARS_S, server_off_s=server * TEN_YEARS_S)
        found += [f"client {client}, server {server}: {what}" for what in _apart(left, right)]
    return found


def _apart(left: Left, right: Left) -> Iterator[str]:
    if left.seen != right.seen:
        yield f"{left.seen}, not {right.seen}"
    yield from _between("log", left.log, right.log)
    for name, tables in left.rows.items():
        for table, rows in tables.items():
            yield from _between(f"{name}, {table}", rows, right.rows[name][table])


def _between(where: str, left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    if left != right:
        lines = [
            line
            for line in difflib.unified_diff(right, left, lineterm="", n=0)
            if not line.startswith(("---", "+++", "@@"))
        ]
        yield f"{where}: " + "\n".join(lines)


def _play(folder: Path, told: int, *, off_s: float) -> None:
    # Which of two files is there first is not a matter of clocks.
    vault_background.FILES_AT_ONCE = vault_background.PICTURES_AT_ONCE = 1
    seen = asyncio.run(_live(folder, off_s=off_s))
    log = tuple(_plain(commit) for commit in Door(folder).ask("commits"))
    rows = {name: _rows(folder / name / "library.sqlite") for name in (HERE, SECOND)}
    with os.fdopen(told, "wb") as pipe:
        pipe.write(pickle.dumps(Left(log, rows, seen)))


async def _live(folder: Path, *, off_s: float) -> Sight:
    async with desk(folder, name=HERE, client=httpx.AsyncClient, off_s=off_s, entropy=seeded("script")) as one:
        await play(one, Script(folder / "sources"), first=0, before_step=lambda *_: None)
        seen = sight(one.library)
    async with desk(folder, name=SECOND, client=httpx.AsyncClient, off_s=off_s, entropy=seeded("other")) as other:
        await other.sync_up()
        await other.carry()
        await other.sync_up()
    return seen


def _rows(database: Path) -> dict[str, tuple[str, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return {
            table: tuple(sorted(_plain(dict(row)) for row in connection.execute(f"select * from {table}")))
            for table in _TABLES
        }


def _plain(told: Any) -> str:
    """Return a text without what only says when: times, and the beginning of each key that has one in it."""
    return _ULID.sub(r"\1\2", json.dumps(_timeless(told), sort_keys=True, default=bytes.hex))


def _timeless(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _timeless(value) for name, value in told.items() if name not in _TIMES}
    if isinstance(told, list):
        return list(map(_timeless, told))
    if isinstance(told, str) and told.startswith(("{", "[")):
        return _timeless(json.loads(told))
    return told
