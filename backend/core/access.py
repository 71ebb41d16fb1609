"""Says for whom a call is made, from verified claims alone, and refuses whom the family has shut out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend.contract.errors import Code, Refused
from backend.core.call import Call
from backend.core.devices import Devices, is_device_key, read_device_key
from backend.core.keys import AccountKey, DeviceKey, FamilyKey
from backend.core.members import Members, Role, Standing

_SUB = re.compile(r"[A-Za-z0-9._:-]{1,128}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who is signed in. `session` is the sign-in that the token comes from, "" when the token is silent."""

    standing: Standing
    session: str

    @property
    def sub(self) -> AccountKey:
        """The account's own id."""
        return self.standing.sub


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to a family."""

    account: Account
    family: FamilyKey

    @property
    def sub(self) -> AccountKey:
        """The account's own id."""
        return self.account.sub

    @property
    def is_owner(self) -> bool:
        """Whether this is who founded the family."""
        return self.account.standing.role is Role.OWNER


@dataclass(frozen=True, slots=True)
class Computer:
    """A computer of a family, with somebody of the family at it."""

    member: Member
    device: DeviceKey

    @property
    def family(self) -> FamilyKey:
        """The family."""
        return self.member.family


def account(call: Call) -> Account:
    """Return who is signed in; raise Refused for claims that are not an access token's, or of a refused sign-in."""
    claims = call.claims
    sub, session, client = claims.get("sub", ""), claims.get("origin_jti", ""), call.world.hello.get("client")
    if claims.get("token_use") != "access" or not _SUB.match(sub):
        raise Refused(Code.NOT_SIGNED_IN)
    if client and claims.get("client_id", client) != client:
        raise Refused(Code.NOT_SIGNED_IN)
    standing = Members(call.world.documents).standing(AccountKey(sub))
    if session and session in standing.revoked:
        raise Refused(Code.DEVICE_REVOKED)
    return Account(standing, session)


def member(call: Call) -> Member:
    """Return who is signed in and belongs to a family; raise Refused otherwise."""
    who = account(call)
    if who.standing.family is None:
        raise Refused(Code.NO_FAMILY)
    return Member(who, who.standing.family)


def owner(call: Call) -> Member:
    """Return the owner who calls; raise Refused when it is anybody else."""
    who = member(call)
    if not who.is_owner:
        raise Refused(Code.NOT_OWNER)
    return who


def computer(call: Call) -> Computer:
    """Return the family's computer that calls; raise Refused when the family has no such one, or has revoked it."""
    who = member(call)
    devices = Devices(call.world.documents, family=who.family)
    named = call.headers.get("x-device", "")
    device = devices.get(read_device_key(named)) if is_device_key(named) else None
    if device is None:
        raise Refused(Code.DEVICE_UNKNOWN)
    if device.is_revoked:
        raise Refused(Code.DEVICE_REVOKED)
    devices.note(device, sub=who.sub, session=who.account.session, now_s=call.world.clock.now_s())
    return Computer(who, device.key)
