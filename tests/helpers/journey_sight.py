"""What a person sees in the app: every word on the screen, whoever draws it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)


def texts(window: QWidget) -> list[str]:
    """Return the words on the screen: of labels, buttons, fields, rows in view, open menus, and spoken names."""
    found = [text for widget in visible(window) for text in _words_of(widget)]
    menu = open_menu()
    if menu is not None:
        found += [action.text().partition("\t")[0] for action in menu.actions()]
    return [text for text in found if text]


def visible(window: QWidget) -> list[QWidget]:
    """Return the window and its descendants that are on the screen."""
    return [
        one for one in (window, *window.findChildren(QWidget)) if one.isVisible() and not one.visibleRegion().isEmpty()
    ]


def open_menu() -> QMenu | None:
    """Return the menu that is open, the innermost one."""
    popup = QApplication.activePopupWidget()
    return popup if isinstance(popup, QMenu) else None


def rows(view: QAbstractItemView) -> list[str]:
    """Return the titles of all rows of a list, in view or not."""
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def row_of(view: QAbstractItemView, title: str) -> QModelIndex:
    """Return the row with exactly this title. Raise LookupError without one."""
    model = view.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        if index.data() == title:
            return index
    raise LookupError(f"no row {title!r} among {rows(view)}")


def picture(window: QWidget) -> QPixmap:
    """Return the window as it looks, with the menu that is open over it."""
    QApplication.sendPostedEvents()
    shot = window.grab()
    menu = open_menu()
    if menu is not None:
        painter = QPainter(shot)
        painter.drawPixmap(window.mapFromGlobal(menu.mapToGlobal(QPoint(0, 0))), menu.grab())
        painter.end()
    return shot


def _words_of(widget: QWidget) -> Iterator[str]:
    yield widget.accessibleName()
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText() if not widget.text() else ""
    if isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText()
    if isinstance(widget, QAbstractItemView):
        yield from _rows_in_view(widget)


def _rows_in_view(view: QAbstractItemView) -> Iterator[str]:
    model, field = view.model(), view.viewport().rect()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        if view.visualRect(index).intersects(field):
            yield str(index.data() or "")
            yield str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
