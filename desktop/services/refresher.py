"""Keeps one session's tokens: hands out a valid access token, and is the only place that renews it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Generic, Protocol, TypeVar

from desktop.model.claims import Bearing, life_s
from desktop.model.errors import NoSecretStore, SignInNeeded
from desktop.services.ports import Clock

CLOSE_S = 10.0
SPARE_S = 60.0  # a token that is handed out is good for this long
SPARE_PART = 0.1  # or for this part of its life, where lives are short

_log = logging.getLogger(__name__)
T = TypeVar("T", bound=Bearing)


class Keeper(Protocol[T]):
    """Keeps tokens between starts; see ports.TokenStore."""

    async def load(self) -> T | None: ...

    async def save(self, tokens: T) -> None: ...

    async def clear(self) -> None: ...

    def lock(self) -> AbstractAsyncContextManager[None]: ...


class Refresher(Generic[T]):
    """One refresh at a time here and, by the store's lock, on the whole computer. On the loop's thread.

    Refresh tokens may be single use: what another process has stored is used before anything is renewed, and new
    tokens are stored before the new access token is used. `on_ended` is called when `renew` says that the session is
    over, `on_kept` when it turns out that tokens can, or cannot, be kept.
    """

    def __init__(
        self,
        *,
        store: Keeper[T],
        renew: Callable[[T], Awaitable[T]],
        clock: Clock,
        signed_out: Callable[[], SignInNeeded],
        on_ended: Callable[[], None],
        on_kept: Callable[[], None],
    ) -> None:
        self._store = store
        self._renew = renew
        self._clock = clock
        self._signed_out = signed_out
        self._on_ended = on_ended
        self._on_kept = on_kept
        self._refreshing: asyncio.Task[T] | None = None
        self.tokens: T | None = None
        self.is_kept = True

    async def restore(self) -> None:
        """Take up what was kept at the last start. Needs no network."""
        try:
            self.tokens = await self._store.load()
        except NoSecretStore:
            self._note_kept(False)

    async def take_over(self, tokens: T) -> None:
        """Keep the tokens of a new session; the one before is over."""
        await self.close()
        async with self._store.lock():
            await self._keep(tokens)
            self.tokens = tokens

    async def forget(self) -> None:
        """Drop the tokens. Raise NoSecretStore when what was kept of them could not be deleted."""
        await self.close()
        self.tokens = None
        async with self._store.lock():
            await self._store.clear()

    async def close(self) -> None:
        """Let a refresh that is under way store its tokens: cut off, the session would be lost. Wait 10 s at most."""
        refreshing = self._refreshing
        if refreshing is not None and not (await asyncio.wait({refreshing}, timeout=CLOSE_S))[0]:
            refreshing.cancel()
            await asyncio.gather(refreshing, return_exceptions=True)

    async def access_token(self, *, rejected: str | None = None) -> str:
        """Return a token that is good for a minute (or a tenth of its life). Raise SignInNeeded or Offline."""
        tokens = self.tokens
        if tokens is None:
            raise self._signed_out()
        if rejected != tokens.access_token and self._is_good(tokens):
            return tokens.access_token
        if self._refreshing is None:
            self._refreshing = asyncio.create_task(self._refresh(tokens, rejected=rejected), name="refresh the session")
            self._refreshing.add_done_callback(self._on_refreshed)
        refreshing = self._refreshing
        await asyncio.wait({refreshing})  # neither ends with the other: a caller that is cancelled, a refresh that is
        if refreshing.cancelled():
            raise self._signed_out()
        return refreshing.result().access_token

    async def _refresh(self, current: T, *, rejected: str | None) -> T:
        async with self._store.lock():
            if self.tokens is None:
                raise self._signed_out()
            if self.tokens is not current:
                return self.tokens  # somebody has signed in meanwhile
            stored = await self._stored()
            if stored is not None and stored.access_token not in (rejected, current.access_token):
                current = stored
                if self._is_good(stored):
                    self.tokens = stored
                    return stored
            try:
                tokens = await self._renew(current)
            except SignInNeeded:
                await self._end()
                raise
            await self._keep(tokens)
            self.tokens = tokens
            return tokens

    async def _end(self) -> None:
        self.tokens = None
        try:
            await self._store.clear()
        finally:
            self._on_ended()

    def _on_refreshed(self, task: asyncio.Task[T]) -> None:
        self._refreshing = None
        if not task.cancelled() and task.exception() is not None:
            _log.debug("the session could not be refreshed: %s", type(task.exception()).__name__)

    async def _stored(self) -> T | None:
        try:
            return await self._store.load() if self.is_kept else None
        except NoSecretStore:
            return None

    async def _keep(self, tokens: T) -> None:
        try:
            await self._store.save(tokens)
        except NoSecretStore:
            self._note_kept(False)
        else:
            self._note_kept(True)

    def _note_kept(self, is_kept: bool) -> None:
        if is_kept != self.is_kept:
            self.is_kept = is_kept
            self._on_kept()

    def _is_good(self, tokens: T) -> bool:
        life = life_s(tokens)
        spare_s = SPARE_S if life is None else min(SPARE_S, SPARE_PART * life)
        return tokens.expires_at - self._clock.now() >= spare_s
