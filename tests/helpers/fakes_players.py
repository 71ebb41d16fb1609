"""Fakes of the ports that the session and the players stand on."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from desktop.model.account import Tokens
from desktop.model.card import Card, Chapter, Track
from desktop.model.command import Command, RequestEvents, RequestStatus
from desktop.model.errors import NoSecretStore, NotAllowed, NotFound, Offline, SignInNeeded, Trouble
from desktop.model.heard import Answer, Change, Heard, Presence
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Playback, Player
from desktop.services.players import Players
from desktop.services.session import Session
from desktop.store.library import Library
from tests.helpers.clock import FakeClock, settle

KITCHEN, BEDROOM = PlayerId("yKitchen"), PlayerId("yBedroom")
CARD = CardId("iXwvb")


def token(*, sub: str = "auth0|parent", number: int = 0, issued: float, life_s: float) -> str:
    """Return an unsigned JWT, as the app reads it."""
    claims = {"sub": sub, "iat": issued, "exp": issued + life_s, "jti": number}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"head.{body}.signature"


class FakeAuth:
    """Rotates refresh tokens like Yoto: each works once, and a used one ends the session."""

    def __init__(self, clock: FakeClock, *, life_s: float = 28_800.0) -> None:
        self.clock = clock
        self.life_s = life_s
        self.trouble: Trouble | None = None
        self.gate: asyncio.Event | None = None  # holds refreshes back until it is set
        self.refreshed_with: list[str] = []
        self.exchanged: list[tuple[str, str]] = []
        self.omits_refresh_token = False
        self.name = ("Alex", "alex@example.org")
        self._valid = ""
        self._number = 0

    async def authorize_url(self, *, state: str, challenge: str) -> str:
        return f"https://login.example/authorize?state={state}&code_challenge={challenge}"

    async def exchange(self, *, code: str, verifier: str) -> Tokens:
        if self.trouble is not None:
            raise self.trouble
        self.exchanged.append((code, verifier))
        return self.issue()

    async def refresh(self, refresh_token: str) -> Tokens:
        self.refreshed_with.append(refresh_token)
        if self.gate is not None:
            await self.gate.wait()
        if self.trouble is not None:
            raise self.trouble
        if refresh_token != self._valid:
            self._valid = ""
            raise SignInNeeded("The session has ended.")
        tokens = self.issue()
        if self.omits_refresh_token:
            self._valid = refresh_token
            return Tokens(tokens.access_token, None, tokens.expires_at)
        return tokens

    async def profile(self, access_token: str) -> tuple[str, str]:
        if self.trouble is not None:
            raise self.trouble
        return self.name

    def issue(self) -> Tokens:
        self._number += 1
        self._valid = f"refresh-{self._number}"
        now = self.clock.now()
        access = token(number=self._number, issued=now, life_s=self.life_s)
        return Tokens(access, self._valid, now + self.life_s)


class FakeTokenStore:
    """A token file in memory, with its lock. Several sessions may share it, as several processes do."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self.tokens = tokens
        self.is_locked_up = False  # no keychain
        self.saves: list[Tokens] = []
        self.save_gate: asyncio.Event | None = None
        self.clearing: Trouble | None = None
        self._lock = asyncio.Lock()

    async def load(self) -> Tokens | None:
        if self.is_locked_up:
            raise NoSecretStore("There is no keychain.")
        return self.tokens

    async def save(self, tokens: Tokens) -> None:
        if self.save_gate is not None:
            await self.save_gate.wait()
        if self.is_locked_up:
            raise NoSecretStore("There is no keychain.")
        self.tokens = tokens
        self.saves.append(tokens)

    async def clear(self) -> None:
        if self.clearing is not None:
            raise self.clearing
        self.tokens = None

    @asynccontextmanager
    async def lock(self) -> AsyncIterator[None]:
        async with self._lock:
            yield


class FakePage:
    def __init__(self) -> None:
        self.answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.state = ""
        self.timeout_s = 0.0

    async def wait_for_code(self, *, state: str, timeout_s: float) -> str:
        self.state, self.timeout_s = state, timeout_s
        return await self.answer


class FakeLink:
    """One connection; the test plays the players' part."""

    def __init__(self, cloud: FakeCloud) -> None:
        self._cloud = cloud
        self.token = ""
        self.players: tuple[PlayerId, ...] = ()
        self.sent: list[tuple[PlayerId, Command, str]] = []
        self.is_closed = False
        self._on_heard: Callable[[PlayerId, Heard], None] | None = None
        self._on_lost: Callable[[str], None] | None = None

    async def connect(
        self,
        *,
        token: str,
        players: Sequence[PlayerId],
        on_heard: Callable[[PlayerId, Heard], None],
        on_lost: Callable[[str], None],
    ) -> None:
        self._cloud.links.append(self)
        self.token, self.players = token, tuple(players)
        self._on_heard, self._on_lost = on_heard, on_lost
        await asyncio.sleep(0)
        if token in self._cloud.refused_tokens or self._cloud.refuses_all:
            raise NotAllowed("The live connection was refused.")
        if self._cloud.is_down:
            raise Offline("Nobody answers.")
        if self._cloud.drops_at_once:
            on_lost("the socket closed")

    def send(self, player: PlayerId, command: Command, *, request_id: str) -> None:
        assert not self.is_closed, "sent on a closed connection"
        self.sent.append((player, command, request_id))

    async def close(self) -> None:
        self.is_closed = True

    def hear(self, player: PlayerId, heard: Heard) -> None:
        assert self._on_heard is not None
        self._on_heard(player, heard)

    def lose(self) -> None:
        assert self._on_lost is not None
        self._on_lost("the socket closed")


