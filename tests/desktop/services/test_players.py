"""The players service: the list, the cold start, and what is shown."""

from __future__ import annotations

from desktop.model.command import Pause
from desktop.model.names import PlayerId
from desktop.model.player import Playback, Player
from desktop.services.conversation import LinkState
from tests.helpers.clock import settle
from tests.helpers.fakes_players import BEDROOM, KITCHEN, PlayersRig


async def test_one_connection_serves_all_players(rig: PlayersRig) -> None:
    await rig.start()
    assert len(rig.cloud.links) == 1
    assert rig.link.players == (KITCHEN, BEDROOM)
    assert rig.link.token == await rig.session.access_token()
    assert rig.players.link_state is LinkState.CONNECTED


async def test_quirk_1_events_are_requested_at_connect_and_every_240_seconds(rig: PlayersRig) -> None:
    await rig.start()
    assert rig.questions(KITCHEN) == rig.questions(BEDROOM) == 1
    await rig.clock.advance(239)
    assert rig.questions(KITCHEN) == 1
    await rig.clock.advance(2)
    assert rig.questions(KITCHEN) == 2
    await rig.clock.advance(240)
    assert rig.questions(KITCHEN) == 3


async def test_quirk_2_each_connection_is_a_new_one(live: PlayersRig) -> None:
    first = live.link
    first.lose()
    await live.clock.advance(2)
    assert live.link is not first
    assert first.is_closed


async def test_the_list_is_asked_for_again_after_five_minutes(rig: PlayersRig) -> None:
    await rig.start()
    assert rig.cloud.lists == 1
    await rig.clock.advance(301)
    assert rig.cloud.lists == 2


async def test_a_new_player_is_connected_to_and_one_that_left_is_gone(rig: PlayersRig) -> None:
    await rig.start()
    rig.cloud.listed = [rig.cloud.listed[0], Player(PlayerId("yCar"), "Car", is_online=True)]
    await rig.players.refresh()
    await settle()
    assert [player.name for player in rig.players.players()] == ["Kitchen", "Car"]
    assert rig.link.players == (KITCHEN, "yCar")
    assert rig.players.link_state is LinkState.CONNECTED
    assert {"yCar", BEDROOM} <= set().union(*rig.changes)


async def test_a_failed_list_is_retried_sooner(rig: PlayersRig) -> None:
    rig.cloud.is_down = True
    await rig.start()
    assert rig.players.players() == []
    rig.cloud.is_down = False
    await rig.clock.advance(6)
    assert len(rig.players.players()) == 2


async def test_the_last_start_is_shown_before_anything_is_heard(live: PlayersRig) -> None:
    await live.status(battery_percent=71)
    await live.clock.advance(6)
    later = live.make_players()
    assert [player.name for player in later.players()] == ["Kitchen", "Bedroom"]
    assert later.shown(KITCHEN).reported.battery_percent == 71
    assert later.shown(KITCHEN).reported.track_title == "Track 2"


async def test_the_clouds_last_shadow_fills_only_what_the_player_has_not_said(rig: PlayersRig) -> None:
    rig.cloud.shadows[KITCHEN] = {"batteryLevel": 40}
    await rig.start()
    assert rig.players.shown(KITCHEN).reported.battery_percent == 40
    assert rig.players.shown(KITCHEN).reported.heard_at is None
    await rig.status(battery_percent=90)
    rig.cloud.listed.append(Player(PlayerId("yCar"), "Car"))
    await rig.players.refresh()
    assert rig.players.shown(KITCHEN).reported.battery_percent == 90


async def test_the_clouds_shadow_is_newer_than_what_the_last_start_kept(live: PlayersRig) -> None:
    await live.status(battery_percent=71)
    await live.clock.advance(6)
    live.cloud.shadows[KITCHEN] = {"batteryLevel": 40}
    live.players = live.make_players()
    await live.start()
    assert live.players.shown(KITCHEN).reported.battery_percent == 40


async def test_nobody_knows_who_is_online_before_the_list_is_there(live: PlayersRig) -> None:
    assert live.players.players()[0].is_online
    assert not live.make_players().players()[0].is_online


async def test_a_player_of_which_the_list_says_nothing_new_keeps_what_its_presence_said(live: PlayersRig) -> None:
    await live.presence(False)
    await live.players.refresh()
    assert not live.players.players()[0].is_online


async def test_the_list_tells_of_presence_until_the_live_connection_does(rig: PlayersRig) -> None:
    rig.cloud.listed[0] = Player(KITCHEN, "Kitchen")
    await rig.start()
    assert not rig.players.players()[0].is_online
    assert rig.questions(KITCHEN) == 0
    await rig.presence(True)
    assert rig.players.players()[0].is_online
    assert rig.questions(KITCHEN) == 1


async def test_positions_alone_are_never_written(live: PlayersRig) -> None:
    await live.clock.advance(6)
    commits: list[object] = []
    live.library.subscribe(commits.append)
    for second in range(15, 60, 5):
        await live.clock.advance(5)
        await live.plays("02", position_s=second)
    assert commits == []
    await live.plays("02", position_s=60, volume_step=9)
    await live.plays("02", position_s=60, volume_step=10)
    await live.clock.advance(5)
    assert len(commits) == 1


async def test_a_full_disk_does_not_end_the_remote_control(live: PlayersRig) -> None:
    live.library._connection.execute("pragma query_only = on")
    await live.plays("03", volume_step=9)
    await live.clock.advance(20)
    assert len(live.cloud.links) == 1
    live.players.pause(KITCHEN)
    assert live.sent() == [Pause()]
    live.library._connection.execute("pragma query_only = off")
    await live.clock.advance(6)
    kept = live.library.players.reported(KITCHEN)
    assert kept is not None
    assert kept.volume_step == 9


async def test_a_change_is_told_once_a_turn_of_the_loop(live: PlayersRig) -> None:
    live.changes.clear()
    for step in (3, 4, 5):
        live.players.set_volume(KITCHEN, step)
    live.players.pause(BEDROOM)
    await settle()
    assert live.changes == [{KITCHEN, BEDROOM}]


async def test_a_tick_that_changes_nothing_is_not_told(live: PlayersRig) -> None:
    live.changes.clear()
    await live.clock.advance(5)
    await live.plays("02", position_s=15)
    assert live.changes == []
    assert live.players.shown(KITCHEN).position_s == 15


async def test_the_position_runs_between_events(live: PlayersRig) -> None:
    await live.clock.advance(4)
    assert live.players.shown(KITCHEN).position_s == 14


async def test_quirk_8_a_stop_clears_title_and_position(live: PlayersRig) -> None:
    await live.event(card_id=None, playback=Playback.STOPPED)
    shown = live.players.shown(KITCHEN)
    assert (shown.reported.track_title, shown.position_s, shown.reported.card_id) == (None, None, None)


async def test_a_player_that_is_not_known_shows_nothing(live: PlayersRig) -> None:
    assert live.players.shown(PlayerId("yNobody")).reported.playback is None
