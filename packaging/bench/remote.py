"""How fast the remote is: from an event on the wire to its pixels, and from a click to the command on the wire."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from bench.app import in_the_app, opened, until
from bench.figure import Figure, median, share
from bench.paints import Paints
from desktop.life import Life
from desktop.ui.look import Look

EVENTS, CLICKS = 300, 120
QUICK_EVENTS, QUICK_CLICKS = 10, 4
WARM_UP = 5
GAP_S = (0.04, 0.09)
CLICK_GAP_S = (0.10, 0.20)
STEPS = range(1, 12)
EVENT_GOAL_MS = 20.0
CLICK_GOAL_MS = 5.0
PLAYER = "yK1tchen7Qm2_VdR4xZ9wTbA"  # plays from the start: the bar's clock ticks while we measure
SEED = 3
STOP_TIMEOUT_S = 10.0
PACKAGING = Path(__file__).resolve().parent.parent


def run(*, is_quick: bool = False) -> list[Figure]:
    """Measure both ways on the real bar in the real window; the simulated Yoto has a process of its own."""
    events, clicks = (QUICK_EVENTS, QUICK_CLICKS) if is_quick else (EVENTS, CLICKS)
    painted, sent = in_the_app(lambda look: _measure(look, events=events, clicks=clicks))
    return [
        Figure(f"event on the wire to painted pixel, p95 of {events}", share(painted, 0.95), "ms", EVENT_GOAL_MS),
        Figure("event on the wire to painted pixel, p50", median(painted), "ms"),
        Figure(f"click to publish on the wire, p95 of {clicks}", share(sent, 0.95), "ms", CLICK_GOAL_MS),
        Figure("click to publish on the wire, p50", median(sent), "ms"),
    ]


@dataclass(slots=True)
class House:
    """The process of the simulated Yoto; it is asked in words and answers in lines."""

    process: asyncio.subprocess.Process
    ready: dict[str, Any]

    async def ask(self, **words: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(words).encode() + b"\n")
        return await self.hear()

    async def hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        heard: dict[str, Any] = json.loads(await self.process.stdout.readline())
        return heard


async def _measure(look: Look, *, events: int, clicks: int) -> tuple[list[float], list[float]]:
    async with _house() as house, opened(look, house.ready) as life:
        bar = life.screen.bar
        bar.choose(PLAYER)
        await until(bar.buttons.play.isEnabled, what="the bar")
        painted = await _painted(life, house, WARM_UP + events)
        sent = await _sent(life, house, WARM_UP + clicks)
    return painted[WARM_UP:], sent[WARM_UP:]


async def _painted(life: Life, house: House, count: int) -> list[float]:
    """Return ms from each event to its paint. The clock starts before the broker is given the event: it is the upper
    bound."""
    steps = [STEPS[n % len(STEPS)] for n in range(count)]
    slider = life.screen.bar.volume
    paints = Paints(slider, read=slider.value)
    sent = (await house.ask(events=steps, player=PLAYER, gap_s=GAP_S))["sent"]
    await until(lambda: paints.noted and paints.noted[-1][1] > sent[-1], what="the last event's paint")
    paints.close()
    return [_first_ms(step, at, paints.noted) for step, at in zip(steps, sent, strict=True)]


def _first_ms(step: int, sent_ns: int, noted: list[tuple[int, int]]) -> float:
    painted = next((at for volume, at in noted if volume == step and at > sent_ns), None)
    if painted is None:
        raise RuntimeError(f"the volume {step} was never painted")
    return (painted - sent_ns) / 1e6


async def _sent(life: Life, house: House, count: int) -> list[float]:
    """Return ms from each click on play or pause to its bytes' arrival at the other end of the wire."""
    chance = Random(SEED)
    button = life.screen.bar.buttons.play
    clicked: list[int] = []
    await house.ask(taken=True)
    for _ in range(count):
        await asyncio.sleep(chance.uniform(*CLICK_GAP_S))
        clicked.append(time.monotonic_ns())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await asyncio.sleep(CLICK_GAP_S[1])
    taken = [(at, bytes.fromhex(piece)) for at, piece in (await house.ask(taken=True))["taken"]]
    commands = [at for at, piece in taken if _is_command(piece)]
    return [_arrived_ms(at, commands) for at in clicked]


def _arrived_ms(clicked_ns: int, commands: list[int]) -> float:
    arrived = next((at for at in commands if at > clicked_ns), None)
    if arrived is None:
        raise RuntimeError("a click sent nothing")
    return (arrived - clicked_ns) / 1e6


def _is_command(piece: bytes) -> bool:
    """Say whether one of the WebSocket frames in `piece` (masked, short: RFC 6455) publishes a pause or a resume."""
    while len(piece) >= 6:
        length, start = piece[1] & 0x7F, 2
        if length == 126:
            length, start = int.from_bytes(piece[2:4], "big"), 4
        mask, body = piece[start : start + 4], piece[start + 4 : start + 4 + length]
        text = bytes(byte ^ mask[n % 4] for n, byte in enumerate(body))
        if b"/command/card/pause" in text or b"/command/card/resume" in text:
            return True
        piece = piece[start + 4 + length :]
    return False


@asynccontextmanager
async def _house() -> AsyncIterator[House]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.remote_yoto",
        cwd=PACKAGING,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=16 * 1024 * 1024,
    )
    house = House(process, {})
    try:
        house.ready = await house.hear()
        yield house
    finally:
        if process.stdin is not None:
            process.stdin.close()
        async with asyncio.timeout(STOP_TIMEOUT_S):
            await process.wait()
