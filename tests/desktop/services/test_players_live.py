"""The players service over real sockets against the simulated Yoto: every kind of mishap mends itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.simulator.control import Control
from backend.simulator.player.oddities import Oddity
from backend.simulator.simulation import Simulation, SimulationOptions
from backend.simulator.small_world import write_small_world
from desktop.gateways.clock import SystemClock
from desktop.gateways.yoto.fields import read_status
from desktop.gateways.yoto.service import Yoto
from desktop.model.account import Endpoints, Tokens
from desktop.model.card import Card, Chapter, Track
from desktop.model.errors import Offline
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Playback, Reported
from desktop.model.shown import Shown
from desktop.services.players import Players
from desktop.services.session import Session
from desktop.store.library import Library
from tests.helpers.fakes_players import FakePage, FakeTokenStore

KITCHEN, MINI = PlayerId("yAAAAAAAAAAAAAAAAAAAAAAA"), PlayerId("yBBBBBBBBBBBBBBBBBBBBBBB")
CARD = CardId("aB3dE")
PATIENCE_S = 30.0


class Late:
    """The bearer that the gateways ask; the session comes to life after them."""

    session: Session

    async def access_token(self, *, rejected: str | None = None) -> str:
        return await self.session.access_token(rejected=rejected)


class House:
    """The app's own half, from the library to the sockets."""

    def __init__(self, simulation: Simulation, folder: Path) -> None:
        ready = simulation.ready
        self.control: Control = simulation.control
        self.clock = SystemClock()
        endpoints = Endpoints(
            auth_url=ready.auth_url,
            api_url=ready.api_url,
            mqtt_host=ready.mqtt.host,
            mqtt_port=ready.mqtt.port,
            mqtt_path=ready.mqtt.path,
            mqtt_tls=False,
        )
        bearer = Late()
        self.yoto = Yoto(endpoints, bearer=bearer, client_id=lambda: ready.client_id, clock=self.clock)
        self.store = FakeTokenStore(Tokens(ready.access_token, ready.refresh_token, self.clock.now() + 28_800))
        self.library = Library.open(folder)
        self.session = Session(
            library=self.library,
            auth=self.yoto.auth,
            page=FakePage(),
            token_store=self.store,
            clock=self.clock,
            open_browser=lambda url: None,
        )
        bearer.session = self.session
        self.players = Players(
            library=self.library,
            devices=self.yoto.devices,
            link_factory=self.yoto.link,
            session=self.session,
            clock=self.clock,
            read_shadow=read_status,
            fetch_card=self.fetch_card,
            spawn=self.spawn,
            jitter=lambda: 0.1,
        )
        self.failures: list[str] = []
        self.players.subscribe_failures(lambda failure: self.failures.append(failure.sentence))
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await self.session.restore()
        self.spawn("players", self.players.run())
        await self.until(lambda: self.reported().volume_step is not None)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        results = await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.session.close()
        await self.yoto.close()
        self.library.close()
        assert not [one for one in results if isinstance(one, Exception)]

    def spawn(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.ensure_future(work))

    async def fetch_card(self, card_id: CardId) -> Card:
        raw = await self.yoto.library.card(card_id)
        chapters = tuple(
            Chapter(
                chapter["key"],
                chapter["title"],
                tuple(Track(one["key"], one["title"], "", duration_s=one["duration"]) for one in chapter["tracks"]),
            )
            for chapter in raw["content"]["chapters"]
        )
        card = Card(card_id, raw["title"], chapters=chapters)
        self.library.transact("Cache", lambda tx: tx.save_cards([card], complete=False), undoable=False)
        return card

    async def until(self, is_so: Callable[[], bool], *, within_s: float = PATIENCE_S) -> None:
        """Wait for a change of the players or of the connection that makes it so."""
        changed = asyncio.Event()
        ends = [
            self.players.subscribe(lambda _: changed.set()),
            self.players.subscribe_link(lambda _: changed.set()),
        ]
        try:
            async with asyncio.timeout(within_s):
                while not is_so():
                    await changed.wait()
                    changed.clear()
        finally:
            for end in ends:
                end()

    async def confirmed(self, player: PlayerId = KITCHEN, *, within_s: float = PATIENCE_S) -> None:
        """Wait until no command is under way, and none has failed."""
        await self.until(lambda: not self.players.pending(player), within_s=within_s)
        assert self.failures == []

    async def play(self) -> None:
        """Kitchen plays the card's second track, for sure."""
        await self.fetch_card(CARD)
        self.players.play_card(KITCHEN, CARD, chapter_key="02")
        await self.confirmed()
        assert self.truth()["playback"] == "playing"

    async def acted(self, work: Callable[[], None]) -> None:
        """Do something to the simulation without holding up our loop."""
        await asyncio.to_thread(work)

    def shown(self, player: PlayerId = KITCHEN) -> Shown:
        return self.players.shown(player)

    def reported(self, player: PlayerId = KITCHEN) -> Reported:
        return self.shown(player).reported

    def truth(self, player: PlayerId = KITCHEN) -> dict[str, Any]:
        return self.control.player_state(player)

    def is_connected(self) -> bool:
        return self.players.link.is_connected


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def simulation(world: Path) -> Iterator[Simulation]:
    made = Simulation(SimulationOptions(world=world, card_start_ack_s=(0.05, 0.1)))
    made.start()
    yield made
    made.stop()


