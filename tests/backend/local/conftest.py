"""Home servers on free ports, each stopped at the end of its test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from backend.local.identity.keys import FILE_NAME, load_key
from backend.local.server import HomeServer
from tests.backend.local.home import Computer, owner
from tests.helpers.server_process import ServerProcess

Serve = Callable[..., HomeServer]
Launch = Callable[..., ServerProcess]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """pycognito asks for the time in a way that Python 3.12 and up warn of."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"))


@pytest.fixture(scope="session")
def signing_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signing key that was made once: making one takes up to half a second."""
    folder = tmp_path_factory.mktemp("key")
    load_key(folder)
    return folder / FILE_NAME


@pytest.fixture
def folder(tmp_path: Path, signing_key: Path) -> Path:
    """An empty server's folder, but for the signing key."""
    (tmp_path / "home" / "identity").mkdir(parents=True)
    shutil.copy(signing_key, tmp_path / "home" / "identity")
    return tmp_path / "home"


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def serve(folder: Path, closing: ExitStack) -> Serve:
    """Start a server with options of the test's own."""

    def serve(**options: Any) -> HomeServer:
        server = HomeServer(options.pop("folder", folder), **options)
        server.start()
        closing.callback(server.stop)
        return server

    return serve


@pytest.fixture
def launch(folder: Path, closing: ExitStack) -> Launch:
    """Start a server in a process of its own."""

    def launch(*options: str, port: int = 0, before: Sequence[str] = (), where: Path = folder) -> ServerProcess:
        server = ServerProcess(where, *options, port=port, before=before)
        closing.callback(server.stop)
        return server

    return launch


@pytest.fixture
def home(serve: Serve) -> HomeServer:
    return serve()


@pytest.fixture
def token(home: HomeServer) -> str:
    """The access token of the server's owner."""
    return owner(home.url, code=home.owner_code)


@pytest.fixture
def computer(home: HomeServer, token: str, closing: ExitStack) -> Computer:
    """A computer of the owner's, who has founded a family."""
    computer = Computer(home.url, token)
    closing.callback(computer.close)
    computer.found()
    return computer
