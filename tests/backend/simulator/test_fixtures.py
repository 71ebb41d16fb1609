"""The worlds that a simulation can start with."""

import json
from pathlib import Path

import pytest

from backend.simulator.fixtures import bundled_world
from backend.simulator.simulation import Simulation, SimulationOptions
from tests.backend.conftest import Start, api_of


def changed_world(world: Path, folder: Path, **player: object) -> Path:
    """Return a copy of the small world whose first player is changed."""
    for file in world.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    described = json.loads((world / "world.json").read_text(encoding="utf-8"))
    described["players"][0] |= player
    (folder / "world.json").write_text(json.dumps(described), encoding="utf-8")
    return folder


def test_a_player_that_plays_in_the_world_plays_at_once(start: Start, world: Path, tmp_path: Path) -> None:
    playing = {"cardId": "aB3dE", "chapter": "02", "track": "01", "position": 12}
    control = start(world=changed_world(world, tmp_path, playing=playing, slot="physical")).control
    state = control.player_state("Kitchen")
    assert (state["playback"], state["chapter"], state["source"], state["slot"]) == ("playing", "02", "card", "aB3dE")
    assert state["position"] >= 12


def test_the_world_sets_battery_and_volume(start: Start, world: Path, tmp_path: Path) -> None:
    options = {"battery": 41, "charging": False, "volume": 5, "volumeMax": 9}
    state = start(world=changed_world(world, tmp_path, **options)).control.player_state("Kitchen")
    assert (state["battery"], state["charging"], state["volume"], state["cap"]) == (41, False, 5, 9)


def test_a_world_that_is_missing_is_said_at_the_start(tmp_path: Path) -> None:
    simulation = Simulation(SimulationOptions(world=tmp_path))
    with pytest.raises(OSError, match=r"world\.json"):
        simulation.start()
    simulation.stop()


def test_the_bundled_demo_is_alive(start: Start) -> None:
    assert bundled_world() is not None
    simulation = start(world=None)
    with api_of(simulation.ready) as api:
        cards = api.get("/card/family/library").json()["cards"]
        icons = api.get("/media/displayIcons/user/yoto").json()["displayIcons"]
    states = [simulation.control.player_state(player) for player in simulation.ready.players]
    assert len(cards) >= 5
    assert len(icons) >= 5
    assert "playing" in {state["playback"] for state in states}
