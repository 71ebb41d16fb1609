"""The first question of a publish: onto a new card, or onto one that is there."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QStyleOptionViewItem, QVBoxLayout, QWidget

from desktop.model.card import Card
from desktop.model.names import CardId
from desktop.store.library import Library
from desktop.ui.format import length
from desktop.ui.lists.covers import cover_path
from desktop.ui.lists.delegate import RowDelegate
from desktop.ui.lists.table import KeyedTable
from desktop.ui.look import Look
from desktop.ui.models.cards import CardsModel, Whose
from desktop.ui.theme import Space
from desktop.ui.widgets.covers import paint_cover
from desktop.ui.widgets.empty import Emblem
from desktop.ui.widgets.labels import Caption, Heading, Role, paragraph
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.segmented import SegmentedControl

COVER = 44
NEW_TEXT = (
    "A new card appears in your Yoto library. You can play it from here at once, and link it to a blank "
    "Make-Your-Own card with the Yoto app on your phone."
)


class Target(StrEnum):
    NEW = "new"
    EXISTING = "existing"


class CardRowDelegate(RowDelegate):
    """Draws a Card as a row."""

    row_height = 64

    def __init__(self, library: Library, look: Look, view: QWidget) -> None:
        super().__init__(look, view)
        self._library = library

    def tip_of(self, row: Any) -> str:
        assert isinstance(row, Card)
        return row.title

    def paint_content(self, painter: QPainter, card: QRectF, row: Any, _option: QStyleOptionViewItem) -> None:
        assert isinstance(row, Card)
        cover = QRectF(card.left() + 7, card.center().y() - COVER / 2, COVER, COVER)
        scale = painter.device().devicePixelRatioF()
        picture = self.look.covers.pixmap(cover_path(self._library, row), edge=COVER, scale=scale)
        paint_cover(painter, cover, pixmap=picture, title=row.title, radius=8)
        left = cover.right() + 12
        lines = QRectF(left, card.top(), card.right() - 14 - left, card.height())
        told = (row.author, length(row.duration_s) if row.duration_s else "")
        self.brush.lines(painter, lines, title=row.title, caption=" · ".join(part for part in told if part))


class TargetView(QWidget):
    """Asks for the card. `card_id` is None for a new one; `is_settled` says whether there is an answer yet."""

    changed = Signal()
    accepted = Signal()

    def __init__(self, library: Library, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = CardsModel(library, parent=self)
        self.choice = SegmentedControl(
            look,
            name="Publish to",
            choices=[(Target.NEW, "A new card", "add"), (Target.EXISTING, "One of my cards", "card")],
        )
        self.search = SearchField(look, placeholder="Search my cards")
        self.search.setMaximumWidth(10_000)
        self.table = KeyedTable(self._model, look, name="My cards", noun="card")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.show_rows(CardRowDelegate(library, look, self.table))
        self._none = Caption("You have no cards of your own yet.")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_new(look))
        self._pages.addWidget(self._make_existing())
        self._pages.setFixedHeight(300)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.L)
        column.addWidget(self.choice)
        column.addWidget(self._pages)
        self.choice.chosen.connect(self.show_target)
        self.search.searched.connect(self._on_searched)
        self.table.chosen_changed.connect(self.changed)
        self.table.opened.connect(lambda _key: self.accepted.emit())
        self._on_searched("")

    @property
    def card_id(self) -> CardId | None:
        keys = self.table.chosen_keys()
        return CardId(keys[0]) if self.choice.value() == Target.EXISTING and keys else None

    @property
    def is_settled(self) -> bool:
        return self.choice.value() == Target.NEW or self.card_id is not None

    def show_target(self, target: str, card_id: CardId | None = None) -> None:
        """Show the one or the other question, with a card chosen."""
        self.choice.set_value(target)
        self._pages.setCurrentIndex(0 if target == Target.NEW else 1)
        if card_id is not None:
            self.table.choose([card_id])
        self.changed.emit()

    def _on_searched(self, text: str) -> None:
        self._model.show(search=text, whose=Whose.OWN)
        self._none.setVisible(not self._model.rowCount())
        self.table.setVisible(bool(self._model.rowCount()))
        self.changed.emit()

    def _make_new(self, look: Look) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.XL, Space.M, Space.XL, 0)
        column.setSpacing(Space.S)
        heading = Heading("A fresh card in your library", role=Role.SECTION)
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text = paragraph(NEW_TEXT)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        column.addWidget(Emblem("insert-card", look, edge=72), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Space.S)
        column.addWidget(heading)
        column.addWidget(text)
        column.addStretch(2)
        return page

    def _make_existing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.search)
        column.addWidget(self._none)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        return page
