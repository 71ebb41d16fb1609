"""Publishing on a computer that has none of the audio: what Yoto lacks is fetched first, what it has is not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import pytest

from desktop.model.errors import Offline
from desktop.model.names import ArtworkKey, PlaylistKey
from desktop.model.overlay import cover_address
from desktop.model.publication import Publication, PublishStage
from desktop.model.upload import Stage
from desktop.services.publisher import Publisher
from desktop.services.uploads import FETCHING, Uploads
from tests.helpers.fakes_family import Computer
from tests.helpers.fakes_yoto import FakeYotoLibrary, FakeYotoMedia, done

T = TypeVar("T")
PNG = b"\x89PNG\r\n\x1a\n" + b"a cover" * 100
SIZE = 640_000


class Press:
    """What the second computer publishes with."""

    def __init__(self, computer: Computer) -> None:
        self.computer = computer
        self.yoto = FakeYotoLibrary(computer.clock)
        self.media = FakeYotoMedia(computer.clock)
        self.uploads = Uploads(
            library=computer.library,
            media=self.media,
            clock=computer.clock,
            find_audio=computer.vault.bring,
            jitter=lambda: 0.5,
        )
        self.publisher = Publisher(
            library=computer.library,
            yoto_library=self.yoto,
            media=self.media,
            uploads=self.uploads,
            clock=computer.clock,
            supervisor=computer.supervisor,
            find_cover=computer.vault.bring_cover,
        )
        computer.supervisor.start("uploads", self.uploads.run)

    async def publish(self, playlist: PlaylistKey) -> Publication:
        plan = await self.step(self.publisher.plan(playlist, None))
        return await self.step(self.publisher.publish(plan))

    async def step(self, work: Awaitable[T]) -> T:
        task = asyncio.ensure_future(work)
        await self.computer.until(task.done)
        return await task


@pytest.fixture
async def press(one: Computer, two: Computer) -> Press:
    """The first computer has sent a playlist of two recordings with a cover; the second one knows of them."""
    first, second = one.add("First", "Second", size=SIZE)
    playlist = one.playlist("Bedtime", first, second)
    cover = one.library.transact("Paint", lambda tx: tx.keep_artwork(PNG, "image/png"))
    one.library.transact("Paint", lambda tx: tx.edit_playlist(playlist, cover=cover))
    one.start(has_vault=True)
    await one.kept()
    two.start()
    await two.settled()
    return Press(two)


def playlist_of(press: Press) -> PlaylistKey:
    (playlist,) = press.computer.library.playlists.all()
    return playlist.key


async def test_what_yoto_lacks_is_fetched_from_the_familys_cloud_and_then_sent(press: Press) -> None:
    told: list[Publication] = []
    press.publisher.subscribe(told.append)
    ended = await press.publish(playlist_of(press))
    assert ended.stage is PublishStage.DONE
    assert len(press.media.times("send")) == 2
    assert FETCHING in [one.waiting for one in told]
    assert ended.waiting == ""


async def test_what_yoto_has_made_of_a_recording_travels_so_that_nothing_is_fetched_or_sent(
    press: Press, one: Computer
) -> None:
    keys = one.library.recordings.keys()
    for key in keys:
        medium = done(one.one(key).sha256).medium
        one.library.transact("Finish", lambda tx, key=key, medium=medium: tx.edit_recording(key, medium=medium))
    await one.settled()
    await press.computer.settled()
    ended = await press.publish(playlist_of(press))
    assert ended.stage is PublishStage.DONE
    assert press.media.times("ticket") == []
    assert press.computer.files.of("fetch") == [press.computer.library.playlists.all()[0].cover]


async def test_what_yoto_has_by_its_sha_is_not_fetched(press: Press) -> None:
    library = press.computer.library
    keys = library.recordings.keys()
    press.media.has |= {press.computer.one(key).sha256 for key in keys}
    ended = await press.publish(playlist_of(press))
    assert ended.stage is PublishStage.DONE
    assert press.media.times("send") == []
    assert press.computer.files.of("fetch") == [library.playlists.all()[0].cover]


async def test_the_cover_comes_first_and_goes_onto_the_card(press: Press) -> None:
    ended = await press.publish(playlist_of(press))
    assert cover_address(press.yoto.now(ended.card_id or "")) is not None
    cover: ArtworkKey | None = press.computer.library.playlists.all()[0].cover
    assert cover is not None
    assert press.computer.library.artwork.bytes(cover) == PNG


async def test_a_cloud_that_does_not_answer_fails_the_publish_in_words_and_holds_up_no_other_upload(
    press: Press,
) -> None:
    press.computer.files.troubles["fetch"] = [Offline("x")] * 100
    (mine,) = press.computer.add("Mine", size=1000)
    press.uploads.want([mine])
    ended = await press.publish(playlist_of(press))
    assert ended.stage is PublishStage.FAILED
    assert "is in the family's cloud, which does not answer" in ended.problem
    upload = press.computer.library.uploads.of_recording(mine)
    assert upload is not None
    assert upload.stage is Stage.DONE
    press.computer.files.troubles.clear()
    assert (await press.publish(playlist_of(press))).stage is PublishStage.DONE


async def test_stopping_the_publish_stops_the_fetch(press: Press) -> None:
    plan = await press.step(press.publisher.plan(playlist_of(press), None))
    press.publisher.start(plan)
    await press.computer.until(lambda: press.computer.vault.status.fetching)
    press.publisher.cancel(plan.playlist)
    press.uploads.cancel([upload.key for upload in press.computer.library.uploads.all()])
    await press.computer.clock.advance(0.5)
    assert press.computer.vault.status.fetching == 0
    await press.computer.clock.advance(30.0)
    assert press.media.times("send") == []
