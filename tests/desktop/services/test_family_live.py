"""The family's cloud with everything real but the window: SRP, tokens, and a server at home over the loopback."""

from __future__ import annotations

import asyncio
import hmac
import struct
import time
from base64 import b32decode
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backend.local.server import HomeServer
from desktop.gateways.cloud.tokens import EncryptedCloudTokens, MemoryCloudTokens
from desktop.model.cloud import CloudKind, Role
from desktop.model.errors import (
    Busy,
    DeviceRevoked,
    NotAllowed,
    NotConfirmed,
    NotFound,
    Offline,
    OwnerCodeNeeded,
    Refused,
    SignInNeeded,
    Trouble,
)
from desktop.services.family import FamilyState
from desktop.store.library import Library
from tests.helpers.home import (
    OTHER,
    OWNER,
    PASSWORD,
    Computer,
    computer,
    home_server,
    newest_letter,
)

WRONG = "Wrong-Horse-7777"


class Keychain:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str, /) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str, /) -> None:
        self.kept[(service, username)] = password


def six_digits(secret: str, *, steps: int = 0) -> str:
    """Return what an authenticator app shows, `steps` half-minutes from now (RFC 6238)."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.digest(b32decode(secret + "=" * (-len(secret) % 8)), struct.pack(">Q", counter), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[HomeServer]:
    with home_server(tmp_path) as made:
        yield made


@pytest.fixture
async def kitchen(tmp_path: Path) -> AsyncIterator[Computer]:
    async with computer(tmp_path / "kitchen") as made:
        yield made


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Computer]:
    async with computer(tmp_path / "desk", name="Desk") as made:
        yield made


async def test_the_first_account_of_a_home_server_needs_its_owners_code(server: HomeServer, kitchen: Computer) -> None:
    cloud = await kitchen.family.find(f" {server.url}/v1/hello ")
    assert (cloud.url, cloud.kind, cloud.name) == (server.url, CloudKind.HOME, "At home")
    with pytest.raises(OwnerCodeNeeded, match="needs"):
        await kitchen.family.sign_up(cloud, email=OWNER, password=PASSWORD)
    with pytest.raises(OwnerCodeNeeded, match="not right"):
        await kitchen.family.sign_up(cloud, email=OWNER, password=PASSWORD, owner_code="AAAA-BBBB-CCCC")
    assert await kitchen.family.sign_up(cloud, email=OWNER, password=PASSWORD, owner_code=server.owner_code or "")
    assert kitchen.family.state is FamilyState.NONE


async def test_an_account_signs_in_after_its_code_and_not_before(
    server: HomeServer, kitchen: Computer, desk: Computer
) -> None:
    await kitchen.sign_up(server, OWNER)
    cloud = await desk.family.find(server.url)
    assert not await desk.family.sign_up(cloud, email=OTHER, password=PASSWORD)
    with pytest.raises(NotConfirmed):
        await desk.family.sign_in(cloud, email=OTHER, password=PASSWORD)
    with pytest.raises(Refused, match="not right"):
        await desk.family.confirm(cloud, email=OTHER, code="000000")
    await desk.family.send_code_again(cloud, email=OTHER)
    code = await newest_letter(server, OTHER, count=2)
    await desk.family.confirm(cloud, email=OTHER, code=f" {code} ")
    assert not await desk.family.sign_in(cloud, email=f" {OTHER} ", password=PASSWORD)
    assert (desk.family.state, desk.family.email) == (FamilyState.HOMELESS, OTHER)
    with pytest.raises(Refused, match="already"):
        await desk.family.sign_up(cloud, email=OTHER, password=PASSWORD)


async def test_a_wrong_password_is_refused_by_mathematics_and_too_many_lock_for_a_while(
    server: HomeServer, kitchen: Computer
) -> None:
    await kitchen.sign_up(server, OWNER)
    cloud = await kitchen.family.find(server.url)
    for email in (OWNER, "nobody@example.org"):
        with pytest.raises(Refused, match="do not fit"):
            await kitchen.family.sign_in(cloud, email=email, password=WRONG)
    assert kitchen.family.state is FamilyState.NONE
    refusals = []
    for _ in range(6):
        with pytest.raises(Trouble) as caught:
            await kitchen.family.sign_in(cloud, email=OWNER, password=WRONG)
        refusals.append(caught.value)
    busy = refusals[-1]
    assert isinstance(busy, Busy)
    assert busy.sentence() == f"There were too many tries. Wait {busy.retry_after_s:.0f} seconds, then try again."


async def test_a_weak_password_and_a_bad_address_are_told_in_words(server: HomeServer, kitchen: Computer) -> None:
    cloud = await kitchen.family.find(server.url)
    with pytest.raises(Refused, match="too weak") as caught:
        await kitchen.family.sign_up(cloud, email=OWNER, password="short", owner_code=server.owner_code or "")
    assert "short" in caught.value.next_step
    with pytest.raises(Refused, match="not an e-mail address"):
        await kitchen.family.sign_up(cloud, email="nobody", password=PASSWORD, owner_code=server.owner_code or "")
    with pytest.raises(Refused):
        await kitchen.family.sign_in(cloud, email="", password="")


async def test_a_family_is_founded_joined_by_invitation_and_left(
    server: HomeServer, kitchen: Computer, desk: Computer
) -> None:
    await kitchen.begin_family(server)
    assert kitchen.family.state is FamilyState.MEMBER
    await kitchen.family.rename("The Millers and Sons")
    await desk.sign_up(server, OTHER)
    await desk.sign_in(server, OTHER)
    assert desk.family.state is FamilyState.HOMELESS
    with pytest.raises(Refused, match="does not work"):
        await desk.family.join("AAAA-BBBB-CCCC")
    code = (await kitchen.family.invite()).code
    await desk.family.join(f" {code.lower()} ")
    assert desk.family.state is FamilyState.MEMBER
    household = await desk.family.household()
    assert household is not None
    assert household.name == "The Millers and Sons"
    assert {(who.email, who.role, who.is_me) for who in household.members} == {
        (OWNER, Role.OWNER, False),
        (OTHER, Role.PARENT, True),
    }
    assert {device.name for device in await desk.family.devices()} == {"Kitchen laptop", "Desk"}
    with pytest.raises(NotAllowed, match="owner"):
        await desk.family.invite()
    with pytest.raises(Refused, match="cannot leave"):
        await kitchen.family.leave()
    await desk.family.leave()
    assert desk.family.state is FamilyState.HOMELESS
    assert desk.family.last_household is None
    with pytest.raises(Refused, match="does not work"):
        await desk.family.join(code)


async def test_who_is_removed_from_the_family_is_homeless_from_the_next_call_on(
    server: HomeServer, kitchen: Computer, desk: Computer
) -> None:
    await kitchen.begin_family(server)
    await desk.sign_up(server, OTHER)
    await desk.sign_in(server, OTHER)
    await desk.family.join((await kitchen.family.invite()).code)
    household = await kitchen.family.household()
    assert household is not None
    await kitchen.family.remove_member(next(who.sub for who in household.members if not who.is_me))
    states: list[FamilyState] = []
    desk.family.subscribe(states.append)
    with pytest.raises(NotFound, match="no family"):
        await desk.family.devices()
    assert states == [FamilyState.HOMELESS]


async def test_a_removed_computer_is_out_at_its_next_call_and_comes_back_as_a_new_one(
    server: HomeServer, kitchen: Computer, desk: Computer
) -> None:
    await kitchen.begin_family(server)
    await desk.sign_in(server)
    assert desk.family.is_member
    old = desk.family.device
    await kitchen.family.revoke(old)
    for _ in range(2):
        with pytest.raises((DeviceRevoked, SignInNeeded)):
            await desk.family.devices()
    assert desk.family.state is FamilyState.REVOKED
    assert await desk.tokens.load() is None
    await desk.sign_in(server)
    assert desk.family.is_member
    assert desk.family.device != old
    listed = {device.key: device.is_revoked for device in await desk.family.devices()}
    assert listed[old]
    assert not listed[desk.family.device]
    second = desk.family.device
    await kitchen.family.revoke(second)
    await desk.sign_in(server)  # before it has heard of it
    assert desk.family.is_member
    assert desk.family.device not in (old, second)


async def test_who_removes_the_own_computer_is_out_at_once(server: HomeServer, kitchen: Computer) -> None:
    await kitchen.begin_family(server)
    await kitchen.family.revoke(kitchen.family.device)
    assert kitchen.family.state is FamilyState.REVOKED


async def test_a_renamed_computer_has_its_new_name_everywhere(server: HomeServer, kitchen: Computer) -> None:
    await kitchen.begin_family(server)
    await kitchen.family.rename_device(" The old laptop ")
    assert kitchen.family.device_name == "The old laptop"
    assert [device.name for device in await kitchen.family.devices()] == ["The old laptop"]


async def test_the_second_factor_is_asked_for_from_its_first_right_code_until_it_is_ended(
    server: HomeServer, kitchen: Computer, desk: Computer
) -> None:
    await kitchen.begin_family(server)
    secret = await kitchen.family.begin_second_factor()
    with pytest.raises(Refused, match="not right"):
        await kitchen.family.finish_second_factor("12345x")
    await kitchen.family.finish_second_factor(six_digits(secret, steps=-1))
    assert await desk.sign_in(server)
    assert desk.family.is_code_needed
    assert desk.family.state is FamilyState.NONE
    with pytest.raises(Refused, match="not right"):
        await desk.family.answer_code("000000" if six_digits(secret) != "000000" else "000001")
    await desk.family.answer_code(f" {six_digits(secret)} ")
    assert not desk.family.is_code_needed
    assert desk.family.is_member
    await desk.family.end_second_factor()
    assert not await desk.sign_in(server)


async def test_a_forgotten_password_is_set_anew_by_the_letters_code(server: HomeServer, kitchen: Computer) -> None:
    await kitchen.sign_up(server, OWNER)
    cloud = await kitchen.family.find(server.url)
    await kitchen.family.forgot_password(cloud, email=OWNER)
    code = await newest_letter(server, OWNER)
    with pytest.raises(Refused, match="not right"):
        await kitchen.family.set_password(cloud, email=OWNER, code="x" + code[1:], password="Another-Horse-8")
    await kitchen.family.set_password(cloud, email=OWNER, code=code, password="Another-Horse-8")
    with pytest.raises(Refused, match="do not fit"):
        await kitchen.sign_in(server)
    await kitchen.sign_in(server, password="Another-Horse-8")
    assert kitchen.family.state is FamilyState.HOMELESS
    await kitchen.family.forgot_password(cloud, email="nobody@example.org")
    assert server.mailbox.letters("nobody@example.org") == []


async def test_a_password_is_changed_by_who_knows_the_old_one(server: HomeServer, kitchen: Computer) -> None:
    await kitchen.begin_family(server)
    with pytest.raises(Refused, match="old password"):
        await kitchen.family.change_password(old=WRONG, new="Another-Horse-8")
    with pytest.raises(Refused, match="too weak"):
        await kitchen.family.change_password(old=PASSWORD, new="x")
    await kitchen.family.change_password(old=PASSWORD, new="Another-Horse-8")
    await kitchen.family.devices()
    await kitchen.sign_in(server, password="Another-Horse-8")


async def test_a_refused_token_is_renewed_with_a_refresh_token_that_works_once(
    server: HomeServer, kitchen: Computer
) -> None:
    await kitchen.begin_family(server)
    first = await kitchen.tokens.load()
    assert first is not None
    fresh = await kitchen.family.access_token(rejected=first.access_token)
    kept = await kitchen.tokens.load()
    assert kept is not None
    assert kept.access_token == fresh != first.access_token
    assert kept.refresh_token != first.refresh_token
    assert await kitchen.family.access_token(rejected=first.access_token) == fresh


async def test_two_processes_of_one_profile_renew_once_between_them(server: HomeServer, tmp_path: Path) -> None:
    """They share the folder of the session, its lock and the keychain."""
    keychain = Keychain()
    stores = [EncryptedCloudTokens(tmp_path / "session", open_keychain=lambda: keychain) for _ in range(2)]
    async with computer(tmp_path / "one", tokens=stores[0]) as first:
        await first.begin_family(server)
        tokens = await stores[0].load()
        assert tokens is not None
        with closing(Library.open(tmp_path / "two")) as other:
            kept = first.library.preferences.get("cloud")
            other.transact("Copy", lambda tx: tx.set_preference("cloud", kept), undoable=False)
        async with computer(tmp_path / "two", tokens=stores[1]) as second:
            both = (first.family, second.family)
            renewed = await asyncio.gather(*(one.access_token(rejected=tokens.access_token) for one in both))
            assert renewed[0] == renewed[1] != tokens.access_token


async def test_the_next_start_takes_up_account_cloud_and_family_without_the_network(
    server: HomeServer, tmp_path: Path
) -> None:
    tokens = MemoryCloudTokens()
    async with computer(tmp_path / "kitchen", tokens=tokens) as today:
        await today.begin_family(server)
        cloud, device = today.family.cloud, today.family.device
    server.stop()
    async with computer(tmp_path / "kitchen", tokens=tokens) as tomorrow:
        assert tomorrow.family.is_member
        assert (tomorrow.family.cloud, tomorrow.family.device, tomorrow.family.email) == (cloud, device, OWNER)
        assert await tomorrow.family.access_token()
        with pytest.raises(Offline, match="Your family's cloud cannot be reached"):
            await tomorrow.family.household()
        assert tomorrow.family.is_member


async def test_signing_out_here_leaves_the_other_computers_signed_in(
    server: HomeServer, kitchen: Computer, desk: Computer
) -> None:
    await kitchen.begin_family(server)
    await desk.sign_in(server)
    token = await kitchen.family.access_token()
    await kitchen.family.sign_out()
    assert kitchen.family.state is FamilyState.SIGNED_OUT
    assert kitchen.family.cloud is not None
    assert server.identity.verify(token) is None
    with pytest.raises(SignInNeeded):
        await kitchen.family.household()
    assert await desk.family.household() is not None


async def test_signing_out_everywhere_ends_every_session_of_the_account(
    server: HomeServer, kitchen: Computer, desk: Computer
) -> None:
    await kitchen.begin_family(server)
    await desk.sign_in(server)
    await kitchen.family.sign_out_everywhere()
    assert kitchen.family.state is FamilyState.SIGNED_OUT
    with pytest.raises(SignInNeeded):
        await desk.family.household()
    assert desk.family.state is FamilyState.EXPIRED
    await desk.sign_in(server)
    assert desk.family.is_member


async def test_signing_out_happens_though_the_cloud_is_away_and_disconnecting_forgets_it(
    server: HomeServer, kitchen: Computer
) -> None:
    await kitchen.begin_family(server)
    server.stop()
    with pytest.raises(Offline):
        await kitchen.family.sign_out_everywhere()
    assert kitchen.family.is_member
    await kitchen.family.sign_out()
    assert kitchen.family.state is FamilyState.SIGNED_OUT
    await kitchen.family.disconnect()
    assert (kitchen.family.state, kitchen.family.cloud, kitchen.family.email) == (FamilyState.NONE, None, "")
