"""The person's session with Yoto: signing in and out, and a valid access token for whoever needs one."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Callable
from enum import StrEnum

from desktop.model.account import Account, Tokens
from desktop.model.claims import user_of
from desktop.model.errors import SignInNeeded, Trouble
from desktop.services.announcer import Announcer
from desktop.services.ports import Clock, SignInPage, TokenStore, YotoAuth
from desktop.services.refresher import Refresher
from desktop.store.library import Library
from desktop.store.transaction import Transaction

CODE_TIMEOUT_S = 300.0
LISTENING_S = 0.1  # within this the loopback page is up, or its port is found taken
CLIENT_ID = "yoto_client_id"
ACCOUNT = "yoto_account"


class SessionState(StrEnum):
    SIGNED_OUT = "signed_out"
    SIGNING_IN = "signing_in"
    SIGNED_IN = "signed_in"
    EXPIRED = "expired"  # Yoto has ended it: the person has to sign in again


class Session:
    """Implements ports.Bearer; its Refresher is the only place that renews. On the loop's thread.

    Refresh tokens are single use (yoto-api.md 1.5).
    """

    def __init__(
        self,
        *,
        library: Library,
        auth: YotoAuth,
        page: SignInPage,
        token_store: TokenStore,
        clock: Clock,
        open_browser: Callable[[str], object],
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._library = library
        self._auth = auth
        self._page = page
        self._open_browser = open_browser
        self._entropy = entropy
        self._announcer: Announcer[SessionState] = Announcer()
        self._refresher: Refresher[Tokens] = Refresher(
            store=token_store,
            renew=self._renewed,
            clock=clock,
            signed_out=_signed_out,
            on_ended=lambda: self._enter(SessionState.EXPIRED),
            on_kept=lambda: self._announcer.announce(self.state),
        )
        self.state = SessionState.SIGNED_OUT
        self.account: Account | None = None
        self.sign_in_url: str | None = None  # while signing in, for a person whose browser did not open

    @property
    def client_id(self) -> str:
        return str(self._library.preferences.get(CLIENT_ID, ""))

    @property
    def is_kept(self) -> bool:
        """False: there is no keychain, the session ends with the app."""
        return self._refresher.is_kept

    @property
    def is_signed_in(self) -> bool:
        return self.state is SessionState.SIGNED_IN

    def subscribe(self, listener: Callable[[SessionState], None]) -> Callable[[], None]:
        """Hear of each change of state, account or keeping."""
        return self._announcer.subscribe(listener)

    async def restore(self) -> None:
        """Take up the session of the last start, if one was kept. Needs no network."""
        await self._refresher.restore()
        tokens = self._refresher.tokens
        if tokens is not None:
            self.account = self._known_account(tokens)
            self._enter(SessionState.SIGNED_IN)

    async def sign_in(self, client_id: str) -> None:
        """Sign in by the browser, with the person's own client id. Cancelled or failed, all stays as it was.

        Raise Trouble: nothing entered, declined, nobody came within five minutes, no network.
        """
        if not client_id.strip():
            raise Trouble("The client id is missing.", next_step="Enter the client id of your Yoto app in Settings.")
        before = self.state
        if before is SessionState.SIGNING_IN:
            raise Trouble("A sign-in is under way already.", next_step="Finish it in the browser.")
        self._prefer(CLIENT_ID, client_id.strip())
        self._enter(SessionState.SIGNING_IN)
        try:
            tokens = await self._obtain()
            await self._take_over(tokens)
        finally:
            self.sign_in_url = None
            if self.state is SessionState.SIGNING_IN:
                self._enter(before)
        await self._introduce(tokens)

    async def sign_out(self) -> None:
        """Forget the session here. Cards, playlists and recordings stay in the library.

        Raise Trouble when what was kept of it could not be deleted; nobody is signed in any more, all the same.
        """
        await self.close()
        self.account = None
        try:
            self._prefer(ACCOUNT, None)
            await self._refresher.forget()
        finally:
            self._enter(SessionState.SIGNED_OUT)

    async def close(self) -> None:
        """Let a refresh that is under way store its tokens: cut off, the session would be lost. Wait 10 s at most."""
        await self._refresher.close()

    async def access_token(self, *, rejected: str | None = None) -> str:
        """Return a token that is good for a minute (or a tenth of its life). Raise SignInNeeded or Offline."""
        return await self._refresher.access_token(rejected=rejected)

    async def _renewed(self, current: Tokens) -> Tokens:
        if current.refresh_token is None:
            raise SignInNeeded("Your Yoto session has ended.", next_step="Sign in again.")
        renewed = await self._auth.refresh(current.refresh_token)
        if renewed.refresh_token is not None:
            return renewed
        return Tokens(renewed.access_token, current.refresh_token, renewed.expires_at, renewed.scope)

    async def _obtain(self) -> Tokens:
        """Authorization code with PKCE (yoto-api.md 1.3)."""
        verifier, state = _letters(self._entropy(64)), _letters(self._entropy(24))
        url = await self._auth.authorize_url(state=state, challenge=challenge_of(verifier))
        waiting = asyncio.ensure_future(self._page.wait_for_code(state=state, timeout_s=CODE_TIMEOUT_S))
        try:
            await asyncio.wait({waiting}, timeout=LISTENING_S)
            if not waiting.done():
                self.sign_in_url = url
                self._announcer.announce(self.state)
                self._open_browser(url)
            code = await waiting
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        return await self._auth.exchange(code=code, verifier=verifier)

    async def _take_over(self, tokens: Tokens) -> None:
        await self._refresher.take_over(tokens)
        self.account = self._known_account(tokens)
        self._enter(SessionState.SIGNED_IN)

    async def _introduce(self, tokens: Tokens) -> None:
        """Learn the person's name and e-mail, where the scopes allow it and the network does."""
        try:
            name, email = await self._auth.profile(tokens.access_token)
        except Trouble:
            return
        if self._refresher.tokens is not tokens or self.account is None:
            return
        self.account = Account(self.account.user_id, name=name, email=email)
        self._prefer(ACCOUNT, {"user_id": self.account.user_id, "name": name, "email": email})
        self._announcer.announce(self.state)

    def _known_account(self, tokens: Tokens) -> Account:
        user_id = user_of(tokens)
        kept = self._library.preferences.get(ACCOUNT)
        if isinstance(kept, dict) and kept.get("user_id") == user_id:
            return Account(user_id, name=str(kept.get("name", "")), email=str(kept.get("email", "")))
        return Account(user_id)

    def _prefer(self, name: str, value: object) -> None:
        def save(tx: Transaction) -> None:
            tx.set_preference(name, value)

        self._library.transact("Keep the account", save, initiator=self, undoable=False)

    def _enter(self, state: SessionState) -> None:
        if state is not self.state:
            self.state = state
            self._announcer.announce(state)


def _signed_out() -> SignInNeeded:
    return SignInNeeded("You are not signed in to Yoto.", next_step="Sign in.")


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier."""
    return _letters(hashlib.sha256(verifier.encode("ascii")).digest())


def _letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
