"""The cards of the Yoto library, own and family, as a list for the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from PySide6.QtCore import QObject

from desktop.model.card import Card
from desktop.store.library import Library
from desktop.ui.models.keyed import KeyedModel


class Whose(StrEnum):
    """Which cards are shown."""

    ALL = "all"
    OWN = "own"
    FAMILY = "family"


class CardsModel(KeyedModel[Card]):
    """The cards that fit a search and belong to whom was asked for, in the store's order."""

    def __init__(self, library: Library, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._cards: dict[str, Card] = {}
        self.search = ""
        self.whose = Whose.ALL

    def show(self, *, search: str = "", whose: Whose = Whose.ALL) -> None:
        """Show the cards that fit, keeping the selection of those that stay."""
        self.search, self.whose = search, whose
        found = [card for card in self._library.cards.all(search=search) if self._fits(card)]
        before, self._cards = self._cards, {card.id: card for card in found}
        self.put([card.id for card in found])
        self.refresh(key for key, card in self._cards.items() if before.get(key, card) != card)

    def load(self, keys: Sequence[str]) -> Mapping[str, Card]:
        return {key: self._cards[key] for key in keys if key in self._cards}

    def title_of(self, row: Card) -> str:
        return row.title

    def spoken_of(self, row: Card) -> str:
        return ", ".join(part for part in (row.title, row.author, "My card" if row.is_own else "Family card") if part)

    def _fits(self, card: Card) -> bool:
        return self.whose is Whose.ALL or card.is_own is (self.whose is Whose.OWN)
