"""An upload's row: cover, title, how far it is, and its stage in a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from desktop.model.names import UploadKey
from desktop.model.upload import Stage
from desktop.store.library import Library
from desktop.ui.lists.covers import cover_path
from desktop.ui.lists.delegate import RowDelegate
from desktop.ui.look import Look
from desktop.ui.models.uploads import UploadRow, stage_words
from desktop.ui.theme import Tone
from desktop.ui.uploads.words import Pace, detail
from desktop.ui.widgets.covers import paint_cover
from desktop.ui.widgets.progress import THICKNESS, paint_progress

COVER = 56
_TONES = {
    Stage.SENDING: Tone.ACCENT,
    Stage.PREPARING: Tone.WARNING,
    Stage.DONE: Tone.GOOD,
    Stage.FAILED: Tone.BAD,
}


class UploadDelegate(RowDelegate):
    """Draws an UploadRow; `pace` tells the speed and the time left of one that is on the line."""

    row_height = 80

    def __init__(self, library: Library, look: Look, view: QWidget, *, pace: Callable[[UploadKey], Pace]) -> None:
        super().__init__(look, view)
        self._library = library
        self._pace = pace

    def check_zone(self, rect: QRectF) -> QRectF:
        return _cover_rect(self.card_rect(rect))

    def tip_of(self, row: Any) -> str:
        assert isinstance(row, UploadRow)
        return "\n".join(line for line in (row.title, row.upload.problem) if line)

    def paint_content(self, painter: QPainter, card: QRectF, row: Any, option: QStyleOptionViewItem) -> None:
        assert isinstance(row, UploadRow)
        cover = _cover_rect(card)
        path = cover_path(self._library, row.recording) if row.recording is not None else None
        picture = self.look.covers.pixmap(path, edge=COVER, scale=painter.device().devicePixelRatioF())
        paint_cover(painter, cover, pixmap=picture, title=row.title)
        self.paint_check(painter, cover, option)
        stage = row.upload.stage
        has_bar = stage in (Stage.SENDING, Stage.PREPARING, Stage.PAUSED)
        top = card.top() + (10 if has_bar else 15)
        begins = self.brush.pill(
            painter,
            right=card.right() - 16,
            middle=top + 12 if has_bar else card.center().y(),
            text=stage_words(row),
            tone=_TONES.get(stage, Tone.NEUTRAL),
        )
        left = cover.right() + 14
        width = max(0.0, begins - 16 - left)
        self.brush.text(painter, QRectF(left, top, width, 24), row.title, font=self.brush.title)
        told = detail(row, self._pace(row.upload.key))
        lower = QRectF(left, top + 23, card.right() - 16 - left if has_bar else width, 20)
        ink = "on_bad_soft" if stage is Stage.FAILED else "text_muted"
        self.brush.text(painter, lower, told, font=self.brush.small_figures, colour=ink)
        if has_bar:
            line = QRectF(left, card.bottom() - 14, card.right() - 16 - left, THICKNESS)
            tone = Tone.ACCENT if stage is Stage.SENDING else Tone.WARNING if stage is Stage.PREPARING else Tone.NEUTRAL
            paint_progress(painter, line, share=_share(row), tone=tone, theme=self.look.theme)


def _share(row: UploadRow) -> float:
    if row.upload.stage is Stage.PREPARING:
        return (row.percent or 0) / 100
    return row.sent_bytes / row.upload.total_bytes if row.upload.total_bytes else 0.0


def _cover_rect(card: QRectF) -> QRectF:
    return QRectF(card.left() + 8, card.center().y() - COVER / 2, COVER, COVER)
