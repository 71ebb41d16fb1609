"""A running simulation, and the family's cloud on an emulator, for tests that speak to them over their sockets."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from backend.simulator.control import Control
from backend.simulator.simulation import Ready, Simulation, SimulationOptions
from backend.simulator.small_world import write_small_world
from tests.backend.infra.synthesis import Template, synthesize
from tests.backend.simulator.listener import Listener
from tests.backend.simulator.stage import Stage
from tests.helpers import aws_emulator
from tests.helpers.aws_emulator import AwsEmulator, DeployedCloud

Start = Callable[..., Simulation]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """One player without any sockets."""
    return Stage(tmp_path)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def start(world: Path) -> Iterator[Start]:
    """Start a simulation with options of the test's own."""
    with ExitStack() as stack:

        def start(**options: object) -> Simulation:
            simulation = Simulation(SimulationOptions(**{"world": world, **options}))  # type: ignore[arg-type]
            simulation.start()
            stack.callback(simulation.stop)
            return simulation

        yield start


@pytest.fixture
def simulation(start: Start) -> Simulation:
    return start()


@pytest.fixture
def ready(simulation: Simulation) -> Ready:
    return simulation.ready


@pytest.fixture
def control(simulation: Simulation) -> Control:
    return simulation.control


@pytest.fixture
def api(ready: Ready) -> Iterator[httpx.Client]:
    with api_of(ready) as client:
        yield client


@pytest.fixture
def listen(ready: Ready) -> Iterator[Callable[..., Listener]]:
    """Connect an MQTT client, which is closed at the end of the test."""
    with ExitStack() as stack:

        def listen(**options: object) -> Listener:
            listener = Listener(ready, **options)  # type: ignore[arg-type]
            stack.callback(listener.close)
            return listener

        yield listen


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """The synthesized templates by environment: one as it is meant, and one with every choice the other way."""
    others = ("fast_start=yes", "sign_up=no", "mail=parent@example.org", "name=The Hill family", "quota_gib=1")
    return synthesize(tmp_path_factory.mktemp("cloud"), environments={"family": (), "trial": others})


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AwsEmulator]:
    """AWS on this machine, empty."""
    with aws_emulator.running(tmp_path_factory.mktemp("aws")) as emulator:
        yield emulator


@pytest.fixture(scope="session")
def cloud(emulator: AwsEmulator, templates: dict[str, Template]) -> DeployedCloud:
    """The synthesized template itself, deployed to the emulator; shared, so a test makes accounts of its own."""
    lasting = templates["family"]
    return emulator.deploy(lasting.path.parent, stack=lasting.stack)


def api_of(ready: Ready) -> httpx.Client:
    """Return a signed-in client of the API."""
    return httpx.Client(base_url=ready.api_url, headers={"Authorization": f"Bearer {ready.access_token}"})
