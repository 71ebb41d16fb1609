"""Players whose commands a test reads and whose reports it writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop.model.card import Card, Chapter, Track
from desktop.model.command import Pause, Pending, SetVolume
from desktop.model.errors import Trouble
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Playback, Player, Reported
from desktop.model.shown import Shown, shown
from desktop.services.announcer import Announcer
from desktop.services.conversation import Link, LinkState
from desktop.store.library import Library
from tests.desktop.ui.workshop import RemotePlayers
from tests.desktop.ui.world import NOW

KITCHEN = PlayerId("y-Kitchen")
CARD = CardId("aB3dE")


class ObedientPlayers(RemotePlayers):
    """Takes every intent down; `pending_of` and `trouble_of` say what becomes of them."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Any, ...]] = []
        self.pending_of: dict[PlayerId, tuple[Pending, ...]] = {}
        self.trouble_of: dict[PlayerId, str] = {}
        self.note_of: dict[PlayerId, str] = {}
        self.refusal: Trouble | None = None
        self._link = Link(LinkState.CONNECTED)
        self._links: Announcer[Link] = Announcer()

    def shown(self, player: PlayerId) -> Shown:
        reported = self._players[player][1] if player in self._players else Reported()
        return shown(reported, self.pending_of.get(player, ()), NOW)

    def note(self, player: PlayerId) -> str | None:
        return self.note_of.get(player)

    def leave(self, player: PlayerId) -> None:
        """Be gone from the account."""
        del self._players[player]
        self.announce(player)

    def trouble(self, player: PlayerId) -> str | None:  # type: ignore[override]
        return self.trouble_of.get(player)

    def announce(self, player: PlayerId) -> None:
        self._announcer.announce({player})

    @property
    def link(self) -> Link:
        return self._link

    def subscribe_link(self, listener: Callable[[Link], None]) -> Callable[[], None]:
        return self._links.subscribe(listener)

    def cut(self) -> None:
        """Lose the live connection."""
        self._link = Link(LinkState.WAITING, retry_at=NOW + 5)
        self._links.announce(self._link)

    def _take(self, *words: Any) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append(words)
        return "request"

    def toggle(self, player: PlayerId) -> str:
        return self._take("toggle", player)

    def stop(self, player: PlayerId) -> str:
        return self._take("stop", player)

    def next(self, player: PlayerId) -> str:
        return self._take("next", player)

    def previous(self, player: PlayerId) -> str:
        return self._take("previous", player)

    def seek(self, player: PlayerId, seconds: int) -> str:
        return self._take("seek", player, seconds)

    def set_volume(self, player: PlayerId, step: int) -> str:
        return self._take("volume", player, step)

    def set_sleep_timer(self, player: PlayerId, seconds: int) -> str:
        return self._take("sleep", player, seconds)


def playing(**more: Any) -> Reported:
    """Return the report of a player in the middle of a track."""
    fields: dict[str, Any] = {
        "is_online": True,
        "playback": Playback.PLAYING,
        "card_id": CARD,
        "chapter_key": "02",
        "track_key": "01",
        "track_title": "The Lion and the Mouse",
        "track_length_s": 200,
        "position_s": 60,
        "position_at": NOW,
        "volume_step": 7,
        "volume_cap": 12,
        "battery_percent": 46,
    }
    return Reported(**(fields | more))


def kitchen(players: ObedientPlayers, reported: Reported) -> None:
    """Have the kitchen's player report this."""
    players.add(Player(KITCHEN, "Kitchen", family="v3", nickname="sunny.pancake", is_online=True), reported)


def asked_to_pause() -> Pending:
    return Pending("r1", Pause(), asked_at=NOW, deadline=NOW + 10, sent_at=NOW)


def asked_for_volume(step: int) -> Pending:
    return Pending("r2", SetVolume(step), asked_at=NOW, deadline=NOW + 10, sent_at=NOW)


def keep_card(library: Library) -> None:
    """Put a card of three chapters into the library."""
    chapters = tuple(
        Chapter(f"0{number}", title, (Track("01", title, f"yoto:#{'a' * 43}", duration_s=40.0 + number),))
        for number, title in enumerate(("The Tortoise", "The Lion and the Mouse", "The Fox"), start=1)
    )
    card = Card(CARD, "Bedtime Fables", is_own=True, chapters=chapters)
    library.transact("Keep", lambda tx: tx.save_card_raw(CARD, {"cardId": CARD}, card), undoable=False)
