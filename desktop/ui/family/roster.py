"""A list of people or computers in Settings: a mark, two lines, a pill, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.labels import ElidedLabel, Role
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.surface import rule


class RosterRow(QWidget):
    """One of them. `controls` stand at the right end."""

    def __init__(
        self,
        icon: str,
        look: Look,
        *,
        title: str,
        caption: str,
        pill: str = "",
        tone: Tone = Tone.NEUTRAL,
        controls: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._icon_name = look, icon
        self._mark = QLabel()
        self.title = ElidedLabel(title, role=Role.STRONG)
        self.caption = ElidedLabel(caption, role=Role.SMALL)
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        first.addWidget(self.title)
        if pill:
            first.addWidget(Pill(pill, look, tone=tone))
        first.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addWidget(self.caption)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        for control in controls:
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        follow_look(look, self._dress)

    def _dress(self) -> None:
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(self._look.icons.pixmap(self._icon_name, colour="text_muted", size=22, scale=scale))


class Roster(QWidget):
    """The rows, with hairlines between them. `show_rows` takes the place of what was there."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.M)

    def show_rows(self, rows: Sequence[QWidget]) -> None:
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, row in enumerate(rows):
            if place:
                self._column.addWidget(rule())
            self._column.addWidget(row)
