"""The family's people and computers, as its cloud keeps them."""

from __future__ import annotations

from urllib.parse import quote

from backend.contract.errors import Code
from desktop.gateways.cloud.api import CloudApi, table
from desktop.gateways.cloud.refusals import code_of, not_understood, trouble_of
from desktop.model import lenient
from desktop.model.cloud import Device, DeviceKey, Household, Invite, Member, Role
from desktop.model.lenient import amount, text


class HttpFamilyHome:
    """Implements services.family_ports.FamilyHome."""

    def __init__(self, api: CloudApi) -> None:
        self._api = api

    async def household(self) -> Household | None:
        """Return the family of the account, None when it belongs to none yet."""
        answer = await self._api.ask("GET", "/v1/family", expected=frozenset({404}))
        if answer.is_success:
            return read_household(await table(answer))
        if code_of(answer) != Code.NO_FAMILY:
            raise trouble_of(answer)
        return None

    async def found(self, name: str, *, email: str) -> None:
        await self._api.ask("POST", "/v1/family", json={"name": name, "email": email})

    async def rename(self, name: str) -> None:
        await self._api.ask("PATCH", "/v1/family", json={"name": name})

    async def invite(self) -> Invite:
        told = await table(await self._api.ask("POST", "/v1/family/invites", json={}))
        if not (code := text(told.get("code"))):
            raise not_understood()
        return Invite(code=code, expires_at=amount(told.get("expires_at")))

    async def join(self, code: str, *, email: str) -> None:
        await self._api.ask("POST", "/v1/family/join", json={"code": code, "email": email})

    async def leave(self) -> None:
        await self._api.ask("POST", "/v1/family/leave", json={})

    async def remove_member(self, sub: str) -> None:
        await self._api.ask("DELETE", f"/v1/family/members/{quote(sub, safe='')}")

    async def register(self, *, name: str, platform: str) -> None:
        """Make this computer one of the family's, or rename it. Raise DeviceRevoked when it is none any more."""
        await self._api.ask("PUT", f"/v1/devices/{self._api.device}", json={"name": name, "platform": platform})

    async def devices(self) -> list[Device]:
        told = await table(await self._api.ask("GET", "/v1/devices"))
        if not isinstance(told.get("devices"), list):
            raise not_understood()
        return [read_device(raw) for raw in lenient.tables(told.get("devices")) if text(raw.get("device"))]

    async def revoke(self, device: DeviceKey) -> None:
        await self._api.ask("DELETE", f"/v1/devices/{quote(device, safe='')}")


def read_household(told: lenient.Json) -> Household:
    """Return the family that an answer describes."""
    return Household(
        name=text(told.get("name")),
        role=_role(told.get("role")),
        members=tuple(_member(raw) for raw in lenient.tables(told.get("members"))),
        used_bytes=int(amount(told.get("used_bytes"))),
        quota_bytes=int(amount(told.get("quota_bytes"))),
    )


def read_device(raw: lenient.Json) -> Device:
    """Return one computer of the list."""
    return Device(
        key=DeviceKey(text(raw.get("device"))),
        name=text(raw.get("name")),
        platform=text(raw.get("platform")),
        seen_at=amount(raw.get("seen_at")),
        is_revoked=raw.get("is_revoked") is True,
        is_this=raw.get("is_this") is True,
    )


def _member(raw: lenient.Json) -> Member:
    return Member(
        sub=text(raw.get("sub")),
        email=text(raw.get("email")),
        role=_role(raw.get("role")),
        joined_at=amount(raw.get("joined_at")),
        is_me=raw.get("is_me") is True,
    )


def _role(value: object) -> Role:
    """A role that this version does not know may do the least."""
    return Role.OWNER if value == Role.OWNER else Role.PARENT
