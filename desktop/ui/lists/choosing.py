"""Ties a list to the bar above it: select all in three states, a live count, Ctrl+A."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import SignalInstance

from desktop.ui.models.keyed import KeyedModel
from desktop.ui.widgets.selection import SelectAllBar


class Choosing(Protocol):
    """A view in which rows are chosen."""

    @property
    def chosen_changed(self) -> SignalInstance: ...

    def chosen_count(self) -> int: ...

    def selectAll(self) -> None: ...

    def clearSelection(self) -> None: ...


def tie(
    bar: SelectAllBar,
    table: Choosing,
    model: KeyedModel[Any],
    *,
    least: int = 1,
) -> None:
    """Have `bar` speak for `table` for as long as both live.

    What the filter hides is never chosen: the model holds only what fits it. Fewer than `least` chosen rows count as
    none, for a list in which the chosen one is the one that is shown.
    """

    def tell(*_: object) -> None:
        chosen = table.chosen_count()
        bar.show_counts(chosen if chosen >= least else 0, model.rowCount())

    bar.all_wanted.connect(table.selectAll)
    bar.none_wanted.connect(table.clearSelection)
    table.chosen_changed.connect(tell)
    for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
        signal.connect(tell)
    tell()
