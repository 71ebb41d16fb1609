"""The family's groups of cards (yoto-api.md 4.10)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from backend.simulator.clock import Clock, iso
from backend.simulator.cloud.refusals import bad_request, not_found
from backend.simulator.wire import Json, as_list, as_object, as_text

MOST_GROUPS = 20


@dataclass(slots=True)
class Groups:
    """At most 20 groups; cards that the family does not have are dropped from them without a word."""

    clock: Clock
    family_id: str
    library_card: Callable[[str], Json | None]
    image_url: Callable[[str], str]
    _groups: dict[str, Json] = field(default_factory=dict)

    def listed(self) -> list[Json]:
        """Return all groups with their cards: a top-level array."""
        return [self.shown(group_id) for group_id in self._groups]

    def shown(self, group_id: str) -> Json:
        """Return one group; raises Refusal 404."""
        group = self._group(group_id)
        cards = [self.library_card(item["contentId"]) for item in group["items"]]
        return group | {"imageUrl": self.image_url(group["imageId"]), "cards": [card for card in cards if card]}

    def create(self, body: Json) -> Json:
        """Make a group; raises Refusal 400 for the 21st."""
        if len(self._groups) >= MOST_GROUPS:
            raise bad_request(f"A family can have at most {MOST_GROUPS} groups")
        now = iso(self.clock.now())
        group_id = secrets.token_hex(12)
        group = {"id": group_id, "familyId": self.family_id, "createdAt": now, **self._content(body, now=now)}
        self._groups[group_id] = group
        return self.shown(group_id)

    def replace(self, group_id: str, body: Json) -> Json:
        """Replace name, image and items of a group."""
        self._group(group_id).update(self._content(body, now=iso(self.clock.now())))
        return self.shown(group_id)

    def delete(self, group_id: str) -> Json:
        """Delete a group."""
        self._group(group_id)
        del self._groups[group_id]
        return {"id": group_id}

    def _content(self, body: Json, *, now: str) -> Json:
        name = as_text(body.get("name"))
        if not 1 <= len(name) <= 100:
            raise bad_request("name must be between 1 and 100 characters")
        ids = [as_text(as_object(item).get("contentId")) for item in as_list(body.get("items"))]
        items = [{"contentId": card_id, "addedAt": now} for card_id in ids if self.library_card(card_id)]
        image_id = as_text(body.get("imageId")) or "fp-cards"
        return {"name": name, "imageId": image_id, "items": items, "lastModifiedAt": now}

    def _group(self, group_id: str) -> Json:
        if group_id not in self._groups:
            raise not_found(f"Group {group_id} not found")
        return self._groups[group_id]
