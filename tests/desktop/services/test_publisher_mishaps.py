"""Publishing while the ground moves: sessions end, playlists go, others publish, and bugs of our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop.model.errors import NotAllowed, SignInNeeded
from desktop.model.names import CardId
from desktop.model.publication import Publication, PublishStage
from desktop.model.upload import Stage
from tests.desktop.services.test_publisher import Press


@pytest.fixture
async def press(tmp_path: Path) -> AsyncIterator[Press]:
    press = Press(tmp_path)
    yield press
    await press.close()


async def until_uploading(press: Press) -> None:
    for _ in range(100):
        if press.library.uploads.in_stage(Stage.SENDING):
            return
        await press.clock.advance(0.02)
    raise AssertionError("nothing is sent")


async def test_a_session_that_ends_right_after_the_write_is_no_change_by_somebody_else(press: Press) -> None:
    playlist = press.playlist("One", "Two")
    first = await press.publish(playlist)
    press.playlists.add_recordings(playlist, press.recordings("Three"))
    press.yoto.troubles = [(SignInNeeded("The session has ended."), True)]
    failed = await press.publish(playlist, first.card_id)
    assert (failed.stage, failed.problem) == (PublishStage.FAILED, "The session has ended.")
    plan = await press.step(press.publisher.plan(playlist, first.card_id))
    assert not plan.changed_elsewhere
    ended = await press.step(press.publisher.publish(plan))
    assert ended.stage is PublishStage.DONE
    assert len(press.yoto.saved) == 2
    assert not press.publisher.has_changes(playlist)


async def test_what_another_computer_has_published_just_so_is_not_asked_about(press: Press) -> None:
    playlist = press.playlist("One", "Two")
    first = await press.publish(playlist)
    press.playlists.rename(playlist, "Renamed")
    assert first.card_id is not None
    press.yoto.put(press.yoto.now(first.card_id) | {"title": "Renamed"})
    ended = await press.publish(playlist, first.card_id)
    assert (ended.stage, ended.problem) == (PublishStage.DONE, "")
    assert len(press.yoto.saved) == 1


async def test_a_session_that_ends_before_the_write_fails_in_words_and_leaves_the_card(press: Press) -> None:
    playlist = press.playlist("One")
    first = await press.publish(playlist)
    press.playlists.rename(playlist, "Two")
    plan = await press.step(press.publisher.plan(playlist, first.card_id))
    press.yoto.read_troubles = [SignInNeeded("The session has ended.", next_step="Sign in again.")]
    failed = await press.step(press.publisher.publish(plan))
    assert (failed.stage, failed.next_step) == (PublishStage.FAILED, "Sign in again.")
    assert len(press.yoto.saved) == 1


async def test_a_bug_of_our_own_does_not_leave_a_publish_under_way_for_ever(press: Press) -> None:
    playlist = press.playlist("One")
    plan = await press.step(press.publisher.plan(playlist, None))

    async def stumble(content: object) -> None:
        raise ZeroDivisionError

    press.yoto.save = stumble  # type: ignore[assignment,method-assign]  # a bug where nobody expects one
    press.publisher.start(plan)
    await press.clock.advance(1.0)
    current = press.publisher.current(playlist)
    assert current is not None
    assert current.stage is PublishStage.FAILED
    assert [type(bug) for bug in press.bugs] == [ZeroDivisionError]
    press.bugs.clear()


async def test_two_playlists_published_to_one_card_at_once_never_overwrite_each_other_unasked(press: Press) -> None:
    card_id = CardId(press.yoto.put({"title": "Old", "content": {"chapters": []}})["cardId"])
    plans = [
        await press.step(press.publisher.plan(press.playlist(title, title=title), card_id)) for title in ("One", "Two")
    ]
    await press.clock.advance(5.0)
    ended = await asyncio.gather(*(press.step(press.publisher.publish(plan)) for plan in plans))
    assert sorted(one.stage for one in ended) == [PublishStage.DONE, PublishStage.FAILED]
    assert [one.is_stale for one in ended if one.stage is PublishStage.FAILED] == [True]
    assert len(press.yoto.saved) == 1


async def test_the_same_playlist_published_twice_at_once_is_published_once(press: Press) -> None:
    playlist = press.playlists.create("Bedtime", press.recordings("One", is_sent=False, size=8_000_000))
    plan = await press.step(press.publisher.plan(playlist, None))
    first = asyncio.ensure_future(press.publisher.publish(plan))
    await until_uploading(press)
    second = await press.publisher.publish(plan)
    assert second.stage is PublishStage.UPLOADING
    assert (await press.step(first)).stage is PublishStage.DONE
    assert len(press.yoto.saved) == 1


async def test_a_playlist_and_its_recordings_removed_while_they_are_uploaded_are_published_all_the_same(
    press: Press,
) -> None:
    """It was confirmed; and what was removed can come back, then knowing its card."""
    keys = press.recordings("One", "Two", is_sent=False, size=8_000_000)
    playlist = press.playlists.create("Bedtime", keys)
    plan = await press.step(press.publisher.plan(playlist, None))
    running = asyncio.ensure_future(press.publisher.publish(plan))
    await until_uploading(press)
    press.playlists.remove([playlist])
    for key in keys:
        press.library.transact("Remove", lambda tx, key=key: tx.remove_recording(key))  # type: ignore[misc]  # bound
    ended = await press.step(running)
    assert ended.stage is PublishStage.DONE
    assert press.on_card(ended.card_id) == ["One", "Two"]
    while press.library.undo():
        held = press.library.playlists.get(playlist)
        if held is not None:
            break
    assert held is not None
    assert held.card_id == ended.card_id


async def test_a_recording_removed_before_its_turn_ends_the_publish_in_words(press: Press) -> None:
    keys = press.recordings("One", "Two", "Three", "Four", "Five", is_sent=False, size=8_000_000)
    playlist = press.playlists.create("Bedtime", keys)
    plan = await press.step(press.publisher.plan(playlist, None))
    running = asyncio.ensure_future(press.publisher.publish(plan))
    await until_uploading(press)
    press.library.transact("Remove", lambda tx: tx.remove_recording(keys[4]))
    ended: Publication = await press.step(running, within_s=120.0)
    assert (ended.stage, ended.next_step) == (PublishStage.FAILED, "Publish again to go on.")
    assert press.yoto.saved == []


async def test_a_cover_that_yoto_does_not_take_is_told_and_nothing_is_written(press: Press) -> None:
    playlist = press.playlist("One")
    await press.playlists.set_cover(playlist, b"\x89PNG\r\n\x1a\n no picture, whatever it says")
    press.media.troubles["cover"] = [NotAllowed("Yoto refused this: not a picture.")]
    ended = await press.publish(playlist)
    assert (ended.stage, ended.problem) == (PublishStage.FAILED, "Yoto refused this: not a picture.")
    assert press.yoto.saved == []
