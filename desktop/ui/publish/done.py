"""The good end of a publish: what to do at the player now."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.model.player import Player
from desktop.ui.look import Look
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.empty import Emblem
from desktop.ui.widgets.labels import Heading, Role, paragraph

LINKING = (
    "To put it on a blank Make-Your-Own card: open the Yoto app on your phone, find “{title}” among your own "
    "playlists, choose to link it to a card, and insert the blank card into a player when the app asks for it. "
    "Yoto lets only its phone app do this. It is needed once: later updates reach the same card by themselves."
)


class DoneView(QWidget):
    """Says that it is on the card. `play_wanted` brings the player that was chosen."""

    play_wanted = Signal(str)

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._buttons: list[Button] = []
        self.heading = Heading("On the card.", role=Role.TITLE)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = paragraph()
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.linking = paragraph(role=Role.SMALL)
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.S)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addStretch(2)
        column.addWidget(Emblem("check", look, edge=72), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Space.S)
        column.addWidget(self.heading)
        column.addWidget(self.text)
        column.addSpacing(Space.S)
        column.addLayout(self._grid)
        column.addStretch(3)
        column.addWidget(self.linking)

    def show_end(self, *, title: str, is_new: bool, players: list[Player]) -> None:
        """Show how to go on. `players` are those that can play it right now."""
        for old in self._buttons:
            old.deleteLater()
        self._buttons = []
        for number, player in enumerate(players):
            button = Button(f"Play on {player.name}", self._look, icon="play")
            button.clicked.connect(partial(self.play_wanted.emit, player.id))
            if len(players) == 1:
                self._grid.addWidget(button, 0, 0, 1, 2, Qt.AlignmentFlag.AlignHCenter)
            else:
                self._grid.addWidget(button, number // 2, number % 2)
            self._buttons.append(button)
        self.text.setText(_next_step(is_new=is_new, can_play=bool(players)))
        self.linking.setText(LINKING.format(title=title))
        self.linking.setVisible(is_new)


def _next_step(*, is_new: bool, can_play: bool) -> str:
    if is_new:
        return "Your Yoto library has it. " + (
            "Play it now:" if can_play else "Switch a player on to play it from here."
        )
    return (
        "Insert it, or play it now:" if can_play else "Insert it into a player, or switch one on to play it from here."
    )
