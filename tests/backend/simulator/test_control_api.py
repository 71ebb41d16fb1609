"""The control API and the command line."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from backend.simulator.control import Control
from backend.simulator.simulation import Ready, Simulation, SimulationOptions

KITCHEN = "yAAAAAAAAAAAAAAAAAAAAAAA"


def call(ready: Ready, method: str, **arguments: object) -> httpx.Response:
    return httpx.post(f"{ready.control_url}/{method}", json=arguments)


def test_it_mirrors_the_python_controls(ready: Ready, control: Control) -> None:
    assert call(ready, "insert_card", player="Kitchen", card_id="aB3dE").json() == {"result": None}
    assert call(ready, "press", player=KITCHEN, button="pause").status_code == 200
    assert call(ready, "player_state", player="Kitchen").json()["result"]["playback"] == "paused"
    assert control.player_state("Kitchen")["card"] == "aB3dE"


def test_time_can_be_pushed(ready: Ready) -> None:
    before = call(ready, "now").json()["result"]
    call(ready, "advance", seconds=100)
    assert call(ready, "now").json()["result"] >= before + 100


def test_bytes_go_in_and_come_out(ready: Ready) -> None:
    call(ready, "publish_raw", player="Kitchen", topic="data/events", payload_base64="/w==")
    call(ready, "publish_raw", player="Kitchen", topic="data/status", payload="{}")
    messages = call(ready, "mqtt_messages").json()["result"]
    assert [message[2:] for message in messages[-2:]] == [
        [f"device/{KITCHEN}/data/events", "\N{REPLACEMENT CHARACTER}"],
        [f"device/{KITCHEN}/data/status", "{}"],
    ]


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("press", {"player": "Nobody", "button": "pause"}, 404),
        ("press", {"player": "Kitchen", "button": "self destruct"}, 400),
        ("press", {"player": "Kitchen"}, 400),
        ("_player", {"player": "Kitchen"}, 404),
        ("no_such_thing", {}, 404),
        ("update_card", {"card_id": "jK5lM", "changes": {"title": "x"}}, 403),
    ],
)
def test_mistakes_are_answered(ready: Ready, method: str, arguments: dict[str, object], status: int) -> None:
    assert call(ready, method, **arguments).status_code == status


def test_there_is_a_page_with_a_box_for_each_player(ready: Ready) -> None:
    page = httpx.get(ready.control_url).text
    assert all(name in page for name in ("Kitchen", "Mini", "Attic"))


def test_a_taken_port_is_said_at_the_start(ready: Ready) -> None:
    second = Simulation(SimulationOptions(mqtt_port=ready.mqtt.port))
    with pytest.raises(OSError, match="in use"):
        second.start()
    second.stop()


def test_stopping_twice_and_before_starting_is_harmless(world: Path) -> None:
    simulation = Simulation(SimulationOptions(world=world))
    simulation.stop()
    with simulation as ready:
        assert httpx.get(f"{ready.auth_url}/.well-known/jwks.json").status_code == 200
    simulation.stop()


def test_the_program_prints_one_line_when_it_is_ready(world: Path) -> None:
    command = [sys.executable, "-m", "backend.simulator", "--http-port", "0", "--mqtt-port", "0", "--world", str(world)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as program:
        assert program.stdout is not None
        ready = json.loads(program.stdout.readline())
        headers = {"Authorization": f"Bearer {ready['access_token']}"}
        devices = httpx.get(f"{ready['api_url']}/device-v2/devices/mine", headers=headers).json()["devices"]
        program.send_signal(signal.SIGTERM)
        assert program.stdout.read() == ""
    assert list(ready) == [
        *("auth_url", "api_url", "mqtt", "client_id", "access_token", "refresh_token", "players", "control_url")
    ]
    assert [device["deviceId"] for device in devices] == ready["players"]


def test_help_explains_all() -> None:
    command = [sys.executable, "-m", "backend.simulator", "--help"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    for option in ("--http-port", "--mqtt-port", "--speed", "--world", "--upload-speed", "--transcode", "POST"):
        assert option in answer.stdout
