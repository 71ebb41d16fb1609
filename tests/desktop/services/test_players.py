"""The players service: live state, intents, honest failures, and recovery by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop.model.command import Outcome, Pause, PlayCard, RequestEvents, Resume, SetSleepTimer, SetVolume, Stop
from desktop.model.errors import Offline, Refused, SignInNeeded
from desktop.model.heard import Answer, Change
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Playback, Player
from desktop.services.conversation import LinkState
from tests.helpers.clock import settle
from tests.helpers.fakes_players import BEDROOM, CARD, KITCHEN, PlayersRig, card


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[PlayersRig]:
    made = PlayersRig(tmp_path)
    yield made
    await made.stop()


@pytest.fixture
async def live(rig: PlayersRig) -> PlayersRig:
    """Connected, with Kitchen playing track 2 of three at 10 s, volume 8 of 12."""
    await rig.start()
    await rig.plays("02", position_s=10)
    return rig


# the list and the connection


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


# what is shown


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


# asked, confirmed, failed, no answer


async def test_a_pause_is_shown_at_once_and_confirmed_by_the_event(live: PlayersRig) -> None:
    request = live.players.pause(KITCHEN)
    assert live.sent() == [Pause()]
    assert live.players.shown(KITCHEN).reported.playback is Playback.PAUSED
    assert "playback" in live.players.shown(KITCHEN).asked
    await live.answer(request)
    assert live.players.pending(KITCHEN)[0].outcome is Outcome.ACCEPTED
    await live.event(playback=Playback.PAUSED)
    assert live.players.pending(KITCHEN) == ()
    assert live.players.shown(KITCHEN).reported.playback is Playback.PAUSED
    assert not live.players.shown(KITCHEN).is_asked


async def test_quirk_6_a_refused_card_is_told_and_taken_back(live: PlayersRig) -> None:
    request = live.players.play_card(KITCHEN, CARD, chapter_key="8", track_key="1")
    assert live.sent() == [PlayCard(CARD, "8", "1", seconds_in=0)]
    await live.answer(request, is_ok=False)
    assert live.players.shown(KITCHEN).reported.chapter_key == "02"
    words = "Kitchen could not play this. The card may have changed: refresh and try again."
    assert live.players.trouble(KITCHEN) == words
    assert live.failures == [words]


async def test_silence_is_told_after_ten_seconds_and_rolls_back(live: PlayersRig) -> None:
    live.players.set_volume(KITCHEN, 3)
    await live.clock.advance(9.5)
    assert live.players.shown(KITCHEN).reported.volume_step == 3
    await live.clock.advance(1)
    assert live.players.shown(KITCHEN).reported.volume_step == 8
    assert live.players.trouble(KITCHEN) == "Kitchen did not answer. It may be switched off."


async def test_a_card_has_twelve_seconds_to_start(live: PlayersRig) -> None:
    live.players.play_card(KITCHEN, CARD)
    await live.clock.advance(11.5)
    assert live.failures == []
    await live.clock.advance(1)
    assert len(live.failures) == 1


async def test_the_next_command_clears_the_last_trouble(live: PlayersRig) -> None:
    live.players.pause(KITCHEN)
    await live.clock.advance(11)
    assert live.players.trouble(KITCHEN)
    live.players.pause(KITCHEN)
    assert live.players.trouble(KITCHEN) is None


async def test_trouble_is_taken_back_after_half_a_minute_and_that_is_told(live: PlayersRig) -> None:
    live.players.pause(KITCHEN)
    await live.clock.advance(11)
    await live.clock.advance(20)
    assert live.players.trouble(KITCHEN)
    live.changes.clear()
    await live.clock.advance(16)
    assert live.players.trouble(KITCHEN) is None
    assert live.changes == [{KITCHEN}]


async def test_a_player_that_is_back_is_no_trouble_any_more(live: PlayersRig) -> None:
    live.players.pause(KITCHEN)
    await live.presence(False)
    assert live.players.trouble(KITCHEN)
    await live.presence(True)
    assert live.players.trouble(KITCHEN) is None


async def test_an_accepted_command_without_an_event_is_proved_by_a_snapshot(live: PlayersRig) -> None:
    request = live.players.set_volume(KITCHEN, 8)
    await live.answer(request)
    asked = live.questions()
    await live.clock.advance(0.7)
    assert live.questions() == asked + 1
    await live.plays("02", position_s=11)
    assert live.players.pending(KITCHEN) == ()
    assert live.failures == []


async def test_an_accepted_command_that_does_nothing_is_told(live: PlayersRig) -> None:
    request = live.players.pause(KITCHEN)
    await live.answer(request)
    await live.clock.advance(5)
    await live.plays("02", position_s=15)
    await live.clock.advance(6)
    assert live.players.trouble(KITCHEN) == "Kitchen said yes, but did not pause. Try again."
    assert live.players.shown(KITCHEN).is_playing


async def test_a_status_is_no_proof(live: PlayersRig) -> None:
    live.players.pause(KITCHEN)
    await live.status(playback=Playback.PAUSED)
    assert len(live.players.pending(KITCHEN)) == 1


async def test_an_answer_to_another_apps_command_is_not_ours(live: PlayersRig) -> None:
    live.players.pause(KITCHEN)
    await live.answer("phone-1", is_ok=False, name="card-pause")
    assert live.players.pending(KITCHEN)[0].outcome is Outcome.ASKED


async def test_an_answer_without_our_id_is_matched_by_name_and_body(live: PlayersRig) -> None:
    live.players.set_volume(KITCHEN, 3)
    live.link.hear(KITCHEN, Answer("volume", True, None, '{"volume": 50}'))
    assert live.players.pending(KITCHEN)[0].outcome is Outcome.ASKED
    live.link.hear(KITCHEN, Answer("set-volume", True, None, '{"volume": 19}'))
    assert live.players.pending(KITCHEN)[0].outcome is Outcome.ACCEPTED


async def test_a_player_that_goes_offline_fails_what_is_under_way(live: PlayersRig) -> None:
    live.players.pause(KITCHEN)
    await live.presence(False)
    assert live.players.pending(KITCHEN) == ()
    assert live.failures == ["Kitchen went offline before it answered. Switch it on and try again."]
    assert not live.players.players()[0].is_online


async def test_a_command_to_an_offline_player_is_refused_at_once_and_never_sent(live: PlayersRig) -> None:
    await live.presence(False)
    with pytest.raises(Offline, match="Kitchen is offline"):
        live.players.pause(KITCHEN)
    await live.presence(True)
    assert live.sent() == []


async def test_a_player_that_comes_back_is_asked_for_its_state(live: PlayersRig) -> None:
    await live.presence(False)
    await live.clock.advance(60)
    asked = live.questions()
    await live.presence(True)
    assert live.questions() == asked + 1
    assert live.players.players()[0].is_online


async def test_a_player_that_was_gone_for_a_blink_is_asked_for_its_state_too(live: PlayersRig) -> None:
    asked = live.questions()
    await live.presence(False)
    await live.presence(True)
    assert live.questions() == asked + 1


async def test_late_messages_of_a_player_that_went_off_do_not_bring_it_back(live: PlayersRig) -> None:
    await live.presence(False)
    await live.clock.advance(5)
    await live.plays("02")
    assert not live.players.players()[0].is_online
    await live.clock.advance(6)
    await live.plays("02")
    assert live.players.players()[0].is_online


async def test_the_position_of_an_offline_player_stands_still(live: PlayersRig) -> None:
    await live.clock.advance(3)
    await live.presence(False)
    await live.clock.advance(100)
    assert live.players.shown(KITCHEN).position_s == 13


# volume


async def test_quirk_3_what_is_sent_and_shown_is_the_step_and_echoes_never_move_it(live: PlayersRig) -> None:
    request = live.players.set_volume(KITCHEN, 3)
    assert live.sent() == [SetVolume(3)]
    await live.answer(request)
    await live.event(volume_step=3, volume_cap=12)
    await live.clock.advance(30)
    assert live.players.shown(KITCHEN).reported.volume_step == 3
    assert live.sent() == [SetVolume(3)]


async def test_a_dragged_slider_sends_one_value_at_a_time_and_the_last_one_for_sure(live: PlayersRig) -> None:
    shown: list[int | None] = []
    live.players.subscribe(lambda _: shown.append(live.players.shown(KITCHEN).reported.volume_step))
    first = live.players.set_volume(KITCHEN, 7)
    live.players.set_volume(KITCHEN, 6)
    last = live.players.set_volume(KITCHEN, 4)
    assert live.sent() == [SetVolume(7)]
    await live.answer(first)
    assert live.sent() == [SetVolume(7), SetVolume(4)]
    await live.event(volume_step=7)
    await live.answer(last)
    await live.event(volume_step=4)
    assert live.players.pending(KITCHEN) == ()
    assert shown
    assert set(shown) == {4}
    assert live.failures == []


async def test_a_volume_above_the_cap_is_cut_with_a_note(live: PlayersRig) -> None:
    live.players.set_volume(KITCHEN, 16)
    assert live.sent() == [SetVolume(12)]
    assert live.players.note(KITCHEN) == "The limit of Kitchen is 12 of 16."


async def test_a_cap_that_was_not_known_confirms_where_the_player_stops(live: PlayersRig) -> None:
    request = live.players.set_volume(BEDROOM, 16)
    await live.answer(request, player=BEDROOM)
    await live.event(BEDROOM, volume_step=10, volume_cap=10)
    assert live.players.pending(BEDROOM) == ()
    assert live.failures == []


# next, previous, seek


async def test_next_starts_the_neighbour_with_keys_and_seconds(live: PlayersRig) -> None:
    live.players.next(KITCHEN)
    assert live.sent() == [PlayCard(CARD, "03", "01", seconds_in=0, title="Track 3", length_s=120)]
    shown = live.players.shown(KITCHEN)
    assert (shown.reported.track_title, shown.position_s) == ("Track 3", 0)


async def test_quirk_7_a_jump_within_the_running_card_always_says_the_seconds(live: PlayersRig) -> None:
    live.players.play_card(KITCHEN, CARD, chapter_key="01")
    live.players.seek(KITCHEN, 45)
    first, second = (command for command in live.players.pending(KITCHEN))
    assert isinstance(first.command, PlayCard)
    assert isinstance(second.command, PlayCard)
    assert (first.command.track_key, first.command.seconds_in, second.command.seconds_in) == ("01", 0, 45)


async def test_several_taps_count_from_the_place_that_is_hoped_for(live: PlayersRig) -> None:
    await live.plays("01", position_s=50)
    first = live.players.next(KITCHEN)
    live.players.next(KITCHEN)
    assert live.players.shown(KITCHEN).reported.chapter_key == "03"
    await live.answer(first)
    assert [command.chapter_key for command in live.sent() if isinstance(command, PlayCard)] == ["02", "03"]
    await live.plays("02")
    assert live.players.shown(KITCHEN).reported.chapter_key == "03"
    await live.plays("03")
    assert live.players.pending(KITCHEN) == ()


async def test_next_at_the_end_says_so(live: PlayersRig) -> None:
    await live.plays("03")
    with pytest.raises(Refused, match="last track"):
        live.players.next(KITCHEN)


async def test_previous_goes_to_the_start_of_the_track_and_within_three_seconds_to_the_one_before(
    live: PlayersRig,
) -> None:
    request = live.players.previous(KITCHEN)
    live.players.previous(KITCHEN)
    await live.answer(request)
    asked = [(command.chapter_key, command.seconds_in) for command in live.sent() if isinstance(command, PlayCard)]
    assert asked == [("02", 0), ("01", 0)]


async def test_a_tick_from_before_a_seek_is_no_proof_of_it(live: PlayersRig) -> None:
    live.players.seek(KITCHEN, 90)
    await live.clock.advance(1)
    await live.plays("02", position_s=11)
    assert len(live.players.pending(KITCHEN)) == 1
    assert live.players.shown(KITCHEN).position_s == 90
    await live.plays("02", position_s=90)
    assert live.players.pending(KITCHEN) == ()


async def test_seek_stays_within_the_track_and_refuses_a_stream(live: PlayersRig) -> None:
    live.players.seek(KITCHEN, 500)
    assert isinstance(live.sent()[0], PlayCard)
    assert live.sent()[0] == PlayCard(CARD, "02", "01", seconds_in=119, title="Track 2", length_s=120)
    await live.plays("02", is_streaming=True)
    with pytest.raises(Refused, match="stream"):
        live.players.seek(KITCHEN, 5)


async def test_the_chapters_of_a_card_that_plays_are_fetched_once(rig: PlayersRig) -> None:
    await rig.start()
    assert rig.fetched == []
    await rig.plays("01")
    await rig.plays("01", position_s=5)
    assert rig.fetched == [CARD]


async def test_next_on_a_card_without_chapters_fetches_them_first(live: PlayersRig) -> None:
    unknown = CardId("zZzZz")
    await live.plays("01", card_id=unknown)
    live.cards[unknown] = card(card_id=unknown)
    request = live.players.next(KITCHEN)
    await settle()
    assert live.players.pending(KITCHEN)[0].request_id == request
    assert live.sent() == [PlayCard(unknown, "02", "01", seconds_in=0, title="Track 2", length_s=120)]


async def test_next_on_a_card_that_was_changed_since_fetches_it_anew(live: PlayersRig) -> None:
    live.cards[CARD] = card(5)
    await live.plays("04")
    live.players.next(KITCHEN)
    await settle()
    assert live.sent() == [PlayCard(CARD, "05", "01", seconds_in=0, title="Track 5", length_s=120)]


async def test_next_with_nothing_active_says_so(live: PlayersRig) -> None:
    await live.event(card_id=None, playback=Playback.STOPPED)
    with pytest.raises(Refused, match="Nothing plays"):
        live.players.next(KITCHEN)


async def test_a_failure_is_kept_among_the_activity(live: PlayersRig) -> None:
    live.players.pause(KITCHEN)
    await live.clock.advance(11)
    line = live.library.activity.recent(1)[0]
    assert (line.kind, line.sentence, line.key) == ("player", live.failures[0], KITCHEN)


async def test_next_on_a_card_that_cannot_be_fetched_says_why(live: PlayersRig) -> None:
    await live.plays("01", card_id=CardId("gone1"))
    live.players.next(KITCHEN)
    await settle()
    assert live.players.trouble(KITCHEN) == "This card is gone."


# the other intents


async def test_toggle_follows_what_is_hoped_for(live: PlayersRig) -> None:
    live.players.toggle(KITCHEN)
    live.players.toggle(KITCHEN)
    assert live.sent() == [Pause(), Resume()]


async def test_toggle_with_no_card_says_what_to_do(live: PlayersRig) -> None:
    await live.event(BEDROOM, card_id=None, playback=Playback.STOPPED)
    with pytest.raises(Refused, match="No card"):
        live.players.toggle(BEDROOM)


async def test_no_resume_is_sent_straight_after_a_card_was_started(live: PlayersRig) -> None:
    started = live.players.play_card(KITCHEN, CARD)
    assert live.players.resume(KITCHEN) == started
    assert [type(command) for command in live.sent()] == [PlayCard]


async def test_a_card_without_keys_resumes_where_it_was_left(live: PlayersRig) -> None:
    live.players.play_card(BEDROOM, CARD)
    assert live.sent(BEDROOM) == [PlayCard(CARD, title="A card")]


async def test_a_stop_is_confirmed_by_the_empty_card(live: PlayersRig) -> None:
    live.players.stop(KITCHEN)
    assert live.sent() == [Stop()]
    assert live.players.shown(KITCHEN).reported.card_id is None
    await live.event(card_id=None, playback=Playback.STOPPED)
    assert live.players.pending(KITCHEN) == ()


async def test_a_sleep_timer_counts_down_and_is_confirmed(live: PlayersRig) -> None:
    live.players.set_sleep_timer(KITCHEN, 600)
    assert live.sent() == [SetSleepTimer(600)]
    await live.plays("02", position_s=10)
    assert len(live.players.pending(KITCHEN)) == 1
    await live.event(sleep_s=600)
    await live.clock.advance(60)
    assert live.players.pending(KITCHEN) == ()
    assert live.players.shown(KITCHEN).sleep_s == 540


# coming back by itself


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
