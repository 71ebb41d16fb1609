"""A person's hands on the app: clicks at real places, keys, text, and files dropped from outside."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QSlider, QWidget

from desktop.ui.widgets.slider import HANDLE
from tests.helpers.journey_sight import row_of

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def click(widget: QWidget, *, at: QPoint | None = None) -> None:
    """Press and let go of the left button on a widget. Raise AssertionError where a person could not."""
    place = at if at is not None else widget.rect().center()
    reachable(widget, place)
    QTest.mouseClick(widget, LEFT, NO_KEYS, place)


def reachable(widget: QWidget, place: QPoint) -> None:
    """Make sure that the pointer at `place` of `widget` meets it, and that it reacts."""
    name = widget.accessibleName() or type(widget).__name__
    assert widget.isVisible(), f"“{name}” is not on the screen (the keyboard is at {QApplication.focusWidget()})"
    assert widget.isEnabled(), f"“{name}” is greyed out"
    window = widget.window()
    met = window.childAt(widget.mapTo(window, place))
    assert met is not None, f"“{name}” is outside of the window"
    assert met is widget or widget.isAncestorOf(met), f"“{name}” is covered by {met}"


def click_row(
    view: QAbstractItemView, title: str, *, is_double: bool = False, keys: Qt.KeyboardModifier = NO_KEYS
) -> None:
    """Click on the row with this title, in its left half past the check mark."""
    index = row_of(view, title)
    view.scrollTo(index)
    rect = view.visualRect(index)
    place = QPoint(rect.left() + rect.width() // 3, rect.center().y())
    reachable(view.viewport(), place)
    QTest.mouseClick(view.viewport(), LEFT, keys, place)
    if is_double:
        QTest.mouseDClick(view.viewport(), LEFT, keys, place)


def choose(menu: QMenu, text: str) -> None:
    """Click on a line of an open menu."""
    for action in menu.actions():
        if action.text().partition("\t")[0].replace("&&", "&") == text:
            assert action.isEnabled(), f"“{text}” cannot be chosen"
            QTest.mouseClick(menu, LEFT, NO_KEYS, menu.actionGeometry(action).center())
            return
    raise AssertionError(f"the menu has no “{text}”: {[action.text() for action in menu.actions()]}")


def slide(slider: QSlider, value: int) -> None:
    """Drag the handle of a slider to a value and let go."""
    reachable(slider, slider.rect().center())
    start, end = _place_on(slider, slider.value()), _place_on(slider, value)
    QTest.mousePress(slider, LEFT, NO_KEYS, start)
    QTest.mouseMove(slider, end)
    QTest.mouseRelease(slider, LEFT, NO_KEYS, end)


def press(window: QWidget, keys: str) -> None:
    """Press a key or a combination in Qt's portable words, wherever the keyboard is."""
    QTest.keySequence(focused(window), QKeySequence(keys))


def type_text(window: QWidget, text: str) -> None:
    """Type; what is on no key comes as from an input method."""
    place = focused(window)
    if text.isascii():
        QTest.keyClicks(place, text)
        return
    composed = QInputMethodEvent()
    composed.setCommitString(text)
    QApplication.sendEvent(place, composed)


def focused(window: QWidget) -> QWidget:
    """Return what has the keyboard."""
    return QApplication.focusWidget() or window


def drop(window: QWidget, paths: Iterable[Path], *, over: QWidget | None = None) -> None:
    """Drag files from outside over a place of the window and let go; Qt finds who takes them, as for a real drag."""
    mime = files(paths)
    met = hold(window, mime, over=over)
    centre = QPointF(met.rect().center())
    QApplication.sendEvent(met, QDropEvent(centre, Qt.DropAction.CopyAction, mime, LEFT, NO_KEYS))


def hold(window: QWidget, mime: QMimeData, *, over: QWidget | None = None) -> QWidget:
    """Enter with a drag and move a little; return what is under the pointer."""
    target = over or window
    met = window.childAt(target.mapTo(window, target.rect().center())) or window
    centre = met.rect().center()
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(met, kind(centre, Qt.DropAction.CopyAction, mime, LEFT, NO_KEYS))
    return met


def leave(window: QWidget) -> None:
    """Take the drag out of the window again."""
    QApplication.sendEvent(window, QDragLeaveEvent())


def files(paths: Iterable[Path]) -> QMimeData:
    """Return what a file manager's drag of these carries."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def _place_on(slider: QSlider, value: int) -> QPoint:
    share = (value - slider.minimum()) / max(1, slider.maximum() - slider.minimum())
    return QPoint(round(HANDLE / 2 + share * (slider.width() - HANDLE)), slider.height() // 2)
