"""The vault on a hand-stepped clock: what goes first, what is fetched when, and what it says when it cannot."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from pathlib import Path

import pytest

from desktop.model.cloud import Whereabouts
from desktop.model.errors import Busy, CloudFull, NoRoom, NotFound, Offline, SignInNeeded, Trouble, Unreadable
from desktop.model.names import RecordingKey, upload_key
from desktop.model.upload import Stage, Upload
from desktop.services.family import FamilyState
from desktop.services.vault_status import VaultState
from desktop.services.vault_wishes import IS_DOUBTED
from tests.helpers.clock import settle
from tests.helpers.fakes_family import Computer

KB = 1000
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100


async def shared(one: Computer, two: Computer, *titles: str, size: int = 200 * KB) -> list[RecordingKey]:
    """Have recordings that the first computer has sent and the second one knows of."""
    keys = one.add(*titles, size=size)
    one.start(has_vault=True)
    await one.kept()
    two.start(has_vault=True)
    await two.settled()
    return keys


def file_of(computer: Computer, key: RecordingKey) -> Path:
    return computer.library.recordings.path(computer.one(key))


async def test_all_audio_goes_to_the_cloud_and_then_the_word_that_it_is_there(one: Computer) -> None:
    keys = one.add("First", "Second")
    one.start(has_vault=True)
    await one.settled()
    said = [op.id for push in one.log.pushes for op in push.ops if "blob" in op.set]
    assert set(said) <= set(keys)
    await one.kept()
    assert set(one.cloud.files) == {one.one(key).sha256 for key in keys}
    assert all(one.library.sync.is_stored(key) for key in keys)
    assert one.library.undo_label == "Add"
    assert one.vault.status.sending == 0


async def test_what_was_left_half_fetched_a_day_ago_is_swept_at_the_start(one: Computer) -> None:
    started_at = one.clock.now()
    one.start(has_vault=True)
    await one.settled()
    assert one.files.swept == [(one.folder, started_at - 24 * 3600)]


async def test_covers_go_first_then_what_is_on_a_card_then_on_a_playlist_and_the_small_before_the_large(
    one: Computer,
) -> None:
    (large,) = one.add("On no playlist, large", size=90 * KB)
    (small,) = one.add("On no playlist, small", size=10 * KB)
    (listed,) = one.add("On a playlist", size=300 * KB)
    (carded,) = one.add("On a card", size=500 * KB)
    one.playlist("Bedtime", listed)
    playlist = one.playlist("On a card", carded)
    one.library.transact("Link", lambda tx: tx.edit_playlist(playlist, card_id="abcde"))
    cover = one.paint(large, PNG)
    one.start(has_vault=True)
    await one.kept()
    wanted = [cover, *(one.one(key).sha256 for key in (carded, listed, small, large))]
    assert one.files.of("send") == wanted
    assert one.files.most_at_once <= 2


async def test_a_cover_that_arrives_is_fetched_at_once_and_audio_is_not(one: Computer, two: Computer) -> None:
    (key,) = one.add("First")
    cover = one.paint(key, PNG)
    one.start(has_vault=True)
    await one.kept()
    two.start(has_vault=True)
    await two.until(lambda: two.library.artwork.bytes(cover) == PNG)
    assert two.library.artwork.mime(cover) == "image/png"
    assert two.vault.whereabouts(two.one(key)) is Whereabouts.CLOUD
    assert two.files.of("fetch") == [cover]
    await two.until(lambda: two.vault.away == 1)


async def test_audio_is_fetched_when_it_is_wanted_and_its_whereabouts_and_progress_are_told(
    one: Computer, two: Computer
) -> None:
    (key,) = await shared(one, two, "First", size=640 * KB)
    recording = two.one(key)
    told: list[frozenset[RecordingKey]] = []
    two.vault.subscribe(told.append)
    fetching = asyncio.ensure_future(two.vault.fetch(recording))
    await two.clock.advance(0.3)
    assert two.vault.whereabouts(recording) is Whereabouts.COMING
    assert 0 < two.vault.progress(key) < recording.size_bytes
    assert (two.vault.status.state, two.vault.status.fetching) == (VaultState.WORKING, 1)
    await two.clock.advance(5.0)
    path = await fetching
    assert path == file_of(two, key)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == recording.sha256
    assert two.vault.whereabouts(recording) is Whereabouts.HERE
    assert two.vault.progress(key) == 0
    assert frozenset({key}) in told
    assert await two.vault.fetch(recording) == path
    assert len(two.files.of("fetch")) == 1
    await two.clock.advance(6.0)
    assert two.vault.away == 0


async def test_the_last_that_moves_is_told_as_well_as_the_first_and_not_too_often(one: Computer, two: Computer) -> None:
    one.add(*(f"Recording {number:02d}" for number in range(50)), size=100 * KB)
    told: list[tuple[float, VaultState, int]] = []
    one.vault.subscribe(
        lambda _: told.append((one.clock.monotonic(), one.vault.status.state, one.vault.status.sending))
    )
    one.start(has_vault=True)
    await one.kept()
    await one.clock.advance(1.0)
    assert told[-1][1:] == (VaultState.IDLE, 0)
    counts = [count for _, state, count in told if state is VaultState.WORKING]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) > 10
    assert len(told) <= 10 * (told[-1][0] - told[0][0] + 1.0)


async def test_two_who_want_the_same_share_one_fetch_and_the_last_who_leaves_ends_it(
    one: Computer, two: Computer
) -> None:
    (key,) = await shared(one, two, "First", size=640 * KB)
    recording = two.one(key)
    first, second = (asyncio.ensure_future(two.vault.fetch(recording)) for _ in range(2))
    await two.clock.advance(0.1)
    first.cancel()
    await two.clock.advance(0.1)
    assert two.vault.whereabouts(recording) is Whereabouts.COMING
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    await two.clock.advance(0.1)
    assert two.vault.whereabouts(recording) is Whereabouts.CLOUD
    again = asyncio.ensure_future(two.vault.fetch(recording))
    await two.clock.advance(5.0)
    assert (await again).is_file()
    assert len(two.files.of("fetch")) == 2


async def test_a_fetch_can_be_stopped_and_wanted_again_in_the_same_breath(one: Computer, two: Computer) -> None:
    (key,) = await shared(one, two, "First", size=640 * KB)
    recording = two.one(key)
    first = asyncio.ensure_future(two.vault.fetch(recording))
    await two.clock.advance(0.1)
    two.vault.cancel(key)
    again = asyncio.ensure_future(two.vault.fetch(recording))
    with pytest.raises(Trouble, match="was stopped"):
        await first
    await two.clock.advance(5.0)
    assert (await again).is_file()


async def test_what_the_others_have_not_sent_yet_is_elsewhere(one: Computer, two: Computer) -> None:
    (key,) = one.add("First")
    one.start()
    two.start(has_vault=True)
    await one.settled()
    await two.settled()
    assert two.vault.whereabouts(two.one(key)) is Whereabouts.ELSEWHERE
    with pytest.raises(NotFound, match="has not sent it yet"):
        await two.vault.fetch(two.one(key))


async def test_without_a_cloud_a_file_that_is_missing_is_said_to_be(one: Computer) -> None:
    (key,) = one.add("First")
    assert one.vault.whereabouts(one.one(key)) is Whereabouts.HERE
    file_of(one, key).unlink()
    with pytest.raises(NotFound, match="is not on this computer"):
        await one.vault.fetch(one.one(key))


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (Offline("x"), "does not answer"),
        (Busy("x", retry_after_s=3.0), "is busy"),
        (Unreadable("x"), "came damaged"),
        (NoRoom("x"), "no room on the disk"),
        (SignInNeeded("x"), "is in the family's cloud"),
    ],
)
async def test_a_fetch_that_fails_says_why_in_words_about_the_recording(
    one: Computer, two: Computer, trouble: Trouble, words: str
) -> None:
    (key,) = await shared(one, two, "First")
    two.files.troubles["fetch"] = [trouble]
    with pytest.raises(Trouble, match=words) as caught:
        await two.vault.fetch(two.one(key))
    assert "“First”" in caught.value.message
    assert caught.value.next_step
    assert two.vault.whereabouts(two.one(key)) is Whereabouts.CLOUD


async def test_audio_that_the_cloud_has_lost_is_sent_again_by_who_has_it(one: Computer, two: Computer) -> None:
    (key,) = await shared(one, two, "First")
    one.cloud.files.clear()
    with pytest.raises(NotFound, match="not in the family's cloud any more"):
        await two.vault.fetch(two.one(key))
    assert two.vault.whereabouts(two.one(key)) is Whereabouts.ELSEWHERE
    await two.settled()
    await one.settled()
    await one.until(lambda: one.cloud.files)
    await one.kept()
    await two.settled()
    fetching = asyncio.ensure_future(two.vault.fetch(two.one(key)))
    await two.clock.advance(3.0)
    assert (await fetching).is_file()


async def test_keeping_everything_fetches_all_in_the_background_and_can_be_ended(one: Computer, two: Computer) -> None:
    keys = await shared(one, two, "First", "Second", "Third", size=640 * KB)
    await two.until(lambda: two.vault.away == 3)
    two.vault.set_keeps_everything(True)
    await two.clock.advance(0.3)
    assert two.vault.status.fetching == 3
    two.vault.set_keeps_everything(False)
    await two.clock.advance(20.0)
    assert [file_of(two, key).is_file() for key in keys].count(True) <= 1
    two.vault.set_keeps_everything(True)
    await two.until(lambda: all(file_of(two, key).is_file() for key in keys))
    await two.clock.advance(6.0)
    assert (two.vault.status.fetching, two.vault.status.fetching_bytes) == (0, 0)
    assert two.vault.status.state is VaultState.IDLE
    (late,) = one.add("Late")
    await one.kept()
    await two.settled()
    await two.until(lambda: file_of(two, late).is_file())


async def test_pausing_stops_what_nobody_waits_for_and_is_remembered(one: Computer, two: Computer) -> None:
    one.add("First", size=640 * KB)
    one.start(has_vault=True)
    await one.until(lambda: one.files.moved["send"])
    one.vault.pause()
    moved = one.files.moved["send"]
    await one.clock.advance(60.0)
    assert one.files.moved["send"] <= moved + 64 * 1024
    assert (one.vault.status.state, one.vault.status.sending) == (VaultState.PAUSED, 1)
    await one.supervisor.stop()
    one.library.close()
    one.open()
    one.start(has_vault=True)
    await one.clock.advance(60.0)
    assert one.vault.is_paused
    assert one.cloud.files == {}
    one.vault.resume()
    await one.kept()
    assert len(one.cloud.files) == 1


async def test_the_limit_holds_for_the_background_and_not_for_what_a_person_waits_for(
    one: Computer, two: Computer
) -> None:
    one.vault.set_limit(100)
    one.add("First", size=1024 * KB)
    began_at = one.clock.monotonic()
    one.start(has_vault=True)
    await one.kept()
    took_s = one.clock.monotonic() - began_at
    assert 10.0 <= took_s <= 14.0
    two.vault.set_limit(1)
    two.start(has_vault=True)
    await two.settled()
    began_at = two.clock.monotonic()
    fetching = asyncio.ensure_future(two.vault.fetch(two.one(two.library.recordings.keys()[0])))
    await two.until(fetching.done)
    assert two.clock.monotonic() - began_at <= 2.0
    await fetching


async def test_what_creeps_in_the_background_runs_as_soon_as_somebody_waits_for_it(
    one: Computer, two: Computer
) -> None:
    (key,) = await shared(one, two, "First", size=640 * KB)
    two.vault.set_limit(1)
    two.vault.set_keeps_everything(True)
    await two.until(lambda: two.vault.whereabouts(two.one(key)) is Whereabouts.COMING)
    await two.clock.advance(30.0)
    began_at = two.clock.monotonic()
    fetching = asyncio.ensure_future(two.vault.fetch(two.one(key)))
    await two.until(fetching.done)
    assert two.clock.monotonic() - began_at <= 3.0
    assert (await fetching).is_file()
    assert len(two.files.of("fetch")) == 1


async def test_a_changed_limit_is_felt_at_once(one: Computer) -> None:
    one.vault.set_limit(1)
    one.add("First", size=640 * KB)
    one.start(has_vault=True)
    await one.clock.advance(10.0)
    one.vault.set_limit(0)
    await one.clock.advance(3.0)
    assert len(one.cloud.files) == 1


async def test_an_upload_to_yoto_has_the_line_and_the_vault_a_trickle(one: Computer) -> None:
    (key,) = one.add("First", size=5000 * KB)
    one.start(has_vault=True)
    await one.until(lambda: one.files.moved["send"])
    sha = one.one(key).sha256
    sending = Upload(upload_key(sha), key, Stage.SENDING, total_bytes=1000)
    one.library.transact("Send", lambda tx: tx.save_upload(sending), undoable=False)
    await one.clock.advance(1.0)
    moved = one.files.moved["send"]
    one.add("Second", size=10 * KB)
    await one.clock.advance(6.0)
    assert 128 * 1024 <= one.files.moved["send"] - moved <= 7 * 128 * 1024
    assert len(one.files.of("send")) == 1
    one.library.transact("Sent", lambda tx: tx.remove_upload(sending.key), undoable=False)
    await one.kept()
    assert len(one.cloud.files) == 2


async def test_a_broken_line_is_tried_again_later_and_later(one: Computer) -> None:
    one.jitter = 1.0
    one.add("First")
    one.files.troubles["send"] = [Offline("x")] * 4
    one.start(has_vault=True)
    await one.clock.advance(3.0)
    assert one.vault.status.state is VaultState.WAITING
    assert one.vault.status.trouble is not None
    await one.kept()
    times = [at for call, _, at in one.files.calls if call == "send"]
    assert [round(after - before) for before, after in itertools.pairwise(times)] == [2, 4, 8, 16]
    assert one.vault.status.trouble is None


async def test_a_full_cloud_stops_the_sending_with_one_sentence_until_somebody_says_to_go_on(one: Computer) -> None:
    one.add("First", "Second", "Third")
    one.files.troubles["send"] = [CloudFull("507")] * 3
    one.start(has_vault=True)
    await one.clock.advance(600.0)
    assert one.vault.status.state is VaultState.FULL
    assert one.vault.status.trouble is not None
    assert "is full" in one.vault.status.trouble.message
    assert len(one.files.of("send")) <= 2
    one.files.troubles.clear()
    one.vault.resume()
    await one.kept()
    assert len(one.cloud.files) == 3


async def test_a_file_that_is_not_what_it_was_is_left_out_and_told_in_activity_once(one: Computer) -> None:
    bad, good = one.add("Bad", "Good")
    file_of(one, bad).write_bytes(b"something else")
    one.start(has_vault=True)
    await one.until(lambda: one.library.sync.is_stored(good))
    for number in range(2):
        await one.clock.advance(3700.0)
        one.add(f"Another {number}")
    await one.until(lambda: one.unsent() == ["Bad"])
    await one.clock.advance(10.0)
    assert one.lines("vault") == ["“Bad” could not be kept in the family's cloud."]
    assert 3 <= one.files.of("send").count(one.one(bad).sha256) <= 4


async def test_a_cloud_that_was_restored_is_offered_again_all_that_is_here(one: Computer, two: Computer) -> None:
    (old,) = one.add("Old")
    one.start(has_vault=True)
    await one.kept()
    restore = one.cloud.backup()
    (new,) = one.add("New", size=2000)
    cover = one.paint(new, PNG)
    await one.kept()
    restore()
    assert one.one(new).sha256 not in one.cloud.files
    await one.clock.advance(61.0)
    await one.kept()
    assert {one.one(old).sha256, one.one(new).sha256, cover} == set(one.cloud.files)
    sends = len(one.files.of("send"))
    await one.clock.advance(3600.0)
    assert len(one.files.of("send")) == sends
    assert one.library.preferences.get(IS_DOUBTED) is False
    two.start(has_vault=True)
    await two.settled()
    await two.until(lambda: two.library.artwork.bytes(cover) == PNG)
    assert two.vault.whereabouts(two.one(new)) is Whereabouts.CLOUD


async def test_nobody_signed_in_means_off_and_signing_out_lets_go(one: Computer) -> None:
    one.add("First", size=640 * KB)
    one.family.enter(FamilyState.NONE)
    one.start(has_vault=True)
    await one.clock.advance(60.0)
    assert (one.vault.status.state, one.files.calls) == (VaultState.OFF, [])
    one.family.enter(FamilyState.MEMBER)
    await one.until(lambda: one.files.moved["send"])
    one.family.enter(FamilyState.SIGNED_OUT)
    moved = one.files.moved["send"]
    await one.clock.advance(60.0)
    assert one.files.moved["send"] == moved
    assert one.vault.status.state is VaultState.OFF
    one.family.enter(FamilyState.MEMBER)
    await one.kept()


async def test_a_cloud_that_takes_everything_and_says_nothing_keeps_nobody_busy(one: Computer, two: Computer) -> None:
    """Marks that do not hold, files that are there and not there: each file is tried a few times an hour at most."""
    keys = await shared(one, two, "First", "Second")
    two.vault.set_keeps_everything(True)
    two.files.troubles["fetch"] = [NotFound("x")] * 1000
    for _ in range(60):
        await one.settled()
        await two.settled()
        await one.clock.advance(10.0)
    assert len(two.files.of("fetch")) <= 2 * len(keys)
    assert len(one.files.of("send")) <= 3 * len(keys)


async def test_bringing_for_an_upload_lasts_through_short_failures_and_then_says_so(
    one: Computer, two: Computer
) -> None:
    keys = await shared(one, two, "First", "Second")
    two.files.troubles["fetch"] = [Offline("x"), Busy("x"), Offline("x")]
    bringing = asyncio.ensure_future(two.vault.bring(two.one(keys[0])))
    await two.until(bringing.done)
    assert (await bringing).is_file()
    two.files.troubles["fetch"] = [Offline("x")] * 50
    bringing = asyncio.ensure_future(two.vault.bring(two.one(keys[1])))
    await two.until(bringing.done)
    with pytest.raises(Trouble, match="does not answer") as caught:
        await bringing
    assert not isinstance(caught.value, Offline)


async def test_bringing_a_cover_waits_for_it_or_says_where_it_is(one: Computer, two: Computer) -> None:
    (key,) = one.add("First")
    cover = one.paint(key, PNG)
    one.start()
    two.start()
    await one.settled()
    await two.settled()
    with pytest.raises(Trouble, match="on another computer"):
        await two.vault.bring_cover(cover)
    one.supervisor.start("vault", one.vault.run)
    await one.kept()
    await two.settled()
    bringing = asyncio.ensure_future(two.vault.bring_cover(cover))
    await two.until(bringing.done)
    await bringing
    assert two.library.artwork.bytes(cover) == PNG


async def test_it_can_be_closed_in_the_middle_of_everything(one: Computer, two: Computer) -> None:
    keys = await shared(one, two, "First", "Second", size=640 * KB)
    two.add("Mine", size=640 * KB)
    two.vault.set_keeps_everything(True)
    fetching = asyncio.ensure_future(two.vault.fetch(two.one(keys[0])))
    await two.clock.advance(0.3)
    await two.supervisor.stop()
    with pytest.raises(Trouble, match="was stopped"):
        await fetching
    await settle()
