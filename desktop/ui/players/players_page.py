"""The players' place among the pages: one page a player, made when it is first looked at."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.model.names import PlayerId
from desktop.services.studio import Studio
from desktop.ui.bind import Refresh, follow
from desktop.ui.look import Look
from desktop.ui.players.page import PlayerPage
from desktop.ui.widgets.empty import EmptyState


class PlayersPage(QWidget):
    """Shows one player at a time. `player_shown` tells which, so that the bar can follow."""

    player_shown = Signal(str)

    def __init__(self, studio: Studio, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._look = studio, look
        self._pages: dict[PlayerId, PlayerPage] = {}
        self._stack = QStackedWidget()
        self._nobody = EmptyState(
            "player",
            look,
            title="No players yet",
            text="Sign in to Yoto in Settings, and your players appear here with what they play.",
        )
        self._stack.addWidget(self._nobody)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._later = Refresh(self, self._drop_gone)
        follow(self, studio.library.subscribe, self._later)

    @property
    def shown(self) -> PlayerPage | None:
        """Return the page in view, or None while there is no player."""
        page = self._stack.currentWidget()
        return page if isinstance(page, PlayerPage) else None

    def show_player(self, player: str) -> None:
        """Bring a player's page to the front."""
        key = PlayerId(player)
        if key not in self._pages:
            self._pages[key] = PlayerPage(self._studio, self._look, key)
            self._stack.addWidget(self._pages[key])
        self._stack.setCurrentWidget(self._pages[key])
        self._pages[key].refresh()
        self.player_shown.emit(player)

    def _drop_gone(self) -> None:
        known = {player.id for player in self._studio.players.players()}
        for key in [key for key in self._pages if key not in known]:
            page = self._pages.pop(key)
            self._stack.removeWidget(page)
            page.deleteLater()
