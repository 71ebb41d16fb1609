"""The players service: asked, confirmed, failed with the reason, or no answer."""

from __future__ import annotations

import pytest

from desktop.model.command import Outcome, Pause, PlayCard, SetVolume
from desktop.model.errors import Offline
from desktop.model.heard import Answer
from desktop.model.player import Playback
from tests.helpers.fakes_players import BEDROOM, CARD, KITCHEN, PlayersRig


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
    words = "Kitchen could not play this. The card may have changed: players fetch changes when idle and charging."
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
