"""Fakes of the ports that the family's service stands on."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager

from desktop.gateways.cloud.tokens import MemoryCloudTokens
from desktop.model.cloud import (
    Cloud,
    CloudKind,
    CloudTokens,
    CodeChallenge,
    Device,
    DeviceKey,
    Household,
    Invite,
    Member,
    Role,
)
from desktop.model.errors import DeviceRevoked, NoSecretStore, Refused, SignInNeeded, Trouble
from tests.helpers.clock import FakeClock

CLOUD = Cloud(
    "https://cloud.example.org", "Home", CloudKind.HOME, "home", "home_a", "client", "https://c.example/identity"
)
CODE = "123456"


class FakeIdentity:
    """One account without mathematics; `trouble` is raised by whatever is asked next and after it."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.trouble: Trouble | None = None
        self.has_second_factor = False
        self.valid: set[str] = set()
        self.refreshed_with: list[str] = []
        self.signed_out: list[str] = []
        self._number = 0

    def issue(self) -> CloudTokens:
        self._number += 1
        tokens = CloudTokens(f"access-{self._number}", f"refresh-{self._number}", self.clock.now() + 3600)
        self.valid.add(tokens.access_token)
        return tokens

    async def hello(self, url: str, *, trusts_network: bool) -> Cloud:
        self._check()
        return CLOUD

    async def sign_up(self, cloud: Cloud, *, email: str, password: str, owner_code: str) -> bool:
        self._check()
        return True

    async def confirm(self, cloud: Cloud, *, email: str, code: str) -> None:
        self._check()

    async def send_code_again(self, cloud: Cloud, *, email: str) -> None:
        self._check()

    async def sign_in(self, cloud: Cloud, *, email: str, password: str) -> CloudTokens | CodeChallenge:
        self._check()
        return CodeChallenge(email, "session-1") if self.has_second_factor else self.issue()

    async def answer_code(self, cloud: Cloud, challenge: CodeChallenge, *, code: str) -> CloudTokens:
        self._check()
        if code != CODE:
            raise Refused("This code is not right.")
        return self.issue()

    async def refresh(self, cloud: Cloud, *, refresh_token: str) -> CloudTokens:
        self._check()
        self.refreshed_with.append(refresh_token)
        return self.issue()

    async def forgot_password(self, cloud: Cloud, *, email: str) -> None:
        self._check()

    async def set_password(self, cloud: Cloud, *, email: str, code: str, password: str) -> None:
        self._check()

    async def change_password(self, cloud: Cloud, *, access_token: str, old: str, new: str) -> None:
        self._check()
        if access_token not in self.valid:
            raise SignInNeeded("Your session has ended.")

    async def sign_out(self, cloud: Cloud, *, refresh_token: str) -> None:
        self._check()
        self.signed_out.append(refresh_token)

    async def sign_out_everywhere(self, cloud: Cloud, *, access_token: str) -> None:
        self._check()

    async def begin_second_factor(self, cloud: Cloud, *, access_token: str) -> str:
        return "SECRET"

    async def finish_second_factor(self, cloud: Cloud, *, access_token: str, code: str) -> None:
        self.has_second_factor = True

    async def end_second_factor(self, cloud: Cloud, *, access_token: str) -> None:
        self.has_second_factor = False

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble


class FakeHome:
    """A family, or none; `trouble` is raised by whatever is asked."""

    def __init__(self) -> None:
        self.family: Household | None = None
        self.trouble: Trouble | None = None
        self.revoked: set[DeviceKey] = set()
        self.registered: list[tuple[str, str]] = []
        self.emails: list[str] = []
        self.device = lambda: DeviceKey("")

    async def household(self) -> Household | None:
        self._check()
        return self.family

    async def found(self, name: str, *, email: str) -> None:
        self._check()
        self.emails.append(email)
        self.family = Household(name, Role.OWNER, (Member("1", email, Role.OWNER, 0.0, is_me=True),), 0, 10**9)

    async def rename(self, name: str) -> None: ...

    async def invite(self) -> Invite:
        return Invite("ABCD-EFGH-JKLM", 0.0)

    async def join(self, code: str, *, email: str) -> None:
        await self.found("The Millers", email=email)

    async def leave(self) -> None:
        self.family = None

    async def remove_member(self, sub: str) -> None: ...

    async def register(self, *, name: str, platform: str) -> None:
        self._check()
        if self.device() in self.revoked:
            raise DeviceRevoked("This computer was removed.")
        self.registered.append((name, platform))

    async def devices(self) -> list[Device]:
        return []

    async def revoke(self, device: DeviceKey) -> None:
        self.revoked.add(device)

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble


class FakeCloudTokens(MemoryCloudTokens):
    """Can be without a keychain, and unable to delete what it kept."""

    def __init__(self) -> None:
        super().__init__()
        self.is_locked_up = False
        self.can_clear = True
        self.gate: asyncio.Event | None = None

    async def load(self) -> CloudTokens | None:
        self._check()
        return await super().load()

    async def save(self, tokens: CloudTokens) -> None:
        self._check()
        await super().save(tokens)

    async def clear(self) -> None:
        if not self.can_clear:
            raise NoSecretStore("The file cannot be deleted.")
        await super().clear()

    def lock(self) -> AbstractAsyncContextManager[None]:
        return super().lock()

    def _check(self) -> None:
        if self.is_locked_up:
            raise NoSecretStore("No keychain.")
