"""The PyPI package yoto-api, written for the real service, works against the simulation with only its hosts changed."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import time

import aiomqtt
import pytest
from yoto_api import AuthenticationError, CardInsertionState, PlaybackStatus, Token, YotoClient, YotoPlayer
from yoto_api.mqtt import YotoMqttClient
from yoto_api.rest import endpoints

from backend.simulator.simulation import Ready, Simulation, SimulationOptions
from backend.simulator.small_world import write_small_world

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="aiomqtt needs add_reader, which Windows' loop lacks")

KITCHEN = "yAAAAAAAAAAAAAAAAAAAAAAA"
ATTIC = "yCCCCCCCCCCCCCCCCCCCCCCC"
CARD = "aB3dE"
DEADLINE_S = 10.0


@pytest.fixture
def simulation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulation]:
    world = write_small_world(tmp_path_factory.mktemp("world"))
    simulation = Simulation(SimulationOptions(world=world, card_start_ack_s=(0.05, 0.1)))
    simulation.start()
    yield simulation
    simulation.stop()


@pytest.fixture
def ready(simulation: Simulation, monkeypatch: pytest.MonkeyPatch) -> Ready:
    """Point the package at the simulation: hosts and ports only, and no TLS on loopback."""
    ready = simulation.ready
    monkeypatch.setattr(endpoints, "BASE_URL", ready.api_url)
    monkeypatch.setattr(endpoints, "AUTH_URL", f"{ready.auth_url}/oauth/device/code")
    monkeypatch.setattr(endpoints, "TOKEN_URL", f"{ready.auth_url}/oauth/token")
    monkeypatch.setattr(YotoMqttClient, "URL", ready.mqtt.host)
    monkeypatch.setattr(YotoMqttClient, "PORT", ready.mqtt.port)
    monkeypatch.setattr(aiomqtt, "TLSParameters", lambda: None)
    return ready


class Watch:
    """Waits until what the package knows of its players satisfies a condition."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def on_update(self, _: YotoPlayer) -> None:
        self._changed.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while not is_so():
                self._changed.clear()
                await self._changed.wait()


@pytest.fixture
async def client(ready: Ready) -> AsyncIterator[YotoClient]:
    async with YotoClient(client_id=ready.client_id) as client:
        client.set_refresh_token(ready.refresh_token)
        await client.update_player_list()
        yield client


@pytest.fixture
async def watch(client: YotoClient) -> Watch:
    watch = Watch()
    await client.connect_events([KITCHEN, ATTIC], on_update=watch.on_update)
    await watch.until(lambda: client.players[KITCHEN].last_event.playback_status is not None)
    return watch


async def test_it_signs_in_with_a_refresh_token_and_gets_the_next_one(client: YotoClient, ready: Ready) -> None:
    assert client.token is not None
    assert client.token.access_token
    assert client.token.refresh_token not in (None, ready.refresh_token)


async def test_a_used_refresh_token_is_refused(client: YotoClient, ready: Ready) -> None:
    with pytest.raises(AuthenticationError):
        await client._auth.refresh(Token(refresh_token=ready.refresh_token))


async def test_it_lists_the_players_and_who_is_online(client: YotoClient) -> None:
    assert {player.name: player.is_online for player in client.players.values()} == {
        "Kitchen": True,
        "Mini": True,
        "Attic": False,
    }
    assert client.players[KITCHEN].device.device_family == "v3"


async def test_it_reads_a_players_config(client: YotoClient) -> None:
    info = await client.update_player_info(KITCHEN)
    assert info.config.day_time == time(7, 30)
    assert info.config.day_max_volume_limit == 13
    assert info.config.day_display_brightness_auto is True
    assert info.firmware_version == "v2.23.2"


async def test_it_changes_one_setting_and_keeps_the_others(client: YotoClient) -> None:
    await client.set_player_config(KITCHEN, day_ambient_colour="#40bfd9", night_max_volume_limit=6)
    await client.set_player_config(KITCHEN, hour_format=24)
    config = (await client.update_player_info(KITCHEN)).config
    assert (config.day_ambient_colour, config.night_max_volume_limit, config.hour_format) == ("#40bfd9", 6, 24)


async def test_it_reads_the_library_and_a_cards_tracks(client: YotoClient) -> None:
    await client.update_library()
    assert client.library[CARD].title == "Songs for the morning"
    assert (client.library[CARD].cover_image_large or "").endswith("?width=250")
    await client.update_card_detail(CARD)
    chapters = client.library[CARD].chapters
    assert list(chapters) == ["01", "02", "03", "04"]
    track = chapters["02"].tracks["01"]
    assert (track.title, track.format, track.duration) == ("The long road", "opus", 130)
    assert "#sha256=" in (track.trackUrl or "")


async def test_it_reads_the_shadow_of_a_player_that_is_off(client: YotoClient) -> None:
    status = await client.update_player_extended_status(ATTIC)
    assert status.battery_level_percentage == 87
    assert client.players[ATTIC].is_online is False


