"""The family's players over REST."""

from __future__ import annotations

import httpx
import pytest

from desktop.gateways.clock import SystemClock
from desktop.gateways.http import HttpLine
from desktop.gateways.yoto.api import YotoApi
from desktop.gateways.yoto.devices import HttpYotoDevices, read_player
from desktop.model.errors import NotFound
from desktop.model.names import PlayerId
from desktop.model.player import Model
from tests.desktop.gateways.support import Script, TokenBox, scripted_api, simulated


async def test_players_and_their_settings_come_from_yoto() -> None:
    with simulated() as (_, ready):
        line = HttpLine()
        bearer = TokenBox(ready.access_token)
        devices = HttpYotoDevices(YotoApi(line, base_url=ready.api_url, bearer=bearer, clock=SystemClock()))
        players = await devices.players()
        assert [player.id for player in players] == list(ready.players)
        assert all(player.name for player in players)
        config = await devices.config(players[0].id)
        assert config["deviceId"] == players[0].id
        with pytest.raises(NotFound):
            await devices.config(PlayerId("yNobody"))
        await line.close()


async def test_a_list_with_noise_in_it_gives_the_players_that_it_has() -> None:
    answer = {"devices": [7, {}, {"deviceId": "yA", "name": None, "description": "morning.bar", "online": 1}]}
    players = await HttpYotoDevices(scripted_api(Script(httpx.Response(200, json=answer)))).players()
    assert [(player.id, player.name, player.is_online) for player in players] == [("yA", "morning.bar", False)]


def test_a_family_that_nobody_knows_is_treated_as_a_player() -> None:
    future = read_player({"deviceId": "yA", "name": "A", "deviceFamily": "v9"})
    mini = read_player({"deviceId": "yA", "name": "A", "deviceFamily": "mini"})
    assert future is not None
    assert future.model is Model.PLAYER
    assert mini is not None
    assert mini.model is Model.MINI
