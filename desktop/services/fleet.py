"""All players as the app follows them: named by the list, alive by the connection, kept for the next start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from desktop.model.command import Command
from desktop.model.errors import NotFound, Offline, SignInNeeded, Trouble
from desktop.model.heard import Heard
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Player, Reported
from desktop.services.announcer import Announcer
from desktop.services.commands import Cause, Ending
from desktop.services.conversation import Conversation, Link
from desktop.services.nap import Nap
from desktop.services.ports import Clock, Json, PlayerLink, YotoDevices
from desktop.services.roster import Roster
from desktop.services.session import Session, SessionState
from desktop.services.watched import Watched
from desktop.store.library import Library
from desktop.store.transaction import Transaction

TICK_S = 5.0
SLEPT_S = 15.0  # a tick that took longer: the computer was asleep, or its clock was set


@dataclass(frozen=True, slots=True)
class Failure:
    """A command that did not work, in words."""

    player: PlayerId
    ending: Ending
    sentence: str


class Fleet:
    """Owner of every Watched. On the loop's thread.

    `on_card` hears of each card that a player has active.
    """

    def __init__(
        self,
        *,
        library: Library,
        devices: YotoDevices,
        link_factory: Callable[[], PlayerLink],
        session: Session,
        clock: Clock,
        read_shadow: Callable[[Json], Mapping[str, Any]],
        new_id: Callable[[], str],
        jitter: Callable[[], float],
        on_card: Callable[[CardId], None],
    ) -> None:
        self._library = library
        self._session = session
        self._clock = clock
        self._new_id = new_id
        self._on_card = on_card
        self._conversation = Conversation(
            link_factory=link_factory, bearer=session, clock=clock, listener=self, jitter=jitter
        )
        self._roster = Roster(
            devices=devices,
            clock=clock,
            is_signed_in=lambda: session.is_signed_in,
            read_shadow=read_shadow,
            on_players=self._on_players,
            on_shadow=self._on_shadow,
        )
        self.changes: Announcer[set[PlayerId]] = Announcer()
        self.links: Announcer[Link] = Announcer()
        self.failures: Announcer[Failure] = Announcer()
        self._changed: set[PlayerId] = set()
        self._deadlines = Nap(clock)
        self._due: float | None = None
        self._is_failing = False
        self._heard_at = 0.0
        self._session_state = session.state
        self._kept: dict[PlayerId, Reported] = {}
        self._watched = {player.id: self._begin(player) for player in library.players.all()}

    @property
    def link(self) -> Link:
        return self._conversation.link

    def all(self) -> list[Watched]:
        """Return the players in Yoto's order."""
        return list(self._watched.values())

    def get(self, player: PlayerId) -> Watched | None:
        return self._watched.get(player)

    def at_hand(self, player: PlayerId) -> Watched:
        """Return a player that something may be asked of now. Raise Trouble when nothing may.

        A line that has just broken may be back in a moment, and what is asked waits for it. One that is known to be
        down refuses at once, and is tried again.
        """
        watched = self._watched.get(player)
        if watched is None:
            raise NotFound("This player is not in your family any more.")
        if self.link.is_connected:
            return watched
        if not self._session.is_signed_in:
            raise SignInNeeded("You are not signed in to Yoto.", next_step="Sign in to reach your players.")
        self._conversation.hurry()
        if self.link.trouble is not None:
            raise Offline(
                "There is no connection to your players right now.",
                next_step="Check this computer's network. It connects again by itself.",
            )
        return watched

    async def refresh(self) -> None:
        """Ask Yoto for the list, and each player for its state. Raise Trouble."""
        await self._roster.refresh()
        self.on_heartbeat()

    def hurry(self) -> None:
        """The network is back: connect and ask now instead of after the pause."""
        if not self.link.is_connected:
            self._conversation.hurry()
        self._roster.wake()

    async def run(self) -> None:
        """Keep everything going until cancelled."""
        unsubscribe = self._session.subscribe(self._on_session_changed)
        self._session_state = self._session.state
        self._conversation.follow(list(self._watched))
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._conversation.run(), name="live connection")
                tasks.create_task(self._roster.run(), name="list of players")
                tasks.create_task(self._mind_deadlines(), name="deadlines of commands")
                tasks.create_task(self._tick(), name="tick")
        finally:
            unsubscribe()
            self._keep()

    def tell(self, player: PlayerId) -> None:
        """Announce a change of this player in the next turn of the loop, with all others of this turn."""
        if not self._changed:
            asyncio.get_running_loop().call_soon(self._announce)
        self._changed.add(player)
        watched = self._watched.get(player)
        due = watched.ledger.next_due if watched is not None else None
        if due is not None and (self._due is None or due < self._due):
            self._deadlines.wake()

    # what the connection says (conversation.Listener)

    def on_heard(self, player: PlayerId, heard: Heard) -> None:
        watched = self._watched.get(player)
        if watched is None:
            return
        self._heard_at = self._clock.now()
        watched.hear(heard)
        if watched.reported.card_id is not None:
            self._on_card(watched.reported.card_id)

    def on_heartbeat(self) -> None:
        for watched in self._watched.values():
            watched.question()

    def on_link_changed(self, link: Link) -> None:
        for watched in self._watched.values():
            watched.link(link.is_connected)
        is_failing = link.trouble is not None
        if is_failing and not self._is_failing:
            self._roster.wake()  # its answer, or the lack of one, tells whether the network is gone or only the broker
        self._is_failing = is_failing
        self.links.announce(link)

    # what the session and the list say

    def _on_session_changed(self, state: SessionState) -> None:
        before, self._session_state = self._session_state, state
        if state is before:
            return
        if state is SessionState.SIGNED_OUT and before in (SessionState.SIGNED_IN, SessionState.EXPIRED):
            self._on_players([])
        self.hurry()

    def _on_players(self, players: list[Player]) -> None:
        self._write("Keep the players", lambda tx: tx.save_players(players))
        known, self._watched = self._watched, {}
        for player in players:
            watched = known.pop(player.id, None) or self._begin(player)
            self._watched[player.id] = watched
            watched.rename(player)
        for gone in known:
            self._kept.pop(gone, None)
            self.tell(gone)
        self._conversation.follow(list(self._watched))

    def _on_shadow(self, player: PlayerId, patch: Mapping[str, Any]) -> None:
        watched = self._watched.get(player)
        if watched is not None:
            watched.learn(patch)

    def _begin(self, player: Player) -> Watched:
        reported = self._library.players.reported(player.id) or Reported()
        self._kept[player.id] = _lasting(reported)
        return Watched(
            player,
            reported,
            clock=self._clock,
            send=self._send,
            new_id=self._new_id,
            on_change=self.tell,
            on_failed=self._on_failed,
        )

    def _send(self, player: PlayerId, command: Command, request_id: str) -> bool:
        return self._conversation.send(player, command, request_id=request_id)

    def _on_failed(self, player: PlayerId, ending: Ending, sentence: str) -> None:
        self._write("Note a failure", lambda tx: tx.note("player", sentence, key=player))
        if ending.cause is Cause.SILENT and self._heard_at < (ending.pending.sent_at or 0.0):
            self._conversation.start_over()  # nobody at all has been heard since: the line itself may be dead
        self.failures.announce(Failure(player, ending, sentence))

    # what time brings

    async def _mind_deadlines(self) -> None:
        while True:
            dues = [due for one in self.all() if (due := one.ledger.next_due) is not None]
            self._due = min(dues, default=None)
            await self._deadlines.take(None if self._due is None else max(0.0, self._due - self._clock.now()))
            for watched in self.all():
                watched.check()

    async def _tick(self) -> None:
        while True:
            monotonic, now = self._clock.monotonic(), self._clock.now()
            await self._clock.sleep(TICK_S)
            if max(self._clock.monotonic() - monotonic, abs(self._clock.now() - now)) > SLEPT_S:
                self._on_woken()
            for watched in self.all():
                watched.forget_words()
            self._keep()

    def _on_woken(self) -> None:
        """The computer slept: whatever was under way is long over, and the connection is dead without knowing it."""
        for watched in self.all():
            watched.ledger.abandon(Cause.SILENT)
        self._conversation.start_over()
        self._roster.wake()

    def _keep(self) -> None:
        """Save what has changed for the next cold start; what moves by itself is not worth a write."""
        fresh = {id: one.reported for id, one in self._watched.items() if _lasting(one.reported) != self._kept.get(id)}
        if not fresh:
            return

        def save(tx: Transaction) -> None:
            for player, reported in fresh.items():
                tx.save_reported(player, reported)

        if self._write("Keep what players reported", save):
            self._kept.update((player, _lasting(reported)) for player, reported in fresh.items())

    def _write(self, label: str, change: Callable[[Transaction], None]) -> bool:
        """Return whether it could be written. Remote control works on a full disk, too; what was not written is only
        missing at the next start, and whoever must write says what is wrong."""
        try:
            self._library.transact(label, change, initiator=self, undoable=False)
        except Trouble:
            return False
        return True

    def _announce(self) -> None:
        changed, self._changed = self._changed, set()
        self.changes.announce(changed)


def _lasting(reported: Reported) -> Reported:
    """Return the report without what moves by itself."""
    return replace(reported, heard_at=None, position_s=None, position_at=0.0, sleep_s=None, sleep_at=0.0)
