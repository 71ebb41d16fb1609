"""The players service: next, previous, seek, and the other intents."""

from __future__ import annotations

import pytest

from desktop.model.command import Pause, PlayCard, Resume, SetSleepTimer, Stop
from desktop.model.errors import Refused
from desktop.model.names import CardId
from desktop.model.player import Playback
from tests.helpers.clock import settle
from tests.helpers.fakes_players import BEDROOM, CARD, KITCHEN, PlayersRig, card


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
