"""The live connection, against a real broker and real players' behaviour on loopback sockets."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from backend.simulator.simulation import Ready, Simulation
from desktop.gateways.yoto.link import PahoPlayerLink
from desktop.model.account import Endpoints
from desktop.model.command import Pause, PlayCard, RequestEvents, SetVolume
from desktop.model.errors import NotAllowed, Offline, Trouble
from desktop.model.heard import Answer, Change, Heard, Presence
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Playback
from tests.desktop.gateways.support import endpoints_of, serving, simulated, until


@pytest.fixture
def yoto() -> Iterator[tuple[Simulation, Ready]]:
    with simulated(speed=5.0) as running:
        yield running


class Ear:
    """Keeps what a link tells, and in which thread."""

    def __init__(self) -> None:
        self.heard: list[tuple[PlayerId, Heard]] = []
        self.lost: list[str] = []
        self.threads: set[threading.Thread] = set()

    def on_heard(self, player: PlayerId, heard: Heard) -> None:
        self.threads.add(threading.current_thread())
        self.heard.append((player, heard))

    def on_lost(self, reason: str) -> None:
        self.threads.add(threading.current_thread())
        self.lost.append(reason)

    def answers(self, request_id: str) -> list[Answer]:
        return [heard for _, heard in self.heard if isinstance(heard, Answer) and heard.request_id == request_id]

    def fields(self, name: str) -> list[object]:
        return [
            heard.patch[name]
            for _, heard in self.heard
            if isinstance(heard, Change) and heard.is_event and name in heard.patch
        ]


@asynccontextmanager
async def connected(ready: Ready, ear: Ear) -> AsyncIterator[PahoPlayerLink]:
    link = PahoPlayerLink(endpoints_of(ready))
    await link.connect(
        token=ready.access_token,
        players=[PlayerId(player) for player in ready.players],
        on_heard=ear.on_heard,
        on_lost=ear.on_lost,
    )
    try:
        yield link
    finally:
        await link.close()


async def test_all_players_are_heard_over_one_connection(yoto: tuple[Simulation, Ready]) -> None:
    simulation, ready = yoto
    ear = Ear()
    async with connected(ready, ear):
        assert len(simulation.control.mqtt_clients()) == 1
        await until(
            lambda: {player for player, heard in ear.heard if isinstance(heard, Presence)} == set(ready.players)
        )
    assert ear.threads == {threading.main_thread()}
    assert ear.lost == []


async def test_a_command_is_acknowledged_by_its_request_id_and_proven_by_an_event(
    yoto: tuple[Simulation, Ready],
) -> None:
    _, ready = yoto
    player = PlayerId(ready.players[0])
    ear = Ear()
    async with connected(ready, ear) as link:
        link.send(player, RequestEvents(), request_id="u-0")
        await until(lambda: ear.answers("u-0") and ear.fields("volume_step"))
        before = ear.fields("volume_step")[-1]
        link.send(player, SetVolume(5 if before != 5 else 6), request_id="u-1")
        await until(lambda: ear.answers("u-1"))
        await until(lambda: ear.fields("volume_step")[-1] == (5 if before != 5 else 6))
        assert ear.answers("u-1")[0].is_ok


async def test_quirk_6_a_key_without_its_leading_zero_is_answered_with_fail(yoto: tuple[Simulation, Ready]) -> None:
    simulation, ready = yoto
    player, ear = PlayerId(ready.players[0]), Ear()
    card_id = CardId(simulation.control.cards()[0])
    chapter = simulation.control.content(card_id)["content"]["chapters"][0]
    key = chapter["key"]
    async with connected(ready, ear) as link:
        link.send(player, RequestEvents(), request_id="arm")
        link.send(player, PlayCard(card_id, chapter_key="no-such-key", track_key="01"), request_id="bad")
        await until(lambda: ear.answers("bad"))
        assert not ear.answers("bad")[0].is_ok
        track = chapter["tracks"][0]["key"]
        link.send(player, PlayCard(card_id, chapter_key=key, track_key=track), request_id="good")
        await until(lambda: ear.answers("good"))
        assert ear.answers("good")[0].is_ok
        await until(lambda: Playback.PLAYING in ear.fields("playback") and key in ear.fields("chapter_key"))


async def test_quirk_2_two_connections_of_one_family_leave_each_other_alone(yoto: tuple[Simulation, Ready]) -> None:
    simulation, ready = yoto
    first, second = Ear(), Ear()
    async with connected(ready, first) as link, connected(ready, second):
        clients = simulation.control.mqtt_clients()
        assert len(set(clients)) == 2
        assert all(client.startswith("YSS") for client in clients)
        link.send(PlayerId(ready.players[0]), RequestEvents(), request_id="u-1")
        await until(lambda: first.answers("u-1"))
        assert first.lost == second.lost == []


async def test_a_lost_connection_is_told_once_and_is_not_mended_in_secret(yoto: tuple[Simulation, Ready]) -> None:
    simulation, ready = yoto
    ear = Ear()
    async with connected(ready, ear) as link:
        simulation.control.drop_mqtt()
        await until(lambda: ear.lost)
        with pytest.raises(Offline):
            link.send(PlayerId(ready.players[0]), Pause(), request_id="u-1")
        await link.close()
        assert simulation.control.mqtt_clients() == []
    assert len(ear.lost) == 1


async def test_closing_is_silent_and_may_be_done_twice(yoto: tuple[Simulation, Ready]) -> None:
    simulation, ready = yoto
    ear = Ear()
    async with connected(ready, ear) as link:
        await link.close()
        await until(lambda: simulation.control.mqtt_clients() == [])
    assert ear.lost == []


async def test_quirk_9_bad_bytes_from_one_card_do_not_end_the_news(yoto: tuple[Simulation, Ready]) -> None:
    simulation, ready = yoto
    ear = Ear()
    async with connected(ready, ear):
        simulation.control.publish_raw(ready.players[0], "data/events", b"\xff\xfe not json")
        simulation.control.publish_raw(ready.players[0], "data/events", b'{"trackTitle":"Caf\xe9"}')
        await until(lambda: "Caf\N{REPLACEMENT CHARACTER}" in ear.fields("track_title"))


async def test_a_bad_token_is_not_allowed(yoto: tuple[Simulation, Ready]) -> None:
    _, ready = yoto
    with pytest.raises(Trouble) as caught:
        async with connected(replace(ready, access_token="nonsense"), Ear()):
            pytest.fail("a bad token was let in")
    assert isinstance(caught.value, NotAllowed | Offline)


async def test_a_foreign_player_costs_the_connection_and_is_no_success(yoto: tuple[Simulation, Ready]) -> None:
    _, ready = yoto
    with pytest.raises(Trouble):
        async with connected(replace(ready, players=("yForeign00000000000000000",)), Ear()):
            pytest.fail("a foreign player was subscribed to")


async def test_nobody_listening_is_being_offline(yoto: tuple[Simulation, Ready]) -> None:
    simulation, ready = yoto
    simulation.stop()
    with pytest.raises(Offline):
        async with connected(ready, Ear()):
            pytest.fail("connected to nothing")


@pytest.mark.filterwarnings("ignore:unclosed <socket")  # paho leaves it to the interpreter when a handshake fails
async def test_a_server_that_never_answers_is_given_up() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(mute) as address:
        host, port = address.removeprefix("http://").split(":")
        with simulated() as (_, ready):
            endpoints = replace(endpoints_of(ready), mqtt_host=host, mqtt_port=int(port))
        link = PahoPlayerLink(endpoints, timeout_s=0.3)
        with pytest.raises(Offline):
            await link.connect(token="t", players=[], on_heard=lambda *_: None, on_lost=lambda _: None)


async def test_a_connect_that_is_cancelled_leaves_nothing_behind(yoto: tuple[Simulation, Ready]) -> None:
    simulation, ready = yoto
    link = PahoPlayerLink(endpoints_of(ready))
    connecting = asyncio.ensure_future(
        link.connect(
            token=ready.access_token,
            players=[PlayerId(ready.players[0])],
            on_heard=lambda *_: None,
            on_lost=lambda _: None,
        )
    )
    await asyncio.sleep(0)
    connecting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await connecting
    await until(lambda: simulation.control.mqtt_clients() == [])


async def test_quirk_26_the_connection_introduces_itself_as_yoto_wants_it() -> None:
    """Username for the whole account, the token as it is, keep-alive 60 s, a clean session, an id of its own."""
    packets: list[bytes] = []
    paths: list[str] = []

    async def take(socket: ServerConnection) -> None:
        paths.append(socket.request.path if socket.request else "")
        packet = await socket.recv()
        assert isinstance(packet, bytes)
        packets.append(packet)

    async with serve(take, "127.0.0.1", 0, subprotocols=[Subprotocol("mqtt")]) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        for _ in range(2):
            link = PahoPlayerLink(Endpoints(mqtt_host="127.0.0.1", mqtt_port=port, mqtt_tls=False))
            with pytest.raises(Offline):
                await link.connect(
                    token="the.access.token", players=[], on_heard=lambda *_: None, on_lost=lambda _: None
                )
    assert paths == ["/mqtt", "/mqtt"]
    ids = []
    for packet in packets:
        body = packet[packet.index(b"\x00\x04MQTT") :]
        level, flags, keep_alive_s = body[6], body[7], int.from_bytes(body[8:10], "big")
        client_id, username, password = texts_of(body[10:])
        assert (level, flags & 0b10, keep_alive_s) == (4, 0b10, 60)
        assert username == "_?x-amz-customauthorizer-name=PublicJWTAuthorizer"
        assert password == "the.access.token"
        ids.append(client_id)
    assert len(set(ids)) == 2


def texts_of(rest: bytes) -> list[str]:
    """Return the texts of a CONNECT's payload, each of which stands behind its length."""
    texts = []
    while rest:
        size = int.from_bytes(rest[:2], "big")
        texts.append(rest[2 : 2 + size].decode())
        rest = rest[2 + size :]
    return texts
