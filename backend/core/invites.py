"""Lets the owner invite the other parent by a code that works once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from backend.contract.errors import Code, Refused
from backend.core import items, keys
from backend.core.access import Account, Member
from backend.core.families import entering
from backend.core.keys import AccountKey, FamilyKey
from backend.core.members import MAX_MEMBERS, Members, Role
from backend.core.ports import Item
from backend.core.world import World

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
CODE_LETTERS = 12
VALID_S = 7 * 24 * 3600
TRIES = 10
TRIES_WINDOW_S = 3600
KEPT_AFTER_S = 24 * 3600  # how long an expired invite stays


@dataclass(frozen=True, slots=True)
class Invite:
    """What the owner reads out to the other parent."""

    code: str
    expires_at: int


class SlowDown(Refused):
    """Too many codes were tried; the account must wait `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(Code.SLOW_DOWN)
        self.seconds = seconds


def invite(member: Member, *, world: World) -> Invite:
    """Make a new code. It is kept only as its hash: who reads the table learns no code."""
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in world.chance(CODE_LETTERS))
    expires_at = world.clock.now_s() + VALID_S
    kept: Item = {
        "family": member.family,
        "by": member.sub,
        "expires_at": expires_at,
        "ttl": expires_at + KEPT_AFTER_S,
    }
    if not world.documents.put_new(keys.invite(_hash(letters)), keys.INVITE, kept):
        raise Refused(Code.BUSY)
    return Invite("-".join(letters[start : start + 4] for start in range(0, CODE_LETTERS, 4)), expires_at)


def join(account: Account, *, code: str, email: str, world: World) -> FamilyKey:
    """Let the caller into the family that a code is for, and use the code up.

    Asked again by the same account after a lost answer it is as the first time. Raise Refused with the same words for
    a code that is used, expired, wrong or of a family whose owner is not there any more; SlowDown after many tries.
    """
    people, documents = Members(world.documents), world.documents
    now_s = world.clock.now_s()
    wait_s = people.count_try(account.standing, now_s=now_s, window_s=TRIES_WINDOW_S, limit=TRIES)
    if wait_s:
        raise SlowDown(wait_s)
    partition = keys.invite(_hash(code))
    known = documents.query(partition, low=keys.INVITE, high=keys.INVITE, limit=1)
    kept: Item = known[0] if known else {}
    family, by = FamilyKey(items.text(kept, "family")), AccountKey(items.text(kept, "by"))
    if account.standing.family is not None:
        if items.text(kept, "used_by") == account.sub and family == account.standing.family:
            people.repair(account.standing)
            return family
        raise Refused(Code.HAS_FAMILY)
    if not family or items.number(kept, "expires_at") <= now_s or not _is_owner(by, family, people):
        raise Refused(Code.BAD_INVITE)
    if len(people.of(family)) >= MAX_MEMBERS:
        raise Refused(Code.TOO_MANY, f"{MAX_MEMBERS} members")
    is_mine = documents.update(partition, keys.INVITE, changes={"used_by": account.sub}, expected={"used_by": None})
    if not is_mine:
        raise Refused(Code.BAD_INVITE)
    standing = entering(account.sub, role=Role.PARENT, email=email, world=world)
    has_entered = people.enter(standing, family=family)
    if has_entered and _is_owner(by, family, people):
        return family
    if has_entered:
        people.leave(standing, family=family)
    documents.update(partition, keys.INVITE, changes={"used_by": None}, expected={"used_by": account.sub})
    raise Refused(Code.BUSY if has_entered else Code.HAS_FAMILY)


def _is_owner(sub: AccountKey, family: FamilyKey, people: Members) -> bool:
    standing = people.standing(sub)
    return standing.family == family and standing.role is Role.OWNER


def _hash(code: str) -> str:
    return hashlib.sha256("".join(code.upper().replace("-", "").split()).encode()).hexdigest()