@pytest.fixture
async def house(simulation: Simulation, tmp_path: Path) -> AsyncIterator[House]:
    made = House(simulation, tmp_path)
    await made.start()
    yield made
    await made.stop()


async def test_the_first_snapshot_says_all_that_the_bar_draws(house: House) -> None:
    assert [player.name for player in house.players.players()] == ["Kitchen", "Mini", "Attic"]
    reported = house.reported()
    assert (reported.volume_step, reported.volume_cap, reported.is_online) == (8, 13, True)
    await house.until(lambda: house.reported().battery_percent is not None and house.reported().wifi_dbm is not None)
    assert not house.players.players()[2].is_online


async def test_every_intent_is_confirmed_by_the_player_itself(house: House) -> None:
    players = house.players
    await house.play()
    assert house.reported().track_title == "The long road"
    for intent, truth in (
        (lambda: players.pause(KITCHEN), ("playback", "paused")),
        (lambda: players.resume(KITCHEN), ("playback", "playing")),
        (lambda: players.next(KITCHEN), ("chapter", "03")),
        (lambda: players.previous(KITCHEN), ("chapter", "02")),
        (lambda: players.set_volume(KITCHEN, 5), ("volume", 5)),
        (lambda: players.set_volume(KITCHEN, 5), ("volume", 5)),
        (lambda: players.stop(KITCHEN), ("card", None)),
    ):
        intent()
        await house.confirmed()
        assert house.truth()[truth[0]] == truth[1]


async def test_seek_moves_the_running_track(house: House) -> None:
    await house.play()
    house.players.seek(KITCHEN, 60)
    assert house.shown().position_s == 60
    await house.confirmed()
    assert 60 <= house.truth()["position"] <= 63
    assert 60 <= (house.shown().position_s or 0) <= 63


async def test_a_sleep_timer_runs_on_the_player(house: House) -> None:
    await house.play()
    house.players.set_sleep_timer(KITCHEN, 600)
    await house.confirmed()
    assert 590 <= (house.truth()["sleep"] or 0) <= 600
    house.players.set_sleep_timer(KITCHEN, 0)
    await house.confirmed()
    assert house.shown().sleep_s is None


async def test_a_dragged_volume_ends_where_the_finger_ended(house: House) -> None:
    for step in (9, 10, 11, 10, 7, 4, 2):
        house.players.set_volume(KITCHEN, step)
        await asyncio.sleep(0.01)
    await house.confirmed()
    assert house.truth()["volume"] == house.reported().volume_step == 2


async def test_a_wrong_key_is_told_in_words(house: House) -> None:
    await house.play()
    house.players.play_card(KITCHEN, CARD, chapter_key="9", track_key="9")
    await house.until(lambda: bool(house.failures))
    assert "could not play this" in house.failures[0]
    assert house.reported().chapter_key == "02"


async def test_a_hand_at_the_player_shows_at_once(house: House) -> None:
    await house.acted(lambda: house.control.press(KITCHEN, "volume_up"))
    await house.until(lambda: house.reported().volume_step == 9)
    await house.acted(lambda: house.control.insert_card(KITCHEN, CARD))
    await house.until(lambda: house.shown().is_playing)
    await house.acted(lambda: house.control.remove_card(KITCHEN))
    await house.until(lambda: house.reported().card_id is None)


