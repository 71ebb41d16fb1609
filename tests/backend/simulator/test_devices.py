"""Players over REST (yoto-api.md 2)."""

from collections.abc import Callable

import httpx
import pytest

from backend.simulator.control import Control
from tests.backend.simulator.listener import Listener

KITCHEN = "yAAAAAAAAAAAAAAAAAAAAAAA"
ATTIC = "yCCCCCCCCCCCCCCCCCCCCCCC"


def test_the_list_has_the_captured_fields(api: httpx.Client) -> None:
    first = api.get("/device-v2/devices/mine").json()["devices"][0]
    assert set(first) == {
        *("deviceId", "name", "description", "online", "releaseChannel", "deviceType"),
        *("deviceFamily", "deviceGroup", "generation", "formFactor"),
    }
    assert (first["deviceId"], first["online"]) == (KITCHEN, True)


def test_the_config_has_strings_for_numbers_and_a_shadow(api: httpx.Client) -> None:
    device = api.get(f"/device-v2/{KITCHEN}/config").json()["device"]
    assert (device["config"]["maxVolumeLimit"], device["config"]["shutdownTimeout"]) == ("13", "3600")
    assert device["status"]["deviceId"] == KITCHEN
    assert device["status"]["battery"] is None
    assert device["errorCode"] is None


def test_a_put_replaces_the_whole_block_and_the_rest_falls_back_to_defaults(api: httpx.Client) -> None:
    url = f"/device-v2/{KITCHEN}/config"
    api.put(url, json={"config": {"ambientColour": "#40bfd9", "dayTime": "06:00"}})
    answer = api.put(url, json={"deviceId": KITCHEN, "config": {"dayTime": "06:30"}})
    assert answer.json() == {"status": "ok"}
    config = api.get(url).json()["device"]["config"]
    assert (config["dayTime"], config["ambientColour"], config["maxVolumeLimit"]) == ("06:30", "#ff0000", "16")


def test_unknown_keys_of_a_config_are_kept(api: httpx.Client) -> None:
    url = f"/device-v2/{KITCHEN}/config"
    api.put(url, json={"config": {"someNewKey": "1"}})
    assert api.get(url).json()["device"]["config"]["someNewKey"] == "1"


def test_shortcuts_can_be_put_but_not_read_on_their_own(api: httpx.Client) -> None:
    url = f"/device-v2/{KITCHEN}/shortcuts"
    shortcuts = {"versionId": "0" * 40, "modes": {"day": {"content": []}, "night": {"content": []}}}
    assert api.put(url, json={"shortcuts": shortcuts}).json() == {"status": "ok"}
    assert api.get(url).status_code == 403
    assert api.get(f"/device-v2/{KITCHEN}/config").json()["device"]["shortcuts"] == shortcuts


def test_the_deprecated_status_is_forbidden(api: httpx.Client) -> None:
    answer = api.get(f"/device-v2/{KITCHEN}/status")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")


def test_an_unknown_player_is_404(api: httpx.Client) -> None:
    assert api.get("/device-v2/yNobody/config").status_code == 404


@pytest.mark.parametrize(
    ("name", "body", "answer"),
    [
        ("card/start", {"uri": "https://yoto.io/aB3dE", "chapterKey": "02", "secondsIn": 0}, '{"status":"ok"}'),
        ("card-play", {"uri": "https://yoto.io/aB3dE", "chapterKey": "02", "secondsIn": 0, "cutOff": 0}, ""),
    ],
)
def test_commands_work_in_both_spellings(
    api: httpx.Client, control: Control, name: str, body: dict[str, object], answer: str
) -> None:
    response = api.post(f"/device-v2/{KITCHEN}/command/{name}", json=body)
    assert (response.status_code, response.text) == (200, answer)
    control.advance(2)
    state = control.player_state(KITCHEN)
    assert (state["playback"], state["chapter"], state["source"]) == ("playing", "02", "remote")


def test_a_command_to_a_player_that_is_off_is_accepted_and_lost(api: httpx.Client, control: Control) -> None:
    assert api.post(f"/device-v2/{ATTIC}/command/volume/set", json={"volume": 0}).status_code == 200
    control.advance(2)
    assert control.player_state(ATTIC)["volume"] == 8


def test_the_status_command_has_the_player_push_a_full_status_and_refreshes_the_shadow(
    api: httpx.Client, control: Control, listen: Callable[..., Listener]
) -> None:
    listener = listen().subscribe(KITCHEN)
    control.press(KITCHEN, "volume_down")
    assert api.post(f"/device-v2/{KITCHEN}/command/status", json={}).json() == {"status": "ok"}
    listener.wait_for("status/full", lambda message: message["status"]["userVolume"] == 43)
    assert api.get(f"/device-v2/{KITCHEN}/config").json()["device"]["status"]["userVolume"] == 43


def test_online_follows_presence(api: httpx.Client, control: Control) -> None:
    control.shut_down(KITCHEN)
    assert api.get("/device-v2/devices/mine").json()["devices"][0]["online"] is False
