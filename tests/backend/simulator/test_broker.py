"""The MQTT broker (yoto-api.md 3.1, 3.2, 8.3)."""

import json
import time
from collections.abc import Callable

import pytest
from amqtt.mqtt.connect import ConnectPacket, ConnectPayload, ConnectVariableHeader
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from backend.simulator.control import Control
from backend.simulator.simulation import Ready
from tests.backend.conftest import Start
from tests.backend.simulator.listener import USERNAME, Listener
from tests.backend.simulator.test_auth import approved_code, exchange

KITCHEN = "yAAAAAAAAAAAAAAAAAAAAAAA"
ATTIC = "yCCCCCCCCCCCCCCCCCCCCCCC"
Listen = Callable[..., Listener]


@pytest.mark.parametrize("who", ["_", KITCHEN])
def test_both_forms_of_the_username_are_admitted(listen: Listen, who: str) -> None:
    listener = listen(username=f"{who}?x-amz-customauthorizer-name=PublicJWTAuthorizer")
    assert listener.connack == 0


@pytest.mark.parametrize(
    "options",
    [
        {"password": "garbage"},
        {"username": "_"},
        {"username": "yZZZ?x-amz-customauthorizer-name=PublicJWTAuthorizer"},
    ],
)
def test_who_cannot_be_authorised_is_refused(listen: Listen, options: dict[str, str]) -> None:
    assert listen(**options).connack == 0x87


def test_a_token_without_the_control_scope_is_refused(ready: Ready, listen: Listen) -> None:
    token = exchange(ready, approved_code(ready, scope="family:devices:view")).json()["access_token"]
    assert listen(password=token).connack == 0x87


def test_presence_is_retained_and_nothing_else(listen: Listen) -> None:
    first = listen(client_id="one").subscribe(KITCHEN)
    first.send(KITCHEN, "events/request")
    first.wait_for("data/events")
    second = listen(client_id="two").subscribe(KITCHEN).subscribe(ATTIC)
    second.until(lambda: len(second.heard("presence")) == 2)
    assert [message["state"] for message in second.heard("presence")] == ["online", "offline"]
    assert {topic.split("/", 2)[2] for topic, _ in second.messages} == {"presence"}


def test_the_same_client_id_throws_the_first_connection_out(listen: Listen) -> None:
    first = listen(client_id=f"DASH{KITCHEN}")
    second = listen(client_id=f"DASH{KITCHEN}").subscribe(KITCHEN)
    first.until(lambda: first.is_dropped)
    assert not second.is_dropped


@pytest.mark.parametrize(
    "topic",
    [
        "device/+/data/events",
        f"device/{KITCHEN}/#",
        f"$aws/things/{KITCHEN}/shadow/get",
        f"/device/{KITCHEN}/data/events",
        "device/ySomebodyElse00000000000/data/events",
    ],
)
def test_a_subscription_that_is_not_allowed_closes_the_connection(listen: Listen, topic: str) -> None:
    listener = listen()
    listener.subscribe_raw(topic)
    assert listener.is_dropped


@pytest.mark.parametrize("topic", [f"device/{KITCHEN}/presence", "device/yOther/command/reboot", "anything"])
def test_publishing_elsewhere_closes_the_connection(listen: Listen, topic: str) -> None:
    listener = listen()
    listener.publish(topic)
    listener.until(lambda: listener.is_dropped)


def test_qos_2_and_messages_over_128_kb_close_the_connection(listen: Listen) -> None:
    first = listen(client_id="one")
    first.publish(f"device/{KITCHEN}/command/events/request", qos=2)
    first.until(lambda: first.is_dropped)
    second = listen(client_id="two")
    second.publish(f"device/{KITCHEN}/command/display/preview", b"x" * 140_000)
    second.until(lambda: second.is_dropped)


def test_commands_reach_the_player_and_its_answers_come_back(listen: Listen) -> None:
    listener = listen().subscribe(KITCHEN)
    listener.send(KITCHEN, "events/request")
    listener.wait_for("data/events", lambda event: event["cardId"] == "none")
    listener.send(KITCHEN, "volume/set", {"volume": 44, "requestId": "u-1"})
    ack = listener.wait_for("response", lambda message: "volume" in message["status"])
    assert json.loads(ack["status"]["req_body"])["requestId"] == "u-1"
    listener.wait_for("data/events", lambda event: event["volume"] == 7)


