"""How the parts of a row are drawn in every list: its texts, its pill, its mark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop.ui import fonts
from desktop.ui.look import Look
from desktop.ui.models.away import Away
from desktop.ui.theme import Size, Tone
from desktop.ui.widgets.pill import HEIGHT, paint_pill, pill_width


class RowPainter:
    """Draws the parts of rows with one look; fonts are made once."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.title = fonts.font(Size.BODY + 1, weight=QFont.Weight.DemiBold)
        self.caption = fonts.font(Size.SMALL)
        self.figures = fonts.font(Size.BODY, is_tabular=True)
        self.small_figures = fonts.font(Size.SMALL, is_tabular=True)

    def colour(self, name: str) -> QColor:
        return self.look.theme.colour(name)

    def text(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        *,
        font: QFont,
        colour: str = "text",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """Draw one line in `rect`, ending in an ellipsis where there is no room."""
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.setFont(font)
        painter.setPen(self.colour(colour))
        painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

    def lines(self, painter: QPainter, rect: QRectF, *, title: str, caption: str, is_away: bool = False) -> None:
        """Draw a title over a quieter line, both centred in height; the title alone where there is no other.

        The title of what `is_away` is as quiet as the line beneath it.
        """
        ink = "text_muted" if is_away else "text"
        if not caption:
            self.text(painter, rect, title, font=self.title, colour=ink)
            return
        middle = rect.center().y()
        self.text(painter, QRectF(rect.left(), middle - 23, rect.width(), 24), title, font=self.title, colour=ink)
        lower = QRectF(rect.left(), middle, rect.width(), 22)
        self.text(painter, lower, caption, font=self.caption, colour="text_muted")

    def away(self, painter: QPainter, away: Away, *, right: float, middle: float) -> float:
        """Draw the mark of audio that is not here, ending at `right`; return where it begins."""
        if not away.is_away:
            return right
        mark = QRectF(right - 8 - 18, middle - 9, 18, 18)
        self.look.icons.paint(painter, mark, away.icon, colour="text_muted")
        return mark.left()

    def pill(self, painter: QPainter, *, right: float, middle: float, text: str, tone: Tone) -> float:
        """Draw a pill that ends at `right`; return where it begins."""
        width = pill_width(text)
        rect = QRectF(right - width, middle - HEIGHT / 2, width, HEIGHT)
        paint_pill(painter, rect, text=text, tone=tone, theme=self.look.theme)
        return rect.left()

    def check(self, painter: QPainter, centre: QPointF, *, is_checked: bool, is_on_picture: bool = True) -> None:
        """Draw the round mark with which a row is chosen by the mouse alone."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(centre.x() - 10, centre.y() - 10, 20, 20)
        if is_on_picture:
            painter.setPen(QPen(QColor("white"), 2))
            painter.setBrush(self.colour("accent_fill") if is_checked else QColor(0, 0, 0, 90))
        else:
            painter.setPen(QPen(self.colour("accent_fill" if is_checked else "text_muted"), 1.5))
            painter.setBrush(self.colour("accent_fill" if is_checked else "surface"))
        painter.drawEllipse(circle)
        if is_checked:
            icon = QRectF(centre.x() - 7, centre.y() - 7, 14, 14)
            self.look.icons.paint(painter, icon, "check", colour="on_accent_fill")
