"""A small family for tests and pictures of the window: a real library, and stand-ins for the clouds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from desktop.model.account import Account
from desktop.model.card import Card
from desktop.model.names import CardId, PlayerId, PlaylistKey, recording_key
from desktop.model.player import Playback, Player, Reported
from desktop.model.playlist import Playlist
from desktop.model.recording import Recording
from desktop.model.shown import Shown, shown
from desktop.services.announcer import Announcer
from desktop.services.connectivity import Reachability
from desktop.services.conversation import Link, LinkState
from desktop.services.session import SessionState
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.ui.cloud import FakeFamily, FakeSync, FakeVault

NOW = 1_770_000_000.0
TITLES = (
    ("The Gruffalo", "Julia Donaldson", 754),
    ("Žižkův příběh – Ünïcödé ✓", "Čapek", 2881),
    ("小さな冒険 🎧 Bedtime", "Emoji & CJK", 201),
    ("Peter Rabbit", "Beatrix Potter", 1330),
    ("Sleep Sounds: Rain", "Yoto Daily", 3600),
    ("Matilda, Chapter 1", "Roald Dahl", 1905),
    ("The Wind in the Willows, a very long title that has to be shortened somewhere before it ends", "Grahame", 22328),
    ("Brain Bot", "Yoto", 551),
)


class FakePlayers:
    """Players that report what a test says."""

    def __init__(self) -> None:
        self._announcer: Announcer[set[PlayerId]] = Announcer()
        self._players: dict[PlayerId, tuple[Player, Reported]] = {}

    def add(self, player: Player, reported: Reported) -> None:
        self._players[player.id] = (player, reported)
        self._announcer.announce({player.id})

    def players(self) -> list[Player]:
        return [player for player, _ in self._players.values()]

    def shown(self, player: PlayerId) -> Shown:
        return shown(self._players[player][1], (), NOW)

    def subscribe(self, listener: Callable[[set[PlayerId]], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    @property
    def link(self) -> Link:
        return Link(LinkState.CONNECTED)

    def subscribe_link(self, listener: Callable[[Link], None]) -> Callable[[], None]:
        del listener
        return lambda: None

    def pending(self, player: PlayerId) -> tuple[()]:
        return ()

    def trouble(self, player: PlayerId) -> None:
        return None


class FakeSession:
    """A session whose state a test sets; signing in succeeds at once."""

    def __init__(self) -> None:
        self._announcer: Announcer[SessionState] = Announcer()
        self.state = SessionState.SIGNED_OUT
        self.account: Account | None = None
        self.client_id = ""
        self.is_kept = True
        self.sign_in_url: str | None = None

    def subscribe(self, listener: Callable[[SessionState], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def enter(self, state: SessionState, account: Account | None = None) -> None:
        self.state, self.account = state, account
        self._announcer.announce(state)

    async def sign_in(self, client_id: str) -> None:
        self.client_id = client_id
        self.enter(SessionState.SIGNED_IN, Account("auth0|1", name="Robin", email="robin@example.org"))

    async def sign_out(self) -> None:
        self.enter(SessionState.SIGNED_OUT)


class FakeConnectivity:
    """The network, switched by a test."""

    def __init__(self) -> None:
        self._announcer: Announcer[Reachability] = Announcer()
        self.state = Reachability()

    @property
    def is_online(self) -> bool:
        return self.state.is_online

    def subscribe(self, listener: Callable[[Reachability], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def switch(self, is_online: bool) -> None:
        self.state = Reachability(offline_since=None if is_online else NOW)
        self._announcer.announce(self.state)


def fill(library: Library) -> None:
    """Put recordings, playlists, cards and some history into an empty library."""

    def change(tx: Transaction) -> None:
        for place, (title, artist, seconds) in enumerate(TITLES):
            sha = f"{place + 1:02x}" * 32
            tx.add_recording(
                Recording(
                    key=recording_key(sha),
                    sha256=sha,
                    title=title,
                    artist=artist,
                    duration_s=float(seconds),
                    size_bytes=seconds * 16_000,
                    ending=".mp3",
                    mime="audio/mpeg",
                    added_at=NOW - place * 3600,
                )
            )
        for title in ("Bedtime", "Long drives", "Songs for Ida"):
            tx.add_playlist(Playlist(key=PlaylistKey(f"p_{title.replace(' ', '')}"), title=title, created_at=NOW))
        tx.save_cards([Card(id=CardId("abc12"), title="Peter Rabbit and friends", author="Family")], complete=True)

    library.transact("Fill", change, undoable=False)


def note_history(library: Library) -> None:
    """Write some lines of activity."""

    def change(tx: Transaction) -> None:
        tx.note("import", "42 tracks added to the library", "From “Audiobooks”. 3 were here already.")
        tx.note("publish", "“Bedtime” is on its card", "11 tracks, 214 MB uploaded.")
        tx.note("upload", "“The Gruffalo” could not be uploaded.", "Yoto refused the file. Try another format.")
        tx.note("player", "Kitchen plays “Peter Rabbit and friends”")
        tx.note("session", "Signed in to Yoto as Robin")

    library.transact("Note", change, undoable=False)


def family_players() -> FakePlayers:
    """Return three players: one plays, one rests, one is off."""
    players = FakePlayers()
    playing = Reported(
        is_online=True,
        playback=Playback.PLAYING,
        card_id=CardId("abc12"),
        track_title="The Tale of Peter Rabbit",
        battery_percent=82,
        volume_step=7,
    )
    players.add(Player(PlayerId("k1"), "Kitchen", family="v3", is_online=True), playing)
    paused = Reported(is_online=True, playback=Playback.PAUSED, track_title="Rain", battery_percent=12)
    players.add(Player(PlayerId("m1"), "Ida's Mini", family="mini", is_online=True), paused)
    players.add(Player(PlayerId("l1"), "Living room", family="v3"), Reported(is_online=False))
    return players


def make_studio(folder: Path) -> Any:
    """Return a studio of stand-ins around a real library in `folder`."""
    ticks = iter(range(10**9))
    library = Library.open(folder, clock=lambda: NOW + next(ticks) * -1.0)
    return SimpleNamespace(
        library=library,
        players=family_players(),
        session=FakeSession(),
        connectivity=FakeConnectivity(),
        family=FakeFamily(),
        sync=FakeSync(),
        vault=FakeVault(),
    )
