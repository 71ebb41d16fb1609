"""Counts the bytes that a family stores, right whatever runs at the same time and wherever it is killed.

A file's own item and the count cannot be written at once. So each change is first noted in the count under a random
ticket, then done to the file's item, which bears the same ticket, then settled: what a crash leaves half done is seen
from the two, and is done to its end exactly once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.contract.errors import Code, Refused
from backend.core import items, keys
from backend.core.keys import FamilyKey, Sha256
from backend.core.ports import Documents

MAX_ROUNDS = 100
MAX_MOVES = 500  # files that are on their way at once


class Way(StrEnum):
    """Whether bytes are on their way into the cloud, or out of it."""

    IN = "+"
    OUT = "-"


@dataclass(frozen=True, slots=True)
class Move:
    """Bytes on their way. They count as stored, either way."""

    ticket: str
    way: Way
    sha256: Sha256
    size: int
    at_s: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many bytes are stored, and what is on its way."""

    stored_bytes: int = 0
    moves: tuple[Move, ...] = ()
    revision: int = 0

    @property
    def used_bytes(self) -> int:
        """All that is stored, and all that room is kept for."""
        return self.stored_bytes + sum(move.size for move in self.moves)

    def find(self, ticket: str) -> Move | None:
        """Return the move with a ticket."""
        return next((move for move in self.moves if move.ticket == ticket), None)

    def with_move(self, move: Move, *, stored_bytes: int) -> Count:
        """Return the count with one more move."""
        return Count(stored_bytes, (*self.moves, move), self.revision)

    def without(self, ticket: str, *, stored_bytes: int) -> Count:
        """Return the count without a move."""
        return Count(stored_bytes, tuple(move for move in self.moves if move.ticket != ticket), self.revision)


class Quota:
    """One family's count."""

    def __init__(self, documents: Documents, *, family: FamilyKey) -> None:
        self._documents = documents
        self._partition = keys.partition(family)

    def used_bytes(self) -> int:
        """Return how many bytes are stored, or have room kept for them."""
        return self.count().used_bytes

    def moves(self) -> Sequence[Move]:
        """Return what is on its way."""
        return self.count().moves

    def reserve(self, move: Move, *, limit: int) -> None:
        """Keep room for a file; raise Refused when there is none, or too much is on its way already."""

        def kept(count: Count) -> Count:
            if count.find(move.ticket):
                return count
            if count.used_bytes + move.size > limit:
                raise Refused(Code.FULL)
            if len(count.moves) >= MAX_MOVES:
                raise Refused(Code.SLOW_DOWN)
            return count.with_move(move, stored_bytes=count.stored_bytes)

        self._change(kept)

    def settle(self, ticket: str, *, size: int) -> None:
        """Count a file that has arrived as stored. Done again, nothing happens."""
        self._change(
            lambda count: count.without(ticket, stored_bytes=count.stored_bytes + size) if count.find(ticket) else count
        )

    def release(self, ticket: str) -> None:
        """Give room back: a file is not coming, or it has gone. Done again, nothing happens."""
        self._change(lambda count: count.without(ticket, stored_bytes=count.stored_bytes))

    def let_go(self, move: Move) -> None:
        """Count a stored file as one on its way out. Done again, nothing happens."""
        self._change(
            lambda count: (
                count if count.find(move.ticket) else count.with_move(move, stored_bytes=count.stored_bytes - move.size)
            )
        )

    def count(self) -> Count:
        """Return the whole count."""
        found = self._documents.query(self._partition, low=keys.BYTES, high=keys.BYTES, limit=1)
        if not found:
            return Count()
        item = found[0]
        return Count(
            items.number(item, "used"), tuple(map(_read, items.texts(item, "moves"))), items.number(item, "rev")
        )

    def _change(self, changed: Callable[[Count], Count]) -> None:
        for _ in range(MAX_ROUNDS):
            was = self.count()
            now = changed(was)
            if now == was or self._write(now):
                return
        raise Refused(Code.BUSY)

    def _write(self, count: Count) -> bool:
        return self._documents.update(
            self._partition,
            keys.BYTES,
            changes={"used": count.stored_bytes, "moves": list(map(_write, count.moves)), "rev": count.revision + 1},
            expected={"rev": count.revision or None},
        )


def _write(move: Move) -> str:
    return f"{move.ticket} {move.way} {move.sha256} {move.size} {move.at_s}"


def _read(text: str) -> Move:
    ticket, way, sha256, size, at_s = text.split(" ")
    return Move(ticket, Way(way), Sha256(sha256), int(size), int(at_s))
