"""Sends one file to the vault: whole, or in parts of which only the missing ones go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import httpx

from desktop.gateways.answers import retry_after
from desktop.gateways.cloud.slices import Pace, Slice
from desktop.gateways.disk import opened
from desktop.gateways.http import CONNECT_TIMEOUT_S, Answer, HttpLine
from desktop.model.errors import Busy, CloudFull, Refused

IDLE_TIMEOUT_S = 60.0
FRESH_S = 12 * 60.0  # addresses are good for 15 minutes


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

    def begin(self, gone: Mapping[int, int]) -> None:
        """These parts, each with its size, are there from earlier."""
        self._gone = dict(gone)
        self._on_bytes(sum(gone.values()))

    def note(self, part: int, size: int) -> None:
        """So much of a part has gone."""
        self._gone[part] = size
        self._on_bytes(sum(self._gone.values()))


class Sender:
    """Puts slices of files to addresses that bear their own leave. No bearer goes with them."""

    def __init__(self, line: HttpLine, *, pace: Pace, meter: Meter) -> None:
        self._line = line
        self._pace = pace
        self._meter = meter

    async def put(self, piece: Slice, *, number: int, place: Place) -> Outcome:
        """PUT one slice. Raise Offline when the line breaks or nothing moves for a minute, Busy, CloudFull, Refused,
        Unreadable."""
        async with opened(piece.open) as file:
            answer = await self._line.request(
                "PUT",
                place.url,
                headers={**place.headers, "Content-Length": str(piece.size)},
                content=piece.blocks(file, pace=self._pace, on_bytes=lambda sent: self._meter.note(number, sent)),
                timeout=httpx.Timeout(IDLE_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, pool=None),
            )
        outcome = _outcome(answer)
        self._meter.note(number, piece.size if outcome is Outcome.THERE else 0)
        return outcome

    async def put_all(self, pieces: Mapping[int, Slice], *, places: Sequence[tuple[int, Place]]) -> None:
        """PUT the parts in their order; return when all are there, or when new addresses are needed.

        One after the other: what a cut or a kill can cost is one part.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + FRESH_S
        for number, place in places:
            if loop.time() > until or await self.put(pieces[number], number=number, place=place) is Outcome.AGAIN:
                return


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
