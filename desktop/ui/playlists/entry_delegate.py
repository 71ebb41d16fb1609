"""An entry's row: handle, number, cover, title, where its audio is, how long it runs; its title is edited in place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from desktop.store.library import Library
from desktop.ui.format import duration
from desktop.ui.lists.delegate import AWAY, RowDelegate, is_hovered, is_selected
from desktop.ui.lists.states import tone_of
from desktop.ui.look import Look
from desktop.ui.models.entries import EntryRow
from desktop.ui.models.roles import Role
from desktop.ui.widgets.covers import paint_cover

AnyIndex = QModelIndex | QPersistentModelIndex
COVER = 44
HANDLE = 26
NUMBER = 34
FIGURES = 66


class EntryDelegate(RowDelegate):
    """Draws an EntryRow. `renamed` brings the entry's key and the title that was typed."""

    row_height = 66
    renamed = Signal(str, str)

    def __init__(self, library: Library, look: Look, view: QWidget) -> None:
        super().__init__(look, view)
        self._library = library

    def check_zone(self, rect: QRectF) -> QRectF:
        card = self.card_rect(rect)
        return QRectF(card.left() + HANDLE, card.top(), NUMBER, card.height())

    def tip_of(self, row: Any) -> str:
        assert isinstance(row, EntryRow)
        own = f"In the library: {row.recording.title}" if row.recording is not None and row.entry.title else ""
        return "\n".join(line for line in (row.title, row.artist, own, row.away.tip) if line)

    def paint_content(self, painter: QPainter, card: QRectF, row: Any, option: QStyleOptionViewItem) -> None:
        assert isinstance(row, EntryRow)
        self._paint_start(painter, card, row, option)
        cover = QRectF(card.left() + HANDLE + NUMBER + 4, card.center().y() - COVER / 2, COVER, COVER)
        key = row.recording.cover if row.recording is not None else None
        path = self._library.artwork.path(key) if key is not None else None
        picture = self.look.covers.pixmap(path, edge=COVER, scale=painter.device().devicePixelRatioF())
        painter.setOpacity(AWAY if row.away.is_away else 1.0)
        paint_cover(painter, cover, pixmap=picture, title=row.title, radius=8)
        painter.setOpacity(1.0)
        right = card.right() - 14
        self.brush.text(
            painter,
            QRectF(right - FIGURES, card.top(), FIGURES, card.height()),
            duration(row.duration_s),
            font=self.brush.figures,
            colour="text_muted",
            align=Qt.AlignmentFlag.AlignRight,
        )
        begins = self.brush.pill(
            painter,
            right=right - FIGURES - 4,
            middle=card.center().y(),
            text=row.state,
            tone=tone_of(row.where, row.away),
        )
        begins = self.brush.away(painter, row.away, right=begins, middle=card.center().y())
        left = cover.right() + 12
        lines = QRectF(left, card.top(), max(0.0, begins - 12 - left), card.height())
        self.brush.lines(painter, lines, title=row.title, caption=row.artist, is_away=row.away.is_away)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: AnyIndex) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName("Title in this playlist")
        editor.setMaxLength(100)
        return editor

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """Fill the field; what the person has typed stays, whatever is read anew meanwhile."""
        assert isinstance(editor, QLineEdit)
        if not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.DisplayRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: AnyIndex) -> None:
        assert isinstance(editor, QLineEdit)
        title = editor.text().strip()
        if title != index.data(Qt.ItemDataRole.DisplayRole):
            self.renamed.emit(str(index.data(Role.KEY)), title)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex) -> None:
        card = self.card_rect(QRectF(option.rect))
        left = card.left() + HANDLE + NUMBER + 4 + COVER + 4
        height = 40.0
        rect = QRectF(left, card.center().y() - height / 2, card.right() - FIGURES - 20 - left, height)
        editor.setGeometry(rect.toRect())

    def _paint_start(self, painter: QPainter, card: QRectF, row: EntryRow, option: QStyleOptionViewItem) -> None:
        middle = card.center().y()
        handle = QRectF(card.left() + 8, middle - 9, 18, 18)
        ink = "text_muted" if is_hovered(option) else "border_strong"
        self.look.icons.paint(painter, handle, "drag-handle", colour=ink)
        place = QRectF(card.left() + HANDLE, card.top(), NUMBER, card.height())
        if is_hovered(option) or self.is_choosing:
            centre = QPointF(place.center().x(), middle)
            self.brush.check(painter, centre, is_checked=is_selected(option), is_on_picture=False)
            return
        self.brush.text(
            painter,
            place,
            str(row.number),
            font=self.brush.figures,
            colour="text_muted",
            align=Qt.AlignmentFlag.AlignHCenter,
        )
