"""Publishing over real sockets: the simulated Yoto lags, validates, repairs and fails as the real one does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backend.simulator.simulation import Simulation, SimulationOptions
from backend.simulator.small_world import write_small_world
from desktop.model.names import CardId
from desktop.model.overlay import cover_address, tracks
from desktop.model.publication import Publication, PublishStage
from tests.helpers.live_desk import LiveDesk

OWN, SHOP = CardId("aB3dE"), CardId("jK5lM")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def simulation(world: Path) -> Iterator[Simulation]:
    simulation = Simulation(SimulationOptions(world=world, transcode_seconds=(0.3, 0.6)))
    simulation.start()
    yield simulation
    simulation.stop()


@pytest.fixture
async def desk(simulation: Simulation, tmp_path: Path) -> AsyncIterator[LiveDesk]:
    ready = simulation.ready
    owner = simulation.control.content(OWN)["userId"]
    desk = LiveDesk(tmp_path, api_url=ready.api_url, auth_url=ready.auth_url, token=ready.access_token, user_id=owner)
    desk.start()
    yield desk
    await desk.close()


def posts(simulation: Simulation) -> int:
    return sum(method == "POST" and path == "/content" for method, path, _ in simulation.control.requests())


def titles(simulation: Simulation, card_id: CardId | None) -> list[str]:
    return [track["title"] for _, track in tracks(simulation.control.content(card_id or ""))]


async def published(desk: LiveDesk, title: str, *names: str) -> Publication:
    playlist = desk.playlists.create(title, desk.tones(*names, seconds=1.0))
    return await desk.publisher.publish(await desk.publisher.plan(playlist, None))


async def test_a_playlist_of_new_audio_goes_onto_a_new_card(desk: LiveDesk, simulation: Simulation) -> None:
    ended = await published(desk, "Bedtime", "One", "Two")
    assert ended.stage is PublishStage.DONE, ended.problem
    stored = simulation.control.content(ended.card_id or "")
    assert stored["title"] == "Bedtime"
    assert titles(simulation, ended.card_id) == ["One", "Two"]
    assert {track["format"] for _, track in tracks(stored)} == {"opus"}
    assert all(track["overlayLabel"] for _, track in tracks(stored))
    assert posts(simulation) == 1
    card = desk.library.cards.get(ended.card_id or OWN)
    assert card is not None
    assert card.updated_at == stored["updatedAt"]


async def test_own_and_family_cards_are_read_with_their_covers(desk: LiveDesk) -> None:
    await desk.cards.refresh()
    assert {card.title: card.is_own for card in desk.library.cards.all()} == {
        "Songs for the morning": True,
        "Rainy day": True,
        "The shop's story": False,
    }
    await desk.until(lambda: all(card.cover for card in desk.library.cards.all()))
    for card_id in (OWN, SHOP):
        opened = await desk.cards.open(card_id)
        assert opened.chapters
        kept = desk.library.cards.get(card_id)
        assert kept is not None
        assert kept.chapters == opened.chapters
        assert kept.cover is not None


async def test_an_own_card_is_edited_and_comes_back_whole(desk: LiveDesk, simulation: Simulation) -> None:
    simulation.control.update_card(OWN, {"surprise": {"kept": True}})
    simulation.control.advance(5)
    before = simulation.control.content(OWN)
    await desk.cards.refresh()
    playlist = await desk.cards.open_as_playlist(OWN)
    plan = await desk.publisher.plan(playlist, OWN)
    assert plan.difference.is_empty
    assert plan.findings == ()
    last = desk.library.playlists.entries(playlist)[-1]
    desk.playlists.move_entries(playlist, [last.key], desk.library.playlists.entries(playlist)[0].key)
    desk.playlists.add_recordings(playlist, desk.tones("New", seconds=1.0))
    plan = await desk.publisher.plan(playlist, OWN)
    assert (plan.difference.added, plan.difference.is_reordered, plan.changed_elsewhere) == (("New",), True, False)
    ended = await desk.publisher.publish(plan)
    assert ended.stage is PublishStage.DONE, ended.problem
    after = simulation.control.content(OWN)
    assert titles(simulation, OWN) == ["Lantern", "Morning song", "The long road", "Rain on the roof", "New"]
    assert after["surprise"] == {"kept": True}
    assert after["content"]["config"] == before["content"]["config"]
    assert cover_address(after) == cover_address(before)
    assert desk.library.cards.versions(OWN)[0][1]["updatedAt"] == before["updatedAt"]


async def test_an_edit_on_the_phone_is_not_overwritten_without_asking(desk: LiveDesk, simulation: Simulation) -> None:
    playlist = await desk.cards.open_as_playlist(OWN)
    desk.playlists.rename(playlist, "Ours")
    simulation.control.advance(5)
    simulation.control.update_card(OWN, {"title": "The phone's"})
    simulation.control.advance(5)
    plan = await desk.publisher.plan(playlist, OWN)
    assert plan.changed_elsewhere
    refused = await desk.publisher.publish(plan)
    assert refused.is_stale
    assert posts(simulation) == 0
    ended = await desk.publisher.publish(plan, overwrite=True)
    assert ended.stage is PublishStage.DONE, ended.problem
    assert simulation.control.content(OWN)["title"] == "Ours"


@pytest.mark.parametrize("is_stored", [True, False])
async def test_an_ambiguous_answer_makes_no_second_card(
    desk: LiveDesk, simulation: Simulation, is_stored: bool
) -> None:
    playlist = desk.playlists.create("Bedtime", desk.tones("One", seconds=1.0))
    plan = await desk.publisher.plan(playlist, None)
    before = set(simulation.control.cards())
    if is_stored:
        simulation.control.fail_after("/content", 500)
    else:
        simulation.control.drop("/content", times=1)
    ended = await desk.publisher.publish(plan)
    assert ended.stage is PublishStage.DONE, ended.problem
    assert set(simulation.control.cards()) - before == {ended.card_id}


async def test_a_second_publish_right_after_the_first_is_not_taken_for_somebody_elses(
    desk: LiveDesk, simulation: Simulation
) -> None:
    first = await published(desk, "Bedtime", "One")
    playlist = desk.library.playlists.by_card(first.card_id or OWN)
    assert playlist is not None
    desk.playlists.rename(playlist.key, "Night")
    plan = await desk.publisher.plan(playlist.key, first.card_id)
    assert not plan.changed_elsewhere
    again = await desk.publisher.publish(plan)
    assert again.stage is PublishStage.DONE, again.problem
    assert simulation.control.content(first.card_id or "")["title"] == "Night"
    assert not desk.publisher.has_changes(playlist.key)