async def test_it_hears_presence_events_and_both_kinds_of_status(client: YotoClient, watch: Watch) -> None:
    kitchen = client.players[KITCHEN]
    await watch.until(lambda: kitchen.extended_status.updated_at is not None)
    assert kitchen.last_event.playback_status is PlaybackStatus.STOPPED
    assert (kitchen.last_event.volume, kitchen.last_event.volume_max) == (8, 13)
    assert (kitchen.status.user_volume_percentage, kitchen.status.system_volume_percentage) == (50, 47)
    assert kitchen.extended_status.network_ssid == "HomeWifi"
    assert kitchen.extended_status.temperature_celcius == 25


async def test_it_plays_pauses_resumes_and_stops(client: YotoClient, watch: Watch) -> None:
    event = client.players[KITCHEN].last_event
    await client.play_card(KITCHEN, CARD, chapter_key="02", track_key="01", seconds_in=30)
    await watch.until(lambda: event.playback_status is PlaybackStatus.PLAYING)
    assert (event.card_id, event.track_title, event.track_length) == (CARD, "The long road", 130)
    assert event.position is not None
    assert event.position >= 30
    await watch.until(lambda: client.players[KITCHEN].status.card_insertion_state is CardInsertionState.REMOTE)
    await client.pause(KITCHEN)
    await watch.until(lambda: event.playback_status is PlaybackStatus.PAUSED)
    await client.resume(KITCHEN)
    await watch.until(lambda: event.playback_status is PlaybackStatus.PLAYING)
    await client.stop(KITCHEN)
    await watch.until(lambda: event.playback_status is PlaybackStatus.STOPPED)
    assert event.card_id is None


async def test_it_seeks(client: YotoClient, watch: Watch) -> None:
    event = client.players[KITCHEN].last_event
    await client.play_card(KITCHEN, CARD, chapter_key="02", track_key="01", seconds_in=0)
    await watch.until(lambda: event.chapter_key == "02")
    await client.seek(KITCHEN, 100)
    await watch.until(lambda: (event.position or 0) >= 100)
    assert event.chapter_key == "02"


async def test_its_next_track_only_resumes_because_it_sends_no_seconds_in(
    client: YotoClient, watch: Watch, simulation: Simulation
) -> None:
    """The package meets yoto-api.md quirk 7 here as it does on a v3e with firmware 2.23.3."""
    event = client.players[KITCHEN].last_event
    await client.play_card(KITCHEN, CARD, chapter_key="01", track_key="01", seconds_in=0)
    await watch.until(lambda: event.chapter_key == "01")
    await client.pause(KITCHEN)
    await watch.until(lambda: event.playback_status is PlaybackStatus.PAUSED)
    await client.next_track(KITCHEN)
    await watch.until(lambda: event.playback_status is PlaybackStatus.PLAYING)
    assert simulation.control.player_state(KITCHEN)["chapter"] == "01"


async def test_it_sets_the_volume_up_to_the_cap(client: YotoClient, watch: Watch) -> None:
    event = client.players[KITCHEN].last_event
    await client.set_volume(KITCHEN, 25)
    await watch.until(lambda: event.volume == 4)
    await client.set_volume(KITCHEN, 100)
    await watch.until(lambda: event.volume == 13)


async def test_it_sets_and_ends_the_sleep_timer(client: YotoClient, watch: Watch) -> None:
    event = client.players[KITCHEN].last_event
    await client.set_sleep_timer(KITCHEN, 600)
    await watch.until(lambda: event.sleep_timer_active is True)
    assert event.sleep_timer_seconds == 600
    await client.set_sleep_timer(KITCHEN, 0)
    await watch.until(lambda: event.sleep_timer_active is False)


async def test_it_sees_buttons_pressed_and_cards_put_in(
    client: YotoClient, watch: Watch, simulation: Simulation
) -> None:
    event = client.players[KITCHEN].last_event
    simulation.control.insert_card(KITCHEN, "fG4hI")
    await watch.until(lambda: event.card_id == "fG4hI")
    assert event.source == "card"
    simulation.control.press(KITCHEN, "volume_up")
    await watch.until(lambda: event.volume == 9)
    simulation.control.remove_card(KITCHEN)
    await watch.until(lambda: event.card_id is None)


async def test_it_sees_a_player_come_online(client: YotoClient, watch: Watch, simulation: Simulation) -> None:
    simulation.control.set_power(ATTIC, True)
    simulation.control.advance(15)
    attic = client.players[ATTIC]
    await watch.until(lambda: attic.is_online is True and attic.extended_status.updated_at is not None)


async def test_it_is_right_again_after_a_lost_connection(
    client: YotoClient, watch: Watch, simulation: Simulation
) -> None:
    event = client.players[KITCHEN].last_event
    simulation.control.drop_mqtt()
    simulation.control.press(KITCHEN, "volume_down")
    await watch.until(lambda: event.volume == 7)


async def test_the_device_code_sign_in_works(ready: Ready, simulation: Simulation) -> None:
    async with YotoClient(client_id=ready.client_id) as client:
        started = await client.device_code_flow_start()
        assert simulation.control.approve_device(started["user_code"])
        token = await client.device_code_flow_complete(started)
        assert token.refresh_token
        await client.update_player_list()
