"""The base of the delegates: a row is a card with a cover, two lines, and what stands at its right end."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from desktop.ui.lists.paint import RowPainter
from desktop.ui.look import Look
from desktop.ui.models.roles import Role
from desktop.ui.widgets.surface import paint_row

AnyIndex = QModelIndex | QPersistentModelIndex
GAP = 6  # between two rows' cards
AWAY = 0.5  # the opacity of a cover whose audio is not here


class RowDelegate(QStyledItemDelegate):
    """Draws the row's card and leaves its content to `paint_content`."""

    row_height = 76

    def __init__(self, look: Look, view: QWidget) -> None:
        super().__init__(view)
        self.look = look
        self.brush = RowPainter(look)
        self.shows_keyboard = False  # whether the current row's ring is drawn: only for people who use the keyboard
        self.is_choosing = False  # several rows are chosen: every row shows its mark

    def paint_content(self, painter: QPainter, card: QRectF, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw the row's value into its card."""
        raise NotImplementedError

    def tip_of(self, row: Any) -> str:
        """Return what the row says when the mouse rests on it."""
        raise NotImplementedError

    def check_zone(self, _rect: QRectF) -> QRectF:
        """Return where a click chooses the row without un-choosing the others; empty where there is none."""
        return QRectF()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = index.data(Role.ROW)
        painter.save()
        card = self.card_rect(QRectF(option.rect))
        paint_row(
            painter,
            card,
            theme=self.look.theme,
            is_selected=is_selected(option),
            is_hovered=is_hovered(option),
            is_focused=self.shows_keyboard and bool(option.state & QStyle.StateFlag.State_HasFocus),
        )
        if row is not None:
            self.paint_content(painter, card, row, option)
        painter.restore()

    def card_rect(self, rect: QRectF) -> QRectF:
        return rect.adjusted(0, GAP / 2, -2, -GAP / 2)

    def sizeHint(self, option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(option.rect.width(), self.row_height)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, _option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        row = index.data(Role.ROW)
        if event.type() != QEvent.Type.ToolTip or row is None:
            return False
        QToolTip.showText(event.globalPos(), self.tip_of(row), view)
        return True

    def paint_check(self, painter: QPainter, cover: QRectF, option: QStyleOptionViewItem) -> None:
        """Draw the mark over a cover when the mouse is on the row or several rows are chosen."""
        if is_hovered(option) or self.is_choosing:
            self.brush.check(painter, QPointF(cover.left() + 15, cover.top() + 15), is_checked=is_selected(option))


def is_selected(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)


def is_hovered(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_MouseOver)