class FakeCloud:
    """Yoto's devices and broker, as far as the players service sees them."""

    def __init__(self) -> None:
        self.links: list[FakeLink] = []
        self.refused_tokens: set[str] = set()
        self.refuses_all = False
        self.is_down = False
        self.drops_at_once = False
        self.listed: list[Player] = [
            Player(KITCHEN, "Kitchen", family="v3", is_online=True),
            Player(BEDROOM, "Bedroom", family="mini", is_online=True),
        ]
        self.shadows: dict[PlayerId, dict[str, Any]] = {}
        self.lists = 0

    def link(self) -> FakeLink:
        return FakeLink(self)

    async def players(self) -> list[Player]:
        self.lists += 1
        if self.is_down:
            raise Offline("Nobody answers.")
        return list(self.listed)

    async def config(self, player: PlayerId) -> dict[str, Any]:
        if self.is_down:
            raise Offline("Nobody answers.")
        return {"status": self.shadows.get(player, {})}


def card(tracks: int = 3, *, card_id: CardId = CARD) -> Card:
    """Return a card with one chapter a track; keys "01", "02" ... as Yoto has them."""
    chapters = tuple(
        Chapter(f"{n:02}", f"Chapter {n}", (Track("01", f"Track {n}", f"yoto:#{n:043}", duration_s=120.0),))
        for n in range(1, tracks + 1)
    )
    return Card(card_id, "A card", chapters=chapters)


class PlayersRig:
    """The real Players over a real Session and a real library, with fakes around them and a clock that stands still."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.cloud = FakeCloud()
        self.auth = FakeAuth(self.clock)
        self.store = FakeTokenStore(self.auth.issue())
        self.library = Library.open(folder, clock=self.clock.now)
        self.cards: dict[CardId, Card] = {CARD: card()}
        self.fetched: list[CardId] = []
        self.failures: list[str] = []
        self.changes: list[set[PlayerId]] = []
        self.session = Session(
            library=self.library,
            auth=self.auth,
            page=FakePage(),
            token_store=self.store,
            clock=self.clock,
            open_browser=lambda url: None,
        )
        self.players = self.make_players()
        self._tasks: list[asyncio.Task[None]] = []
        self._next_id = 0

    def make_players(self) -> Players:
        players = Players(
            library=self.library,
            devices=self.cloud,
            link_factory=self.cloud.link,
            session=self.session,
            clock=self.clock,
            read_shadow=read_shadow,
            fetch_card=self.fetch_card,
            spawn=self.spawn,
            new_id=self.new_id,
            jitter=lambda: 1.0,
        )
        players.subscribe(self.changes.append)
        players.subscribe_failures(lambda failure: self.failures.append(failure.sentence))
        return players

    async def start(self) -> None:
        """Restore the session, run, and wait until the players can be reached."""
        await self.session.restore()
        self.spawn("players", self.players.run())
        await settle()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        results = await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.session.close()
        self.library.close()
        bugs = [one for one in results if isinstance(one, Exception)]
        assert not bugs, bugs

    def spawn(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.ensure_future(work))

    def new_id(self) -> str:
        self._next_id += 1
        return f"r{self._next_id}"

    async def fetch_card(self, card_id: CardId) -> Card:
        self.fetched.append(card_id)
        if card_id not in self.cards:
            raise NotFound("This card is gone.")
        found = self.cards[card_id]
        self.library.transact("Cache", lambda tx: tx.save_cards([found], complete=False), undoable=False)
        return found

    @property
    def link(self) -> FakeLink:
        """The latest connection."""
        return self.cloud.links[-1]

    def sent(self, player: PlayerId = KITCHEN) -> list[Command]:
        """Return the commands sent to a player over the latest connection, without our questions."""
        questions = (RequestEvents, RequestStatus)
        return [command for to, command, _ in self.link.sent if to == player and not isinstance(command, questions)]

    def questions(self, player: PlayerId = KITCHEN) -> int:
        return sum(to == player and isinstance(command, RequestEvents) for to, command, _ in self.link.sent)

    async def event(self, player: PlayerId = KITCHEN, **patch: Any) -> None:
        self.link.hear(player, Change(patch, is_event=True))
        await settle(3)

    async def status(self, player: PlayerId = KITCHEN, **patch: Any) -> None:
        self.link.hear(player, Change(patch, is_event=False))
        await settle(3)

    async def presence(self, is_online: bool, player: PlayerId = KITCHEN) -> None:
        self.link.hear(player, Presence(is_online))
        await settle(3)

    async def answer(self, request_id: str, *, is_ok: bool = True, player: PlayerId = KITCHEN, name: str = "x") -> None:
        self.link.hear(player, Answer(name, is_ok, request_id, body=""))
        await settle(3)

    async def plays(self, chapter: str = "01", *, position_s: int = 0, player: PlayerId = KITCHEN, **more: Any) -> None:
        """A full event, as a playing player sends every five seconds."""
        full: dict[str, Any] = {
            "playback": Playback.PLAYING,
            "card_id": CARD,
            "chapter_key": chapter,
            "track_key": "01",
            "track_title": f"Track {int(chapter)}",
            "track_length_s": 120,
            "position_s": position_s,
            "volume_step": 8,
            "volume_cap": 12,
            "is_streaming": False,
            "is_waiting": False,
            "sleep_s": None,
        }
        await self.event(player, **(full | more))


def read_shadow(status: Mapping[str, Any]) -> dict[str, Any]:
    return {"battery_percent": status["batteryLevel"]} if "batteryLevel" in status else {}
