"""What answers at a pasted address is a family's cloud, or is refused before anybody types a password."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from desktop.gateways.cloud import hello
from desktop.model.cloud import Cloud, CloudKind
from desktop.model.errors import Busy, Offline, Refused, Trouble, Unencrypted, UpgradeNeeded
from tests.desktop.gateways.support import Script, scripted_line

URL = "https://cloud.example.org"
TOLD: dict[str, Any] = {
    "service": "yoto-smart-stream",
    "api": 1,
    "name": "The Millers",
    "kind": "aws",
    "region": "eu-west-2",
    "pool": "eu-west-2_AbCdEf123",
    "client": "1h57kf5cpq17m0eml12EXAMPLE",
    "identity": "",
}


def read(*, trusts_network: bool = False, url: str = URL, **changes: object) -> Cloud:
    return hello.read({**TOLD, **changes}, url=url, trusts_network=trusts_network)


def test_a_cloud_on_aws_has_its_accounts_at_amazons_own_address() -> None:
    assert read() == Cloud(
        URL, "The Millers", CloudKind.AWS, "eu-west-2", "eu-west-2_AbCdEf123", "1h57kf5cpq17m0eml12EXAMPLE"
    )


def test_a_cloud_at_home_has_its_accounts_below_its_own_address() -> None:
    cloud = read(kind="home", identity="/identity", url="http://192.168.1.9:80", trusts_network=True)
    assert cloud.identity_url == "http://192.168.1.9:80/identity"
    assert cloud.trusts_network


@pytest.mark.parametrize(
    "changes",
    [
        {"service": "something else"},
        {"kind": "cellar"},
        {"kind": "home"},
        {"api": None},
        {"api": "1"},
        {"api": 0},
        {"region": "EU/../x"},
        {"pool": "without-its-name"},
        {"pool": "a_b_c"},
        {"client": ""},
        {"client": {"a": 1}},
        {"identity": "http://evil.example"},
        {"identity": "ftp://evil.example"},
    ],
)
def test_what_says_something_odd_of_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Refused):
        read(**changes)


def test_a_cloud_cannot_lead_the_password_onto_an_open_way_that_nobody_said_yes_to() -> None:
    with pytest.raises(Unencrypted):
        read(identity="http://192.168.1.1/identity")


def test_a_newer_cloud_asks_for_a_newer_app() -> None:
    with pytest.raises(UpgradeNeeded):
        read(api=2)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(200, text="<html>A hotel's page</html>"), Refused),
        (httpx.Response(302, headers={"Location": "https://elsewhere.example"}), Refused),
        (httpx.Response(200, json=[1, 2]), Refused),
        (httpx.Response(200), Refused),
        (httpx.Response(404, json=TOLD), Refused),
        (httpx.Response(503), Busy),
        (httpx.ConnectError("no route"), Offline),
    ],
)
async def test_what_is_no_cloud_is_told_from_one_that_is_away(
    answer: httpx.Response | Exception, expected: type[Trouble]
) -> None:
    line = scripted_line(Script(answer))
    with pytest.raises(expected) as caught:
        await hello.ask(line, url=URL, trusts_network=False)
    assert caught.value.next_step
    assert "Yoto" not in caught.value.title
    await line.close()


async def test_an_open_address_is_not_even_asked() -> None:
    script = Script()
    line = scripted_line(script)
    with pytest.raises(Unencrypted):
        await hello.ask(line, url="http://192.168.1.9", trusts_network=False)
    assert script.requests == []
    await line.close()
