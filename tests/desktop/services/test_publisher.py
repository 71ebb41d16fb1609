"""Publishing: planned from the card as it is, written once, read back, and never at somebody else's cost."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from desktop.model.errors import Busy, NotAllowed, Offline, Refused, Trouble
from desktop.model.names import CardId, PlaylistKey, RecordingKey, recording_key
from desktop.model.overlay import cover_address, tracks
from desktop.model.publication import Publication, PublishStage, Weight
from desktop.model.recording import Recording
from desktop.services.artwork import Artwork
from desktop.services.cards import Cards
from desktop.services.playlists import Playlists
from desktop.services.publisher import Publisher
from desktop.services.supervisor import Supervisor
from desktop.services.uploads import Uploads
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.helpers.clock import FakeClock
from tests.helpers.fakes_yoto import OWNER, FakeYotoLibrary, FakeYotoMedia, card_json, done, media_hash

T = TypeVar("T")
PNG = b"\x89PNG\r\n\x1a\n a picture"


class Press:
    """A library, a fake Yoto, and all that stands between a playlist and its card."""

    def __init__(self, folder: Path, *, clock: FakeClock | None = None, yoto: FakeYotoLibrary | None = None) -> None:
        self.clock = clock or FakeClock()
        self.yoto = yoto or FakeYotoLibrary(self.clock)
        self.media = FakeYotoMedia(self.clock)
        self.folder = folder
        self.library = Library.open(folder, clock=self.clock.now)
        self.bugs: list[Exception] = []
        self.supervisor = Supervisor(
            clock=self.clock, on_trouble=self.bugs.append, on_bug=lambda name, bug: self.bugs.append(bug)
        )
        self.uploads = Uploads(library=self.library, media=self.media, clock=self.clock, jitter=lambda: 0.5)
        self.supervisor.start("uploads", self.uploads.run)
        self.playlists = Playlists(self.library)
        self.artwork = Artwork(library=self.library, media=self.media)
        self.cards = Cards(
            library=self.library,
            yoto_library=self.yoto,
            artwork=self.artwork,
            clock=self.clock,
            supervisor=self.supervisor,
            own_user_id=lambda: OWNER,
        )
        self.publisher = self.new_publisher()

    def new_publisher(self) -> Publisher:
        return Publisher(
            library=self.library,
            yoto_library=self.yoto,
            media=self.media,
            uploads=self.uploads,
            clock=self.clock,
            supervisor=self.supervisor,
        )

    async def close(self) -> None:
        await self.supervisor.stop()
        self.library.close()
        assert self.bugs == []

    async def restarted(self) -> Press:
        """Return the next process on the same library folder and the same Yoto."""
        await self.close()
        return Press(self.folder, clock=self.clock, yoto=self.yoto)

    def recordings(self, *names: str, is_sent: bool = True, size: int = 100_000) -> list[RecordingKey]:
        keys = []
        for name in names:
            sha = hashlib.sha256(name.encode()).hexdigest()
            one = Recording(recording_key(sha), sha, name, 60.0, size, ".mp3", "audio/mpeg")
            if is_sent:
                one = Recording(one.key, sha, name, 60.0, size, ".mp3", "audio/mpeg", medium=done(sha).medium)
            path = self.library.recordings.path(one)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(size))
            self.library.transact("Add", partial(Transaction.add_recording, recording=one))
            keys.append(one.key)
        return keys

    def playlist(self, *names: str, title: str = "Bedtime", is_sent: bool = True) -> PlaylistKey:
        return self.playlists.create(title, self.recordings(*names, is_sent=is_sent))

    async def publish(
        self, playlist: PlaylistKey, card_id: str | None = None, *, overwrite: bool = False, within_s: float = 60.0
    ) -> Publication:
        plan = await self.step(self.publisher.plan(playlist, CardId(card_id) if card_id else None))
        return await self.step(self.publisher.publish(plan, overwrite), within_s=within_s)

    async def step(self, work: Awaitable[T], within_s: float = 60.0) -> T:
        """Run a coroutine while the clock goes on."""
        task = asyncio.ensure_future(work)
        end = self.clock.monotonic() + within_s
        while not task.done():
            assert self.clock.monotonic() < end, "it takes too long"
            await self.clock.advance(0.1)
        return await task

    def on_card(self, card_id: CardId | None) -> list[str]:
        assert card_id is not None
        return [track["title"] for _, track in tracks(self.yoto.now(card_id))]


@pytest.fixture
async def press(tmp_path: Path) -> AsyncIterator[Press]:
    press = Press(tmp_path)
    yield press
    await press.close()


async def test_a_new_card_gets_the_playlist_and_the_playlist_knows_its_card(press: Press) -> None:
    playlist = press.playlist("One", "Two")
    assert press.publisher.has_changes(playlist)
    ended = await press.publish(playlist)
    assert ended.stage is PublishStage.DONE
    assert press.on_card(ended.card_id) == ["One", "Two"]
    kept = press.library.playlists.get(playlist)
    assert kept is not None
    assert (kept.card_id, kept.published_at is not None) == (ended.card_id, True)
    assert not press.publisher.has_changes(playlist)
    card = press.library.cards.get(ended.card_id or CardId(""))
    assert card is not None
    assert card.is_own
    assert card.chapters is not None
    assert press.library.undo_label == "Create playlist"


async def test_missing_audio_is_uploaded_first_and_its_bytes_are_told(press: Press) -> None:
    playlist = press.playlist("One", "Two", is_sent=False)
    told: list[Publication] = []
    press.publisher.subscribe(told.append)
    plan = await press.publisher.plan(playlist, None)
    assert (len(plan.missing), plan.missing_bytes, plan.difference.added) == (2, 200_000, ("One", "Two"))
    ended = await press.step(press.publisher.publish(plan))
    assert ended.stage is PublishStage.DONE
    stages = list(dict.fromkeys(one.stage for one in told))
    assert stages == [PublishStage.UPLOADING, PublishStage.WRITING, PublishStage.CHECKING, PublishStage.DONE]
    sending = [one for one in told if one.stage is PublishStage.UPLOADING]
    assert max(one.bytes_done for one in sending) == 200_000
    assert max(one.files_done for one in sending) == 2
    hashes = [track["trackUrl"] for _, track in tracks(press.yoto.now(ended.card_id or ""))]
    assert hashes == [
        f"yoto:#{media_hash('opus ' + hashlib.sha256(name.encode()).hexdigest())}" for name in ("One", "Two")
    ]


async def test_quirk_16_the_format_is_the_transcoders_word_and_not_the_files(press: Press) -> None:
    ended = await press.publish(press.playlist("One", is_sent=False))
    assert [track["format"] for _, track in tracks(press.yoto.now(ended.card_id or ""))] == ["opus"]


async def test_an_upload_that_fails_fails_the_publish_in_words_and_nothing_is_written(press: Press) -> None:
    playlist = press.playlist("One", "Two", is_sent=False)
    press.media.rejects.add(hashlib.sha256(b"Two").hexdigest())
    ended = await press.publish(playlist)
    assert ended.stage is PublishStage.FAILED
    assert "“Two” could not be uploaded" in ended.problem
    assert press.yoto.saved == []


async def test_an_own_card_opened_edited_and_published_keeps_what_nobody_knows(press: Press) -> None:
    before = press.yoto.put(card_json("A", "B", "C"))
    await press.step(press.cards.refresh())
    playlist = await press.step(press.cards.open_as_playlist(before["cardId"]))
    a, _, c = press.library.playlists.entries(playlist)
    press.playlists.move_entries(playlist, [c.key], a.key)
    press.playlists.add_recordings(playlist, press.recordings("New"))
    await press.clock.advance(5)
    ended = await press.publish(playlist, before["cardId"])
    assert ended.stage is PublishStage.DONE
    after = press.yoto.now(before["cardId"])
    assert press.on_card(ended.card_id) == ["C", "A", "B", "New"]
    assert (after["surprise"], after["content"]["config"]) == ("card", before["content"]["config"])
    assert [chapter.get("surprise") for chapter in after["content"]["chapters"]] == [
        {"chapter": 3},
        {"chapter": 1},
        {"chapter": 2},
        None,
    ]
    assert [raw["updatedAt"] for _, raw in press.library.cards.versions(before["cardId"])] == [before["updatedAt"]]


async def test_a_published_entry_finds_its_chapter_again_at_the_next_publish(press: Press) -> None:
    playlist = press.playlist("One", "Two")
    first = await press.publish(playlist)
    raw = press.yoto.now(first.card_id or "")
    raw["content"]["chapters"][0]["ambient"] = {"set": "by the phone"}
    await press.clock.advance(5)
    press.yoto.put(raw)
    press.playlists.rename_entry(press.library.playlists.entries(playlist)[1].key, "Zwei")
    ended = await press.publish(playlist, first.card_id)
    assert ended.stage is PublishStage.DONE
    after = press.yoto.now(first.card_id or "")
    assert after["content"]["chapters"][0]["ambient"] == {"set": "by the phone"}
    assert press.on_card(first.card_id) == ["One", "Zwei"]


async def test_a_card_that_was_changed_elsewhere_is_not_overwritten_without_asking(press: Press) -> None:
    playlist = press.playlist("One")
    first = await press.publish(playlist)
    await press.clock.advance(5)
    press.yoto.put(press.yoto.now(first.card_id or "") | {"title": "Renamed on the phone"})
    press.playlists.rename(playlist, "Ours")
    plan = await press.step(press.publisher.plan(playlist, first.card_id))
    assert plan.changed_elsewhere
    refused = await press.step(press.publisher.publish(plan))
    assert (refused.stage, refused.is_stale) == (PublishStage.FAILED, True)
    assert press.yoto.now(first.card_id or "")["title"] == "Renamed on the phone"
    ended = await press.step(press.publisher.publish(plan, overwrite=True))
    assert ended.stage is PublishStage.DONE
    assert press.yoto.now(first.card_id or "")["title"] == "Ours"
    kept = [raw["title"] for _, raw in press.library.cards.versions(first.card_id or CardId(""))]
    assert "Renamed on the phone" in kept


async def test_a_change_between_the_plan_and_the_publish_is_noticed(press: Press) -> None:
    card = press.yoto.put(card_json("A"))
    playlist = press.playlist("One")
    plan = await press.publisher.plan(playlist, card["cardId"])
    await press.clock.advance(5)
    press.yoto.put(card | {"title": "Somebody was here"})
    refused = await press.step(press.publisher.publish(plan))
    assert refused.is_stale
    assert press.yoto.saved == []


async def test_a_new_date_alone_is_no_change(press: Press) -> None:
    playlist = press.playlist("One")
    first = await press.publish(playlist)
    await press.clock.advance(60)
    press.yoto.put(press.yoto.now(first.card_id or ""))
    plan = await press.step(press.publisher.plan(playlist, first.card_id))
    assert not plan.changed_elsewhere
    assert plan.difference.is_empty


async def test_publishing_what_is_there_already_writes_nothing(press: Press) -> None:
    playlist = press.playlist("One")
    first = await press.publish(playlist)
    again = await press.publish(playlist, first.card_id)
    assert again.stage is PublishStage.DONE
    assert len(press.yoto.saved) == 1


async def test_quirk_18_the_card_that_reads_as_before_for_a_moment_is_waited_for(press: Press) -> None:
    press.yoto.lag_s = 1.2
    playlist = press.playlist("One")
    ended = await press.publish(playlist)
    assert ended.stage is PublishStage.DONE
    press.playlists.rename(playlist, "Second")
    plan = await press.step(press.publisher.plan(playlist, ended.card_id))
    assert not plan.changed_elsewhere
    again = await press.step(press.publisher.publish(plan))
    assert again.stage is PublishStage.DONE
    card = press.library.cards.get(ended.card_id or CardId(""))
    assert card is not None
    assert card.title == "Second"


@pytest.mark.parametrize("trouble", [Busy("500"), Offline("dropped")])
@pytest.mark.parametrize("is_stored", [True, False])
async def test_quirk_20_a_new_card_is_made_once_whatever_the_answer_was(
    press: Press, trouble: Trouble, is_stored: bool
) -> None:
    press.yoto.lag_s, press.yoto.list_lag_s = 1.0, 2.0
    press.yoto.troubles = [(trouble, is_stored)]
    ended = await press.publish(press.playlist("One", "Two"))
    assert ended.stage is PublishStage.DONE
    assert press.yoto.ids == [ended.card_id]
    assert len(press.yoto.saved) == (1 if is_stored else 2)


async def test_a_500_that_stored_an_update_is_found_and_not_posted_again(press: Press) -> None:
    press.yoto.lag_s = 1.0
    playlist = press.playlist("One")
    first = await press.publish(playlist)
    await press.clock.advance(5)
    press.playlists.rename(playlist, "Second")
    press.yoto.troubles = [(Busy("500"), True)]
    ended = await press.publish(playlist, first.card_id)
    assert ended.stage is PublishStage.DONE
    assert len(press.yoto.saved) == 2
    assert press.yoto.now(first.card_id or "")["title"] == "Second"


async def test_no_second_card_is_made_while_nobody_can_look(press: Press) -> None:
    press.yoto.troubles = [(Offline("dropped"), True)]
    playlist = press.playlist("One")
    plan = await press.publisher.plan(playlist, None)
    press.yoto.read_troubles = [Offline("gone")] * 6
    ended = await press.step(press.publisher.publish(plan), within_s=120)
    assert ended.stage is PublishStage.FAILED
    assert "nobody knows" in ended.problem
    again = await press.publish(playlist)
    assert again.stage is PublishStage.DONE
    assert len(press.yoto.saved) == 1


async def test_a_publish_that_was_killed_after_the_write_finds_its_card_when_started_again(press: Press) -> None:
    playlist = press.playlist("One")
    press.yoto.lag_s = 30.0
    plan = await press.publisher.plan(playlist, None)
    task = asyncio.create_task(press.publisher.publish(plan))
    await press.clock.advance(0.5)
    assert len(press.yoto.saved) == 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    press.yoto.lag_s = 0.0
    after = await press.restarted()
    ended = await after.publish(playlist)
    assert ended.stage is PublishStage.DONE
    assert after.yoto.ids == [ended.card_id]
    await after.close()
    press.library = Library.open(press.folder)
    press.supervisor = after.supervisor


async def test_a_refusal_of_yoto_is_told_in_its_words(press: Press) -> None:
    press.yoto.troubles = [(Refused("Yoto refused this: no.", next_step="Try."), False)]
    ended = await press.publish(press.playlist("One"))
    assert (ended.stage, ended.problem, ended.next_step) == (PublishStage.FAILED, "Yoto refused this: no.", "Try.")
    assert len(press.yoto.saved) == 1


async def test_a_deleted_card_is_said_to_be_and_a_new_one_offered(press: Press) -> None:
    card = press.yoto.put(card_json("A", title="Gone"))
    await press.step(press.cards.refresh())
    playlist = await press.step(press.cards.open_as_playlist(card["cardId"]))
    press.yoto.delete(card["cardId"])
    plan = await press.publisher.plan(playlist, card["cardId"])
    assert plan.card_id is None
    assert [finding.weight for finding in plan.findings] == [Weight.WARNS]
    assert "“Gone” has been deleted" in plan.findings[0].sentence
    ended = await press.step(press.publisher.publish(plan))
    assert ended.card_id != card["cardId"]
    assert press.yoto.now(ended.card_id or "")["surprise"] == "card"


async def test_a_shop_card_cannot_be_published_to(press: Press) -> None:
    press.yoto.shop["shop1"] = card_json("A") | {"cardId": "shop1", "userId": "yoto"}
    await press.step(press.cards.refresh())
    with pytest.raises(NotAllowed):
        await press.publisher.plan(press.playlist("One"), CardId("shop1"))


async def test_findings_that_stop_are_in_the_plan_and_stop_the_publish(press: Press) -> None:
    playlist = press.playlists.create("Empty")
    plan = await press.publisher.plan(playlist, None)
    assert not plan.can_publish
    ended = await press.step(press.publisher.publish(plan))
    assert ended.problem == "The playlist is empty."
    assert press.yoto.saved == []


async def test_a_playlist_that_moves_to_another_card_takes_its_own_audio_along(press: Press) -> None:
    playlist = press.playlist("One", "Two")
    first = await press.publish(playlist)
    other = press.yoto.put(card_json("A", "B", title="Another"))
    ended = await press.publish(playlist, other["cardId"])
    assert ended.stage is PublishStage.DONE
    assert press.on_card(other["cardId"]) == ["One", "Two"]
    audio = [
        [track["trackUrl"] for _, track in tracks(press.yoto.now(one))]
        for one in (first.card_id or "", other["cardId"])
    ]
    assert audio[0] == audio[1]


async def test_a_paused_upload_is_named_as_what_the_publish_waits_for(press: Press) -> None:
    playlist = press.playlist("One", is_sent=False)
    plan = await press.publisher.plan(playlist, None)
    press.publisher.start(plan)
    await press.clock.advance(1.0)
    press.uploads.pause([upload.key for upload in press.library.uploads.all()])
    current = press.publisher.current(playlist)
    assert current is not None
    assert current.waiting == "An upload is paused. Resume it to go on."
    press.uploads.resume([upload.key for upload in press.library.uploads.all()])
    await press.clock.advance(60.0)
    current = press.publisher.current(playlist)
    assert current is not None
    assert current.stage is PublishStage.DONE


async def test_a_cover_is_sent_once_and_only_when_it_is_new(press: Press) -> None:
    playlist = press.playlist("One")
    await press.playlists.set_cover(playlist, PNG)
    plan = await press.publisher.plan(playlist, None)
    assert plan.difference.is_new_cover
    first = await press.step(press.publisher.publish(plan))
    url = cover_address(press.yoto.now(first.card_id or ""))
    assert url is not None
    press.playlists.rename(playlist, "Second")
    await press.clock.advance(5)
    await press.publish(playlist, first.card_id)
    other = press.playlist("Two", title="Other")
    await press.playlists.set_cover(other, PNG)
    second = await press.publish(other)
    assert cover_address(press.yoto.now(second.card_id or "")) == url
    assert len(press.media.times("cover")) == 1


async def test_the_playlist_that_was_confirmed_is_published_though_it_is_edited_meanwhile(press: Press) -> None:
    playlist = press.playlist("One", is_sent=False)
    plan = await press.publisher.plan(playlist, None)
    task = asyncio.ensure_future(press.publisher.publish(plan))
    await press.clock.advance(1.0)
    press.playlists.add_recordings(playlist, press.recordings("Late"))
    ended = await press.step(task)
    assert press.on_card(ended.card_id) == ["One"]
    assert press.publisher.has_changes(playlist)


async def test_a_publish_in_the_background_can_be_watched_and_cancelled(press: Press) -> None:
    playlist = press.playlist("One", is_sent=False)
    plan = await press.publisher.plan(playlist, None)
    press.publisher.start(plan)
    await press.clock.advance(0.5)
    current = press.publisher.current(playlist)
    assert current is not None
    assert current.stage is PublishStage.UPLOADING
    press.publisher.cancel(playlist)
    await press.clock.advance(0.5)
    current = press.publisher.current(playlist)
    assert current is not None
    assert current.problem == "Publishing was stopped."
    assert press.yoto.saved == []


async def test_yoto_showing_something_else_for_good_is_a_failure(press: Press) -> None:
    playlist = press.playlist("One")
    plan = await press.publisher.plan(playlist, None)
    press.yoto.lag_s = 1000.0
    ended = await press.step(press.publisher.publish(plan))
    assert ended.stage is PublishStage.FAILED
    assert "does not show" in ended.problem


async def test_nothing_of_a_publish_can_be_undone_by_hand(press: Press) -> None:
    playlist = press.playlist("One", is_sent=False)
    label = press.library.undo_label
    await press.publish(playlist)
    assert press.library.undo_label == label
