"""Players while the ground moves: clocks set, lists that change, catalogues that cannot be written."""

from __future__ import annotations

import pytest

from desktop.model.errors import NotFound, Trouble
from desktop.model.names import PlayerId
from desktop.model.player import Player
from tests.helpers.clock import settle
from tests.helpers.fakes_players import BEDROOM, CARD, KITCHEN, PlayersRig

TEN_YEARS_S = 10 * 365 * 86_400.0


@pytest.mark.parametrize("step_s", [TEN_YEARS_S, -TEN_YEARS_S])
async def test_a_clock_set_by_ten_years_ends_what_was_asked_and_the_remote_goes_on(
    live: PlayersRig, step_s: float
) -> None:
    live.players.pause(KITCHEN)
    live.clock.step_wall(step_s)
    await live.clock.advance(6.0)
    assert live.players.pending(KITCHEN) == ()
    live.players.pause(KITCHEN)
    await live.event(playback="paused", position_s=12)
    assert live.players.shown(KITCHEN).position_s == 12
    await live.clock.advance(31.0)
    assert live.players.trouble(KITCHEN) is None


async def test_a_player_that_went_off_before_the_clock_was_set_back_is_alive_when_it_speaks(live: PlayersRig) -> None:
    await live.presence(is_online=False)
    live.clock.step_wall(-TEN_YEARS_S)
    await live.clock.advance(11.0)
    await live.event(volume_step=3)
    assert [one.is_online for one in live.players.players() if one.id == KITCHEN] == [True]


async def test_a_player_that_leaves_the_family_takes_what_was_asked_of_it_along(live: PlayersRig) -> None:
    live.players.pause(KITCHEN)
    live.cloud.listed = [Player(BEDROOM, "Bedroom", family="mini", is_online=True)]
    await live.players.refresh()
    await settle()
    assert live.players.pending(KITCHEN) == ()
    with pytest.raises(NotFound):
        live.players.play_card(KITCHEN, CARD)
    await live.clock.advance(20.0)
    assert live.failures == []
    live.players.set_volume(BEDROOM, 3)
    assert len(live.players.pending(BEDROOM)) == 1


async def test_a_list_that_names_a_player_twice_shows_it_once(live: PlayersRig) -> None:
    twin = Player(KITCHEN, "Kitchen", family="v3", is_online=True)
    live.cloud.listed = [twin, twin, Player(PlayerId("y3"), "\u53f0\u6240 \U0001f3b5", is_online=False)]
    await live.players.refresh()
    await settle()
    assert [one.name for one in live.players.players()] == ["Kitchen", "\u53f0\u6240 \U0001f3b5"]


async def test_a_catalogue_that_is_held_by_another_program_does_not_end_the_remote_control(
    live: PlayersRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Trouble("Another program is using the library's catalogue.")

    monkeypatch.setattr(live.library, "transact", refuse)
    request = live.players.pause(KITCHEN)
    await live.answer(request, is_ok=False)
    await live.event(volume_step=3, battery_percent=40)
    await live.clock.advance(20.0)
    assert live.players.shown(KITCHEN).reported.volume_step == 3
