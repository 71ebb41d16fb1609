"""Keeps the computers of a family, and shuts out one that is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backend.contract.errors import Code, Refused
from backend.core import items, keys
from backend.core.keys import AccountKey, DeviceKey, FamilyKey
from backend.core.members import Members
from backend.core.ports import Documents, Item

MAX_DEVICES = 200
MAX_KNOWN = 1000  # with those that were revoked, which stay known for ever
MAX_SESSIONS = 32  # of one computer; the oldest have long expired
MAX_ROUNDS = 20
SEEN_EVERY_S = 600  # a computer that asks every minute is written down every ten

_DEVICE = re.compile(r"d_[0-9A-Za-z]{26}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Device:
    """One computer of a family. `sessions` are the sign-ins that it was seen with, each "<sub> <origin_jti>"."""

    key: DeviceKey
    name: str
    platform: str
    sub: AccountKey
    seen_at: int
    is_revoked: bool
    sessions: tuple[str, ...]
    revision: int

    def knows(self, sub: AccountKey, session: str) -> bool:
        """Return whether a sign-in was seen on it."""
        return not session or f"{sub} {session}" in self.sessions

    def is_only_of(self, sub: AccountKey) -> bool:
        """Return whether it is this account's computer, on which nobody else was seen."""
        return self.sub == sub and all(session.startswith(f"{sub} ") for session in self.sessions)


class Devices:
    """The computers of one family."""

    def __init__(self, documents: Documents, *, family: FamilyKey) -> None:
        self._documents = documents
        self._partition = keys.partition(family)

    def all(self) -> Sequence[Device]:
        """Return every computer, revoked ones too, by key."""
        low, high = keys.DEVICES
        return [
            _to_device(item) for item in self._documents.query(self._partition, low=low, high=high, limit=MAX_KNOWN)
        ]

    def get(self, key: DeviceKey) -> Device | None:
        """Return a computer, None when the family has no such one."""
        sort = keys.device(key)
        found = self._documents.query(self._partition, low=sort, high=sort, limit=1)
        return _to_device(found[0]) if found else None

    def register(
        self, key: DeviceKey, *, name: str, platform: str, sub: AccountKey, session: str, now_s: int
    ) -> Device:
        """Make a computer one of the family's, or rename it; raise Refused when it was revoked or is one too many."""
        for _ in range(MAX_ROUNDS):
            was = self.get(key)
            if was is None:
                self._check_room()
            if was is not None and was.is_revoked:
                raise Refused(Code.DEVICE_REVOKED)
            changes: Item = {
                "name": name,
                "platform": platform,
                "sub": sub,
                "seen_at": now_s,
                "sessions": _with(was, sub, session),
            }
            if self._change(key, changes, was=was) and (now := self.get(key)) is not None:
                return now
        raise Refused(Code.BUSY)

    def note(self, device: Device, *, sub: AccountKey, session: str, now_s: int) -> None:
        """Write down that a computer was seen, unless it was written down a moment ago.

        A sign-in that is new on it is always written down before it is let in: revoking the computer must find it.
        Raise Refused when the computer was shut out meanwhile.
        """
        for _ in range(MAX_ROUNDS):
            if device.knows(sub, session) and abs(now_s - device.seen_at) < SEEN_EVERY_S:
                return
            changes: Item = {"seen_at": now_s, "sessions": _with(device, sub, session)}
            if self._change(device.key, changes, was=device):
                return
            found = self.get(device.key)
            if found is None or found.is_revoked:
                raise Refused(Code.DEVICE_REVOKED if found else Code.DEVICE_UNKNOWN)
            device = found
        raise Refused(Code.BUSY)

    def revoke(self, key: DeviceKey, *, members: Members) -> None:
        """Shut a computer out, with every sign-in that it was seen with; raise Refused when there is no such one.

        The sign-ins come first and the mark last: after a crash it still stands in the list as one to be revoked.
        """
        for _ in range(MAX_ROUNDS):
            device = self.get(key)
            if device is None:
                raise Refused(Code.NO_DEVICE)
            for session in device.sessions:
                sub, _, origin = session.partition(" ")
                if not members.revoke(AccountKey(sub), sessions=[origin]):
                    raise Refused(Code.BUSY)
            if device.is_revoked or self._change(key, {"is_revoked": 1}, was=device):
                return
        raise Refused(Code.BUSY)

    def forget_of(self, sub: AccountKey) -> None:
        """Forget the computers of somebody who leaves; revoked ones stay revoked."""
        for device in self.all():
            if device.sub == sub and not device.is_revoked:
                expected: Item = {"rev": device.revision}
                self._documents.remove(self._partition, keys.device(device.key), expected=expected)

    def _check_room(self) -> None:
        """Raise Refused when there is room for no more. A thief may have filled the list: revoking makes room."""
        known = self.all()
        if len(known) >= MAX_KNOWN or sum(not device.is_revoked for device in known) >= MAX_DEVICES:
            raise Refused(Code.TOO_MANY, f"{MAX_DEVICES} computers")

    def _change(self, key: DeviceKey, changes: Item, *, was: Device | None) -> bool:
        revision = was.revision if was else 0
        expected: Item = {"rev": revision or None}
        return self._documents.update(
            self._partition, keys.device(key), changes={**changes, "rev": revision + 1}, expected=expected
        )


def is_device_key(text: str) -> bool:
    """Return whether this can be a computer's key."""
    return _DEVICE.match(text) is not None


def read_device_key(text: str) -> DeviceKey:
    """Return a computer's key; raise Refused when it is none."""
    if not is_device_key(text):
        raise Refused(Code.BAD_ID, "a computer's key is d_ and 26 letters and digits")
    return DeviceKey(text)


def _with(device: Device | None, sub: AccountKey, session: str) -> list[str]:
    known = device.sessions if device else ()
    if not session or (device and device.knows(sub, session)):
        return list(known)
    return [*known, f"{sub} {session}"][-MAX_SESSIONS:]


def _to_device(item: Item) -> Device:
    return Device(
        DeviceKey(items.tail_of_key(item)),
        items.text(item, "name"),
        items.text(item, "platform"),
        AccountKey(items.text(item, "sub")),
        items.number(item, "seen_at"),
        items.number(item, "is_revoked") == 1,
        items.texts(item, "sessions"),
        items.number(item, "rev"),
    )
