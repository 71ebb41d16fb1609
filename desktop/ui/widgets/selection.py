"""The bar above a list: select all in three states, a live count, and what can be done with the selected."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.ui.look import Look
from desktop.ui.theme import Space
from desktop.ui.widgets.checks import CheckBox
from desktop.ui.widgets.labels import Caption, Role


class SelectAllBar(QFrame):
    """`all_wanted` and `none_wanted` are the person's wish; tell the outcome with `show_counts`.

    `rest` is a widget at the right end while nothing is selected (sort, view); the bulk actions take its place.
    """

    all_wanted = Signal()
    none_wanted = Signal()

    def __init__(self, look: Look, *, noun: str, rest: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bulk-bar")
        self.setProperty("is_active", "false")
        self.setFixedHeight(44)
        self._noun = noun
        self._rest = rest
        self._actions: list[QWidget] = []
        self.check = CheckBox("Select all", look, is_tristate=True)
        self.check.clicked.connect(self._on_check_clicked)
        self.count = Caption("", role=Role.SMALL)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(Space.M, 0, Space.S, 0)
        self._row.setSpacing(Space.S)
        self._row.addWidget(self.check)
        self._row.addWidget(self.count, 1)
        if rest is not None:
            self._row.addWidget(rest)
        self._selected = 0
        self._shown = 0
        self.show_counts(0, 0)

    def add_action(self, control: QWidget) -> None:
        """Add a bulk action, visible while anything is selected."""
        self._actions.append(control)
        control.setVisible(self._selected > 0)
        self._row.addWidget(control)

    def show_counts(self, selected: int, shown: int) -> None:
        """Say how many of the shown ones (those that the filter lets through) are selected."""
        self._selected, self._shown = selected, shown
        state = Qt.CheckState.Unchecked
        if selected:
            state = Qt.CheckState.Checked if selected >= shown else Qt.CheckState.PartiallyChecked
        self.check.setCheckState(state)
        self.check.setEnabled(shown > 0)
        self.count.setText(f"{selected:,} of {shown:,} selected" if selected else "")
        for action in self._actions:
            action.setVisible(selected > 0)
        if self._rest is not None:
            self._rest.setVisible(selected == 0)
        active = "true" if selected else "false"
        if self.property("is_active") != active:
            self.setProperty("is_active", active)
            self.style().unpolish(self)
            self.style().polish(self)

    def _on_check_clicked(self) -> None:
        if self._selected >= self._shown:
            self.none_wanted.emit()
        else:
            self.all_wanted.emit()
        self.show_counts(self._selected, self._shown)  # the box shows what is, not the click
