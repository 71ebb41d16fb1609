"""What the rules of the family's cloud need from the world: documents, objects, a clock and chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Value: TypeAlias = str | int | bytes | list[str] | None
Item: TypeAlias = Mapping[str, Value]


class Unavailable(Exception):
    """The table or the bucket cannot be reached or asks to wait: the same request may succeed a little later."""


class Documents(Protocol):
    """Items in partitions, in the order of their sort keys. Every read sees every write that was answered before it.

    An item with a `ttl` (seconds since 1970) in the past may be gone at any moment.
    """

    def query(self, partition: str, *, low: str, high: str, limit: int) -> Sequence[Item]:
        """Return the first `limit` items whose sort key is in [low, high], ascending, each with its key as `sk`."""

    def last(self, partition: str, *, low: str, high: str) -> Item | None:
        """Return the item with the greatest sort key in [low, high]."""

    def put_new(self, partition: str, sort: str, item: Item) -> bool:
        """Put an item unless there is one; return whether it was put."""

    def update(self, partition: str, sort: str, *, changes: Item, expected: Item) -> bool:
        """Change fields of an item, made when missing, if it has the expected ones (None: not there).

        A field that is changed to None is taken out. Return whether they were as expected.
        """

    def remove(self, partition: str, sort: str, *, expected: Item) -> bool:
        """Delete an item if it is there and has the expected fields; return whether it was deleted."""


@dataclass(frozen=True, slots=True)
class Sending:
    """Where and with which headers a client puts bytes. An address without a host is one of the answering server."""

    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part that has arrived: its number (1 and up), what the bucket calls it, its size, its SHA-256 in hex."""

    number: int
    etag: str
    size: int
    sha256: str


class Objects(Protocol):
    """Files by key, and leave for clients to read and write them for 15 minutes without us in between.

    What is sent must be of just the size, type and SHA-256 that the leave names, or it is refused.
    """

    def put_new(self, key: str, data: bytes) -> bool:
        """Put a file unless there is one; return whether it was put."""

    def get(self, key: str) -> bytes | None:
        """Return a file whole, or None."""

    def size(self, key: str) -> int | None:
        """Return a file's size in bytes, or None when there is none."""

    def remove(self, key: str) -> None:
        """Delete a file; harmless when there is none."""

    def url(self, key: str) -> str:
        """Return an address from which the family's computers can read a file for a short while."""

    def sending(self, key: str, *, size: int, mime: str, sha256: str) -> Sending:
        """Return leave to put a whole file, unless there is one by then."""

    def begin_parts(self, key: str, *, mime: str) -> str:
        """Begin a file that comes in parts; return its upload id."""

    def part_sending(self, key: str, *, upload_id: str, number: int, size: int, sha256: str) -> Sending:
        """Return leave to put one part; put again, it replaces the one before."""

    def parts(self, key: str, *, upload_id: str) -> Sequence[Part] | None:
        """Return the parts that have arrived, by number; None when there is no such upload (any more)."""

    def finish_parts(self, key: str, *, upload_id: str, parts: Sequence[Part]) -> bool:
        """Make the file of its parts; return False when there is no such upload or a part is not as said."""

    def abort_parts(self, key: str, *, upload_id: str) -> None:
        """Throw away what has arrived; harmless when there is no such upload."""


class Clock(Protocol):
    """The server's time. It is shown to people and decides when old commits may go; it orders nothing."""

    def now_s(self) -> int: ...


class Chance(Protocol):
    """Random bytes of which nobody can guess any."""

    def __call__(self, n: int, /) -> bytes: ...
