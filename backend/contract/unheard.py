"""Edits that nobody has heard of yet, so that what is undone in time need not be said at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from backend.contract.codec import Json, Told, is_same
from backend.contract.fold import overlaid
from backend.contract.records import DELETED, Fields
from backend.contract.storage import Storage

IsUsual: TypeAlias = Callable[[str, str, Json], bool]


class Unheard:
    """Knows which waiting fields wait for no other reason than a person's edits since the last talk with the log.

    Such a field that comes back to what it was waits no more: sent, it would beat what others write to it meanwhile.
    Anything else that waits stays: it was merged, or a cloud that was set back has to be told it again. Kept in memory,
    and forgotten by every talk: to know less is safe, for then a field that comes back is said aloud.

    `is_usual` says of a record, a field and a value whether a record that lacks the field is read as if it had it.
    """

    def __init__(self, storage: Storage, *, is_usual: IsUsual) -> None:
        self._storage = storage
        self._is_usual = is_usual
        self._names: dict[str, set[str]] = {}

    def wait(self, record: str, new: Fields, *, beneath: Fields | None) -> None:
        """Let a person's edit wait; `beneath` is the record without what waits, None when the others know none."""
        pend = self._storage.pend
        waiting = pend.get(record)
        left = overlaid(waiting, new)
        if beneath is not None and (back := self._come_back(record, waiting or {}, new, beneath=beneath)):
            left = Told({name: value for name, value in left.items() if name not in back})
        if left:
            pend[record] = left
        else:
            del pend[record]

    def forget(self) -> None:
        """Know nothing any more: what waits is about to go on its way, or to change by what came."""
        self._names.clear()

    def _come_back(self, record: str, waiting: Fields, new: Fields, *, beneath: Fields) -> set[str]:
        """Return the fields that an edit lets come back; remember those that it lets wait."""
        mine = self._names.setdefault(record, set())
        back = {name for name in mine & waiting.keys() & new.keys() if self._is_back(record, name, new[name], beneath)}
        mine |= new.keys() - waiting.keys() - {DELETED}
        mine -= back
        return back

    def _is_back(self, record: str, name: str, value: Json, beneath: Fields) -> bool:
        return is_same(beneath[name], value) if name in beneath else self._is_usual(record, name, value)
