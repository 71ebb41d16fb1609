"""A playlist's row in a list: cover, title, how much is in it, whether it is on a card."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from desktop.model.playlist import Playlist
from desktop.store.library import Library
from desktop.ui.format import count, length
from desktop.ui.lists.delegate import RowDelegate
from desktop.ui.look import Look
from desktop.ui.widgets.covers import paint_cover

COVER = 48


class PlaylistDelegate(RowDelegate):
    """Draws a Playlist."""

    row_height = 70

    def __init__(self, library: Library, look: Look, view: QWidget) -> None:
        super().__init__(look, view)
        self._library = library

    def tip_of(self, row: Any) -> str:
        assert isinstance(row, Playlist)
        return f"{row.title}\n{contents(row)}"

    def paint_content(self, painter: QPainter, card: QRectF, row: Any, _option: QStyleOptionViewItem) -> None:
        assert isinstance(row, Playlist)
        cover = QRectF(card.left() + 8, card.center().y() - COVER / 2, COVER, COVER)
        path = self._library.artwork.path(row.cover) if row.cover is not None else None
        picture = self.look.covers.pixmap(path, edge=COVER, scale=painter.device().devicePixelRatioF())
        paint_cover(painter, cover, pixmap=picture, title=row.title)
        right = card.right() - 14
        if row.card_id is not None:
            icon = QRectF(right - 18, card.center().y() - 9, 18, 18)
            self.look.icons.paint(painter, icon, "card", colour="text_muted")
            right = icon.left() - 8
        left = cover.right() + 12
        lines = QRectF(left, card.top(), max(0.0, right - left), card.height())
        self.brush.lines(painter, lines, title=row.title, caption=contents(row))


def contents(playlist: Playlist) -> str:
    """Return "12 tracks · 1 h 4 min", or that there is nothing in it."""
    if not playlist.entry_count:
        return "Empty"
    return f"{count(playlist.entry_count, 'track')} · {length(playlist.duration_s)}"
