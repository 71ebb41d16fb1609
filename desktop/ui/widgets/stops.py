"""The stops of the Tab key: the controls of one part of the window in order, and the step from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def stops_in(root: QWidget) -> list[QWidget]:
    """Return what the Tab key reaches inside `root` right now."""
    found: list[QWidget] = []
    one = root.nextInFocusChain()
    while one is not None and one is not root:
        if root.isAncestorOf(one) and is_stop(one):
            found.append(one)
        one = one.nextInFocusChain()
    return found


def is_stop(widget: QWidget) -> bool:
    """Return whether the Tab key stops at this widget now."""
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return takes_tab and widget.isVisible() and widget.isEnabled()


def go_round(stops: Sequence[QWidget], *, is_forward: bool) -> bool:
    """Move the focus to the next of `stops`, or the one before, round the ends; return whether there is any."""
    if not stops:
        return False
    focused = QApplication.focusWidget()
    where = stops.index(focused) if focused in stops else (-1 if is_forward else 0)
    reason = Qt.FocusReason.TabFocusReason if is_forward else Qt.FocusReason.BacktabFocusReason
    stops[(where + (1 if is_forward else -1)) % len(stops)].setFocus(reason)
    return True