def test_the_connection_drops_when_the_token_expires(start: Start) -> None:
    simulation = start(token_lifetime_s=3600)
    listener = Listener(simulation.ready)
    simulation.control.advance(3590)
    assert simulation.control.mqtt_clients() == ["test-client"]
    simulation.control.advance(20)
    listener.until(lambda: listener.is_dropped)
    again = Listener(simulation.ready)
    assert again.connack == 0x87
    listener.close()
    again.close()


def test_expiring_tokens_by_hand_breaks_the_connections(listen: Listen, control: Control) -> None:
    listener = listen()
    control.expire_access_tokens()
    listener.until(lambda: listener.is_dropped)


def test_connections_of_one_player_can_be_dropped(listen: Listen, control: Control) -> None:
    kitchen = listen(client_id="kitchen").subscribe(KITCHEN)
    attic = listen(client_id="attic").subscribe(ATTIC)
    control.drop_mqtt("Kitchen")
    kitchen.until(lambda: kitchen.is_dropped)
    assert not attic.is_dropped


def test_a_power_cut_shows_in_presence_only_with_the_last_will(listen: Listen, control: Control) -> None:
    listener = listen().subscribe(KITCHEN, "presence")
    control.set_power(KITCHEN, False)
    control.advance(80)
    assert control.player_state(KITCHEN)["online"] is True
    control.advance(15)
    listener.wait_for("presence", lambda message: message["state"] == "offline")
    control.set_power(KITCHEN, True)
    control.advance(13)
    last = listener.wait_for("presence", lambda message: message["ts"] / 1000 > time.time() + 100)
    assert last["state"] == "online"


def test_raw_bytes_can_be_sent(listen: Listen, control: Control) -> None:
    listener = listen().subscribe(KITCHEN, "data/events")
    control.publish_raw(KITCHEN, "data/events", b'{"trackTitle":"\xe9"}')
    listener.until(lambda: any(payload == b'{"trackTitle":"\xe9"}' for _, payload in listener.messages))


def test_what_passed_is_remembered(listen: Listen, control: Control) -> None:
    listener = listen().subscribe(KITCHEN)
    listener.send(KITCHEN, "events/request")
    listener.wait_for("data/events")
    passed = control.mqtt_messages()
    assert ("in", "test-client", f"device/{KITCHEN}/command/events/request", b"") in passed
    assert any(direction == "out" and topic.endswith("/response") for direction, _, topic, _ in passed)


def open_socket(ready: Ready, *, keep_alive_s: int) -> ClientConnection:
    """Connect by hand, for what no good client does."""
    socket = connect(f"ws://{ready.mqtt.host}:{ready.mqtt.port}/mqtt", subprotocols=[Subprotocol("mqtt")])
    header = ConnectVariableHeader(keep_alive=keep_alive_s)
    header.username_flag = header.password_flag = header.clean_session_flag = True
    payload = ConnectPayload(client_id="by-hand", username=USERNAME, password=ready.access_token)
    socket.send(bytes(ConnectPacket(variable_header=header, payload=payload).to_bytes()))
    assert socket.recv(timeout=5) == b"\x20\x02\x00\x00"
    return socket


def test_silence_of_one_and_a_half_keep_alives_closes_the_connection(ready: Ready) -> None:
    with open_socket(ready, keep_alive_s=1) as socket:
        began = time.monotonic()
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=30)
        assert time.monotonic() - began > 1.0


@pytest.mark.parametrize(
    "garbage", [b"\x30\x02\xff\xff", b"\xf0\xff\xff\xff\xff\xff", b"\x82\x03\x00\x01\x00", b"\x20\x02\x00\x00"]
)
def test_garbage_closes_the_connection(ready: Ready, garbage: bytes) -> None:
    with open_socket(ready, keep_alive_s=60) as socket:
        socket.send(garbage)
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)


def test_a_packet_may_come_in_pieces_and_two_at_once(ready: Ready) -> None:
    with open_socket(ready, keep_alive_s=60) as socket:
        socket.send(b"\xc0")
        socket.send(b"\x00")
        assert socket.recv(timeout=5) == b"\xd0\x00"
        socket.send(b"\xc0\x00\xc0\x00")
        assert [socket.recv(timeout=5) for _ in range(2)] == [b"\xd0\x00"] * 2


def test_only_the_path_mqtt_speaks_mqtt(ready: Ready) -> None:
    with pytest.raises(InvalidStatus):
        connect(f"ws://{ready.mqtt.host}:{ready.mqtt.port}/", subprotocols=[Subprotocol("mqtt")])
