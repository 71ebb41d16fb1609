"""Lines of text that shorten themselves where there is no room."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Role(StrEnum):
    """What a text is; the style sheet gives it size, weight and colour."""

    PAGE = "page"
    TITLE = "title"
    SECTION = "section"
    STRONG = "strong"
    BODY = "body"
    CAPTION = "caption"
    SMALL = "small"
    BAD = "bad"
    OVERLINE = "overline"


class ElidedLabel(QLabel):
    """One line; what does not fit ends in an ellipsis and shows whole as a tool tip. Never read as markup."""

    def __init__(
        self,
        text: str = "",
        *,
        role: Role = Role.BODY,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.value)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`; line breaks become spaces."""
        super().setText(" ".join(text.split()))
        self._settle_tip()

    def set_role(self, role: Role) -> None:
        """Be another kind of text from now on."""
        if self.property("role") != role.value:
            self.setProperty("role", role.value)
            self.style().unpolish(self)
            self.style().polish(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(24, super().sizeHint().width()), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle_tip()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, room.width())
        painter.drawText(room, int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), shown)

    def _settle_tip(self) -> None:
        is_short = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width() > 0
        self.setToolTip(self.text() if is_short else "")


def paragraph(text: str = "", *, role: Role = Role.CAPTION, parent: QWidget | None = None) -> QLabel:
    """Return a text of several lines that wraps."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role.value)
    label.setWordWrap(True)
    return label


class Heading(ElidedLabel):
    """The heading of a page, a sheet or a section."""

    def __init__(self, text: str = "", *, role: Role = Role.SECTION, parent: QWidget | None = None) -> None:
        super().__init__(text, role=role, parent=parent)


class Caption(ElidedLabel):
    """A quiet line under a heading."""

    def __init__(self, text: str = "", *, role: Role = Role.CAPTION, parent: QWidget | None = None) -> None:
        super().__init__(text, role=role, parent=parent)
