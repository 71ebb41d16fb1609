"""What a computer keeps of the family's library: the synced base, what is on its way, what waits, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from backend.contract.batches import Flight
from backend.contract.chain import START, Cursor
from backend.contract.records import Fields

RESYNC_PAUSE = 16  # commits between two resyncs for a digest that does not fit: a wrong one must not keep us busy

Differing: TypeAlias = tuple[str, Fields | None, Fields | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far this computer is. While `former` is set, the base is being rebuilt and the screen shows the former one.

    `former` is the place of the former base; `is_met` says that the log that is being read has passed it, so that it
    is the same log; `resynced` is the number of the last commit whose digest made us start over; `deletions` counts
    what the pages of a pull that is not at its end yet have deleted.
    """

    cursor: Cursor = START
    dig: int = 0
    former: Cursor | None = None
    is_met: bool = False
    resynced: int = -RESYNC_PAUSE
    deletions: int = 0


class Storage(Protocol):
    """All of it changes in transactions only, which may be nested and survive a power cut."""

    @property
    def base(self) -> MutableMapping[str, Fields]:
        """The synced state at the mark's cursor: the merge base."""

    @property
    def former(self) -> MutableMapping[str, Fields]:
        """The base as it was before a rebuild began."""

    @property
    def pend(self) -> MutableMapping[str, Fields]:
        """Local writes that are not on their way, oldest first."""

    def deleting(self) -> Iterable[str]:
        """Yield the records that wait with a tombstone."""

    flight: Flight | None  # the one frozen batch that is on its way (`infl` in sync.md)
    mark: Mark

    def transaction(self) -> AbstractContextManager[object]:
        """Begin a transaction; an exception rolls it back."""

    def set_base_aside(self) -> None:
        """Make the base the former one and leave an empty base."""

    def fill_base(self, state: Mapping[str, Fields]) -> None:
        """Make the base, which is empty, hold a snapshot's records."""

    def differing(self) -> Iterable[Differing]:
        """Yield (record, in the former base, in the base) of each record that the two do not have alike."""
