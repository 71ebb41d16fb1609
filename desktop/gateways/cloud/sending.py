"""Sends one file to the vault: whole, or in parts of which only the missing ones go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from types import TracebackType

import httpx

from desktop.gateways.answers import retry_after
from desktop.gateways.cloud.slices import Pace, Slice
from desktop.gateways.http import CONNECT_TIMEOUT_S, Answer, HttpLine
from desktop.model.errors import Busy, CloudFull, Refused

IDLE_TIMEOUT_S = 60.0
FRESH_S = 12 * 60.0  # addresses are good for 15 minutes
AWAITED_PARTS = 3  # sent whole, but not yet answered


@dataclass(frozen=True, slots=True)
class Place:
    """Where and with which headers bytes are put."""

    url: str
    headers: Mapping[str, str]


class Outcome(Enum):
    """What became of a PUT."""

    THERE = auto()
    AGAIN = auto()  # the address has run out or the bytes came damaged: ask where to put them now


class Meter:
    """Adds up what has gone of a file; a part that goes again begins at nothing again."""

    def __init__(self, on_bytes: Callable[[int], None]) -> None:
        self._on_bytes = on_bytes
        self._gone: dict[int, int] = {}

    def note(self, part: int, size: int) -> None:
        """So much of a part has gone."""
        self._gone[part] = size
        self._on_bytes(sum(self._gone.values()))


class Turn:
    """Lets one part at a time onto the line: the next begins when the last byte of the one before has left.

    So the line is never idle, and what a cut or a kill can cost is one part.
    """

    def __init__(self, lane: asyncio.Lock) -> None:
        self._lane = lane
        self._is_mine = False

    async def __aenter__(self) -> Turn:
        await self._lane.acquire()
        self._is_mine = True
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.pass_on()

    def pass_on(self) -> None:
        """Let the next one begin; harmless when repeated."""
        if self._is_mine:
            self._is_mine = False
            self._lane.release()


class Sender:
    """Puts slices of files to addresses that bear their own leave. No bearer goes with them."""

    def __init__(self, line: HttpLine, *, pace: Pace, meter: Meter) -> None:
        self._line = line
        self._pace = pace
        self._meter = meter

    async def put(self, piece: Slice, *, number: int, place: Place, on_gone: Callable[[], None]) -> Outcome:
        """PUT one slice; `on_gone` is called when its last byte has left.

        Raise Offline when the line breaks or nothing moves for a minute, Busy, CloudFull, Refused, Unreadable.
        """

        def note(sent: int) -> None:
            self._meter.note(number, sent)
            if sent == piece.size:
                on_gone()

        answer = await self._line.request(
            "PUT",
            place.url,
            headers={**place.headers, "Content-Length": str(piece.size)},
            content=piece.blocks(pace=self._pace, on_bytes=note),
            timeout=httpx.Timeout(IDLE_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, pool=None),
        )
        outcome = _outcome(answer)
        self._meter.note(number, piece.size if outcome is Outcome.THERE else 0)
        return outcome

    async def put_all(self, pieces: Mapping[int, Slice], *, places: Sequence[tuple[int, Place]]) -> None:
        """PUT the parts in their order. Return when all are there, or those that could be while addresses last.

        The first failure ends it; what is on its way then is broken off.
        """
        loop = asyncio.get_running_loop()
        lane, slots, until = asyncio.Lock(), asyncio.Semaphore(AWAITED_PARTS), loop.time() + FRESH_S
        is_over = asyncio.Event()

        async def put(number: int, place: Place) -> None:
            async with slots, Turn(lane) as turn:
                if is_over.is_set() or loop.time() > until:
                    return
                outcome = await self.put(pieces[number], number=number, place=place, on_gone=turn.pass_on)
                if outcome is Outcome.AGAIN:
                    is_over.set()

        tasks = [asyncio.create_task(put(number, place), name=f"part {number}") for number, place in places]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _outcome(answer: Answer) -> Outcome:
    match answer.status:
        case _ if answer.is_success:
            return Outcome.THERE
        case 409 | 412:  # somebody has put the same bytes there meanwhile
            return Outcome.THERE
        case 400 | 403 | 404 | 410 | 422:
            return Outcome.AGAIN
        case 413 | 507:
            raise CloudFull("Your family's cloud has no room for this file.", next_step="Give the cloud more room.")
        case 408 | 429 | 500 | 502 | 503 | 504:
            raise Busy(
                "Your family's cloud cannot take this file right now.",
                next_step="It is tried again later.",
                title="The cloud is busy",
                retry_after_s=retry_after(answer),
            )
        case status:
            raise Refused(
                f"Your family's cloud did not take the file (code {status}).", title="Not sent to the family's cloud"
            )
