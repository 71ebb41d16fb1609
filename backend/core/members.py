"""Keeps who belongs to which family: one item is the truth, another one mirrors it for the family's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.core import items, keys
from backend.core.keys import AccountKey, FamilyKey
from backend.core.ports import Documents, Item, Value

MAX_MEMBERS = 50
MAX_REVOKED = 200  # sign-ins of one account; the oldest have long expired
MAX_ROUNDS = 20


class Role(StrEnum):
    """The owner invites, removes and revokes; everything else is every parent's."""

    OWNER = "owner"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands: its family, if any, and the sign-ins that are refused.

    `ticket` tells this belonging from an earlier or later one to the same family.
    """

    sub: AccountKey
    family: FamilyKey | None = None
    role: Role = Role.PARENT
    email: str = ""
    joined_at: int = 0
    ticket: str = ""
    revoked: tuple[str, ...] = ()
    tries: int = 0
    tries_since: int = 0


class Members:
    """Reads and writes belongings. What is read was true at that moment; every write is on condition."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def standing(self, sub: AccountKey) -> Standing:
        """Return where an account stands; one that was never heard of stands nowhere."""
        found = self._documents.query(keys.account(sub), low=keys.MEMBERSHIP, high=keys.MEMBERSHIP, limit=1)
        return _to_standing(sub, found[0]) if found else Standing(sub)

    def enter(self, standing: Standing, *, family: FamilyKey) -> bool:
        """Let an account belong to a family unless it belongs to one; return whether it does now."""
        changes: dict[str, Value] = {
            "family": family,
            "role": standing.role.value,
            "email": standing.email,
            "joined_at": standing.joined_at,
            "ticket": standing.ticket,
        }
        has_entered = self._change(standing.sub, changes, expected={"family": None})
        if not has_entered and self.standing(standing.sub).ticket != standing.ticket:
            return False  # with this ticket, it was a write whose answer was lost and that was sent again
        self._mirror(standing, family)
        return True

    def leave(self, standing: Standing, *, family: FamilyKey) -> bool:
        """End a belonging if it is still this one; return whether this call has ended it."""
        nothing: Item = dict.fromkeys(("family", "role", "email", "joined_at", "ticket"))
        expected: Item = {"family": family, "ticket": standing.ticket}
        has_left = self._change(standing.sub, nothing, expected=expected)
        self._forget(standing.sub, family=family, ticket=standing.ticket)
        return has_left

    def of(self, family: FamilyKey) -> Sequence[Standing]:
        """Return who belongs to a family, the first first; take what is left of others out of its list."""
        low, high = keys.MEMBERS
        found = self._documents.query(keys.partition(family), low=low, high=high, limit=MAX_MEMBERS + 1)
        members = []
        for item in found:
            standing = self.standing(AccountKey(items.tail_of_key(item)))
            if standing.family == family:
                members.append(standing)
            else:
                self._forget(standing.sub, family=family, ticket=items.text(item, "ticket"))
        return sorted(members, key=lambda standing: (standing.joined_at, standing.sub))

    def repair(self, standing: Standing) -> None:
        """Put the mirror of a belonging back into the family's list if a crash has kept it out."""
        if standing.family is not None:
            self._mirror(standing, standing.family)

    def revoke(self, sub: AccountKey, *, sessions: Sequence[str]) -> bool:
        """Refuse these sign-ins of an account from now on; return whether it could be written."""
        for _ in range(MAX_ROUNDS):
            was = self.standing(sub).revoked
            new = [session for session in dict.fromkeys(sessions) if session not in was]
            if not new:
                return True
            kept = [*was, *new][-MAX_REVOKED:]
            if self._change(sub, {"revoked": kept}, expected={"revoked": list(was) or None}):
                return True
        return False

    def count_try(self, standing: Standing, *, now_s: int, window_s: int, limit: int) -> int:
        """Count one more try of an account; return how many seconds it must wait, 0 when it may go on."""
        for _ in range(MAX_ROUNDS):
            is_new = not standing.tries_since <= now_s < standing.tries_since + window_s
            tries, since = (1, now_s) if is_new else (standing.tries + 1, standing.tries_since)
            if tries > limit:
                return since + window_s - now_s
            expected: Item = {"tries": standing.tries or None, "tries_since": standing.tries_since or None}
            if self._change(standing.sub, {"tries": tries, "tries_since": since}, expected=expected):
                return 0
            standing = self.standing(standing.sub)
        return 1

    def _change(self, sub: AccountKey, changes: Item, *, expected: Item) -> bool:
        return self._documents.update(keys.account(sub), keys.MEMBERSHIP, changes=changes, expected=expected)

    def _mirror(self, standing: Standing, family: FamilyKey) -> None:
        partition, sort = keys.partition(family), keys.member(standing.sub)
        self._documents.update(partition, sort, changes={"ticket": standing.ticket}, expected={})

    def _forget(self, sub: AccountKey, *, family: FamilyKey, ticket: str) -> None:
        self._documents.remove(keys.partition(family), keys.member(sub), expected={"ticket": ticket})


def _to_standing(sub: AccountKey, item: Item) -> Standing:
    family = items.text(item, "family")
    return Standing(
        sub,
        FamilyKey(family) if family else None,
        Role(items.text(item, "role") or Role.PARENT),
        items.text(item, "email"),
        items.number(item, "joined_at"),
        items.text(item, "ticket"),
        items.texts(item, "revoked"),
        items.number(item, "tries"),
        items.number(item, "tries_since"),
    )
