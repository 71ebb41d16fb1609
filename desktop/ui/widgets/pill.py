"""Pills: a state in one word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import fonts
from desktop.ui.look import Look
from desktop.ui.theme import Size, Theme, Tone

HEIGHT = 22
PADDING = 10


def pill_width(text: str) -> int:
    """Return the pixels that a pill of this text takes."""
    return max(HEIGHT, QFontMetrics(_font()).horizontalAdvance(text) + 2 * PADDING)


def paint_pill(painter: QPainter, rect: QRectF, *, text: str, tone: Tone, theme: Theme) -> None:
    """Draw a pill that fills `rect` (22 pixels high looks right): for delegates."""
    background, ink = theme.colours.soft(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(background))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setFont(_font())
    painter.setPen(theme.colour(ink))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class Pill(QWidget):
    """One word about a state."""

    def __init__(self, text: str, look: Look, *, tone: Tone = Tone.NEUTRAL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._tone, self._text = look, tone, ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)
        self.show_state(text, tone=tone)

    def text(self) -> str:
        return self._text

    def show_state(self, text: str, *, tone: Tone) -> None:
        """Say something else."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._text), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_pill(QPainter(self), QRectF(self.rect()), text=self._text, tone=self._tone, theme=self._look.theme)


def _font() -> QFont:
    return fonts.font(Size.CAPTION, weight=QFont.Weight.DemiBold, is_tabular=True)
