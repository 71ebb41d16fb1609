"""The three-way merge, run by the computer that has writes of its own when others' have come first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from backend.contract.codec import Json, is_same
from backend.contract.fold import overlaid
from backend.contract.records import DELETED, LINKS, QUIET, Fields, has_content, is_deleted, links

NEVER_LOST = QUIET | {DELETED}


class Outcome(StrEnum):
    """What became of a write of mine, as Activity tells it."""

    REPLACED = "replaced"  # somebody's value was first; mine is in the ledger
    REVIVED = "revived"  # they deleted what I edited: it lives
    SPARED = "spared"  # I deleted what they edited: it lives
    STAYS_DELETED = "stays_deleted"  # a delete met a mere reorder


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that the person at this computer is told."""

    outcome: Outcome
    record: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """A value of mine that came second and goes to the ledger."""

    record: str
    field: str
    value: Json


@dataclass(frozen=True, slots=True)
class Change:
    """What others made of a record."""

    before: Fields | None
    after: Fields

    def written(self) -> Fields:
        """Return the fields that they changed."""
        old = self.before
        if not old:
            return self.after
        return {
            field: value for field, value in self.after.items() if field not in old or not is_same(old[field], value)
        }


@dataclass(frozen=True, slots=True)
class Merged:
    """My writes as they are to stand on top of others', and what that cost."""

    writes: dict[str, Fields]
    losses: tuple[Loss, ...] = ()
    notes: tuple[Note, ...] = ()


def merge(mine: Mapping[str, Fields], *, changes: Mapping[str, Change], view: Callable[[str], Fields | None]) -> Merged:
    """Return my writes on top of what others wrote since the state on which I made them (table in sync.md).

    Different fields: both. Same field: theirs stays and mine is a loss. Delete against edit, or against something new
    in the deleted thing: the edit wins. Delete against reorder: the delete wins. `view` shows a record whole, with
    others' changes and mine on it.
    """
    merging = _Merging(mine, changes, view)
    for record in mine:  # in this order, so that the same happens the same way everywhere
        if record in changes:
            merging.meet(record)
    merging.spare_what_they_built_on()
    merging.revive_what_i_built_on()
    order = (*mine, *(record for record in merging.writes if record not in mine))
    writes = {record: merging.writes[record] for record in order if merging.writes.get(record)}
    return Merged(dict(writes), tuple(merging.losses), tuple(merging.notes))


def return_to(differing: Iterable[tuple[str, Fields | None, Fields | None]]) -> Merged:
    """Return what a log that forked from mine lacks, as writes: nothing acknowledged is lost with a server.

    `differing` holds (record, mine, theirs). Where the two differ the server's value stays and mine is a loss; a
    tombstone never wins, on either side.
    """
    writes: dict[str, Fields] = {}
    losses: list[Loss] = []
    notes: list[Note] = []
    for record, mine, theirs in sorted(differing, key=lambda told: (told[0][:2] in LINKS, told[0])):
        if mine is None:
            continue
        if theirs is None:
            writes[record] = mine
            continue
        missing = {field: value for field, value in mine.items() if field not in theirs and field != DELETED}
        if is_deleted(theirs) and not is_deleted(mine):
            missing[DELETED] = 0
            notes.append(Note(Outcome.REVIVED, record))
        for field, value in mine.items():
            if field in theirs and field not in NEVER_LOST and not is_same(theirs[field], value):
                losses.append(Loss(record, field, value))
                notes.append(Note(Outcome.REPLACED, record, field))
        if missing:
            writes[record] = missing
    return Merged(writes, tuple(losses), tuple(notes))


class _Merging:
    """One merge while it is made."""

    def __init__(
        self, mine: Mapping[str, Fields], changes: Mapping[str, Change], view: Callable[[str], Fields | None]
    ) -> None:
        self.mine = mine
        self.changes = changes
        self.view = view
        self.writes: dict[str, dict[str, Json]] = {record: dict(fields) for record, fields in mine.items()}
        self.losses: list[Loss] = []
        self.notes: list[Note] = []

    def meet(self, record: str) -> None:
        """Merge what both sides wrote to one record."""
        mine, theirs, writes = self.mine[record], self.changes[record].written(), self.writes[record]
        new = {field: value for field, value in mine.items() if not _is_among(field, value, theirs)}
        for field, value in mine.items():
            if field not in new:
                del writes[field]
            elif field in theirs and field != DELETED:
                del writes[field]
                if field not in QUIET:
                    self.losses.append(Loss(record, field, value))
                    self.notes.append(Note(Outcome.REPLACED, record, field))
        if is_deleted(theirs) and not is_deleted(mine):
            self._outlive(record, is_edited=has_content(new))
        elif is_deleted(new) and has_content(theirs):
            del writes[DELETED]
            self.notes.append(Note(Outcome.SPARED, record))
        elif is_deleted(new) and not theirs.keys() <= QUIET:
            self.notes.append(Note(Outcome.STAYS_DELETED, record))

    def spare_what_they_built_on(self) -> None:
        """Take back my deletion of whatever they put something new into."""
        if not any(map(is_deleted, self.writes.values())):
            return
        for record, change in self.changes.items():
            if is_deleted(change.after) or not has_content(change.written()):
                continue
            for needed in links(record, change.after):
                if is_deleted(self.writes.get(needed)):
                    del self.writes[needed][DELETED]
                    self.notes.append(Note(Outcome.SPARED, needed))

    def revive_what_i_built_on(self) -> None:
        """Take back their deletion of whatever I put something new into."""
        dead = {record for record, change in self.changes.items() if is_deleted(change.written())}
        if not dead:
            return
        for record, written in list(self.writes.items()):
            seen = overlaid(self.view(record), written)
            if is_deleted(seen) or not has_content(written):
                continue
            for needed in dead.intersection(links(record, seen)):
                if not is_deleted(self.mine.get(needed)) and DELETED not in self.writes.get(needed, {}):
                    self.writes.setdefault(needed, {})[DELETED] = 0
                    self.notes.append(Note(Outcome.REVIVED, needed))

    def _outlive(self, record: str, *, is_edited: bool) -> None:
        """Decide on a record that they deleted and I did not. A new place is kept all the same, should it come back."""
        if is_edited:
            self.writes[record][DELETED] = 0
            self.notes.append(Note(Outcome.REVIVED, record))
        elif not self.writes[record].keys() <= QUIET:
            self.notes.append(Note(Outcome.STAYS_DELETED, record))


def _is_among(field: str, value: Json, fields: Fields) -> bool:
    return field in fields and is_same(fields[field], value)
