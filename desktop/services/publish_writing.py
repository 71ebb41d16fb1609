"""Writes a card and makes sure that it is written once: looks after every doubt, and reads back."""

from __future__ import annotations

from collections.abc import Callable

from desktop.model.card import Card
from desktop.model.difference import same_tracks
from desktop.model.errors import Busy, NotFound, Offline, Refused, Trouble
from desktop.model.names import CardId
from desktop.model.overlay import cover_address
from desktop.services.ports import Clock, Json, YotoLibrary

READ_PAUSES_S = (0.0, 0.3, 0.7, 1.0, 1.5, 2.0, 3.0)  # a fresh card may read as it was for about a second
LOOK_PAUSES_S = (0.5, 1.0, 1.5, 2.0)  # and lists lag for two (yoto-api.md 4.2, 4.4)
OUTAGE_PAUSES_S = (2.0, 4.0, 8.0, 15.0, 30.0)
MOST_POSTS = 3


class Writing:
    """One POST of `content` to Yoto. `claimed` tells whether a card belongs to another playlist."""

    def __init__(
        self, content: Json, *, yoto_library: YotoLibrary, clock: Clock, claimed: Callable[[CardId], bool]
    ) -> None:
        self._content = content
        self._yoto = yoto_library
        self._clock = clock
        self._claimed = claimed
        self._card_id = CardId(str(content.get("cardId") or ""))
        self._before = str(content.get("updatedAt") or "")

    async def post(self) -> Json:
        """Write the card and return Yoto's answer, or the card as it was found after an answer that never came.

        A new card that was POSTed twice would be there twice, and a 500 may come after the write (yoto-api.md 4.4, 7
        (20)): after Offline and Busy the card is looked for, and only POSTed again when it is surely not there.
        """
        trouble: Trouble = Offline("Yoto cannot be reached.", next_step="Publish again later.")
        for _ in range(MOST_POSTS):
            try:
                return await self._yoto.save(self._content)
            except (Offline, Busy) as error:
                trouble = error
            found = await self.look()
            if found is not None:
                return found
        raise trouble

    async def look(self) -> Json | None:
        """Return the card as we wrote it, or None when it is not there, be the lag as it may.

        Raise Offline when nobody answers for about a minute: then nobody knows.
        """
        found = None
        for pause_s in LOOK_PAUSES_S:
            await self._clock.sleep(pause_s)
            found = await self._patiently_found()
            if found is not None:
                break
        return found

    async def read_back(self, answer: Json) -> Json:
        """Return the card as Yoto now serves it, once that is what we wrote; `answer` is what the POST returned.

        Raise Refused when Yoto goes on serving something else.
        """
        card_id = CardId(str(answer.get("cardId") or self._card_id))
        is_answered = False
        for pause_s in READ_PAUSES_S:
            await self._clock.sleep(pause_s)
            try:
                found = await self._yoto.content(card_id)
            except NotFound:
                is_answered = True
                continue
            except (Offline, Busy):
                continue
            is_answered = True
            if same_tracks(self._content, found) and str(found.get("updatedAt") or "") >= _marker(answer):
                return found
        if not is_answered and same_tracks(self._content, answer):
            return answer  # Yoto confirmed the write itself; only the second look failed
        raise Refused(
            "Yoto does not show the card as it was sent.", next_step="Look at the card in a minute, then publish again."
        )

    async def _patiently_found(self) -> Json | None:
        for pause_s in OUTAGE_PAUSES_S:
            try:
                return await self._found()
            except (Offline, Busy):
                await self._clock.sleep(pause_s)
        try:
            return await self._found()
        except (Offline, Busy) as trouble:
            raise Offline(
                "The connection broke while publishing, and nobody knows yet whether it worked.",
                next_step="Publish again later: the app looks first.",
            ) from trouble

    async def _found(self) -> Json | None:
        if self._card_id:
            found = await self._yoto.content(self._card_id)
            return found if self._is_ours(found) and str(found.get("updatedAt") or "") != self._before else None
        for card in await self._yoto.cards():
            if self._is_candidate(card):
                try:
                    found = await self._yoto.content(card.id)
                except NotFound:
                    continue
                if self._is_ours(found):
                    return found
        return None

    def _is_candidate(self, card: Card) -> bool:
        return card.is_own and card.title == self._content.get("title") and not self._claimed(card.id)

    def _is_ours(self, found: Json) -> bool:
        return same_tracks(self._content, found) and _plain(cover_address(found)) == _plain(
            cover_address(self._content)
        )


def _marker(raw: Json) -> str:
    return str(raw.get("updatedAt") or "")


def _plain(address: str | None) -> str:
    return (address or "").split("?", 1)[0]
