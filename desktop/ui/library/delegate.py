"""A recording's row: cover, title, artist, where its audio is, how long it runs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from desktop.model.names import RecordingKey
from desktop.store.library import Library
from desktop.ui.format import duration
from desktop.ui.lists.delegate import AWAY, RowDelegate
from desktop.ui.lists.states import tone_of
from desktop.ui.look import Look
from desktop.ui.models.recordings import RecordingRow
from desktop.ui.widgets.covers import paint_cover

COVER = 56
INSET = 8
FIGURES = 84  # the duration's column


class RecordingDelegate(RowDelegate):
    """Draws a RecordingRow."""

    def __init__(self, library: Library, look: Look, view: QWidget) -> None:
        super().__init__(look, view)
        self._library = library
        self.playing: RecordingKey | None = None

    def check_zone(self, rect: QRectF) -> QRectF:
        return _cover_rect(self.card_rect(rect))

    def tip_of(self, row: Any) -> str:
        assert isinstance(row, RecordingRow)
        recording = row.recording
        problem = row.upload.problem if row.upload is not None else ""
        return "\n".join(
            line for line in (recording.title, recording.artist, recording.album, problem, row.away.tip) if line
        )

    def paint_content(self, painter: QPainter, card: QRectF, row: Any, option: QStyleOptionViewItem) -> None:
        assert isinstance(row, RecordingRow)
        recording = row.recording
        cover = _cover_rect(card)
        path = self._library.artwork.path(recording.cover) if recording.cover is not None else None
        picture = self.look.covers.pixmap(path, edge=COVER, scale=painter.device().devicePixelRatioF())
        painter.setOpacity(AWAY if row.away.is_away else 1.0)
        paint_cover(painter, cover, pixmap=picture, title=recording.album or recording.title)
        painter.setOpacity(1.0)
        self.paint_check(painter, cover, option)
        right = card.right() - 16
        figures = QRectF(right - FIGURES, card.top(), FIGURES, card.height())
        self.brush.text(
            painter,
            figures,
            duration(recording.duration_s),
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
        left = cover.right() + 14
        if self.playing == recording.key:
            self.look.icons.paint(painter, QRectF(left, card.center().y() - 9, 18, 18), "volume-fill", colour="accent")
            left += 26
        lines = QRectF(left, card.top(), max(0.0, begins - 16 - left), card.height())
        by = " · ".join(part for part in (recording.artist, recording.album) if part)
        self.brush.lines(painter, lines, title=recording.title, caption=by, is_away=row.away.is_away)


def _cover_rect(card: QRectF) -> QRectF:
    return QRectF(card.left() + INSET, card.center().y() - COVER / 2, COVER, COVER)
