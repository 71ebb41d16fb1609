"""Progress lines and capacity meters."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop.model.playlist import Firmness, Limit
from desktop.ui import format as words
from desktop.ui.look import Look
from desktop.ui.theme import Space, Theme, Tone
from desktop.ui.widgets.labels import Caption, ElidedLabel, Role

THICKNESS = 6
STEPS = 1000


def paint_progress(painter: QPainter, rect: QRectF, *, share: float, tone: Tone, theme: Theme) -> None:
    """Draw a progress line that fills `rect`: for delegates."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    half = rect.height() / 2
    painter.setBrush(theme.colour("track"))
    painter.drawRoundedRect(rect, half, half)
    if share > 0:
        filled = QRectF(rect)
        filled.setWidth(max(rect.height(), rect.width() * min(1.0, share)))
        painter.setBrush(theme.colour(theme.colours.strong(tone)))
        painter.drawRoundedRect(filled, half, half)
    painter.restore()


class ProgressLine(QProgressBar):
    """A thin line that fills."""

    def __init__(self, look: Look, *, name: str, tone: Tone = Tone.ACCENT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._tone = look, tone
        self.setRange(0, STEPS)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setFixedHeight(THICKNESS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def show_share(self, share: float, *, tone: Tone | None = None) -> None:
        """Fill to `share` (0.0 to 1.0)."""
        if tone is not None and tone != self._tone:
            self._tone = tone
            self.update()
        self.setValue(round(min(1.0, max(0.0, share)) * STEPS))

    def sizeHint(self) -> QSize:
        return QSize(120, THICKNESS)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        share = max(0, self.value()) / STEPS
        paint_progress(QPainter(self), QRectF(self.rect()), share=share, tone=self._tone, theme=self._look.theme)


class Meter(QWidget):
    """How much of one of Yoto's limits is used: green while there is room, amber close to it or over mere advice, red
    over a firm one."""

    def __init__(self, look: Look, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedLabel(name, role=Role.SMALL)
        self.used = Caption("", role=Role.SMALL)
        self.used.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line = ProgressLine(look, name=name, tone=Tone.GOOD)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.name)
        line.addWidget(self.used, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.line)
        self.setMinimumWidth(150)

    def show_limit(self, limit: Limit) -> None:
        self.name.setText(limit.name)
        self.used.setText(limit_words(limit))
        self.line.show_share(limit.share, tone=limit_tone(limit))
        self.setAccessibleName(f"{limit.name}: {self.used.text()}")


def limit_tone(limit: Limit) -> Tone:
    """Return the tone of a limit at its present use."""
    if limit.is_over:
        return Tone.BAD if limit.firmness is Firmness.FIRM else Tone.WARNING
    return Tone.WARNING if limit.share > 0.9 else Tone.GOOD


def limit_words(limit: Limit) -> str:
    """Return "78 of 100", "412 of 500 MB", "4 h 10 min of 5 h"."""
    if limit.unit == "bytes":
        return f"{words.size(limit.used)} of {words.size(limit.allowed)}"
    if limit.unit == "seconds":
        return f"{words.length(limit.used)} of {words.length(limit.allowed)}"
    return f"{int(limit.used):,} of {int(limit.allowed):,}"
