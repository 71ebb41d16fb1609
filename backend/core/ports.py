"""What the rules of the family's cloud need from the world: documents, objects and a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

Value: TypeAlias = str | int | bytes | list[str] | None
Item: TypeAlias = Mapping[str, Value]


class Documents(Protocol):
    """Items in partitions, in the order of their sort keys. Every read sees every write that was answered before it."""

    def query(self, partition: str, *, low: str, high: str, limit: int) -> Sequence[Item]:
        """Return the first `limit` items whose sort key is in [low, high], ascending, each with its key as `sk`."""

    def last(self, partition: str, *, low: str, high: str) -> Item | None:
        """Return the item with the greatest sort key in [low, high]."""

    def put_new(self, partition: str, sort: str, item: Item) -> bool:
        """Put an item unless there is one; return whether it was put."""

    def update(self, partition: str, sort: str, *, changes: Item, expected: Item) -> bool:
        """Change fields of an item, made when missing, if it has the expected ones (None: not there).

        Return whether they were as expected.
        """


class Objects(Protocol):
    """Files by key."""

    def put_new(self, key: str, data: bytes) -> bool:
        """Put a file unless there is one; return whether it was put."""

    def get(self, key: str) -> bytes | None:
        """Return a file whole, or None."""

    def url(self, key: str) -> str:
        """Return an address from which the family's computers can read a file for a short while."""


class Clock(Protocol):
    """The server's time. It is shown to people and decides when old commits may go; it orders nothing."""

    def now_s(self) -> int: ...
