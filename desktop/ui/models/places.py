"""The tracks of one card in playing order, as a list for the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.model.card import Card, Place, places
from desktop.ui.models.keyed import KeyedModel


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A track with its number on the card, from 1."""

    place: Place
    number: int

    @property
    def title(self) -> str:
        return self.place.track.title or self.place.chapter.title

    @property
    def chapter(self) -> str:
        """Return the chapter's title where it says more than the track's."""
        title = self.place.chapter.title
        return title if title != self.title and len(self.place.chapter.tracks) > 1 else ""


class PlacesModel(KeyedModel[PlaceRow]):
    """What one card plays. A key is the row's number: chapter and track keys need not be unique together."""

    def __init__(self) -> None:
        super().__init__()
        self._places: list[Place] = []

    def show(self, card: Card) -> None:
        """Show the tracks of a card whose content is known; none for another."""
        found = places(card.chapters or ())
        if found != self._places:
            self._places = found
            self.reset([str(number) for number in range(len(found))])

    def load(self, keys: Sequence[str]) -> Mapping[str, PlaceRow]:
        return {key: PlaceRow(self._places[int(key)], int(key) + 1) for key in keys}

    def title_of(self, row: PlaceRow) -> str:
        return row.title

    def spoken_of(self, row: PlaceRow) -> str:
        return ", ".join(part for part in (f"{row.number}. {row.title}", row.chapter) if part)
