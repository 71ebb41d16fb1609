"""A home server's accounts for each test, behind one socket and one boto3 client for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from backend.local.identity import assembly
from backend.local.identity.keys import SigningKey, load_key
from tests.backend.local.identity.house import House, Socket

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """pycognito asks for the time in a way that Python 3.12 and up warn of."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"))


@pytest.fixture(scope="session")
def listener() -> Iterator[Socket]:
    listener = Socket()
    yield listener
    listener.close()


@pytest.fixture(scope="session")
def boto(listener: Socket) -> Iterator[Any]:
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}, read_timeout=20)
    client = boto3.client("cognito-idp", region_name="home", endpoint_url=listener.url, config=config)
    yield client
    client.close()


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    """A signing key that was made and read once: both take a while."""
    return load_key(tmp_path_factory.mktemp("key"))


@pytest.fixture
def empty_house(
    tmp_path: Path, listener: Socket, boto: Any, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """A house whose server the test opens itself."""
    folder = tmp_path / "accounts"
    monkeypatch.setattr(assembly, "load_key", lambda _: key)
    house = House(folder, listener.url, boto)

    async def app(*asgi: Any) -> None:
        await house.identity.app(*asgi)

    listener.app = app
    yield house
    house.identity.close()
    listener.app = None


@pytest.fixture
def house(empty_house: House) -> House:
    """A server that asks for no owner code."""
    empty_house.open()
    return empty_house
