"""The players service: right again by itself after every mishap."""

from __future__ import annotations

import pytest

from desktop.model.command import Pause, RequestEvents
from desktop.model.errors import Offline, SignInNeeded
from desktop.model.heard import Change
from desktop.model.player import Playback
from desktop.services.conversation import LinkState
from tests.helpers.clock import settle
from tests.helpers.fakes_players import BEDROOM, KITCHEN, PlayersRig


async def test_a_lost_connection_comes_back_and_asks_for_snapshots(live: PlayersRig) -> None:
    live.link.lose()
    await settle()
    assert live.players.link_state is LinkState.WAITING
    assert live.players.link.retry_at == live.clock.now() + 1
    await live.clock.advance(2)
    assert len(live.cloud.links) == 2
    assert live.players.link.is_connected
    assert live.questions() == 1


async def test_the_pauses_grow_to_a_minute_and_begin_anew_only_after_a_stable_minute(rig: PlayersRig) -> None:
    await rig.start()
    for expected in (1, 2, 4, 8, 16, 32, 60, 60):
        rig.link.lose()
        await settle()
        assert rig.players.link.retry_at == rig.clock.now() + expected
        await rig.clock.advance(expected + 1)
        assert rig.players.link_state is LinkState.CONNECTED
    await rig.clock.advance(60)
    rig.link.lose()
    await settle()
    assert rig.players.link.retry_at == rig.clock.now() + 1


async def test_each_connection_gets_a_fresh_token(live: PlayersRig) -> None:
    first = live.link.token
    await live.clock.advance(28_790)
    live.link.lose()
    await live.clock.advance(2)
    assert live.link.token != first
    assert live.players.link_state is LinkState.CONNECTED


async def test_network_errors_use_up_no_refresh_token(live: PlayersRig) -> None:
    live.cloud.is_down = True
    live.link.lose()
    await live.clock.advance(600)
    assert len(live.cloud.links) > 5
    assert live.auth.refreshed_with == []


async def test_a_refused_token_is_replaced_once(live: PlayersRig) -> None:
    live.cloud.refused_tokens.add(live.link.token)
    live.link.lose()
    await live.clock.advance(2)
    assert live.players.link_state is LinkState.CONNECTED
    assert live.auth.refreshed_with == ["refresh-1"]


async def test_an_account_that_may_not_control_players_burns_one_refresh_and_is_told(live: PlayersRig) -> None:
    live.cloud.refuses_all = True
    live.link.lose()
    await live.clock.advance(600)
    assert live.auth.refreshed_with == ["refresh-1"]
    assert live.players.link.trouble == "The live connection was refused."


async def test_messages_of_a_connection_that_is_over_are_ignored(live: PlayersRig) -> None:
    old = live.link
    old.lose()
    await live.clock.advance(2)
    old.lose()
    old.hear(KITCHEN, Change({"volume_step": 1}, is_event=True))
    await settle()
    assert len(live.cloud.links) == 2
    assert live.players.link.is_connected
    assert live.players.shown(KITCHEN).reported.volume_step == 8


async def test_a_connection_that_drops_at_once_each_time_is_not_stormed(live: PlayersRig) -> None:
    live.cloud.drops_at_once = True
    live.link.lose()
    await live.clock.advance(60)
    assert 4 <= len(live.cloud.links) <= 8


async def test_a_command_asked_while_the_line_comes_back_is_sent_then(live: PlayersRig) -> None:
    live.link.lose()
    await settle()
    live.players.pause(KITCHEN)
    assert live.players.shown(KITCHEN).reported.playback is Playback.PAUSED
    await settle()
    assert live.players.link.is_connected, "asking did not end the pause"
    assert live.sent() == [Pause()]
    first = [type(command) for to, command, _ in live.link.sent if to == KITCHEN]
    assert first.index(Pause) < first.index(RequestEvents), "the snapshot would be older than the command"


async def test_no_command_older_than_five_seconds_is_sent_after_a_reconnect(live: PlayersRig) -> None:
    live.link.lose()
    live.cloud.is_down = True
    live.players.pause(KITCHEN)
    await live.clock.advance(6)
    assert live.failures == ["Kitchen could not be reached in time. Try again."]
    live.cloud.is_down = False
    await live.clock.advance(120)
    assert live.players.link_state is LinkState.CONNECTED
    assert live.sent() == []


async def test_a_line_that_is_known_to_be_down_refuses_at_once(live: PlayersRig) -> None:
    live.cloud.is_down = True
    live.link.lose()
    await live.clock.advance(30)
    with pytest.raises(Offline, match="no connection"):
        live.players.pause(KITCHEN)


async def test_silence_of_all_players_after_a_command_renews_a_line_that_may_be_dead(live: PlayersRig) -> None:
    await live.clock.advance(1)
    live.players.pause(KITCHEN)
    await live.clock.advance(11)
    assert len(live.cloud.links) == 2
    assert live.players.link.is_connected


async def test_silence_of_one_player_leaves_a_line_alone_over_which_others_speak(live: PlayersRig) -> None:
    await live.clock.advance(1)
    live.players.pause(KITCHEN)
    await live.clock.advance(1)
    await live.plays(player=BEDROOM)
    await live.clock.advance(11)
    assert len(live.failures) == 1
    assert len(live.cloud.links) == 1


async def test_a_computer_that_slept_connects_anew_at_once(live: PlayersRig) -> None:
    live.players.pause(KITCHEN)
    live.clock.step_wall(3_600)
    await live.clock.advance(6)
    assert len(live.cloud.links) == 2
    assert live.players.link_state is LinkState.CONNECTED
    assert live.players.pending(KITCHEN) == ()
    assert live.questions() == 1


async def test_signing_out_closes_the_connection_and_forgets_the_players(live: PlayersRig) -> None:
    await live.session.sign_out()
    await settle()
    assert live.link.is_closed
    assert live.players.link_state is LinkState.OFF
    assert live.players.players() == []
    assert live.library.players.all() == []


async def test_players_of_the_last_start_stay_until_somebody_signs_in(rig: PlayersRig) -> None:
    rig.library.transact("x", lambda tx: tx.save_players(rig.cloud.listed), undoable=False)
    rig.players = rig.make_players()
    rig.store.tokens = None
    await rig.start()
    assert len(rig.players.players()) == 2
    assert rig.players.link_state is LinkState.OFF
    with pytest.raises(SignInNeeded):
        rig.players.pause(KITCHEN)
    rig.store.tokens = rig.auth.issue()
    await rig.session.restore()
    await settle()
    assert rig.players.link.is_connected
