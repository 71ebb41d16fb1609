"""The family's players: what they show, and what can be asked of them."""

from __future__ import annotations

import random
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from desktop.model.card import Card, Chapter
from desktop.model.command import Pause, Pending, PlayCard, Resume, SetSleepTimer, SetVolume, Stop
from desktop.model.errors import NotFound, Refused, Trouble
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Player, Reported
from desktop.model.shown import Shown, shown
from desktop.model.volume import STEPS
from desktop.services import places
from desktop.services.conversation import Link, LinkState
from desktop.services.fleet import Failure, Fleet
from desktop.services.ports import Clock, Json, PlayerLink, YotoDevices
from desktop.services.session import Session
from desktop.services.watched import Watched
from desktop.store.library import Library

Lead = Callable[[Shown, tuple[Chapter, ...]], PlayCard]


class Players:
    """Live state and remote control of all players. On the loop's thread.

    Intents return the command's request id at once, and raise Trouble when it cannot even be asked; what becomes of it
    shows in `shown`, `pending`, `trouble` and `subscribe_failures`.
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
        fetch_card: Callable[[CardId], Awaitable[Card]],
        spawn: Callable[[str, Coroutine[Any, Any, None]], object],
        new_id: Callable[[], str] = lambda: secrets.token_hex(16),
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._library = library
        self._clock = clock
        self._fetch_card = fetch_card
        self._spawn = spawn
        self._new_id = new_id
        self._studied: set[CardId] = set()
        self._fleet = Fleet(
            library=library,
            devices=devices,
            link_factory=link_factory,
            session=session,
            clock=clock,
            read_shadow=read_shadow,
            new_id=new_id,
            jitter=jitter,
            on_card=self._study,
        )

    async def run(self) -> None:
        """Follow the players until cancelled: for the supervisor."""
        await self._fleet.run()

    async def refresh(self) -> None:
        """Ask Yoto for the list of players, and each player for its state. Raise Trouble."""
        await self._fleet.refresh()

    def hurry(self) -> None:
        """The network is back: connect now instead of after the pause."""
        self._fleet.hurry()

    # what the screen reads

    def players(self) -> list[Player]:
        """Return the account's players in Yoto's order."""
        return [replace(one.player, is_online=one.is_online) for one in self._fleet.all()]

    def shown(self, player: PlayerId) -> Shown:
        """Return what to draw of a player now; of one that is gone, nothing."""
        watched = self._fleet.get(player)
        return watched.shown() if watched is not None else shown(Reported(), (), self._clock.now())

    def pending(self, player: PlayerId) -> tuple[Pending, ...]:
        """Return the player's commands that are under way, oldest first."""
        watched = self._fleet.get(player)
        return watched.ledger.live if watched is not None else ()

    def trouble(self, player: PlayerId) -> str | None:
        """Return why the last command failed: until the next one, the player's return, or for half a minute."""
        watched = self._fleet.get(player)
        return watched.trouble if watched is not None else None

    def note(self, player: PlayerId) -> str | None:
        """Return a remark on the last command that is no failure (a volume cut at its cap), for as long."""
        watched = self._fleet.get(player)
        return watched.note if watched is not None else None

    @property
    def link(self) -> Link:
        return self._fleet.link

    @property
    def link_state(self) -> LinkState:
        return self._fleet.link.state

    def subscribe(self, listener: Callable[[set[PlayerId]], None]) -> Callable[[], None]:
        """Hear which players have changed, once a turn of the loop."""
        return self._fleet.changes.subscribe(listener)

    def subscribe_link(self, listener: Callable[[Link], None]) -> Callable[[], None]:
        """Hear of the live connection."""
        return self._fleet.links.subscribe(listener)

    def subscribe_failures(self, listener: Callable[[Failure], None]) -> Callable[[], None]:
        """Hear of each command that failed or was not answered."""
        return self._fleet.failures.subscribe(listener)

    # what a person asks for

    def play_card(
        self,
        player: PlayerId,
        card_id: CardId,
        *,
        chapter_key: str | None = None,
        track_key: str | None = None,
        seconds_in: int | None = None,
    ) -> str:
        """Start a card: without keys where it was left, else at that chapter or track."""
        command = places.start(
            card_id,
            self._library.cards.get(card_id),
            chapter_key=chapter_key,
            track_key=track_key,
            seconds_in=seconds_in,
        )
        return self._fleet.at_hand(player).ask(command)

    def pause(self, player: PlayerId) -> str:
        return self._fleet.at_hand(player).ask(Pause())

    def resume(self, player: PlayerId) -> str:
        """Go on playing. A card that has just been asked for starts by itself: a resume straight after it would disturb
        it (yoto-api.md 3.7)."""
        watched = self._fleet.at_hand(player)
        starting = [one for one in watched.ledger.live if isinstance(one.command, PlayCard)]
        if starting and watched.shown().is_playing:
            return starting[-1].request_id
        return watched.ask(Resume())

    def toggle(self, player: PlayerId) -> str:
        """Pause what plays, or is hoped to; resume what does not. Raise Refused when no card is active."""
        now = self._fleet.at_hand(player).shown()
        if now.is_playing:
            return self.pause(player)
        if now.reported.card_id is None:
            raise Refused("No card is active.", next_step="Choose a card to play.")
        return self.resume(player)

    def stop(self, player: PlayerId) -> str:
        return self._fleet.at_hand(player).ask(Stop())

    def next(self, player: PlayerId) -> str:
        """Go to the next track, counted from the place that is hoped for. Raise Refused at the card's end."""
        return self._move(self._fleet.at_hand(player), places.forward)

    def previous(self, player: PlayerId) -> str:
        """Go a track back within the first 3 s of one, else to its start."""
        return self._move(self._fleet.at_hand(player), places.back)

    def seek(self, player: PlayerId, seconds: int) -> str:
        """Go to a second of the current track. Raise Refused for a live stream or when nothing plays."""
        watched = self._fleet.at_hand(player)
        return watched.ask(places.seek(watched.shown(), seconds))

    def set_volume(self, player: PlayerId, step: int) -> str:
        """Set the volume step 0-16, cut at the player's cap with a note."""
        watched = self._fleet.at_hand(player)
        cap = watched.reported.volume_cap
        top = STEPS if cap is None else cap
        note = f"The limit of {watched.player.name} is {top} of {STEPS}." if step > top else None
        return watched.ask(SetVolume(max(0, min(step, top))), note=note)

    def set_sleep_timer(self, player: PlayerId, seconds: int) -> str:
        """Stop playing after so many seconds; 0 switches the timer off."""
        return self._fleet.at_hand(player).ask(SetSleepTimer(max(0, seconds)))

    def _move(self, watched: Watched, lead: Lead) -> str:
        """Ask for what `lead` finds in the chapters as they are cached, or else as Yoto has them now."""
        now = watched.shown()
        card_id = now.reported.card_id
        if card_id is None:
            raise places.nothing_plays()
        card = self._library.cards.get(card_id)
        if card is not None and card.chapters:
            with suppress(NotFound):
                return watched.ask(lead(now, card.chapters))
        request_id = self._new_id()
        work = self._fetch_and_move(watched, card_id, lead=lead, request_id=request_id)
        self._spawn("fetch the card that plays", work)
        return request_id

    async def _fetch_and_move(self, watched: Watched, card_id: CardId, *, lead: Lead, request_id: str) -> None:
        try:
            card = await self._fetch_card(card_id)
            self._fleet.at_hand(watched.player.id)
            watched.ask(lead(watched.shown(), card.chapters or ()), request_id=request_id)
        except Trouble as problem:
            watched.complain(problem.sentence())

    def _study(self, card_id: CardId) -> None:
        """Fetch the chapters of a card that plays, once, so that next and previous need not wait for them."""
        if card_id in self._studied:
            return
        self._studied.add(card_id)
        card = self._library.cards.get(card_id)
        if card is None or card.chapters is None:
            self._spawn("fetch the card that plays", self._fetch_quietly(card_id))

    async def _fetch_quietly(self, card_id: CardId) -> None:
        """What cannot be fetched now is fetched when somebody presses next."""
        try:
            await self._fetch_card(card_id)
        except Trouble:
            return
