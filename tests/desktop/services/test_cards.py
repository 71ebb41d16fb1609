"""Cards: refreshed, opened, readable offline, and made into playlists."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop.model.errors import NotAllowed, NotFound, Offline
from desktop.model.names import CardId, PlaylistKey, RecordingKey
from desktop.model.overlay import compose, tracks
from desktop.model.recording import Medium, Recording
from desktop.services.artwork import Artwork
from desktop.services.cards import Cards
from desktop.services.publish_plan import draft_of
from desktop.services.supervisor import Supervisor
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.helpers.clock import FakeClock, settle
from tests.helpers.fakes_yoto import OWNER, FakeYotoLibrary, FakeYotoMedia, card_json, media_hash

PNG = b"\x89PNG\r\n\x1a\n picture"
COVER = "https://card-content.yotoplay.com/owner/pub/cover"
SHOP = CardId("shop1")
OURS = RecordingKey("t_" + "a" * 26)


class Wallet:
    """A library beside a fake Yoto that has some cards."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.yoto = FakeYotoLibrary(self.clock)
        self.media = FakeYotoMedia(self.clock, pictures={COVER: PNG})
        self.library = Library.open(folder, clock=self.clock.now)
        self.bugs: list[Exception] = []
        self.supervisor = Supervisor(
            clock=self.clock, on_trouble=self.bugs.append, on_bug=lambda name, bug: self.bugs.append(bug)
        )
        self.artwork = Artwork(library=self.library, media=self.media)
        self.cards = Cards(
            library=self.library,
            yoto_library=self.yoto,
            artwork=self.artwork,
            clock=self.clock,
            supervisor=self.supervisor,
            own_user_id=lambda: OWNER,
        )

    def own(self, *titles: str, title: str = "A card") -> CardId:
        return CardId(self.yoto.put(card_json(*titles, title=title))["cardId"])

    def shop(self) -> None:
        self.yoto.shop[SHOP] = card_json("A", title="From the shop") | {"cardId": SHOP, "userId": "yoto"}

    def titles(self, playlist: PlaylistKey) -> list[str | None]:
        return [entry.title for entry in self.library.playlists.entries(playlist)]


@pytest.fixture
async def wallet(tmp_path: Path) -> AsyncIterator[Wallet]:
    wallet = Wallet(tmp_path)
    yield wallet
    await wallet.supervisor.stop()
    wallet.library.close()
    assert wallet.bugs == []


async def test_a_refresh_knows_own_from_shop_cards_and_forgets_those_that_are_gone(wallet: Wallet) -> None:
    gone = wallet.own("A", title="Gone")
    wallet.own("A", title="Mine")
    wallet.shop()
    await wallet.cards.refresh()
    wallet.yoto.delete(gone)
    await wallet.cards.refresh()
    assert {card.title: card.is_own for card in wallet.library.cards.all()} == {"Mine": True, "From the shop": False}


async def test_covers_are_fetched_in_the_background_once_and_four_at_a_time(wallet: Wallet) -> None:
    for number in range(9):
        wallet.own("A", title=str(number))
    now, most = 0, 0
    fetch = wallet.media.fetch

    class Counting:
        async def fetch(self, url: str) -> bytes:
            nonlocal now, most
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1
            return await fetch(url)

        def __getattr__(self, name: str) -> Any:
            return getattr(wallet.media, name)

    cards = Cards(
        library=wallet.library,
        yoto_library=wallet.yoto,
        artwork=Artwork(library=wallet.library, media=Counting()),
        clock=wallet.clock,
        supervisor=wallet.supervisor,
        own_user_id=lambda: OWNER,
    )
    await cards.refresh()
    await settle(200)
    assert {wallet.library.artwork.bytes(card.cover) for card in wallet.library.cards.all() if card.cover} == {PNG}
    assert most == 4
    await cards.refresh()
    await settle(200)
    assert len(wallet.media.times("fetch")) == 9


async def test_a_cover_that_cannot_be_had_stops_nothing(wallet: Wallet) -> None:
    wallet.media.pictures.clear()
    card_id = wallet.own("A")
    await wallet.cards.refresh()
    await settle()
    card = wallet.library.cards.get(card_id)
    assert card is not None
    assert card.cover is None


async def test_what_is_no_picture_is_asked_for_once(wallet: Wallet) -> None:
    wallet.media.pictures[COVER] = b"<html>"
    wallet.own("A")
    for _ in range(3):
        await wallet.cards.refresh()
        await settle()
    assert len(wallet.media.times("fetch")) == 1


async def test_an_opened_card_stays_readable_with_no_network_and_through_refreshes(wallet: Wallet) -> None:
    card_id = wallet.own("A", "B")
    await wallet.cards.refresh()
    await wallet.cards.open(card_id)
    wallet.yoto.read_troubles = [Offline("gone")]
    with pytest.raises(Offline):
        await wallet.cards.open(card_id)
    await wallet.cards.refresh()
    card = wallet.library.cards.get(card_id)
    assert card is not None
    assert card.chapters is not None
    assert [chapter.title for chapter in card.chapters] == ["A", "B"]


