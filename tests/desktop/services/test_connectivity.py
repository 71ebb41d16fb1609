"""Connectivity: online until proved otherwise, and since when not."""

from __future__ import annotations

import pytest

from desktop.services.connectivity import Connectivity, Reachability
from tests.helpers.clock import EPOCH, FakeClock


@pytest.fixture
def told() -> list[Reachability]:
    return []


@pytest.fixture
def connectivity(told: list[Reachability]) -> Connectivity:
    made = Connectivity(clock=FakeClock())
    made.subscribe(told.append)
    return made


def test_the_app_takes_itself_for_online_until_something_fails(connectivity: Connectivity) -> None:
    assert connectivity.is_online


def test_an_unanswered_request_means_offline_since_then(connectivity: Connectivity, told: list[Reachability]) -> None:
    connectivity.note_request(False)
    connectivity.note_request(False)
    assert told == [Reachability(offline_since=EPOCH)]
    connectivity.note_request(True)
    assert told[1:] == [Reachability()]


def test_while_the_live_connection_stands_a_failed_request_is_one_servers_fault(connectivity: Connectivity) -> None:
    connectivity.note_live(True)
    connectivity.note_request(False)
    assert connectivity.is_online
    connectivity.note_live(False)
    assert not connectivity.is_online


def test_a_lost_live_connection_alone_proves_nothing(connectivity: Connectivity) -> None:
    connectivity.note_live(True)
    connectivity.note_live(False)
    assert connectivity.is_online


def test_the_live_connections_return_means_online(connectivity: Connectivity) -> None:
    connectivity.note_request(False)
    connectivity.note_live(True)
    assert connectivity.is_online
