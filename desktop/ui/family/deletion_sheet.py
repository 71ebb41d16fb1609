"""The question that comes before many things are deleted at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.model.doomed import Doomed
from desktop.services.sync_status import Deletions
from desktop.ui.family.words import doomed_words
from desktop.ui.look import Look
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Kind
from desktop.ui.widgets.labels import ElidedLabel, Role
from desktop.ui.widgets.sheet import Sheet
from desktop.ui.widgets.surface import Surface

_ELSEWHERE = (
    "Another computer of the family has deleted them. Nothing has been deleted here yet: if that was not meant, keep "
    "them, and they come back everywhere."
)
_HERE = (
    "They were deleted on this computer, and are still there for the rest of the family. If that was not meant, keep "
    "them, and they come back here."
)


class DeletionSheet(Sheet):
    """Escape decides nothing: the library waits. `kept` and `deleted` are the answers."""

    kept = Signal()
    deleted = Signal()

    def __init__(
        self,
        look: Look,
        *,
        window: QWidget,
        doomed: Doomed,
        number: int,
        origin: Deletions | None,
        examples: Sequence[str],
    ) -> None:
        is_mine = origin is Deletions.HERE
        missed = replace(doomed, places=0)
        is_of_places = missed == Doomed()
        title = f"Delete {doomed_words(doomed if is_of_places else missed, number=number)}?"
        super().__init__(look, window=window, title=title, text=_HERE if is_mine else _ELSEWHERE, width=520)
        if examples:
            in_title = doomed.places or number if is_of_places else missed.playlists + missed.recordings
            places = "" if is_of_places or not doomed.places else doomed_words(Doomed(places=doomed.places), number=0)
            self.body.addWidget(_list(examples, more=in_title - len(examples), places=places))
        self.later = self.add_button("Decide later", kind=Kind.PLAIN, answers=False)
        self.delete = self.add_button("Delete for everybody" if is_mine else "Delete them here too")
        self.keep = self.add_button("Keep them", kind=Kind.PRIMARY)
        self.delete.clicked.connect(self._on_delete_clicked)
        self.keep.clicked.connect(self._on_keep_clicked)

    def first_focus(self) -> QWidget | None:
        return self.keep

    def _on_delete_clicked(self) -> None:
        self.deleted.emit()
        self.accept()

    def _on_keep_clicked(self) -> None:
        self.kept.emit()
        self.accept()


def _list(examples: Sequence[str], *, more: int, places: str) -> Surface:
    surface = Surface(padding=Space.L)
    surface.column.setSpacing(6)
    for title in examples:
        surface.column.addWidget(ElidedLabel(title))
    rest = [f"and {part}" for part in (f"{more:,} more" if more > 0 else "", places) if part]
    if rest:
        surface.column.addWidget(ElidedLabel(", ".join(rest), role=Role.SMALL))
    return surface
