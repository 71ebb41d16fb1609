"""Check boxes, drawn alike in forms and in lists."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.ui.look import Look
from desktop.ui.theme import Space, Theme

BOX = 20


def paint_check(
    painter: QPainter,
    rect: QRectF,
    *,
    state: Qt.CheckState,
    theme: Theme,
    is_focused: bool = False,
    is_enabled: bool = True,
) -> None:
    """Draw a check box of 20 x 20 pixels in the middle of `rect`: for delegates too."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(0, 0, BOX - 2, BOX - 2)
    box.moveCenter(rect.center())
    is_empty = state is Qt.CheckState.Unchecked
    ink = theme.colour("accent_fill" if is_enabled else "text_disabled")
    painter.setPen(QPen(theme.colour("text_muted") if is_empty and is_enabled else ink, 1.5))
    painter.setBrush(theme.colour("surface") if is_empty else ink)
    painter.drawRoundedRect(box, 5, 5)
    mark = QPen(theme.colour("on_accent_fill"), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    mark.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(mark)
    centre = box.center()
    if state is Qt.CheckState.Checked:
        points = [(-4.2, 0.4), (-1.3, 3.3), (4.4, -3.1)]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for start, end in pairwise(points):
            painter.drawLine(centre + QPointF(*start), centre + QPointF(*end))
    elif state is Qt.CheckState.PartiallyChecked:
        painter.drawLine(centre + QPointF(-4, 0), centre + QPointF(4, 0))
    if is_focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("focus"), 2))
        painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 7, 7)
    painter.restore()


class CheckBox(QCheckBox):
    """A check box, two or three states, with words beside it."""

    def __init__(self, text: str, look: Look, *, is_tristate: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._look = look
        self.setTristate(is_tristate)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(BOX + 6 + (Space.S + words if self.text() else 0), max(28, self.fontMetrics().height() + 8))

    def hitButton(self, position: object) -> bool:  # noqa: ARG002
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        box = QRectF(3, (self.height() - BOX) / 2, BOX, BOX)
        theme = self._look.theme
        paint_check(
            painter, box, state=self.checkState(), theme=theme, is_focused=self.hasFocus(), is_enabled=self.isEnabled()
        )
        painter.setPen(theme.colour("text" if self.isEnabled() else "text_disabled"))
        words = self.rect().adjusted(BOX + 3 + Space.S, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
