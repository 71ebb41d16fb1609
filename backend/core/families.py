"""Founds, names and shows families, and lets people go."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from backend.contract.errors import Code, Refused
from backend.core import items, keys
from backend.core.access import Account, Member
from backend.core.devices import Devices
from backend.core.keys import AccountKey, FamilyKey
from backend.core.members import Members, Role, Standing
from backend.core.ports import Documents
from backend.core.world import World

FAMILY_BYTES = 16
TICKET_BYTES = 8


@dataclass(frozen=True, slots=True)
class Household:
    """A family as its members see it."""

    name: str
    members: Sequence[Standing]


def found(account: Account, *, name: str, email: str, world: World) -> FamilyKey:
    """Found a family of which the caller is the owner; raise Refused when it belongs to one already."""
    if account.standing.family is not None:
        raise Refused(Code.HAS_FAMILY)
    family = FamilyKey(base64.b32encode(world.chance(FAMILY_BYTES)).decode().rstrip("=").lower())
    _write_name(name, family=family, documents=world.documents)
    if not Members(world.documents).enter(
        entering(account.sub, role=Role.OWNER, email=email, world=world), family=family
    ):
        raise Refused(Code.HAS_FAMILY)
    return family


def entering(sub: AccountKey, *, role: Role, email: str, world: World) -> Standing:
    """Return where somebody is about to stand."""
    return Standing(sub, role=role, email=email, joined_at=world.clock.now_s(), ticket=world.chance(TICKET_BYTES).hex())


def household(member: Member, *, world: World) -> Household:
    """Return the caller's family; a caller that a crash has kept out of its list is put back into it."""
    people = Members(world.documents)
    members = people.of(member.family)
    if all(standing.sub != member.sub for standing in members):
        people.repair(member.account.standing)
        members = people.of(member.family)
    known = world.documents.query(keys.partition(member.family), low=keys.META, high=keys.META, limit=1)
    return Household(items.text(known[0], "name") if known else "", members)


def rename(member: Member, *, name: str, world: World) -> None:
    """Give a family another name."""
    _write_name(name, family=member.family, documents=world.documents)


def leave(member: Member, *, world: World) -> None:
    """Let the caller go; raise Refused when it is the owner of a family in which others still are.

    Who joins at the same moment looks for the owner after it is in the list, the owner looks into the list after it
    has left: one of them sees the other.
    """
    people = Members(world.documents)
    if member.is_owner and _others(member, people):
        raise Refused(Code.LAST_OWNER)
    if people.leave(member.account.standing, family=member.family) and member.is_owner and _others(member, people):
        people.enter(member.account.standing, family=member.family)
        raise Refused(Code.LAST_OWNER)
    Devices(world.documents, family=member.family).forget_of(member.sub)


def dismiss(member: Member, *, sub: AccountKey, world: World) -> None:
    """Let somebody else go; raise Refused when there is nobody of that name in the caller's family."""
    if sub == member.sub:
        raise Refused(Code.LAST_OWNER)
    people = Members(world.documents)
    standing = people.standing(sub)
    if standing.family != member.family or not people.leave(standing, family=member.family):
        raise Refused(Code.NO_MEMBER)
    Devices(world.documents, family=member.family).forget_of(sub)


def _others(member: Member, people: Members) -> bool:
    return any(standing.sub != member.sub for standing in people.of(member.family))


def _write_name(name: str, *, family: FamilyKey, documents: Documents) -> None:
    documents.update(keys.partition(family), keys.META, changes={"name": name}, expected={})
