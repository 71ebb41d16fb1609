"""Much is deleted at once, here or elsewhere: the sync stops and asks, on a hand-stepped clock."""

from __future__ import annotations

from desktop.model.errors import Offline
from desktop.model.names import RecordingKey
from desktop.services.family import FamilyState
from desktop.services.sync_status import Deletions, SyncState
from tests.helpers.fakes_family import Computer, both


async def forty(one: Computer, *others: Computer) -> list[RecordingKey]:
    """Give every computer the same forty recordings; return their keys."""
    keys = one.add(*(f"Recording {number:02d}" for number in range(40)))
    for computer in (one, *others):
        computer.start()
    for other in others or (one,):
        await both(one, other)
    return keys


async def test_a_deletion_of_much_elsewhere_stops_and_asks_and_then_happens(one: Computer, two: Computer) -> None:
    keys = await forty(one, two)
    await two.clock.advance(5.0)
    two.family.enter(FamilyState.SIGNED_OUT)
    one.remove(*keys[:30])
    await one.clock.advance(2.0)
    assert (one.sync.status.deletions, one.sync.status.deletions_from) == (30, Deletions.HERE)
    one.sync.allow_deletions()
    await one.settled()
    two.family.enter(FamilyState.MEMBER)
    await two.clock.advance(2.0)
    status = two.sync.status
    assert (status.state, status.deletions, status.deletions_from) == (SyncState.NEEDS_YOU, 30, Deletions.ELSEWHERE)
    assert status.examples
    assert len(two.titles()) == 40
    await two.clock.advance(180.0)
    assert len(two.titles()) == 40
    two.sync.allow_deletions()
    await two.settled()
    assert len(two.titles()) == 10


async def test_refusing_a_deletion_elsewhere_keeps_everything_on_both_computers(one: Computer, two: Computer) -> None:
    keys = await forty(one, two)
    one.remove(*keys[:30])
    await one.clock.advance(2.0)
    one.sync.allow_deletions()
    await one.settled()
    two.sync.hurry()
    await two.until(lambda: two.sync.status.deletions)
    two.sync.refuse_deletions()
    await both(one, two)
    assert len(one.titles()) == len(two.titles()) == 40


async def test_refusing_my_own_deletion_brings_it_back_here_and_nobody_hears_of_it(
    one: Computer, two: Computer
) -> None:
    keys = await forty(one, two)
    one.remove(*keys)
    await one.clock.advance(2.0)
    assert one.sync.status.deletions == 40
    one.sync.refuse_deletions()
    await both(one, two)
    assert len(one.titles()) == len(two.titles()) == 40


async def test_agreeing_to_some_deletions_is_not_agreeing_to_more(one: Computer) -> None:
    keys = await forty(one)
    one.remove(*keys[:25])
    await one.clock.advance(2.0)
    assert one.sync.status.deletions == 25
    one.sync.allow_deletions()
    one.remove(*keys[25:])
    await one.clock.advance(5.0)
    assert one.sync.status.deletions == 40
    assert all(op.set.get("_del") != 1 for push in one.log.pushes for op in push.ops)


async def test_a_word_about_deletions_holds_when_the_network_fails_just_then(one: Computer) -> None:
    keys = await forty(one)
    one.remove(*keys)
    await one.clock.advance(2.0)
    one.log.troubles = [(Offline("just now"), False)] * 3
    one.sync.allow_deletions()
    await one.settled()
    assert one.library.sync.waiting == 0


async def test_while_its_own_deletions_wait_for_a_word_the_others_edits_come(one: Computer, two: Computer) -> None:
    keys = await forty(one, two)
    one.remove(*keys)
    await one.clock.advance(2.0)
    two.add("From the other one")
    await two.settled()
    await one.clock.advance(61.0)
    assert one.titles() == ["From the other one"]
    assert one.sync.status.deletions == 40
