"""Answers what is asked of the family's computers."""

from __future__ import annotations

from backend.contract.codec import Json
from backend.contract.errors import Code, Refused
from backend.core.access import Member
from backend.core.call import Answer, Call, text
from backend.core.devices import Device, Devices, read_device_key
from backend.core.members import Members

NAME_LETTERS = 80
PLATFORM_LETTERS = 80


def register(call: Call, member: Member) -> Answer:
    """Make a computer one of the family's, or rename it."""
    fields = call.fields()
    device = _devices(call, member).register(
        read_device_key(call.params["device"]),
        name=text(fields, "name", limit=NAME_LETTERS),
        platform=text(fields, "platform", limit=PLATFORM_LETTERS),
        sub=member.sub,
        session=member.account.session,
        now_s=call.world.clock.now_s(),
    )
    return Answer(200, _told(device, call))


def show(call: Call, member: Member) -> Answer:
    """Answer which computers the family has."""
    return Answer(200, {"devices": [_told(device, call) for device in _devices(call, member).all()]})


def revoke(call: Call, member: Member) -> Answer:
    """Shut a computer out: the owner any, everybody else one that only they use.

    Anybody in the family may sign in at any computer, or say so: that gives no right to end the others' sign-ins there.
    """
    devices, key = _devices(call, member), read_device_key(call.params["device"])
    device = devices.get(key)
    if device is None:
        raise Refused(Code.NO_DEVICE)
    if not member.is_owner and not device.is_only_of(member.sub):
        raise Refused(Code.NOT_OWNER)
    devices.revoke(key, members=Members(call.world.documents))
    return Answer(200, {})


def _devices(call: Call, member: Member) -> Devices:
    return Devices(call.world.documents, family=member.family)


def _told(device: Device, call: Call) -> dict[str, Json]:
    return {
        "device": device.key,
        "name": device.name,
        "platform": device.platform,
        "seen_at": device.seen_at,
        "is_revoked": device.is_revoked,
        "is_this": device.key == call.headers.get("x-device"),
    }
