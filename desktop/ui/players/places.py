"""The tracks of the card that a player plays, as a list to jump in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from desktop.model.card import Chapter, Place, places
from desktop.ui.format import duration
from desktop.ui.lists.delegate import RowDelegate
from desktop.ui.look import Look
from desktop.ui.models.keyed import KeyedModel

NUMBER = 36
FIGURES = 70


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place and its number on the card, from 1."""

    number: int
    place: Place

    @property
    def title(self) -> str:
        return self.place.track.title or self.place.chapter.title


class PlacesModel(KeyedModel[PlaceRow]):
    """Every (chapter, track) of one card in playing order; a row's key is "chapter/track"."""

    def __init__(self, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chapters: tuple[Chapter, ...] | None = None
        self._state = ("", "")  # the key of what plays, how it reads
        self._places: dict[str, PlaceRow] = {}

    def show(self, chapters: tuple[Chapter, ...] | None) -> None:
        """Show this card's tracks; nothing for a card whose content is not known."""
        if chapters == self._chapters:
            return
        self._chapters = chapters
        self._places = {
            key_of(place.chapter.key, place.track.key): PlaceRow(number, place)
            for number, place in enumerate(places(chapters or ()), start=1)
        }
        self.put(list(self._places))
        self.refresh_all()

    def mark(self, key: str, *, is_playing: bool) -> None:
        """Have this track read as the one that plays, or is paused."""
        state = (key, "playing" if is_playing else "paused")
        if state != self._state:
            before, self._state = self._state, state
            self.refresh([before[0], key])

    def load(self, keys: Sequence[str]) -> Mapping[str, PlaceRow]:
        return {key: self._places[key] for key in keys if key in self._places}

    def title_of(self, row: PlaceRow) -> str:
        return row.title

    def spoken_of(self, row: PlaceRow) -> str:
        current, words = self._state
        state = words if current == key_of(row.place.chapter.key, row.place.track.key) else ""
        return ", ".join(part for part in (f"{row.number}. {row.title}", state) if part)


def key_of(chapter_key: str | None, track_key: str | None) -> str:
    """Return the row's key; the parts are compared literally, as players do."""
    return f"{chapter_key}/{track_key}"


class PlaceDelegate(RowDelegate):
    """Draws a Place: its number or the mark of what plays, its title, its length."""

    row_height = 52

    def __init__(self, look: Look, view: QWidget) -> None:
        super().__init__(look, view)
        self.current = ""
        self.is_playing = False

    def tip_of(self, row: Any) -> str:
        assert isinstance(row, PlaceRow)
        return row.title

    def paint_content(self, painter: QPainter, card: QRectF, row: Any, option: QStyleOptionViewItem) -> None:  # noqa: ARG002
        assert isinstance(row, PlaceRow)
        place = row.place
        is_current = self.current == key_of(place.chapter.key, place.track.key)
        number = QRectF(card.left() + 8, card.top(), NUMBER, card.height())
        if is_current:
            mark = QRectF(number.center().x() - 9, number.center().y() - 9, 18, 18)
            self.look.icons.paint(painter, mark, "volume-fill" if self.is_playing else "pause-fill", colour="accent")
        else:
            self.brush.text(
                painter,
                number,
                str(row.number),
                font=self.brush.figures,
                colour="text_muted",
                align=Qt.AlignmentFlag.AlignHCenter,
            )
        right = card.right() - 16
        self.brush.text(
            painter,
            QRectF(right - FIGURES, card.top(), FIGURES, card.height()),
            duration(place.track.duration_s),
            font=self.brush.figures,
            colour="text_muted",
            align=Qt.AlignmentFlag.AlignRight,
        )
        left = number.right() + 8
        room = QRectF(left, card.top(), right - FIGURES - 12 - left, card.height())
        colour = "on_accent_soft" if is_current else "text"
        self.brush.text(painter, room, row.title, font=self.brush.title, colour=colour)
