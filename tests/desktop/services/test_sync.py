"""The sync on a hand-stepped clock: real libraries, the cloud's real rules over a table in memory."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from desktop.model.cloud import Device, DeviceKey
from desktop.model.errors import (
    Busy,
    CloudFull,
    DeviceRevoked,
    Offline,
    Refused,
    SignInNeeded,
    Trouble,
    UpgradeNeeded,
)
from desktop.services.family import FamilyState
from desktop.services.sync_status import SyncState
from tests.helpers.clock import FakeClock, settle
from tests.helpers.fakes_family import Computer, FakeCloud, both


async def test_a_computer_that_joins_sends_what_it_has_and_another_gets_it(one: Computer, two: Computer) -> None:
    first, second = one.add("First", "Second")
    one.playlist("Bedtime", second, first)
    one.start()
    await one.settled()
    two.start()
    await two.settled()
    assert two.titles() == ["First", "Second"]
    (playlist,) = two.library.playlists.all()
    entries = two.library.playlists.entries(playlist.key)
    assert [entry.recording for entry in entries] == [second, first]
    assert two.sync.status.since is not None


async def test_edits_of_both_sides_meet(one: Computer, two: Computer) -> None:
    (key,) = one.add("First")
    one.start()
    two.start()
    await both(one, two)
    one.rename(key, "Renamed here")
    two.library.transact("Edit", lambda tx: tx.edit_recording(key, artist="Somebody"))
    await both(one, two)
    for computer in (one, two):
        assert (computer.one(key).title, computer.one(key).artist) == ("Renamed here", "Somebody")


async def test_an_edit_is_pushed_a_second_after_it_and_many_edits_as_one(one: Computer) -> None:
    one.start()
    await one.settled()
    await one.clock.advance(10.0)
    pushes = len(one.log.pushes)
    edited_at = one.clock.monotonic()
    one.add("First")
    await settle()
    assert (one.sync.status.state, one.sync.status.waiting) == (SyncState.WAITING, 1)
    await one.clock.advance(0.5)
    one.add("Second")
    await one.clock.advance(0.9)
    assert len(one.log.pushes) == pushes
    await one.clock.advance(0.2)
    assert len(one.log.pushes) == pushes + 1
    assert one.log.times("push")[-1] == pytest.approx(edited_at + 1.5)
    assert one.sync.status.state is SyncState.UP_TO_DATE


async def test_edits_without_end_are_pushed_every_five_seconds_all_the_same(one: Computer) -> None:
    one.start()
    await one.settled()
    await one.clock.advance(10.0)
    before = len(one.log.pushes)
    for number in range(40):
        one.add(f"Recording {number}")
        await one.clock.advance(0.5)
    assert 3 <= len(one.log.pushes) - before <= 5


async def test_it_polls_every_minute_in_front_and_every_ten_minutes_hidden(one: Computer) -> None:
    one.start()
    await one.settled()
    calls = len(one.log.calls)
    await one.clock.advance(179.0)
    assert len(one.log.calls) - calls == 2
    one.sync.set_in_front(False)
    await one.clock.advance(120.0)
    calls = len(one.log.calls)
    await one.clock.advance(1199.0)
    assert len(one.log.calls) - calls in (1, 2)
    calls = len(one.log.calls)
    one.sync.set_in_front(True)
    await one.clock.advance(0.1)
    assert len(one.log.calls) == calls + 1


async def test_it_syncs_at_once_when_the_network_is_back(one: Computer) -> None:
    one.start()
    await one.settled()
    one.connectivity.note_request(False)
    await one.clock.advance(10.0)
    calls = len(one.log.calls)
    one.connectivity.note_request(True)
    await one.clock.advance(0.1)
    assert len(one.log.calls) == calls + 1


async def test_offline_it_says_since_when_and_what_waits_and_nothing_is_lost(one: Computer, two: Computer) -> None:
    one.start()
    await one.settled()
    one.log.troubles = [(Offline("no network"), False)] * 500
    await one.clock.advance(61.0)
    since = one.sync.status.since
    one.add("First", "Second")
    await one.clock.advance(300.0)
    status = one.sync.status
    assert (status.state, status.waiting, status.since) == (SyncState.OFFLINE, 2, since)
    one.log.troubles.clear()
    await one.settled()
    two.start()
    await two.settled()
    assert two.titles() == ["First", "Second"]


async def test_after_a_lost_answer_the_same_batch_goes_again_under_the_same_id(one: Computer) -> None:
    one.start()
    await one.settled()
    one.log.troubles = [(Offline("time-out"), True), (Busy("503"), False), (Busy("500"), True)]
    before = len(one.log.pushes)
    one.add("First")
    await one.clock.advance(1.1)
    one.rename(one.library.recordings.keys()[0], "Renamed meanwhile")
    await one.settled()
    sent = one.log.pushes[before:]
    assert len(sent) == 5
    assert len({push.pid for push in sent[:4]}) == 1
    assert all(push.ops == sent[0].ops for push in sent[:4])
    assert sent[4].ops[0].set == {"title": "Renamed meanwhile"}
    assert len([commit for commit in one.cloud.documents.partitions["F#f1"] if commit.startswith("C#")]) == 2


async def test_the_back_off_has_full_jitter_and_grows_to_a_minute(one: Computer) -> None:
    one.jitter = 1.0
    one.start()
    await one.settled()
    calls = len(one.log.calls)
    one.log.troubles = [(Offline("no network"), False)] * 500
    one.add("First")
    await one.clock.advance(400.0)
    times = one.log.times()[calls:]
    pauses = [after - before for before, after in itertools.pairwise(times)]
    assert pauses[:8] == pytest.approx([2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0])
    one.jitter = 0.0
    calls = len(one.log.calls)
    await one.clock.advance(60.0 + 10.0)
    later = one.log.times()[calls:]
    assert min(after - before for before, after in itertools.pairwise(later)) == pytest.approx(1.0)


async def test_the_time_that_a_busy_cloud_names_is_kept_whoever_hurries(one: Computer) -> None:
    one.start()
    await one.settled()
    one.log.troubles = [(Busy("later", retry_after_s=120.0), False)]
    await one.clock.advance(2.0)
    one.add("First")
    await one.clock.advance(1.1)
    calls, asked_at = len(one.log.calls), one.clock.monotonic()
    for _ in range(119):
        one.sync.hurry()
        await one.clock.advance(1.0)
    assert len(one.log.calls) == calls
    assert (one.sync.status.state, one.sync.status.waiting) == (SyncState.WAITING, 1)
    await one.settled()
    assert one.log.times()[calls] - asked_at == pytest.approx(120.0, abs=1.1)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (CloudFull("507"), "full"),
        (UpgradeNeeded("426"), "newer version"),
        (Refused("422"), "422"),
        (DeviceRevoked("gone"), "removed from the family"),
        (SignInNeeded("expired"), "has ended"),
    ],
)
async def test_what_a_person_must_do_is_said_with_the_next_step(one: Computer, trouble: Trouble, words: str) -> None:
    one.start()
    await one.settled()
    one.log.troubles = [(trouble, False), (Offline("no"), False)] * 50
    if isinstance(trouble, CloudFull | UpgradeNeeded | Refused):
        one.log.troubles = [(trouble, False)]
    one.add("First")
    await one.clock.advance(1.5)
    status = one.sync.status
    assert status.state is SyncState.NEEDS_YOU
    assert status.trouble is not None
    assert words in status.trouble.message
    assert "Yoto" not in status.trouble.title
    assert status.waiting == 1
    one.log.troubles.clear()
    await one.settled()


async def test_a_full_cloud_still_brings_what_the_others_did(one: Computer, two: Computer) -> None:
    one.start()
    two.start()
    await both(one, two)
    two.add("From the other one")
    await two.settled()
    one.log.troubles = [(CloudFull("507"), False)]
    one.add("Mine")
    await one.clock.advance(1.5)
    assert one.titles() == ["From the other one", "Mine"]
    assert one.sync.status.state is SyncState.NEEDS_YOU


async def test_hidden_it_asks_a_full_cloud_every_ten_minutes_only(one: Computer) -> None:
    one.jitter = 0.0
    one.start()
    await one.settled()
    one.log.troubles = [(CloudFull("507"), False), (None, True)] * 500
    one.sync.set_in_front(False)
    one.add("Mine")
    await one.clock.advance(30.0)
    assert one.sync.status.state is SyncState.NEEDS_YOU
    calls = len(one.log.calls)
    await one.clock.advance(1800.0)
    assert 2 <= len(one.log.calls) - calls <= 8
    one.log.troubles.clear()
    await one.settled()


async def test_disconnecting_in_the_middle_of_a_long_reading_ends_it_in_order(one: Computer, two: Computer) -> None:
    two.start()
    await two.settled()
    for number in range(30):
        two.add(f"Recording {number:03d}")
        await two.clock.advance(5.5)
    one.cloud.page_commits = 1
    one.log.takes_s = 0.2
    one.start()
    await one.until(lambda: len(one.titles()) > 3)
    assert len(one.titles()) < 30
    one.family.enter(FamilyState.NONE)
    await one.clock.advance(5.0)
    assert not one.library.sync.is_on
    assert one.sync.status.state is SyncState.OFF
    one.family.enter(FamilyState.MEMBER)
    await one.settled()
    assert len(one.titles()) == 30


async def test_nobody_signed_in_means_off_and_a_lost_session_asks(one: Computer) -> None:
    one.family.enter(FamilyState.NONE)
    one.start()
    await one.clock.advance(5.0)
    assert (one.sync.status.state, one.log.calls) == (SyncState.OFF, [])
    for state in (FamilyState.EXPIRED, FamilyState.REVOKED, FamilyState.HOMELESS):
        one.family.enter(state)
        assert one.sync.status.state is SyncState.NEEDS_YOU
        assert one.sync.status.trouble is not None
        assert one.sync.status.trouble.next_step
    await one.clock.advance(700.0)
    assert one.log.calls == []
    one.family.enter(FamilyState.MEMBER)
    await one.settled()


async def test_a_status_is_announced_when_it_says_something_new(one: Computer) -> None:
    (key,) = one.add("First")
    one.start()
    await one.settled()
    told: list[tuple[SyncState, int]] = []
    one.sync.subscribe(lambda status: told.append((status.state, status.waiting)))
    one.family.enter(FamilyState.EXPIRED)
    for title in ("Second", "Third", "Fourth"):
        one.rename(key, title)
        await one.clock.advance(1.0)
    assert told == [(SyncState.NEEDS_YOU, 0), (SyncState.NEEDS_YOU, 1)]


async def test_that_the_cloud_holds_the_audio_is_sent_without_a_word(one: Computer) -> None:
    (key,) = one.add("First")
    one.start()
    await one.settled()
    told: list[tuple[SyncState, int]] = []
    one.sync.subscribe(lambda status: told.append((status.state, status.waiting)))
    pushes = len(one.log.pushes)
    one.library.transact("Stored", lambda tx: tx.mark_stored(key, is_stored=True), undoable=False)
    await one.settled()
    assert len(one.log.pushes) == pushes + 1
    assert SyncState.WAITING not in {state for state, _ in told}
    assert {waiting for _, waiting in told} == {0}


async def test_disconnecting_forgets_the_cloud_and_connecting_again_unites(one: Computer, two: Computer) -> None:
    one.add("First")
    one.start()
    two.start()
    await both(one, two)
    one.family.enter(FamilyState.NONE)
    await settle()
    assert not one.library.sync.is_on
    one.add("Added alone")
    two.add("Added there")
    await two.settled()
    one.family.enter(FamilyState.MEMBER)
    await both(one, two)
    for computer in (one, two):
        assert computer.titles() == ["Added alone", "Added there", "First"]


async def test_a_computer_that_comes_back_under_a_new_key_brings_what_was_edited_meanwhile(
    one: Computer, two: Computer
) -> None:
    keys = one.add("First")
    one.start()
    two.start()
    await both(one, two)
    one.family.enter(FamilyState.REVOKED)
    one.rename(keys[0], "Second")
    one.family.device = DeviceKey("d_another")
    one.family.enter(FamilyState.MEMBER)
    await one.settled()
    await both(one, two)
    assert one.library.sync.device == "d_another"
    for computer in (one, two):
        assert computer.titles() == ["Second"]
        assert not computer.library.sync.losses()


async def test_the_log_says_who_did_it_by_name(one: Computer, two: Computer) -> None:
    one.family.known = [Device(DeviceKey("d_two"), "Kitchen laptop", "Linux", 0.0)]
    (key,) = one.add("First")
    one.start()
    two.start()
    await both(one, two)
    two.rename(key, "Second")
    await both(one, two)
    assert any("Kitchen laptop" in line for line in one.lines())
    assert one.sync.name_of("d_two") == "Kitchen laptop"
    assert one.sync.name_of("d_unknown") == "Another computer"
    assert one.family.asked == 1


async def test_a_computer_that_joined_a_moment_ago_has_its_name_from_the_first_word_on(
    one: Computer, two: Computer
) -> None:
    one.family.known = [Device(DeviceKey("d_one"), "Study", "Linux", 0.0)]
    one.add("First")
    one.start()
    await one.settled()
    asked = one.family.asked
    one.family.known = [*one.family.known, Device(DeviceKey("d_two"), "Kitchen laptop", "Linux", 0.0)]
    two.start()
    two.add("Second")
    await both(one, two)
    assert any("Kitchen laptop" in line for line in one.lines())
    assert one.family.asked == asked + 1


async def test_an_endless_log_is_read_with_a_breath_now_and_then(one: Computer, two: Computer) -> None:
    two.start()
    await two.settled()
    for number in range(230):
        two.add(f"Recording {number:03d}")
        await two.clock.advance(5.5)
    await two.settled()
    one.cloud.page_commits = 1
    began_at = one.clock.monotonic()
    one.start()
    await one.settled()
    assert len(one.titles()) == 230
    assert 2.0 <= one.clock.monotonic() - began_at <= 5.0


async def test_it_can_be_closed_in_every_state(tmp_path: Path, cloud: FakeCloud, clock: FakeClock) -> None:
    for number, trouble in enumerate(
        [None, Offline("no"), Busy("later", retry_after_s=60.0), CloudFull("full"), SignInNeeded("again")]
    ):
        computer = Computer(tmp_path, cloud=cloud, clock=clock, name=f"c{number}")
        computer.add("First")
        computer.log.troubles = [(trouble, False)] * 9 if trouble is not None else []
        computer.start(has_vault=True)
        await settle(3 + number)
        await computer.close()


async def test_closing_in_the_middle_of_joining_loses_nothing(one: Computer) -> None:
    one.add(*(f"Recording {number:03d}" for number in range(450)))
    one.start()
    for _ in range(9):
        await settle(1)
    await one.supervisor.stop()
    one.library.close()
    one.open()
    one.start()
    await one.settled()
    assert sum(len(push.ops) for push in one.log.pushes) >= 450
    assert one.library.sync.waiting == 0
