"""Keeps the one live connection to the family's players up."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from desktop.model.command import Command
from desktop.model.errors import NotAllowed, Offline, SignInNeeded, Trouble
from desktop.model.heard import Heard
from desktop.model.names import PlayerId
from desktop.services.nap import Nap
from desktop.services.ports import Bearer, Clock, PlayerLink

HEARTBEAT_S = 240.0  # Yoto stops pushing events about 300 s after the last request (yoto-api.md 3.4)
LONGEST_PAUSE_S = 60.0
STABLE_S = 60.0


class LinkState(StrEnum):
    OFF = "off"  # nobody is signed in, or there are no players
    CONNECTING = "connecting"
    CONNECTED = "connected"
    WAITING = "waiting"  # until `retry_at`


@dataclass(frozen=True, slots=True)
class Link:
    """The live connection. `retry_at` is epoch seconds while waiting; `trouble` says why it failed last."""

    state: LinkState = LinkState.OFF
    retry_at: float | None = None
    trouble: str | None = None

    @property
    def is_connected(self) -> bool:
        return self.state is LinkState.CONNECTED


class Listener(Protocol):
    """Who is told what happens on the line; all on the loop's thread."""

    def on_link_changed(self, link: Link) -> None: ...

    def on_heartbeat(self) -> None:
        """The connection has just come up, or the players' push of events has to be renewed."""

    def on_heard(self, player: PlayerId, heard: Heard) -> None: ...


@dataclass(slots=True)
class _Call:
    """One connection, from its making to its end."""

    link: PlayerLink
    lost: str | None = None


class Conversation:
    """One connection for all players. Lost, it comes back by itself: a fresh token each time, pauses with full jitter
    that grow to 60 s and begin anew only after a connection has stood for 60 s."""

    def __init__(
        self,
        *,
        link_factory: Callable[[], PlayerLink],
        bearer: Bearer,
        clock: Clock,
        listener: Listener,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._link_factory = link_factory
        self._bearer = bearer
        self._clock = clock
        self._listener = listener
        self._jitter = jitter
        self._nap = Nap(clock)
        self._players: tuple[PlayerId, ...] = ()
        self._call: _Call | None = None
        self._wants_anew = False
        self._attempts = 0
        self._has_doubted_token = False
        self.link = Link()

    def follow(self, players: Sequence[PlayerId]) -> None:
        """Speak with exactly these players; others than before need a new connection."""
        if set(players) != set(self._players):
            self._players = tuple(players)
            self.start_over()

    def start_over(self) -> None:
        """Connect anew at once: the computer slept, or there are other players."""
        self._wants_anew = True
        self._nap.wake()

    def hurry(self) -> None:
        """End a pause: somebody asks for something, or the network is back."""
        self._nap.wake()

    def send(self, player: PlayerId, command: Command, *, request_id: str) -> bool:
        """Put a command on the wire; False where there is none, which may be how its loss is noticed first."""
        call = self._call
        if call is None or not self.link.is_connected:
            return False
        try:
            call.link.send(player, command, request_id=request_id)
        except Offline as problem:
            self._lose(call, problem.message)
            return False
        return True

    async def run(self) -> None:
        """Keep the connection until cancelled."""
        try:
            while True:
                self._wants_anew = False
                if self._players:
                    await self._converse()
                else:
                    await self._rest(LinkState.OFF, None)
        finally:
            self._enter(LinkState.OFF)

    async def _converse(self) -> None:
        self._enter(LinkState.CONNECTING)
        try:
            call = await self._connect()
        except SignInNeeded as problem:
            self._note(problem.sentence())
            await self._rest(LinkState.OFF, None)
            return
        except Trouble as problem:
            self._note(problem.sentence())
            await self._pause()
            return
        await self._hold(call)
        if not self._wants_anew:
            await self._pause()

    async def _connect(self) -> _Call:
        """A refused token is replaced once; again only after a connection has worked, since every replacement uses up a
        refresh token."""
        token = await self._bearer.access_token()
        try:
            return await self._dial(token)
        except NotAllowed:
            if self._has_doubted_token:
                raise
            self._has_doubted_token = True
        return await self._dial(await self._bearer.access_token(rejected=token))

    async def _dial(self, token: str) -> _Call:
        call = _Call(self._link_factory())
        self._call = call

        def on_heard(player: PlayerId, heard: Heard) -> None:
            if self._call is call:
                self._listener.on_heard(player, heard)

        def on_lost(reason: str) -> None:
            self._lose(call, reason)

        is_up = False
        try:
            await call.link.connect(token=token, players=self._players, on_heard=on_heard, on_lost=on_lost)
            is_up = True
        finally:
            if not is_up:
                await self._hang_up(call)
        return call

    async def _hold(self, call: _Call) -> None:
        since = self._clock.monotonic()
        try:
            if call.lost is None:
                self._note(None)
                self._has_doubted_token = False
                self._enter(LinkState.CONNECTED)
            beat_at = since
            while call.lost is None and not self._wants_anew:
                if self._clock.monotonic() >= beat_at:
                    self._listener.on_heartbeat()
                    beat_at = self._clock.monotonic() + HEARTBEAT_S
                await self._nap.take(max(0.0, beat_at - self._clock.monotonic()))
        finally:
            self._nap.hush()
            await self._hang_up(call)
        if self._clock.monotonic() - since >= STABLE_S:
            self._attempts = 0

    async def _hang_up(self, call: _Call) -> None:
        if self._call is call:
            self._leave()
            self._call = None
        await call.link.close()

    def _lose(self, call: _Call, reason: str) -> None:
        call.lost = reason
        if self._call is call:
            self._leave()
            self._nap.wake()

    def _leave(self) -> None:
        """Send nothing more over this connection."""
        if self.link.is_connected:
            self._enter(LinkState.CONNECTING)

    async def _pause(self) -> None:
        seconds = self._jitter() * min(LONGEST_PAUSE_S, 2.0**self._attempts)
        self._attempts = min(self._attempts + 1, 6)
        await self._rest(LinkState.WAITING, seconds)

    async def _rest(self, state: LinkState, seconds: float | None) -> None:
        self._enter(state, retry_at=None if seconds is None else self._clock.now() + seconds)
        if not self._wants_anew:
            await self._nap.take(seconds)

    def _note(self, trouble: str | None) -> None:
        """Say why the connection failed, or that it stands; told together with the next state."""
        self.link = replace(self.link, trouble=trouble)

    def _enter(self, state: LinkState, *, retry_at: float | None = None) -> None:
        before, self.link = self.link, replace(self.link, state=state, retry_at=retry_at)
        if self.link != before:
            self._listener.on_link_changed(self.link)
