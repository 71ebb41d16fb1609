"""The transport: previous, play or pause, next, and the line to seek on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.ui import fonts
from desktop.ui import format as words
from desktop.ui.look import Look
from desktop.ui.players.scene import Scene
from desktop.ui.theme import Size, Space
from desktop.ui.widgets.buttons import IconButton
from desktop.ui.widgets.slider import Slider

TENTHS = 10  # the seek line counts tenths of a second, so that it moves smoothly


class TransportButtons(QWidget):
    """Previous, play or pause, next."""

    toggled = Signal()
    next_wanted = Signal()
    previous_wanted = Signal()

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.previous = IconButton("previous-fill", look, name="Previous track", size=40)
        self.play = IconButton("play-fill", look, name="Play", size=48, icon_size=20, colour="on_ink")
        self.play.setProperty("kind", "round")
        self.play.setStyleSheet("border-radius: 24px;")
        self.next = IconButton("next-fill", look, name="Next track", size=40)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for button in (self.previous, self.play, self.next):
            row.addWidget(button)
        self.previous.clicked.connect(self.previous_wanted)
        self.play.clicked.connect(self.toggled)
        self.next.clicked.connect(self.next_wanted)

    def show_scene(self, scene: Scene) -> None:
        self.play.set_icon("pause-fill" if scene.is_playing else "play-fill")
        self.play.set_name("Pause" if scene.is_playing else "Play")
        self.play.setEnabled(scene.can_toggle)
        self.previous.setEnabled(scene.can_skip)
        self.next.setEnabled(scene.can_skip)


class SeekLine(QWidget):
    """Where the track is, how long it is, and the line between to seek on; `is_flush`: the times at the outer edges."""

    sought = Signal(float)  # seconds

    def __init__(self, look: Look, *, is_flush: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.position = _time_label(Qt.AlignmentFlag.AlignLeft if is_flush else Qt.AlignmentFlag.AlignRight)
        self.length = _time_label(Qt.AlignmentFlag.AlignRight if is_flush else Qt.AlignmentFlag.AlignLeft)
        self.slider = Slider(look, name="Position in the track", most=1, step=5 * TENTHS, page=30 * TENTHS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.position)
        row.addWidget(self.slider, 1)
        row.addWidget(self.length)
        self.slider.chosen.connect(lambda tenths: self.sought.emit(tenths / TENTHS))
        self.slider.valueChanged.connect(self._on_slider_value_changed)

    def show_scene(self, scene: Scene) -> None:
        most = max(1, round((scene.length_s or 0) * TENTHS))
        if self.slider.maximum() != most and not self.slider.isSliderDown():
            self.slider.setMaximum(most)
        self.slider.setEnabled(scene.can_seek)
        self.slider.show_value(round((scene.position_s or 0) * TENTHS), is_asked=scene.is_asked)
        if not self.slider.isSliderDown():
            self.position.setText(words.position(scene.position_s) if scene.position_s is not None else "–")
        self.length.setText(words.duration(scene.length_s))

    def _on_slider_value_changed(self, tenths: int) -> None:
        if self.slider.isSliderDown():
            self.position.setText(words.position(tenths / TENTHS))


def _time_label(alignment: Qt.AlignmentFlag) -> QLabel:
    label = QLabel("–")
    label.setProperty("role", "small")
    label.setFont(fonts.font(Size.SMALL, weight=QFont.Weight.Normal, is_tabular=True))
    label.setMinimumWidth(48)
    label.setAlignment(alignment | Qt.AlignmentFlag.AlignVCenter)
    return label
