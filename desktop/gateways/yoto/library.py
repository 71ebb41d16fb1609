"""Cards and their content over Yoto's REST API (yoto-api.md 4)."""

from __future__ import annotations

from urllib.parse import quote

from desktop.gateways.needs import Bearer
from desktop.gateways.yoto.api import YotoApi, rows, section
from desktop.model.card import Card
from desktop.model.claims import subject
from desktop.model.content import read_card
from desktop.model.lenient import Json
from desktop.model.names import CardId


class HttpYotoLibrary:
    """Implements services.ports.YotoLibrary."""

    def __init__(self, api: YotoApi, *, bearer: Bearer) -> None:
        self._api = api
        self._bearer = bearer

    async def cards(self) -> list[Card]:
        """Return own and family cards, each once, without chapters; the library's entries know most, so they win."""
        family = rows(await self._api.get("/card/family/library"), "cards")
        mine = rows(await self._api.get("/content/mine"), "cards")
        own_user_id = subject(await self._bearer.access_token()) or None
        found: dict[CardId, Card] = {}
        for raw in (*family, *mine):
            card = read_card(raw, own_user_id=own_user_id)
            if card is not None and not raw.get("deleted"):
                found.setdefault(card.id, card)
        return list(found.values())

    async def content(self, card_id: CardId) -> Json:
        """Return an own card's raw JSON with `yoto:#` references. Raise NotFound."""
        return section(await self._api.get(f"/content/{quote(card_id, safe='')}"), "card")

    async def card(self, card_id: CardId) -> Json:
        """Return any card of the family, raw, with resolved addresses that live about an hour. Raise NotFound."""
        return section(await self._api.get(f"/card/{quote(card_id, safe='')}"), "card")

    async def save(self, content: Json) -> Json:
        """POST the whole object once; return the card as Yoto stored it. Raise Refused with Yoto's words.

        Offline and Busy leave open whether it was stored: a 500 may come after the write (yoto-api.md 4.4).
        """
        return section(await self._api.post("/content", json=content), "card")
