"""Trouble on demand."""

import time

import httpx
import pytest

from backend.simulator.control import Control

MINE = "/device-v2/devices/mine"


def test_the_next_requests_to_a_path_fail_and_then_it_works_again(api: httpx.Client, control: Control) -> None:
    control.fail("/device-v2", 429, times=2, retry_after=3)
    answers = [api.get(MINE) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["retry-after"] == "3"
    assert api.get("/content/mine").status_code == 200


def test_a_failure_can_come_after_the_work_was_done(api: httpx.Client, control: Control) -> None:
    control.fail_after("/content", 500)
    assert api.delete("/content/aB3dE").status_code == 500
    assert control.content("aB3dE")["deleted"] is True


def test_a_connection_can_break(api: httpx.Client, control: Control) -> None:
    control.drop(MINE)
    with pytest.raises(httpx.TransportError):
        api.get(MINE)
    assert api.get(MINE).status_code == 200


def test_answers_can_be_slow(api: httpx.Client, control: Control) -> None:
    control.delay(MINE, 0.3)
    began = time.monotonic()
    assert api.get(MINE).status_code == 200
    assert time.monotonic() - began >= 0.3


def test_what_was_served_is_remembered(api: httpx.Client, control: Control) -> None:
    api.get(MINE)
    api.get("/nowhere")
    assert control.requests() == [("GET", MINE, 200), ("GET", "/nowhere", 404)]
