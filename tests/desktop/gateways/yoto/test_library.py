"""Cards over REST: the two lists as one, the raw object there and back."""

from __future__ import annotations

import base64
import json

import httpx
import pytest

from desktop.gateways.clock import SystemClock
from desktop.gateways.http import HttpLine
from desktop.gateways.yoto.api import YotoApi
from desktop.gateways.yoto.library import HttpYotoLibrary
from desktop.model.errors import Busy, NotFound, Refused
from desktop.model.names import CardId
from tests.desktop.gateways.support import Script, TokenBox, scripted_api, simulated


def token_of(user_id: str) -> str:
    body = base64.urlsafe_b64encode(json.dumps({"sub": user_id}).encode()).rstrip(b"=").decode()
    return f"head.{body}.signature"


async def test_a_card_in_both_lists_is_one_card_and_own_ones_are_known_by_the_token() -> None:
    bearer = TokenBox(token_of("auth0|ann"))
    script = Script(
        httpx.Response(
            200,
            json={
                "cards": [
                    {"cardId": "aaaaa", "lastPlayedAt": "2026", "card": {"title": "A", "userId": "auth0|ann"}},
                    {"cardId": "bbbbb", "card": {"cardId": "bbbbb", "title": "B", "userId": "yoto"}},
                    "noise",
                ]
            },
        ),
        httpx.Response(
            200,
            json={
                "cards": [
                    {"cardId": "aaaaa", "title": "A", "userId": "auth0|ann"},
                    {"cardId": "ccccc", "title": "C", "userId": "auth0|ann"},
                    {"cardId": "ddddd", "title": "D", "userId": "auth0|ann", "deleted": True},
                    {"title": "no id"},
                ]
            },
        ),
    )
    cards = await HttpYotoLibrary(scripted_api(script, bearer=bearer), bearer=bearer).cards()
    assert [(card.id, card.is_own, card.last_played_at) for card in cards] == [
        ("aaaaa", True, "2026"),
        ("bbbbb", False, ""),
        ("ccccc", True, ""),
    ]


async def test_an_own_card_goes_there_and_back_whole() -> None:
    with simulated(read_lag_s=0.0, list_lag_s=0.0) as (_, ready):
        line, bearer = HttpLine(), TokenBox(ready.access_token)
        api = YotoApi(line, base_url=ready.api_url, bearer=bearer, clock=SystemClock())
        library = HttpYotoLibrary(api, bearer=bearer)
        cards = await library.cards()
        own = next(card for card in cards if card.is_own)
        assert len({card.id for card in cards}) == len(cards)
        raw = await library.content(own.id)
        saved = await library.save({**raw, "title": "Renamed"})
        assert (saved["cardId"], saved["title"]) == (own.id, "Renamed")
        assert saved["content"]["chapters"] == raw["content"]["chapters"]
        resolved = await library.card(own.id)
        assert resolved["content"]["chapters"][0]["tracks"][0]["trackUrl"].startswith("http")
        with pytest.raises(NotFound):
            await library.content(CardId("zzzzz"))
        with pytest.raises(Refused):
            await library.save({**raw, "content": {"chapters": resolved["content"]["chapters"]}})
        await line.close()


async def test_a_server_error_after_a_save_leaves_open_whether_it_was_stored() -> None:
    script = Script(httpx.Response(500, json={"error": {"code": "internal", "message": "oops"}}))
    with pytest.raises(Busy):
        await HttpYotoLibrary(scripted_api(script), bearer=TokenBox()).save({"title": "A"})
    assert len(script.requests) == 1


async def test_an_answer_without_a_card_is_not_taken_for_one() -> None:
    bodies: list[object] = [{}, [], {"card": None}, {"card": []}]
    for body in bodies:
        with pytest.raises(Busy):
            await HttpYotoLibrary(scripted_api(Script(httpx.Response(200, json=body))), bearer=TokenBox()).content(
                CardId("aaaaa")
            )
