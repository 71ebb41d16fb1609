"""The family's cards as the cloud keeps them, with the lag of a store that is only eventually consistent."""

import copy
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from backend.simulator.clock import Clock, iso
from backend.simulator.cloud.card_rules import check_card, with_defaults
from backend.simulator.cloud.family import Family
from backend.simulator.cloud.media import MediaStore
from backend.simulator.cloud.refusals import bad_request, forbidden, not_found
from backend.simulator.wire import Json, as_text

ALPHABET = string.ascii_letters + string.digits


@dataclass(slots=True)
class StoredCard:
    """One card with the versions that a lagging reader may still see; `None` stands for "not there yet"."""

    card_id: str
    reason: str
    versions: list[tuple[float, Json | None]] = field(default_factory=list)

    @property
    def newest(self) -> Json:
        """The card as it was last written."""
        return self.versions[-1][1] or {}

    def as_of(self, moment: float) -> Json | None:
        """Return the card as a reader sees it who knows what was written up to `moment`."""
        known = [card for written_at, card in self.versions if written_at <= moment]
        return known[-1] if known else None

    def write(self, card: Json, *, now: float, keep_s: float) -> None:
        """Add a version, and drop those that no reader can see any more."""
        self.versions.append((now, card))
        while len(self.versions) > 1 and self.versions[1][0] <= now - keep_s:
            self.versions.pop(0)


class ContentStore:
    """All cards: the family's own and those from the shop.

    Reads lag `read_lag_s` behind writes and lists `list_lag_s`; `newest` and the players' downloads do not lag.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        family: Family,
        media: MediaStore,
        read_lag_s: float,
        list_lag_s: float,
        random: Random,
    ) -> None:
        self._clock = clock
        self._family = family
        self._media = media
        self._read_lag_s = read_lag_s
        self._list_lag_s = list_lag_s
        self._random = random
        self._cards: dict[str, StoredCard] = {}
        self._watchers: list[Callable[[str], None]] = []

    def watch(self, watcher: Callable[[str], None]) -> None:
        """Have `watcher(card_id)` called after every change."""
        self._watchers.append(watcher)

    def put(self, card: Json, *, reason: str) -> None:
        """Place a card of the starting world; it is visible at once."""
        stored = StoredCard(card["cardId"], reason)
        stored.versions.append((0.0, card))
        self._cards[stored.card_id] = stored

    def newest(self, card_id: str) -> Json | None:
        """Return a card as last written, deleted or not, without any lag."""
        stored = self._cards.get(card_id)
        return stored.newest if stored else None

    def ids(self) -> list[str]:
        """Return the ids of all cards that are not deleted, without any lag."""
        return [stored.card_id for stored in self._cards.values() if stored.newest and not stored.newest.get("deleted")]

    def read(self, card_id: str) -> Json:
        """Return a card as a GET shows it; raises Refusal 404 when it is unknown, deleted or not visible yet."""
        stored = self._cards.get(card_id)
        card = stored.as_of(self._clock.now() - self._read_lag_s) if stored else None
        if card is None or card.get("deleted"):
            raise not_found(f"Card {card_id} not found")
        return card

    def listed(self, *, with_deleted: bool = False) -> Iterator[tuple[StoredCard, Json]]:
        """Yield the cards that a list shows, newest first."""
        moment = self._clock.now() - self._list_lag_s
        for stored in reversed(self._cards.values()):
            card = stored.as_of(moment)
            if card is not None and (with_deleted or not card.get("deleted")):
                yield stored, card

    def is_own(self, card: Json) -> bool:
        """Say whether the family made this card itself."""
        return card.get("userId") == self._family.user_id

    def save(self, body: Json, *, client_id: str) -> Json:
        """Create a card (no `cardId`) or replace an own one, and return it; raises Refusal (yoto-api.md 4.4)."""
        check_card(body)
        card_id = as_text(body.get("cardId"))
        stored = self._cards.get(card_id)
        if card_id and stored is None:
            raise not_found(f"Card {card_id} not found")
        if stored is not None and stored.newest.get("deleted"):
            raise bad_request("Deleted card cannot be restored")
        if stored is not None and not self.is_own(stored.newest):
            raise forbidden("Card is not owned by the user")
        now = self._clock.now()
        if stored is None:
            stored = StoredCard(self._new_id(), "myo-content-add")
            stored.versions.append((0.0, None))
            self._cards[stored.card_id] = stored
        card = with_defaults(copy.deepcopy(body), media=self._media)
        card["cardId"] = stored.card_id
        card["userId"] = self._family.user_id
        card["createdByClientId"] = stored.newest.get("createdByClientId", client_id)
        card["createdAt"] = stored.newest.get("createdAt", iso(now))
        card["updatedAt"] = iso(now)
        self._write(stored, card)
        return card

    def change(self, card_id: str, changes: Json) -> None:
        """Change an own card's top-level fields as if it were edited in the phone app; raises Refusal like `save`."""
        card = copy.deepcopy(self.newest(card_id) or {})
        self.save({**card, **changes, "cardId": card_id}, client_id=as_text(card.get("createdByClientId")))

    def delete(self, card_id: str) -> None:
        """Delete an own card softly; raises Refusal 404 when there is none."""
        stored = self._cards.get(card_id)
        if stored is None or stored.newest.get("deleted") or not self.is_own(stored.newest):
            raise not_found(f"Card {card_id} not found")
        self._write(stored, {**stored.newest, "deleted": True, "updatedAt": iso(self._clock.now())})

    def _write(self, stored: StoredCard, card: Json) -> None:
        stored.write(card, now=self._clock.now(), keep_s=self._read_lag_s + self._list_lag_s)
        for watcher in self._watchers:
            watcher(stored.card_id)

    def _new_id(self) -> str:
        while True:
            card_id = "".join(self._random.choices(ALPHABET, k=5))
            if card_id not in self._cards:
                return card_id
