"""A cloud that was set back, emptied or is out of its mind: nobody loses anything, on a hand-stepped clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.contract.chain import START
from backend.contract.messages import Gone, Page
from desktop.services.sync_status import SyncState
from tests.helpers.fakes_family import Answer, Computer, both


async def test_a_cloud_restored_from_an_older_backup_gets_back_what_it_lost(one: Computer, two: Computer) -> None:
    (key,) = one.add("Old")
    one.start()
    two.start()
    await both(one, two)
    restore = one.cloud.backup()
    one.rename(key, "Renamed after the backup")
    one.add("Added after the backup")
    two.add("Of the other, after the backup")
    await both(one, two)
    restore()
    two.add("Onto the restored one")
    await both(one, two)
    for computer in (one, two):
        assert sorted(computer.titles()) == [
            "Added after the backup",
            "Of the other, after the backup",
            "Old",
            "Onto the restored one",
        ]
    assert "Renamed after the backup" in [loss.lost for loss in one.library.sync.losses()]
    assert any("is sent again" in line for line in one.lines("sync") + two.lines("sync"))


async def test_an_empty_cloud_deletes_nothing(one: Computer, two: Computer) -> None:
    one.add("First", "Second")
    one.start()
    two.start()
    await both(one, two)
    one.cloud.documents.restore({})
    one.cloud.objects.files.clear()
    await both(one, two)
    assert one.titles() == two.titles() == ["First", "Second"]


async def test_a_digest_that_does_not_fit_is_told_in_activity_and_read_anew(one: Computer, two: Computer) -> None:
    one.add("First")
    one.start()
    two.start()
    await both(one, two)

    def spoil(answer: Answer) -> Answer:
        if isinstance(answer, Gone) or not answer.commits:
            return answer
        one.log.answer = lambda fine: fine
        return replace(answer, commits=tuple(replace(commit, dig=commit.dig ^ 1) for commit in answer.commits))

    one.log.answer = spoil
    two.add("Second")
    await both(one, two)
    assert one.titles() == ["First", "Second"]
    assert any("is read anew" in line for line in one.lines("sync"))


HOSTILE = {
    "more of nothing for ever": lambda answer: Page((), more=True),
    "always gone": lambda answer: Gone(0, START.h, "", "", forked=True),
    "gone to a place that is not there": lambda answer: Gone(7, "ab" * 16, "nowhere", "00" * 32, forked=False),
    "accepted, but nothing in the log": lambda answer: Page((), is_accepted=True),
    "hashes that do not fit": lambda answer: (
        answer
        if isinstance(answer, Gone)
        else replace(answer, more=True, commits=tuple(replace(one, h="cd" * 16) for one in answer.commits))
    ),
    "commits of the future": lambda answer: (
        answer
        if isinstance(answer, Gone)
        else replace(answer, commits=tuple(replace(one, seq=one.seq + 9) for one in answer.commits), more=True)
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_server_out_of_its_mind_keeps_nobody_busy_and_loses_nothing(
    one: Computer, two: Computer, name: str
) -> None:
    one.add("First")
    one.start()
    two.start()
    await both(one, two)
    two.add("Second")
    await two.settled()
    one.add("Mine")
    one.log.answer = HOSTILE[name]
    one.jitter = 0.0  # the shortest waits that there are
    calls = len(one.log.calls)
    for _ in range(30):
        one.sync.hurry()
        await one.clock.advance(1.0)
    assert len(one.log.calls) - calls <= 30 * 10
    assert one.sync.status.state in (SyncState.WAITING, SyncState.NEEDS_YOU)
    assert one.sync.status.trouble is not None
    one.log.answer = lambda answer: answer
    await both(one, two)
    assert one.titles() == two.titles() == ["First", "Mine", "Second"]
