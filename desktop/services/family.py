"""The family's cloud as the person deals with it: connecting, the account, the family's people and computers."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from desktop.model.cloud import Cloud, CloudTokens, CodeChallenge, Device, DeviceKey, Household, Invite
from desktop.model.errors import DeviceRevoked, NoSecretStore, SignInNeeded, Trouble
from desktop.services.family_kept import FamilyState, Kept
from desktop.services.family_ports import CloudIdentity, CloudTokenStore, FamilyHome
from desktop.services.family_session import WITH_SESSION, CloudSession
from desktop.services.ports import Clock
from desktop.store.library import Library

__all__ = ["Family", "FamilyState"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A sign-in that waits for the six digits of the second factor."""

    cloud: Cloud
    email: str
    challenge: CodeChallenge


class Family:
    """Implements family_ports.CloudBearer. On the loop's thread.

    Every intent raises Trouble in words for a person. Whatever becomes of cloud, account or membership, the library
    stays as it is.
    """

    def __init__(
        self,
        *,
        library: Library,
        identity: CloudIdentity,
        home: FamilyHome,
        token_store: CloudTokenStore,
        clock: Clock,
        device_name: str,
        platform: str,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._identity = identity
        self._home = home
        self._kept = Kept(library, clock=clock, entropy=entropy)
        self._session = CloudSession(kept=self._kept, identity=identity, token_store=token_store, clock=clock)
        self._machine_name = device_name
        self._platform = platform
        self._asked: _Asked | None = None
        self._is_arriving = False

    @property
    def state(self) -> FamilyState:
        return self._session.state

    @property
    def is_member(self) -> bool:
        return self.state is FamilyState.MEMBER

    @property
    def unkept(self) -> NoSecretStore | None:
        """Why the session ends with the app, or could not be taken up, in words; None: it is kept."""
        return self._session.unkept

    @property
    def has_second_factor(self) -> bool | None:
        """Whether the account asks for six digits at each sign-in; None: not known here."""
        return self._kept.has_second_factor

    @property
    def is_code_needed(self) -> bool:
        return self._asked is not None

    @property
    def cloud(self) -> Cloud | None:
        return self._session.cloud

    @property
    def last_household(self) -> Household | None:
        """The family as the cloud last described it; None before, and in none."""
        return self._session.household

    @property
    def email(self) -> str:
        return self._kept.email

    @property
    def device(self) -> DeviceKey:
        return self._kept.device

    @property
    def device_name(self) -> str:
        return self._kept.device_name or self._machine_name

    def subscribe(self, listener: Callable[[FamilyState], None]) -> Callable[[], None]:
        """Hear of each change of state, household, account, keeping, or this computer's name."""
        return self._session.announcer.subscribe(listener)

    async def restore(self) -> None:
        """Take up the session of the last start, if one was kept. Needs no network."""
        await self._session.restore()

    async def close(self) -> None:
        """Let a refresh that is under way store its tokens."""
        await self._session.close()

    async def access_token(self, *, rejected: str | None = None) -> str:
        """Return a token that is good for a minute. Raise SignInNeeded, Offline or Busy."""
        return await self._session.access_token(rejected=rejected)

    async def find(self, url: str, *, trusts_network: bool = False) -> Cloud:
        """Return what answers at an address; nothing changes here.

        Raise Refused when it is no family's cloud or may not be used in the open, Unencrypted when it is in the house
        and in the open: `trusts_network` says that the person has been asked.
        """
        return await self._identity.hello(url, trusts_network=trusts_network)

    async def sign_up(self, cloud: Cloud, *, email: str, password: str, owner_code: str = "") -> bool:
        """Make an account; return whether it can sign in at once. If not, the code that was sent confirms it first.

        Raise OwnerCodeNeeded for the first account of a server at home, and for a code that is not the owner's.
        """
        return await self._identity.sign_up(
            cloud, email=email.strip(), password=password, owner_code=owner_code.strip()
        )

    async def confirm(self, cloud: Cloud, *, email: str, code: str) -> None:
        await self._identity.confirm(cloud, email=email.strip(), code=code.strip())

    async def send_code_again(self, cloud: Cloud, *, email: str) -> None:
        await self._identity.send_code_again(cloud, email=email.strip())

    async def forgot_password(self, cloud: Cloud, *, email: str) -> None:
        await self._identity.forgot_password(cloud, email=email.strip())

    async def set_password(self, cloud: Cloud, *, email: str, code: str, password: str) -> None:
        await self._identity.set_password(cloud, email=email.strip(), code=code.strip(), password=password)

    async def sign_in(self, cloud: Cloud, *, email: str, password: str) -> bool:
        """Sign in, and stay with this cloud. Return whether a code of the second factor is needed: `answer_code`.

        Raise NotConfirmed before the e-mail's code. Failed, nobody is signed in who was not before.
        """
        email = email.strip()
        given = await self._identity.sign_in(cloud, email=email, password=password)
        if isinstance(given, CodeChallenge):
            self._asked = _Asked(cloud, email, given)
            self._session.announce()
            return True
        self._kept.keep_second_factor(False)
        await self._arrive(cloud, email=email, tokens=given)
        return False

    async def answer_code(self, code: str) -> None:
        """Finish a sign-in by the six digits. After a wrong code the next one may be tried."""
        asked = self._asked
        if asked is None:
            raise SignInNeeded("This sign-in is over.", next_step="Sign in again.")
        tokens = await self._identity.answer_code(asked.cloud, asked.challenge, code=code.strip())
        self._kept.keep_second_factor(True)
        await self._arrive(asked.cloud, email=asked.email, tokens=tokens)

    async def change_password(self, *, old: str, new: str) -> None:
        await self._session.as_me(
            lambda cloud, token: self._identity.change_password(cloud, access_token=token, old=old, new=new)
        )

    async def begin_second_factor(self) -> str:
        """Return the secret (base32) for the person's authenticator app; the code it shows finishes this."""
        return await self._session.as_me(
            lambda cloud, token: self._identity.begin_second_factor(cloud, access_token=token)
        )

    async def finish_second_factor(self, code: str) -> None:
        await self._session.as_me(
            lambda cloud, token: self._identity.finish_second_factor(cloud, access_token=token, code=code.strip())
        )
        self._note_second_factor(True)

    async def end_second_factor(self) -> None:
        await self._session.as_me(lambda cloud, token: self._identity.end_second_factor(cloud, access_token=token))
        self._note_second_factor(False)

    async def household(self) -> Household | None:
        """Ask for the family; the state follows: somebody may have removed this account, or let it in."""
        household = await self._home.household()
        if household is not None and not self.is_member:
            await self.introduce()
        self._session.note_household(household)
        return household

    async def found(self, name: str) -> None:
        """Begin a family of one's own, with this computer in it."""
        await self._home.found(name.strip(), email=self.email)
        await self.household()

    async def join(self, code: str) -> None:
        """Join the family that gave the code, with this computer."""
        await self._home.join(code.strip(), email=self.email)
        await self.household()

    async def rename(self, name: str) -> None:
        await self._home.rename(name.strip())
        await self.household()

    async def invite(self) -> Invite:
        return await self._home.invite()

    async def leave(self) -> None:
        await self._home.leave()
        self._session.note_household(None)

    async def remove_member(self, sub: str) -> None:
        await self._home.remove_member(sub)
        await self.household()

    async def devices(self) -> list[Device]:
        return await self._home.devices()

    async def revoke(self, device: DeviceKey) -> None:
        """Take a computer off the family's list: its sign-in is worth nothing from now on."""
        await self._home.revoke(device)
        await self.note_dismissal(device, is_revoked=True)

    async def rename_device(self, name: str) -> None:
        """Call this computer something else, for everybody in the family."""
        await self._home.register(name=name.strip(), platform=self._platform)
        self._kept.keep_device_name(name.strip())
        self._session.announce()

    async def sign_out(self) -> None:
        """End the session here, and tell the cloud if it can be reached: what is deleted here ends by itself anyway.

        Raise NoSecretStore when what was kept of it could not be deleted; nobody is signed in any more, all the same.
        """
        self._asked = None
        await self._session.close()
        cloud, tokens = self.cloud, self._session.tokens
        try:
            await self._session.drop(FamilyState.SIGNED_OUT)
        finally:
            if cloud is not None and tokens is not None:
                with suppress(Trouble):
                    await self._identity.sign_out(cloud, refresh_token=tokens.refresh_token)

    async def sign_out_everywhere(self) -> None:
        """End all sessions of this account, on every computer. Failed, nothing has changed."""
        await self._session.as_me(lambda cloud, token: self._identity.sign_out_everywhere(cloud, access_token=token))
        await self._session.drop(FamilyState.SIGNED_OUT)

    async def disconnect(self) -> None:
        """Sign out, and forget the cloud: the library goes on without."""
        try:
            await self.sign_out()
        finally:
            self._session.forget_cloud()

    async def introduce(self) -> None:
        """Make this computer known to the cloud once more: it was restored from a time before it was."""
        await self._home.register(name=self.device_name, platform=self._platform)

    async def note_dismissal(self, device: DeviceKey, *, is_revoked: bool) -> None:
        """The cloud said to a call of `device` that it was revoked or, if not that, that the account has no family."""
        if device != self.device or self._is_arriving or self.state not in WITH_SESSION:
            return
        if is_revoked:
            await self._session.drop(FamilyState.REVOKED)
        else:
            self._session.note_household(None)

    async def _arrive(self, cloud: Cloud, *, email: str, tokens: CloudTokens) -> None:
        before = self.state
        self._asked = None
        await self._session.take_over(cloud, email=email, tokens=tokens)
        self._is_arriving = True
        try:
            household = await self._home.household()
            if household is not None:
                await self._register_anew()
        except Trouble:
            has_ended = before in (FamilyState.EXPIRED, FamilyState.REVOKED)
            await self._session.drop(before if has_ended else FamilyState.SIGNED_OUT)
            raise
        finally:
            self._is_arriving = False
        self._session.note_household(household)

    async def _register_anew(self) -> None:
        """Who has just signed in may come with a computer that was removed earlier: as a new one."""
        try:
            await self.introduce()
        except DeviceRevoked:
            self._kept.make_device()
            await self.introduce()

    def _note_second_factor(self, has_one: bool) -> None:
        self._kept.keep_second_factor(has_one)
        self._session.announce()
