"""What the family's services need of the world: its cloud's accounts, its log, its vault; implemented by gateways."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from backend.contract.chain import Cursor
    from backend.contract.messages import Gone, Page, Push
    from backend.contract.snapshots import Snapshot
    from desktop.model.cloud import (
        Cloud,
        CloudTokens,
        CodeChallenge,
        Device,
        DeviceKey,
        Household,
        Invite,
    )


class CloudIdentity(Protocol):
    """The accounts of a cloud. All of it raises Offline, Busy, Refused (in plain words) or SignInNeeded."""

    async def hello(self, url: str, *, trusts_network: bool) -> Cloud:
        """Return what answers at an address that a person pasted. Raise Refused when it is no family's cloud or could
        only be reached in the open, Unencrypted when that would be in the house and nobody has said yes to it."""

    async def sign_up(self, cloud: Cloud, *, email: str, password: str, owner_code: str) -> bool:
        """Return whether the account is good at once; else the e-mail's code confirms it. Raise OwnerCodeNeeded for
        the first account of a server at home."""

    async def confirm(self, cloud: Cloud, *, email: str, code: str) -> None: ...

    async def send_code_again(self, cloud: Cloud, *, email: str) -> None: ...

    async def sign_in(self, cloud: Cloud, *, email: str, password: str) -> CloudTokens | CodeChallenge:
        """Sign in by SRP: the password does not leave this computer. Raise NotConfirmed before the e-mail's code."""

    async def answer_code(self, cloud: Cloud, challenge: CodeChallenge, *, code: str) -> CloudTokens: ...

    async def refresh(self, cloud: Cloud, *, refresh_token: str) -> CloudTokens:
        """Return new tokens. Raise SignInNeeded when the session has ended, Offline or Busy when nobody said so."""

    async def forgot_password(self, cloud: Cloud, *, email: str) -> None: ...

    async def set_password(self, cloud: Cloud, *, email: str, code: str, password: str) -> None: ...

    async def change_password(self, cloud: Cloud, *, access_token: str, old: str, new: str) -> None: ...

    async def sign_out(self, cloud: Cloud, *, refresh_token: str) -> None:
        """Make the refresh token and what it gave worthless."""

    async def sign_out_everywhere(self, cloud: Cloud, *, access_token: str) -> None: ...

    async def begin_second_factor(self, cloud: Cloud, *, access_token: str) -> str:
        """Return the secret (base32) for the person's authenticator app."""

    async def finish_second_factor(self, cloud: Cloud, *, access_token: str, code: str) -> None: ...

    async def end_second_factor(self, cloud: Cloud, *, access_token: str) -> None: ...


class CloudTokenStore(Protocol):
    """Keeps the cloud's session between starts, encrypted. Raises NoSecretStore as the Yoto session's store does."""

    async def load(self) -> CloudTokens | None: ...

    async def save(self, tokens: CloudTokens) -> None: ...

    async def clear(self) -> None: ...

    def lock(self) -> AbstractAsyncContextManager[None]: ...


class CloudBearer(Protocol):
    """Says for whom a call is made; the family's service implements it and the gateways ask it before each call."""

    @property
    def cloud(self) -> Cloud | None: ...

    @property
    def device(self) -> DeviceKey: ...

    async def access_token(self, *, rejected: str | None = None) -> str:
        """Return a token that is valid for at least a minute. `rejected` names one that was just refused."""

    async def introduce(self) -> None:
        """Make this computer known to the cloud once more: it was restored from a time before it was."""

    async def note_dismissal(self, device: DeviceKey, *, is_revoked: bool) -> None:
        """The cloud said to a call of `device` that it was revoked or, if not that, that the account has no family."""


class FamilyHome(Protocol):
    """The family's people and computers."""

    async def household(self) -> Household | None:
        """Return the family of the account, None when it belongs to none yet."""

    async def found(self, name: str, *, email: str) -> None:
        """Begin a family; `email` is how the person is shown to its other members."""

    async def rename(self, name: str) -> None: ...

    async def invite(self) -> Invite: ...

    async def join(self, code: str, *, email: str) -> None: ...

    async def leave(self) -> None: ...

    async def remove_member(self, sub: str) -> None: ...

    async def register(self, *, name: str, platform: str) -> None:
        """Make this computer one of the family's, or rename it. Raise DeviceRevoked when it is none any more."""

    async def devices(self) -> list[Device]: ...

    async def revoke(self, device: DeviceKey) -> None: ...


class FamilyLog(Protocol):
    """The ordered log (sync.md). Raises Offline, Busy, SignInNeeded, NotAllowed, UpgradeNeeded, CloudFull."""

    async def pull(self, cursor: Cursor) -> Page | Gone: ...

    async def push(self, push: Push) -> Page | Gone:
        """Send a batch; `is_accepted` of the page says whether it is in the log."""

    async def snapshot(self, gone: Gone) -> Snapshot:
        """Return the snapshot that a 410 names, its hash verified; the empty one when it names none."""


class FamilyVault(Protocol):
    """Audio and pictures, by SHA-256. `on_bytes` gets the bytes of this file so far, on the loop's thread.

    Both ways are resumed where they stopped; `pace` is awaited with the size of each block before it is
    sent or after it came (the bandwidth limit, and pausing).
    """

    async def send(
        self,
        path: Path,
        *,
        sha256: str,
        mime: str,
        on_bytes: Callable[[int], None],
        pace: Callable[[int], Awaitable[None]],
    ) -> None:
        """Return when the cloud has the file whole. Raise CloudFull, Unreadable when the file is not what it was."""

    async def fetch(
        self, sha256: str, *, to: Path, on_bytes: Callable[[int], None], pace: Callable[[int], Awaitable[None]]
    ) -> None:
        """Write the file to its place once all of it is here and its SHA-256 is right. Raise NotFound, NoRoom."""

    async def sweep(self, folder: Path, *, before: float) -> None:
        """Delete what was left half fetched in a library's folder before then (epoch seconds), unless it comes now."""
