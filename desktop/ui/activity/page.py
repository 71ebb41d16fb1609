"""The Activity page: what happened, the newest first, day by day."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.model.loss import Loss
from desktop.model.names import LossKey
from desktop.store.activity import ActivityLine
from desktop.store.changes import Changes
from desktop.store.library import Library
from desktop.ui.activity.icons import mark_of
from desktop.ui.activity.loss import LossRow, together
from desktop.ui.bind import Refresh, follow
from desktop.ui.format import relative
from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.header import PageHeader
from desktop.ui.widgets.labels import Caption, ElidedLabel, Role, paragraph
from desktop.ui.widgets.surface import Surface, rule

PAGE = 50  # lines: making 200 anew whenever something happens would stop the window for a fifth of a second
COMPUTER = "d_"  # the detail of what came from another computer is that computer's key, and no words


class ActivityRow(QWidget):
    """One thing that happened: a mark, the sentence, what more there is to say, when."""

    def __init__(self, line: ActivityLine, look: Look, *, now: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icon_name, self._colour = mark_of(line)
        self._mark = QLabel()
        self._mark.setFixedSize(20, 22)
        self.sentence = paragraph(line.sentence, role=Role.BODY)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.sentence)
        if line.detail and not line.detail.startswith(COMPUTER):
            words.addWidget(paragraph(line.detail, role=Role.SMALL))
        when = Caption(relative(line.at, now=now), role=Role.SMALL)
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        row.setSpacing(Space.L)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        follow_look(look, self._dress)

    def _dress(self) -> None:
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(self._look.icons.pixmap(self._icon_name, colour=self._colour, size=20, scale=scale))


class ActivityPage(QWidget):
    """The last lines, and what another computer's edits have replaced, which one click puts back; `earlier` shows more.

    It reads anew when it comes into view and when something happens while it is in view. `put_back` brings the
    sentence on a step that can be undone; `name_of` says what a computer of the family is called.
    """

    put_back = Signal(str)

    def __init__(
        self,
        library: Library,
        look: Look,
        *,
        now: Callable[[], float] = time.time,
        name_of: Callable[[str], str] = str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._library, self._look, self._now, self._name_of = library, look, now, name_of
        self._restored: dict[LossKey, Loss] = {}  # put back since the page came into view
        self._shown = PAGE
        self.header = PageHeader("Activity", caption="What happened in your library")
        self._days = QVBoxLayout()
        self._days.setContentsMargins(0, 0, Space.M, Space.XL)
        self._days.setSpacing(Space.S)
        self.earlier = Button("Show earlier", look, kind=Kind.PLAIN)
        self.earlier.clicked.connect(self.show_earlier)
        inner = QWidget()
        below = QVBoxLayout(inner)
        below.setContentsMargins(0, 0, 0, 0)
        below.addLayout(self._days)
        below.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        below.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName("What happened")
        self._empty = EmptyState(
            "activity",
            look,
            title="Nothing has happened yet",
            text="Imports, uploads, publishes and what players answered are noted here, so that you can look up later "
            "what became of them.",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(scroll)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XXL, Space.XL, Space.XL, 0)
        column.setSpacing(Space.L)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        self._later = Refresh(self, self.refresh)
        follow(self, library.subscribe, self._on_library_changed)
        self.refresh()

    def on_shown(self) -> None:
        self._restored.clear()
        self._shown = PAGE
        self.refresh()

    def show_earlier(self) -> None:
        """Show some more of what happened before."""
        self._shown += PAGE
        self.refresh()

    def refresh(self) -> None:
        """Read the lines anew."""
        _clear(self._days)
        lines = self._happened()
        now = self._now()
        for day, of_day in groupby(lines, key=lambda line: _day(line.at, now=now)):
            self._days.addWidget(ElidedLabel(day, role=Role.OVERLINE))
            self._days.addWidget(self._surface(list(of_day), now=now))
            self._days.addSpacing(Space.S)
        self.earlier.setVisible(len(lines) == self._shown)
        self._stack.setCurrentIndex(0 if lines else 1)

    def _happened(self) -> list[ActivityLine | Loss]:
        """Return lines and losses as one, the newest first."""
        lines = self._library.activity.recent(self._shown)
        if not self._library.sync.is_on:
            return list(lines)
        losses = self._library.sync.losses(self._shown)
        for loss in losses:
            self._restored.pop(loss.key, None)  # an undo has taken the restoring back
        return together(lines, [*losses, *self._restored.values()])[: self._shown]

    def _row(self, line: ActivityLine | Loss, *, now: float) -> QWidget:
        if isinstance(line, ActivityLine):
            return ActivityRow(line, self._look, now=now)
        row = LossRow(
            line,
            self._look,
            who="this computer" if line.device == self._library.sync.device else self._name_of(line.device),
            now=now,
            is_put_back=line.key in self._restored,
        )
        row.put_back_wanted.connect(lambda: self._put_back(line))
        return row

    def _put_back(self, loss: Loss) -> None:
        if self._library.sync.restore(loss.key) is not None:
            self._restored[loss.key] = loss
            self.put_back.emit(f"Put back the {loss.field} “{loss.lost}”.")
        self._later()

    def _surface(self, lines: list[ActivityLine | Loss], *, now: float) -> Surface:
        surface = Surface(padding=0)
        surface.column.setContentsMargins(0, Space.XS, 0, Space.XS)
        surface.column.setSpacing(0)
        for place, line in enumerate(lines):
            if place:
                surface.column.addWidget(rule())
            surface.column.addWidget(self._row(line, now=now))
        return surface

    def _on_library_changed(self, changes: Changes) -> None:
        is_news = "activity" in changes or "loss" in changes or bool(self._restored)  # what was put back may be undone
        if is_news and self.isVisible():
            self._later()


def _day(at: float, *, now: float) -> str:
    day = datetime.datetime.fromtimestamp(at).astimezone().date()
    today = datetime.datetime.fromtimestamp(now).astimezone().date()
    match (today - day).days:
        case 0:
            return "TODAY"
        case 1:
            return "YESTERDAY"
        case _:
            return f"{day:%A}, {day.day} {day:%B}".upper()


def _clear(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