async def test_a_shop_card_is_read_but_cannot_be_edited(wallet: Wallet) -> None:
    wallet.shop()
    await wallet.cards.refresh()
    card = await wallet.cards.open(SHOP)
    assert card.chapters
    assert not card.is_own
    assert "card" in wallet.yoto.calls
    with pytest.raises(NotAllowed):
        await wallet.cards.open_as_playlist(SHOP)


async def test_a_card_that_is_gone_says_so(wallet: Wallet) -> None:
    card_id = wallet.own("A")
    await wallet.cards.refresh()
    wallet.yoto.delete(card_id)
    with pytest.raises(NotFound):
        await wallet.cards.open(card_id)


async def test_a_card_becomes_a_playlist_once_and_publishing_it_would_change_nothing(wallet: Wallet) -> None:
    card_id = wallet.own("A", "B")
    await wallet.cards.refresh()
    await settle()
    playlist = await wallet.cards.open_as_playlist(card_id)
    assert wallet.titles(playlist) == ["A", "B"]
    kept = wallet.library.playlists.get(playlist)
    assert kept is not None
    assert (kept.title, kept.card_id, kept.duration_s, kept.size_bytes) == ("A card", card_id, 120.0, 1_000_000)
    draft = draft_of(wallet.library, playlist)
    assert kept.published_hash == draft.fingerprint(wallet.library)
    raw = wallet.yoto.now(card_id)
    assert compose(raw, title=kept.title, lines=draft.lines(wallet.library)) == raw
    assert await wallet.cards.open_as_playlist(card_id) == playlist
    assert wallet.library.undo() == "Open card as playlist"
    assert wallet.library.playlists.all() == []


async def test_tracks_that_are_recordings_of_ours_are_known_by_their_hash(wallet: Wallet) -> None:
    card_id = wallet.own("A", "B")
    medium = Medium(media_hash("audio B"), 60, 500_000, "opus", "stereo")
    ours = Recording(OURS, "00" * 32, "Ours", 60.0, 10, ".mp3", "audio/mpeg", medium=medium)
    wallet.library.transact("Add", partial(Transaction.add_recording, recording=ours))
    playlist = await wallet.cards.open_as_playlist(card_id)
    assert [entry.recording for entry in wallet.library.playlists.entries(playlist)] == [None, ours.key]
    assert wallet.titles(playlist) == ["A", "B"]


async def test_a_card_that_was_read_before_can_be_edited_with_no_network(wallet: Wallet) -> None:
    card_id = wallet.own("A")
    await wallet.cards.refresh()
    await wallet.cards.open(card_id)
    wallet.yoto.read_troubles = [Offline("gone")] * 9
    assert wallet.titles(await wallet.cards.open_as_playlist(card_id)) == ["A"]


async def test_a_card_that_was_just_published_survives_a_list_that_lags(wallet: Wallet) -> None:
    card_id = wallet.own("A")
    playlist = await wallet.cards.open_as_playlist(card_id)
    assert [track["title"] for _, track in tracks(wallet.library.cards.raw(card_id) or {})] == ["A"]
    held = wallet.library.cards.get(card_id)
    assert held is not None
    newer = replace(held, title="Newer", updated_at="2099-01-01T00:00:00.000Z")
    wallet.library.transact("Save", lambda tx: tx.save_cards([newer], complete=True), undoable=False)
    await wallet.cards.refresh()
    assert [card.title for card in wallet.library.cards.all()] == ["Newer"]
    wallet.yoto.delete(card_id)
    await wallet.cards.refresh()
    assert [card.title for card in wallet.library.cards.all()] == ["Newer"]
    await wallet.clock.advance(120.0)
    await wallet.cards.refresh()
    assert wallet.library.cards.all() == []
    assert wallet.titles(playlist) == ["A"]


async def test_a_card_without_chapters_becomes_an_empty_playlist(wallet: Wallet) -> None:
    card_id = CardId(wallet.yoto.put({"title": "Bare", "content": {"chapters": None}, "metadata": None})["cardId"])
    playlist = await wallet.cards.open_as_playlist(card_id)
    kept = wallet.library.playlists.get(playlist)
    assert kept is not None
    assert (kept.title, kept.entry_count) == ("Bare", 0)


async def test_a_card_of_three_hundred_tracks_and_sizes_without_end_is_opened_whole(wallet: Wallet) -> None:
    raw = card_json(*(f"Track {number}" for number in range(300)), title="Long")
    for _, track in tracks(raw):
        track["fileSize"] = 1e300
    playlist = await wallet.cards.open_as_playlist(CardId(wallet.yoto.put(raw)["cardId"]))
    await wallet.cards.refresh()
    kept = wallet.library.playlists.get(playlist)
    assert kept is not None
    assert kept.entry_count == 300
    assert wallet.titles(playlist)[299] == "Track 299"


async def test_a_card_opened_twice_at_once_becomes_one_playlist(wallet: Wallet) -> None:
    card_id = wallet.own("A")
    first, second = await asyncio.gather(wallet.cards.open_as_playlist(card_id), wallet.cards.open_as_playlist(card_id))
    assert first == second
    assert len(wallet.library.playlists.all()) == 1
