"""Commands and their acknowledgements (yoto-api.md 3.3, 3.8, 3.9)."""

import pytest

from backend.simulator.player.buttons import Button, press
from backend.simulator.player.volume import step_of_command, system_percent, user_percent
from tests.backend.simulator.stage import CARD, Stage


@pytest.mark.parametrize(
    ("command", "body", "key"),
    [
        ("card/pause", None, "card-pause"),
        ("card/resume", {}, "card-resume"),
        ("card/stop", None, "card-stop"),
        ("volume/set", {"volume": 50}, "volume"),
        ("set-volume", {"volume": 50}, "set-volume"),
        ("sleep-timer/set", {"seconds": 0}, "sleep-timer"),
        ("sleep", {"seconds": 0}, "sleep"),
        ("ambients/set", {"r": 255, "g": 0, "b": 0}, "ambients"),
        ("status/request", None, "status/request"),
        ("events/request", None, "events"),
    ],
)
def test_acknowledgements_are_spelled_as_captured(stage: Stage, command: str, body: object, key: str) -> None:
    stage.send(command, body)
    assert [list(ack) for ack in stage.acks()] == [[key, "req_body"]]
    assert stage.acks()[0][key] == "OK"


def test_the_request_comes_back_verbatim(stage: Stage) -> None:
    stage.commands.receive("volume/set", b'{"volume" : 25,  "requestId":"u-1"}')
    stage.clock.advance(1)
    assert stage.acks()[0]["req_body"] == '{"volume" : 25,  "requestId":"u-1"}'


def test_a_card_start_is_acknowledged_after_its_time_and_before_its_event(stage: Stage) -> None:
    stage.send("events/request")
    stage.forget()
    asked_at = stage.clock.now()
    stage.play()
    (ack_at, ack, _), (event_at, _, _) = stage.wire.said[:2]
    assert ack == "response"
    assert (round(ack_at - asked_at, 1), round(event_at - asked_at, 1)) == (0.5, 0.7)


@pytest.mark.parametrize(
    ("command", "body"),
    [
        ("volume/set", {}),
        ("card/start", {"uri": CARD}),
        ("card/next", None),
        ("display/preview", {"uri": "https://example.com/a.png"}),
    ],
)
def test_what_makes_no_sense_fails(stage: Stage, command: str, body: object) -> None:
    stage.send(command, body)
    (ack,) = stage.acks()
    assert next(value for key, value in ack.items() if key != "req_body") == "FAIL"


STEPS = {0: 0, 10: 1, 20: 3, 30: 4, 40: 6, 50: 8, 51: 8, 100: 8}


@pytest.mark.parametrize(("command", "step"), STEPS.items())
def test_the_measured_volume_table_with_a_cap_of_8(command: int, step: int) -> None:
    assert step_of_command(command, cap=8) == step


def test_the_apps_17_commands_are_the_17_steps() -> None:
    commands = [0, 7, 13, 19, 25, 32, 38, 44, 50, 57, 63, 69, 75, 82, 88, 94, 100]
    assert [step_of_command(command, cap=16) for command in commands] == list(range(17))


def test_a_step_sent_as_a_command_makes_it_nearly_silent() -> None:
    assert step_of_command(8, cap=16) == 1
    assert step_of_command(3, cap=16) == 0


def test_status_percentages_follow_the_captures() -> None:
    assert [user_percent(step) for step in (8, 7, 12)] == [50, 43, 75]
    assert system_percent(8, family="mini") == 55
    assert system_percent(8, family="v3") == 47
    assert system_percent(12, family="v3") == 76


def test_no_event_is_emitted_when_the_volume_does_not_change(stage: Stage) -> None:
    stage.send("events/request")
    stage.send("volume/set", {"volume": 100})
    assert stage.player.situation.volume_step == 13
    stage.forget()
    stage.send("volume/set", {"volume": 95})
    assert [list(ack) for ack in stage.acks()] == [["volume", "req_body"]]
    assert stage.said("data/events") == []


def test_a_bluetooth_speaker_is_deaf_until_the_left_button_is_held(stage: Stage) -> None:
    stage.send("bluetooth/on", {"mode": "bt_speaker"})
    stage.forget()
    stage.send("events/request")
    stage.send("volume/set", {"volume": 0})
    assert stage.wire.said == []
    press(stage.player, Button.LEFT_HOLD)
    stage.send("volume/set", {"volume": 0})
    assert stage.player.situation.volume_step == 0


def test_a_player_without_a_light_refuses_colours(tmp_path_factory: pytest.TempPathFactory) -> None:
    stage = Stage(tmp_path_factory.mktemp("mini"), family="mini")
    stage.send("ambients/set", {"r": 1, "g": 2, "b": 3})
    assert stage.acks()[0]["ambients"] == "FAIL"


def test_status_answers_come_within_400_ms(stage: Stage) -> None:
    asked_at = stage.clock.now()
    stage.send("status/request")
    answered_at = next(at for at, topic, _ in stage.wire.said if topic == "data/status")
    assert 0.15 <= answered_at - asked_at <= 0.41


def test_the_second_of_two_hasty_status_requests_is_lost(stage: Stage) -> None:
    stage.send("status/request", wait_s=0)
    stage.send("status", {"requestId": "x"}, wait_s=2)
    assert len(stage.said("data/status")) == 1
    assert stage.said("status/full") == []


def test_a_full_status_refreshes_the_clouds_shadow(stage: Stage) -> None:
    stage.player.set_volume_step(4)
    assert stage.player.shadow["userVolume"] == 50
    stage.send("status", {"requestId": "x"})
    assert stage.player.shadow["userVolume"] == 25
    assert stage.said("status/full")[0]["status"]["userVolume"] == 25


def test_a_reboot_is_acknowledged_and_then_it_is_silent_for_12_seconds(stage: Stage) -> None:
    stage.send("reboot")
    assert stage.acks()[0]["reboot"] == "OK"
    stage.forget()
    stage.send("events/request", wait_s=8)
    assert stage.wire.said == []
    stage.clock.advance(10)
    assert stage.said("data/events")
