"""Answers what is asked of the family and its people."""

from __future__ import annotations

from backend.contract.codec import Json
from backend.core import families, invites
from backend.core.access import Account, Member
from backend.core.call import Answer, Call, text
from backend.core.keys import AccountKey
from backend.core.members import Standing
from backend.core.quota import Quota

NAME_LETTERS = 80
EMAIL_LETTERS = 254
CODE_LETTERS = 64


def show(call: Call, member: Member) -> Answer:
    """Answer who is in the family and how much it stores."""
    household = families.household(member, world=call.world)
    told: dict[str, Json] = {
        "name": household.name,
        "role": member.account.standing.role.value,
        "used_bytes": Quota(call.world.documents, family=member.family).used_bytes(),
        "quota_bytes": call.world.quota_bytes,
        "members": [_person(standing, me=member) for standing in household.members],
    }
    return Answer(200, told)


def found(call: Call, account: Account) -> Answer:
    """Found a family."""
    fields = call.fields()
    name, email = text(fields, "name", limit=NAME_LETTERS), text(fields, "email", limit=EMAIL_LETTERS)
    families.found(account, name=name, email=email, world=call.world)
    return Answer(201, {})


def rename(call: Call, member: Member) -> Answer:
    """Give the family another name."""
    families.rename(member, name=text(call.fields(), "name", limit=NAME_LETTERS), world=call.world)
    return Answer(200, {})


def invite(call: Call, member: Member) -> Answer:
    """Make a code for the other parent."""
    made = invites.invite(member, world=call.world)
    return Answer(201, {"code": made.code, "expires_at": made.expires_at})


def join(call: Call, account: Account) -> Answer:
    """Let the caller in by a code."""
    fields = call.fields()
    code, email = text(fields, "code", limit=CODE_LETTERS), text(fields, "email", limit=EMAIL_LETTERS)
    invites.join(account, code=code, email=email, world=call.world)
    return Answer(200, {})


def leave(call: Call, member: Member) -> Answer:
    """Let the caller go."""
    families.leave(member, world=call.world)
    return Answer(200, {})


def dismiss(call: Call, member: Member) -> Answer:
    """Let somebody else go."""
    families.dismiss(member, sub=AccountKey(call.params["sub"]), world=call.world)
    return Answer(200, {})


def _person(standing: Standing, *, me: Member) -> Json:
    return {
        "sub": standing.sub,
        "email": standing.email,
        "role": standing.role.value,
        "joined_at": standing.joined_at,
        "is_me": standing.sub == me.sub,
    }
