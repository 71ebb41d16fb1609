"""The sidebar: the pages, and every player with its live state."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.model.card import Card
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Model, Playback, Player
from desktop.model.shown import Shown
from desktop.ui.bind import follow
from desktop.ui.brand import Mark
from desktop.ui.look import Look
from desktop.ui.navigation import Line, PageLine, PlayerLine, PlayerState
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import IconButton
from desktop.ui.widgets.labels import Caption, Heading, Role
from desktop.ui.widgets.stops import is_stop

WIDTH = 236
NARROW_WIDTH = 72


class Players(Protocol):
    """What the sidebar needs of services.players.Players."""

    def players(self) -> list[Player]: ...

    def shown(self, player: PlayerId) -> Shown: ...

    def subscribe(self, listener: Callable[[set[PlayerId]], None]) -> Callable[[], None]: ...


class Sidebar(QFrame):
    """`page_chosen` gives a page's id, `player_chosen` a player's; the window answers with `mark_page` and
    `mark_player`."""

    page_chosen = Signal(str)
    player_chosen = Signal(str)

    def __init__(
        self,
        players: Players,
        look: Look,
        *,
        card: Callable[[CardId], Card | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName("Sidebar")
        self._players, self._look, self._card = players, look, card
        self._states: list[Line] = []
        self._pages: dict[str, PageLine] = {}
        self._player_lines: dict[PlayerId, PlayerLine] = {}
        self.menu_button = IconButton("menu", look, name="Menu", size=32, icon_size=18, colour="text_muted")
        self._is_narrow = False
        self._name = QWidget()
        name = QHBoxLayout(self._name)
        name.setContentsMargins(Space.M, 0, 0, 0)
        name.setSpacing(Space.M)
        name.addWidget(Mark(edge=30))
        name.addWidget(Heading("Smart Stream"), 1)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self.menu_button)
        self._top = _column()
        self._foot = _column()
        self._list = _column()
        self._title = Caption("PLAYERS", role=Role.OVERLINE)
        self._title.setContentsMargins(Space.M + 2, 0, 0, 0)
        self._none = Caption("They appear after signing in.", role=Role.SMALL)
        self._none.setContentsMargins(Space.M + 2, 0, 0, 0)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(self._list)
        inside.addWidget(self._none)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.XL - 4, Space.M, Space.M)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(Space.XL - 4)
        column.addLayout(self._top)
        column.addSpacing(Space.XL)
        column.addWidget(self._title)
        column.addSpacing(Space.S)
        column.addWidget(scroll, 1)
        column.addLayout(self._foot)
        self.set_narrow(False)
        self._on_players_changed(())
        follow(self, players.subscribe, self._on_players_changed)

    def add_page(self, page_id: str, *, title: str, icon: str, is_at_foot: bool = False) -> PageLine:
        """Add the way to a page, at the top or at the foot."""
        line = PageLine(title, self._look, icon=icon)
        line.set_compact(self._is_narrow)
        line.clicked.connect(lambda: self.page_chosen.emit(page_id))
        self._pages[page_id] = line
        (self._foot if is_at_foot else self._top).addWidget(line)
        return line

    def add_state(self, line: Line) -> None:
        """Put a line that says how something stands under everything; it shows and hides itself."""
        line.set_compact(self._is_narrow)
        self._states.append(line)
        self._foot.addWidget(line)

    def show_count(self, page_id: str, count: int) -> None:
        self._pages[page_id].show_count(count)

    def line(self, page_id: str) -> PageLine:
        return self._pages[page_id]

    def mark_page(self, page_id: str) -> None:
        """Mark the page that is shown; a player's page is marked by `mark_player`."""
        self._mark(page_id, None)

    def mark_player(self, player: PlayerId) -> None:
        self._mark(None, player)

    def stops(self) -> list[QWidget]:
        """Return what the Tab key reaches, from top to bottom: pages, players, and what is at the foot."""
        at_foot = [line for line in self._pages.values() if self._foot.indexOf(line) >= 0]
        at_top = [line for line in self._pages.values() if line not in at_foot]
        lines = (self.menu_button, *at_top, *self._player_lines.values(), *at_foot, *self._states)
        return [line for line in lines if is_stop(line)]

    def set_narrow(self, is_narrow: bool) -> None:
        """Shrink to icons, or stand wide with words."""
        self._is_narrow = is_narrow
        self.setFixedWidth(NARROW_WIDTH if is_narrow else WIDTH)
        for words in (self._name, self._title):
            words.setVisible(not is_narrow)
        self._none.setVisible(not is_narrow and not self._player_lines)
        for line in (*self._pages.values(), *self._player_lines.values(), *self._states):
            line.set_compact(is_narrow)

    def player_line(self, player: PlayerId) -> PlayerLine:
        return self._player_lines[player]

    def _mark(self, page_id: str | None, player: PlayerId | None) -> None:
        for one, line in self._pages.items():
            line.setChecked(one == page_id)
        for other, player_line in self._player_lines.items():
            player_line.setChecked(other == player)

    def _on_players_changed(self, changed: Collection[PlayerId]) -> None:
        players = self._players.players()
        if [player.id for player in players] != list(self._player_lines):
            self._lay_out(players)
            return
        for player in players:
            if player.id in changed:
                self._player_lines[player.id].show_state(self._state(player))

    def _lay_out(self, players: list[Player]) -> None:
        marked = next((one for one, line in self._player_lines.items() if line.isChecked()), None)
        for line in self._player_lines.values():
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._player_lines = {player.id: self._line(player) for player in players}
        if marked in self._player_lines:
            self._player_lines[marked].setChecked(True)
        self._none.setVisible(not players and not self._is_narrow)

    def _line(self, player: Player) -> PlayerLine:
        line = PlayerLine(self._state(player), self._look)
        line.set_compact(self._is_narrow)
        line.clicked.connect(lambda: self.player_chosen.emit(player.id))
        self._list.addWidget(line)
        return line

    def _state(self, player: Player) -> PlayerState:
        shown = self._players.shown(player.id)
        reported = shown.reported
        is_online = player.is_online if reported.is_online is None else reported.is_online
        return PlayerState(
            name=player.name,
            is_mini=player.model is Model.MINI,
            is_online=is_online,
            is_playing=is_online and shown.is_playing,
            words=self._words(shown, is_online=is_online),
            battery_percent=reported.battery_percent,
            is_charging=bool(reported.is_charging),
        )

    def _words(self, shown: Shown, *, is_online: bool) -> str:
        if not is_online:
            return "Offline"
        reported = shown.reported
        card = self._card(reported.card_id) if reported.card_id else None
        title = reported.track_title or reported.chapter_title or (card.title if card else "")
        match reported.playback:
            case Playback.PLAYING:
                return title or "Playing"
            case Playback.LOADING:
                return "Loading…"
            case Playback.PAUSED:
                return f"Paused · {title}" if title else "Paused"
            case _:
                return "Ready"


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    return column
