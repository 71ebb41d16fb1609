"""Shows a text as a QR code, black on white in every theme: cameras read nothing else as well."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.family.qr_code import Grid, qr_code
from desktop.ui.look import Look
from desktop.ui.theme import Radius

EDGE = 196
QUIET = 4  # modules of white around it, which readers need


class QrView(QWidget):
    """Empty until `show_text`."""

    def __init__(self, look: Look, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._grid: Grid = []
        self.setAccessibleName(name)
        self.setFixedSize(QSize(EDGE, EDGE))

    def show_text(self, text: str) -> None:
        """Show the code of `text`; one that is too long shows nothing."""
        try:
            self._grid = qr_code(text)
        except ValueError:
            self._grid = []
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("white") if self._grid else self._look.theme.colour("neutral_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), Radius.M, Radius.M)
        if not self._grid:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        scale = self.devicePixelRatioF()
        module = int(EDGE * scale // (len(self._grid) + 2 * QUIET)) / scale  # whole pixels keep the edges sharp
        start = round((EDGE - module * len(self._grid)) / 2 * scale) / scale
        painter.setBrush(QColor("black"))
        for row, line in enumerate(self._grid):
            for column, is_dark in enumerate(line):
                if is_dark:
                    painter.drawRect(QRectF(start + column * module, start + row * module, module, module))
