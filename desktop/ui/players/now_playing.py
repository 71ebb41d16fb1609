"""The large view of what a player plays, with its transport, volume and sleep timer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.model.errors import Trouble
from desktop.ui.bind import show_trouble
from desktop.ui.lists.menus import below
from desktop.ui.look import Look, follow_look
from desktop.ui.players.cover import CoverView
from desktop.ui.players.scene import Scene, sleep_left, sleep_words
from desktop.ui.players.sleep_menu import open_sleep_menu
from desktop.ui.players.state_line import StateLine
from desktop.ui.players.target import PlayerTarget
from desktop.ui.players.transport import SeekLine, TransportButtons
from desktop.ui.theme import Radius, Space
from desktop.ui.widgets.buttons import Button, IconButton
from desktop.ui.widgets.labels import ElidedLabel, Role
from desktop.ui.widgets.slider import Slider
from desktop.ui.widgets.surface import Surface

COVER_EDGE = 192  # as high as the lines beside it


class NowPlaying(Surface):
    """One player's transport in large. `refresh` draws its state anew."""

    def __init__(self, target: PlayerTarget, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._target = target
        self._look = look
        self.cover = CoverView(look, edge=COVER_EDGE, radius=Radius.L)
        self.title = ElidedLabel(role=Role.TITLE)
        self.card = ElidedLabel(role=Role.CAPTION)
        self.state = StateLine(look)
        self.buttons = TransportButtons(look)
        self.seek = SeekLine(look, is_flush=True)
        self.volume = Slider(look, name="Volume", most=16)
        self.volume_words = QLabel()
        self.volume_words.setProperty("role", "small")
        self.sleep = Button("Sleep timer", look, icon="sleep-timer", is_small=True)
        self.stop = IconButton("stop", look, name="Stop")
        self._lay_out()
        self._wire()
        follow_look(look, self._dress)

    def refresh(self, *, card_title: str) -> Scene:
        """Draw the player as it is now and return what was drawn."""
        scene = self._target.scene()
        self.cover.show_scene(scene)
        self.title.setText(scene.title)
        self.card.setText(card_title)
        self.card.setVisible(bool(card_title) and card_title != scene.title)
        self.state.show_scene(scene)
        self.buttons.show_scene(scene)
        self.seek.show_scene(scene)
        self.volume.setEnabled(scene.can_set_volume)
        self.volume.show_cap(scene.cap)
        self.volume.show_value(scene.volume, is_asked=scene.is_volume_asked)
        self.volume_words.setText(_volume_words(scene))
        self.sleep.setText(sleep_left(scene.sleep_s))
        self.sleep.setAccessibleName(sleep_words(scene.sleep_s))
        self.sleep.setEnabled(scene.can_sleep or scene.sleep_s is not None)
        self.stop.setEnabled(scene.can_toggle)
        return scene

    def _lay_out(self) -> None:
        self._speaker = QLabel()
        volume = QHBoxLayout()
        volume.setSpacing(Space.S)
        volume.addWidget(self._speaker)
        volume.addWidget(self.volume, 1)
        volume.addWidget(self.volume_words)
        lower = QHBoxLayout()
        lower.setSpacing(Space.S)
        lower.addWidget(self.buttons)
        lower.addStretch(1)
        lower.addWidget(self.sleep)
        lower.addWidget(self.stop)
        right = QVBoxLayout()
        right.setSpacing(Space.XS)
        for widget in (self.title, self.card, self.state):
            right.addWidget(widget)
        right.addStretch(1)
        right.addWidget(self.seek)
        right.addLayout(lower)
        right.addSpacing(Space.XS)
        right.addLayout(volume)
        row = QHBoxLayout()
        row.setSpacing(Space.XL)
        row.addWidget(self.cover, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        self.column.addLayout(row)

    def _dress(self) -> None:
        picture = self._look.icons.pixmap("volume", colour="text_muted", size=18, scale=self.devicePixelRatioF())
        self._speaker.setPixmap(picture)

    def _wire(self) -> None:
        self.buttons.toggled.connect(lambda: self._do(self._target.toggle))
        self.buttons.next_wanted.connect(lambda: self._do(self._target.next))
        self.buttons.previous_wanted.connect(lambda: self._do(self._target.previous))
        self.seek.sought.connect(lambda seconds: self._do(lambda: self._target.seek(seconds)))
        self.volume.chosen.connect(lambda volume: self._do(lambda: self._target.set_volume(volume)))
        self.stop.clicked.connect(lambda: self._do(self._target.stop))
        self.sleep.clicked.connect(self._open_sleep_menu)

    def _open_sleep_menu(self) -> None:
        is_running = self._target.scene().sleep_s is not None
        open_sleep_menu(
            self,
            self._look,
            at=below(self.sleep),
            is_running=is_running,
            choose=lambda seconds: self._do(lambda: self._target.set_sleep_timer(seconds)),
        )

    def _do(self, intent: Callable[[], object]) -> None:
        try:
            intent()
        except Trouble as trouble:
            show_trouble(self, trouble)


def _volume_words(scene: Scene) -> str:
    if scene.cap is not None and scene.cap < scene.volume_most:
        return f"{scene.volume} of {scene.volume_most}, limit {scene.cap}"
    return f"{scene.volume} of {scene.volume_most}"
