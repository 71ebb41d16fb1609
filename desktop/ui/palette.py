"""The command palette (Ctrl+K): everything that can be done or opened, found by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import fonts
from desktop.ui.actions import Actions, shortcut_text
from desktop.ui.fuzzy import score
from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Size, Space
from desktop.ui.widgets.labels import Caption, Role
from desktop.ui.widgets.overlay import Overlay

MOST_SHOWN = 60
ROWS_IN_SIGHT = 9
ROW_HEIGHT = 44


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line of the palette. `kind` is said at its right ("Playlist"); `rank` lifts it among equals."""

    text: str
    run: Callable[[], object]
    icon: str
    kind: str = ""
    keys: str = ""  # the shortcut, as this system writes it
    more_words: str = ""
    rank: float = 0.0


Source = Callable[[str], Iterable[Candidate]]


def action_candidates(actions: Actions) -> list[Candidate]:
    """Return the actions that can be done now, as lines of the palette."""
    return [
        Candidate(
            action.text,
            action.trigger,
            action.icon or "command",
            kind=action.group,
            keys=shortcut_text(action.shortcuts[0]) if action.shortcuts else "",
            more_words=action.more_words,
            rank=2.0,
        )
        for action in actions.enabled()
    ]


def best(query: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return what fits `query`, the best first; all of them, in their order, for an empty one."""
    if not query.strip():
        return list(candidates)[:MOST_SHOWN]
    found: list[tuple[float, Candidate]] = []
    for candidate in candidates:
        points = [score(query, candidate.text), score(query, f"{candidate.text} {candidate.more_words}")]
        fitting = [one for one in points if one is not None]
        if fitting:
            found.append((max(fitting) + candidate.rank, candidate))
    found.sort(key=lambda pair: -pair[0])
    return [candidate for _, candidate in found[:MOST_SHOWN]]


class CandidatesModel(QAbstractListModel):
    """The lines that the palette shows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._candidates: list[Candidate] = []

    def show_candidates(self, candidates: list[Candidate]) -> None:
        self.beginResetModel()
        self._candidates = candidates
        self.endResetModel()

    def candidate(self, row: int) -> Candidate:
        return self._candidates[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._candidates)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        candidate = self._candidates[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return candidate.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{candidate.text}, {candidate.kind}" if candidate.kind else candidate.text
        return None


class CandidateDelegate(QStyledItemDelegate):
    """Draws one line: icon, words, kind, shortcut."""

    def __init__(self, model: CandidatesModel, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._look = model, look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(200, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        candidate = self._model.candidate(index.row())
        theme, rect = self._look.theme, QRectF(option.rect)
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 10, 10)
        ink = "on_accent_soft" if is_current else "text"
        icon = QRectF(rect.left() + Space.M, rect.center().y() - 10, 20, 20)
        self._look.icons.paint(painter, icon, candidate.icon, colour=ink if is_current else "text_muted")
        small = fonts.font(Size.CAPTION)
        right = rect.right() - Space.M
        painter.setFont(small)
        painter.setPen(theme.colour("on_accent_soft" if is_current else "text_muted"))
        for words in (candidate.keys, candidate.kind):
            if words:
                width = QFontMetrics(small).horizontalAdvance(words) + 2
                place = QRectF(right - width, rect.top(), width, rect.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
                right -= width + Space.L
        body = fonts.font(Size.BODY, weight=QFont.Weight.Medium)
        painter.setFont(body)
        painter.setPen(theme.colour(ink))
        room = QRectF(icon.right() + Space.M, rect.top(), right - icon.right() - Space.M, rect.height())
        shown = QFontMetrics(body).elidedText(candidate.text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class Palette(Overlay):
    """One field and the lines that fit it. Up and Down choose, Return does, Escape goes back.

    `sources` are asked anew at each key: those that search large tables use the text, the others ignore it.
    """

    def __init__(self, look: Look, *, window: QWidget, sources: Iterable[Source]) -> None:
        super().__init__(look, window=window, width=620, above=1, below=4)
        self.setAccessibleName("Command palette")
        self._sources = list(sources)
        self.field = QLineEdit()
        self.field.setPlaceholderText("What would you like to do?")
        self.field.setAccessibleName("Search actions, playlists, cards, players and recordings")
        self.field.setFont(fonts.font(Size.SECTION))
        self._lens = self.field.addAction(look.icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._lens.setText("Search")
        self.model = CandidatesModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(CandidateDelegate(self.model, look, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName("Results")
        self.list.clicked.connect(self._run)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.nothing = Caption("Nothing found. Try fewer letters.", role=Role.CAPTION)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setFixedHeight(ROW_HEIGHT * 2)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        self.field.textChanged.connect(self._search)
        follow_look(look, self._dress)
        self._search("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: ROWS_IN_SIGHT,
            Qt.Key.Key_PageUp: -ROWS_IN_SIGHT,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._move(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        rows = self.model.rowCount()
        if rows:
            row = self.list.currentIndex().row() + step
            row = row % rows if abs(step) == 1 else min(rows - 1, max(0, row))
            self.list.setCurrentIndex(self.model.index(row))

    def _search(self, text: str) -> None:
        candidates = [candidate for source in self._sources for candidate in source(text.strip())]
        self.model.show_candidates(best(text, candidates))
        rows = self.model.rowCount()
        self.list.setVisible(rows > 0)
        self.nothing.setVisible(rows == 0)
        self.list.setFixedHeight(min(rows, ROWS_IN_SIGHT) * ROW_HEIGHT + 2)
        self.list.setCurrentIndex(self.model.index(0))

    def _run(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        candidate = self.model.candidate(index.row())
        self.accept()
        candidate.run()

    def _dress(self) -> None:
        self._lens.setIcon(self._look.icons.icon("search", colour="text_muted"))
