"""How this computer stands to the family's cloud: which one, as whom, with which tokens, in which family."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from desktop.model.cloud import Cloud, CloudTokens, Household
from desktop.model.errors import NoSecretStore, SignInNeeded
from desktop.services.announcer import Announcer
from desktop.services.family_kept import FamilyState, Kept
from desktop.services.family_ports import CloudIdentity, CloudTokenStore
from desktop.services.ports import Clock
from desktop.services.refresher import Refresher

WITH_SESSION = frozenset({FamilyState.HOMELESS, FamilyState.MEMBER})

T = TypeVar("T")


class CloudSession:
    """Every change is kept for the next start and announced. On the loop's thread."""

    def __init__(self, *, kept: Kept, identity: CloudIdentity, token_store: CloudTokenStore, clock: Clock) -> None:
        self._kept = kept
        self._identity = identity
        self._refresher: Refresher[CloudTokens] = Refresher(
            store=token_store,
            renew=self._renew,
            clock=clock,
            signed_out=_signed_out,
            on_ended=lambda: self._enter(FamilyState.EXPIRED),
            on_kept=self._on_kept,
        )
        self.announcer: Announcer[FamilyState] = Announcer()
        self.cloud = kept.cloud
        self.state = FamilyState.NONE if self.cloud is None else FamilyState.SIGNED_OUT
        self.household: Household | None = None
        self.unkept: NoSecretStore | None = None  # why the session ends with the app
        self._unkept: Callable[[], NoSecretStore] = _unsaved

    @property
    def tokens(self) -> CloudTokens | None:
        """What would be worth telling the cloud when the session ends."""
        return self._refresher.tokens

    async def restore(self) -> None:
        """Take up how things stood when the app was last open. Needs no network."""
        if self.cloud is None:
            return
        self._unkept = _unopened
        await self._refresher.restore()
        self._unkept = _unsaved
        standing = self._kept.standing
        if self._refresher.tokens is not None:
            self._enter(FamilyState.MEMBER if standing is FamilyState.MEMBER else FamilyState.HOMELESS)
        elif standing in (FamilyState.EXPIRED, FamilyState.REVOKED):
            self._enter(standing)

    async def close(self) -> None:
        """Let a refresh that is under way store its tokens."""
        await self._refresher.close()

    async def access_token(self, *, rejected: str | None = None) -> str:
        """Return a token that is good for a minute. Raise SignInNeeded, Offline or Busy."""
        return await self._refresher.access_token(rejected=rejected)

    async def as_me(self, call: Callable[[Cloud, str], Awaitable[T]]) -> T:
        """Make a call of the accounts with a token; once more with a new one when it is refused."""
        cloud, token = self.connected(), await self.access_token()
        try:
            return await call(cloud, token)
        except SignInNeeded:
            return await call(cloud, await self.access_token(rejected=token))

    async def take_over(self, cloud: Cloud, *, email: str, tokens: CloudTokens) -> None:
        """Begin with these tokens; the state follows when the family is known."""
        self.unkept = None
        await self._refresher.take_over(tokens)
        if not self._refresher.is_kept and self.unkept is None:  # as little as the session before it: nothing is new
            self._on_kept()
        self.cloud = cloud
        self._kept.keep_cloud(cloud)
        self._kept.keep_email(email)

    async def drop(self, state: FamilyState) -> None:
        """End the session here; raise NoSecretStore after that, when what was kept of it could not be deleted."""
        self.household = self.unkept = None
        try:
            await self._refresher.forget()
        finally:
            self._enter(state)

    def forget_cloud(self) -> None:
        """Have no cloud any more."""
        self.cloud = None
        self._kept.keep_cloud(None)
        self._kept.keep_email("")
        self._enter(FamilyState.NONE)

    def note_household(self, household: Household | None) -> None:
        """The cloud has said which family the account is in."""
        self.household = household
        self._enter(FamilyState.HOMELESS if household is None else FamilyState.MEMBER)

    def announce(self) -> None:
        """Something has changed beside the state."""
        self.announcer.announce(self.state)

    def connected(self) -> Cloud:
        """Return the cloud. Raise SignInNeeded without one."""
        if self.cloud is None:
            raise _signed_out()
        return self.cloud

    async def _renew(self, tokens: CloudTokens) -> CloudTokens:
        return await self._identity.refresh(self.connected(), refresh_token=tokens.refresh_token)

    def _on_kept(self) -> None:
        """Tell what becomes of the session when the app is closed."""
        self.unkept = unkept = None if self._refresher.is_kept else self._unkept()
        if unkept is None:
            self._kept.note("Your sign-in to the family's cloud is saved now.")
        else:
            self._kept.note(unkept.message, detail=unkept.next_step)
        self.announce()

    def _enter(self, state: FamilyState) -> None:
        self.state = state
        self._kept.keep_standing(state)
        self.announce()


def _signed_out() -> SignInNeeded:
    return SignInNeeded("You are not signed in to your family's cloud.", next_step="Sign in.")


def _unsaved() -> NoSecretStore:
    return NoSecretStore(
        "Your sign-in to the family's cloud could not be saved on this computer.",
        next_step="You will be asked to sign in again when the app starts.",
    )


def _unopened() -> NoSecretStore:
    return NoSecretStore(
        "Your saved sign-in to the family's cloud could not be opened: the keychain may be locked.",
        next_step="Unlock it and start the app again, or sign in.",
    )
