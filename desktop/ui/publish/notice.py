"""A sentence that must not be overlooked: a warning, or what stands in the way."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Radius, Size, Space, Tone

_ICONS = {Tone.BAD: "error-fill", Tone.WARNING: "warning-fill", Tone.GOOD: "check-circle-fill"}


class Notice(QWidget):
    """A soft field in its tone, with a sentence and what to do about it."""

    def __init__(
        self, text: str, look: Look, *, tone: Tone, next_step: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._tone = look, tone
        self.setAccessibleName(f"{text} {next_step}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._mark = QLabel()
        self._lines = [QLabel(line) for line in (text, next_step) if line]
        words = QVBoxLayout()
        words.setSpacing(2)
        for line in self._lines:
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setWordWrap(True)
            words.addWidget(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        row.setSpacing(Space.M)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        follow_look(look, self._dress)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.colour(self._look.theme.colours.soft(self._tone)[0]))
        painter.drawRoundedRect(QRectF(self.rect()), Radius.M, Radius.M)

    def _dress(self) -> None:
        ink = self._look.theme.colours.soft(self._tone)[1]
        name = _ICONS.get(self._tone, "info")
        self._mark.setPixmap(self._look.icons.pixmap(name, colour=ink, size=20, scale=self.devicePixelRatioF()))
        for number, line in enumerate(self._lines):
            weight = 600 if not number and len(self._lines) > 1 else 400
            line.setStyleSheet(f"color: {ink}; font-size: {int(Size.SMALL)}px; font-weight: {weight};")
        self.update()
