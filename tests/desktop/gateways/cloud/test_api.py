"""Calls of the family's cloud: who they are made for, and what becomes of every way to be refused."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from backend.contract.errors import STATUS, Code
from desktop.gateways.cloud.home import HttpFamilyHome
from desktop.model.cloud import Device, DeviceKey, Household, Role
from desktop.model.errors import (
    Busy,
    CloudFull,
    DeviceRevoked,
    NotAllowed,
    NotFound,
    Offline,
    Refused,
    SignInNeeded,
    Trouble,
    Unencrypted,
    UpgradeNeeded,
)
from tests.desktop.gateways.cloud.bearing import DEVICE, URL, cloud, scripted
from tests.desktop.gateways.support import Script


def refusal(code: str, **headers: str) -> httpx.Response:
    told = {"error": {"code": code, "message": "English"}}
    return httpx.Response(STATUS.get(Code(code), 422), json=told, headers=headers)


async def test_a_call_bears_the_account_and_this_computer() -> None:
    script = Script(httpx.Response(200, json={}))
    api, _, line = scripted(script)
    await api.ask("POST", "/v1/family", json={"name": "The Millers"})
    (request,) = script.requests
    assert str(request.url) == f"{URL}/v1/family"
    assert request.headers["Authorization"] == "Bearer token-1"
    assert request.headers["x-device"] == DEVICE
    await line.close()


async def test_a_refused_token_is_renewed_once() -> None:
    script = Script(httpx.Response(401, json={"message": "Unauthorized"}), httpx.Response(200, json={}))
    api, bearer, line = scripted(script, "old", "new")
    await api.ask("GET", "/v1/family")
    assert bearer.rejected == ["old"]
    assert script.requests[1].headers["Authorization"] == "Bearer new"
    await line.close()


async def test_a_token_that_is_refused_though_it_is_new_means_signing_in() -> None:
    script = Script(httpx.Response(401), httpx.Response(401))
    api, _, line = scripted(script, "old", "new")
    with pytest.raises(SignInNeeded):
        await api.ask("GET", "/v1/family")
    assert len(script.requests) == 2
    await line.close()


async def test_a_computer_that_a_restored_cloud_does_not_know_introduces_itself_and_asks_again() -> None:
    script = Script(
        refusal("device_unknown"), httpx.Response(200, json={}), refusal("device_unknown"), refusal("device_unknown")
    )
    api, bearer, line = scripted(script)
    await api.ask("GET", "/v1/sync")
    assert bearer.introduced == 1
    with pytest.raises(NotAllowed):
        await api.ask("GET", "/v1/sync")
    assert len(script.requests) == 4
    await line.close()


@pytest.mark.parametrize(
    ("code", "expected", "is_revoked"), [("device_revoked", DeviceRevoked, True), ("no_family", NotFound, False)]
)
async def test_the_bearer_hears_of_a_dismissal(code: str, expected: type[Trouble], is_revoked: bool) -> None:
    api, bearer, line = scripted(Script(refusal(code)))
    with pytest.raises(expected):
        await api.ask("GET", "/v1/sync")
    assert bearer.dismissals == [(DEVICE, is_revoked)]
    await line.close()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal("not_owner"), NotAllowed),
        (refusal("no_member"), NotFound),
        (refusal("no_device"), NotFound),
        (refusal("no_blob"), NotFound),
        (refusal("bad_invite"), Refused),
        (refusal("has_family"), Refused),
        (refusal("last_owner"), Refused),
        (refusal("too_large"), Refused),
        (refusal("bad_op"), Refused),
        (refusal("blob_differs"), Refused),
        (refusal("upgrade"), UpgradeNeeded),
        (refusal("quota"), CloudFull),
        (refusal("slow_down"), Busy),
        (refusal("busy"), Busy),
        (httpx.Response(403, json={"message": "Forbidden"}), NotAllowed),
        (httpx.Response(404), NotFound),
        (httpx.Response(413), Refused),
        (httpx.Response(426), UpgradeNeeded),
        (httpx.Response(500, text="Internal Server Error"), Busy),
        (httpx.Response(502, text="<html>"), Busy),
        (httpx.Response(507), CloudFull),
        (httpx.Response(302, headers={"Location": "https://hotel.example"}), Busy),
        (httpx.ConnectError("ECONNREFUSED"), Offline),
        (httpx.ReadTimeout("ETIMEDOUT"), Offline),
    ],
)
async def test_each_refusal_is_told_in_words_that_name_the_familys_cloud(
    answer: httpx.Response | Exception, expected: type[Trouble]
) -> None:
    api, _, line = scripted(Script(answer))
    with pytest.raises(expected) as caught:
        await api.ask("GET", "/v1/family")
    assert type(caught.value) is expected
    assert "Yoto" not in caught.value.title + caught.value.sentence()
    assert "English" not in caught.value.sentence()
    assert caught.value.message.endswith(".")
    await line.close()


def test_every_code_of_the_contract_has_its_status_in_the_table() -> None:
    """A code without words of its own is told by its status, which must then be one that the table knows."""
    assert set(STATUS.values()) <= {400, 401, 403, 404, 405, 409, 413, 415, 426, 429, 503, 507}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [("5", "in a moment"), ("1200", "in 20 minutes"), ("", "in a moment"), ("soon", "in a moment")],
)
async def test_a_wait_is_told(seconds: str, words: str) -> None:
    api, _, line = scripted(Script(refusal("slow_down", **{"Retry-After": seconds})))
    with pytest.raises(Busy, match="slow down") as caught:
        await api.ask("POST", "/v1/family/join", json={})
    assert words in caught.value.next_step
    await line.close()


async def test_a_token_never_goes_over_an_open_way_that_nobody_said_yes_to() -> None:
    for url, expected in (("http://cloud.example.org", Refused), ("http://192.168.1.5", Unencrypted)):
        script = Script()
        api, _, line = scripted(script, cloud=cloud(url))
        with pytest.raises(expected):
            await api.ask("GET", "/v1/family")
        assert script.requests == []
        await line.close()
    script = Script(httpx.Response(200, json={}))
    api, _, line = scripted(script, cloud=cloud("http://192.168.1.5", trusts_network=True))
    await api.ask("GET", "/v1/family")
    with pytest.raises(Refused):
        api.address("http://elsewhere.example.org/objects/x")
    await line.close()


async def test_without_a_cloud_nothing_is_called() -> None:
    api, _, line = scripted(Script(), cloud=None)
    with pytest.raises(SignInNeeded):
        await api.ask("GET", "/v1/family")
    await line.close()


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"name":', b"[" * 100_000, b" " * 200_000 + b"["])
async def test_an_answer_that_is_not_as_agreed_is_told_so(body: bytes) -> None:
    api, _, line = scripted(lambda _request: httpx.Response(200, content=body))
    home = HttpFamilyHome(api)
    for ask in (home.household, home.devices, home.invite):
        with pytest.raises(Busy, match="could not be understood"):
            await ask()
    await line.close()


async def test_odd_values_in_an_answer_become_the_least() -> None:
    told: dict[str, Any] = {
        "name": 7,
        "role": "king",
        "members": [None, {"sub": "1", "role": "owner"}],
        "used_bytes": "x",
    }
    devices = {"devices": [{"device": "d_1", "seen_at": "x", "is_revoked": 1}, {"name": "no key"}, 3]}
    api, _, line = scripted(Script(httpx.Response(200, json=told), httpx.Response(200, json=devices)))
    home = HttpFamilyHome(api)
    household = await home.household()
    assert household is not None
    assert household.members[0].role is Role.OWNER
    assert household == Household("", Role.PARENT, household.members, 0, 0)
    assert await home.devices() == [Device(DeviceKey("d_1"), "", "", 0.0)]
    await line.close()


async def test_no_family_is_an_answer_and_another_404_is_none() -> None:
    api, bearer, line = scripted(Script(refusal("no_family"), httpx.Response(404, json={"message": "Not Found"})))
    home = HttpFamilyHome(api)
    assert await home.household() is None
    with pytest.raises(NotFound):
        await home.household()
    assert bearer.dismissals == [(DEVICE, False)]
    await line.close()


async def test_a_key_in_a_path_stays_one_part_of_it() -> None:
    script = Script(httpx.Response(200, json={}), httpx.Response(200, json={}))
    api, _, line = scripted(script)
    home = HttpFamilyHome(api)
    await home.remove_member("a/../b")
    await home.revoke(DeviceKey("d_/x"))
    assert [request.url.raw_path for request in script.requests] == [
        b"/v1/family/members/a%2F..%2Fb",
        b"/v1/devices/d_%2Fx",
    ]
    await line.close()