async def test_a_lost_connection_comes_back_with_the_truth(house: House) -> None:
    await house.play()
    await house.acted(house.control.drop_mqtt)
    await house.until(lambda: not house.is_connected())
    await house.acted(lambda: house.control.press(KITCHEN, "pause"))
    await house.until(house.is_connected)
    await house.until(lambda: house.reported().playback is Playback.PAUSED)
    house.players.resume(KITCHEN)
    await house.confirmed()


async def test_an_expired_token_is_renewed_and_the_connection_comes_back(house: House) -> None:
    await house.acted(house.control.expire_access_tokens)
    await house.until(lambda: not house.is_connected())
    await house.until(house.is_connected)
    assert len(house.store.saves) == 1
    house.players.set_volume(KITCHEN, 3)
    await house.confirmed()


async def test_a_session_that_was_ended_is_told_and_left_alone(house: House) -> None:
    await house.acted(house.control.expire_tokens)
    await house.until(lambda: house.players.link.state == "off")
    assert house.session.state == "expired"


async def test_bad_bytes_disturb_nothing(house: House) -> None:
    await house.play()
    for payload in (b"\xff\xfe{", b"[]", b"{}", b'{"trackTitle": "Caf\xe9 \xff"}', b'{"volume": "loud"}'):
        await house.acted(lambda payload=payload: house.control.publish_raw(KITCHEN, "data/events", payload))
    await house.until(lambda: "Caf" in (house.reported().track_title or ""))
    assert house.is_connected()
    house.players.pause(KITCHEN)
    await house.confirmed()


@pytest.mark.parametrize("oddity", [Oddity.NON_UTF8_TITLE, Oddity.STRINGS_FOR_NUMBERS, Oddity.BOOLEANS_IN_STATUS])
async def test_odd_data_is_understood(house: House, oddity: Oddity) -> None:
    await house.acted(lambda: house.control.odd(KITCHEN, oddity, True))
    await house.play()
    house.players.set_volume(KITCHEN, 3)
    await house.confirmed()


async def test_a_player_whose_power_is_cut_goes_offline_and_comes_back(house: House) -> None:
    await house.play()
    await house.acted(lambda: house.control.set_power(KITCHEN, False))
    house.players.set_volume(KITCHEN, 3)
    await house.acted(lambda: house.control.advance(100))
    await house.until(lambda: not house.reported().is_online)
    assert house.players.pending(KITCHEN) == ()
    assert len(house.failures) == 1
    with pytest.raises(Offline):
        house.players.pause(KITCHEN)
    await house.acted(lambda: house.control.set_power(KITCHEN, True))
    await house.acted(lambda: house.control.advance(20))
    await house.until(lambda: bool(house.reported().is_online) and not house.shown().is_playing)
    house.failures.clear()
    house.players.set_volume(KITCHEN, 3)
    await house.confirmed()


async def test_a_player_without_wifi_does_not_answer_and_is_right_again_later(house: House) -> None:
    await house.play()
    await house.acted(lambda: house.control.set_wifi(KITCHEN, False))
    await house.acted(lambda: house.control.advance(100))
    await house.until(lambda: not house.reported().is_online)
    await house.acted(lambda: house.control.press(KITCHEN, "pause"))
    await house.acted(lambda: house.control.set_wifi(KITCHEN, True))
    await house.acted(lambda: house.control.advance(5))
    await house.until(lambda: house.reported().playback is Playback.PAUSED)


async def test_the_other_players_go_on_meanwhile(house: House) -> None:
    await house.acted(lambda: house.control.set_power(KITCHEN, False))
    house.players.set_volume(MINI, 4)
    await house.confirmed(MINI)
    assert house.truth(MINI)["volume"] == 4


async def test_quirk_2_a_second_copy_of_the_app_does_not_take_the_connection_over(
    house: House, simulation: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = House(simulation, tmp_path_factory.mktemp("other"))
    other.store.tokens = house.store.tokens
    await other.start()
    try:
        house.players.set_volume(KITCHEN, 3)
        await other.until(lambda: other.reported().volume_step == 3)
        await house.confirmed()
        assert house.is_connected()
        assert other.is_connected()
        assert len(house.control.mqtt_clients()) >= 2
    finally:
        await other.stop()
