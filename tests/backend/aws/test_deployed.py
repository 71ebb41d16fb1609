"""The family's cloud as the template deploys it, driven end to end by the app's own gateways."""

from __future__ import annotations

import asyncio
import hashlib
import math
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from backend.contract.chain import START, Cursor
from backend.contract.digest import digest
from backend.contract.fold import State, fold
from backend.contract.messages import Page, Push, opened
from backend.contract.records import Op
from desktop.gateways.cloud.api import MAX_CALLS_AT_ONCE
from desktop.model.cloud import Cloud
from desktop.model.errors import Busy, DeviceRevoked, NotFound, Refused, SignInNeeded, Trouble
from tests.helpers.aws_emulator import AwsEmulator, DeployedCloud
from tests.helpers.home import PASSWORD, Computer, computer

pytestmark = pytest.mark.asyncio
CROWD = 50
PIECE = 8 * 1024 * 1024


@pytest.fixture
def mail() -> str:
    return f"{uuid.uuid4().hex}@example.org"


@pytest.fixture
async def laptop(tmp_path: Path) -> AsyncIterator[Computer]:
    async with computer(tmp_path / "laptop", name="Laptop") as one:
        yield one


@pytest.fixture
async def tower(tmp_path: Path) -> AsyncIterator[Computer]:
    async with computer(tmp_path / "tower", name="Tower") as one:
        yield one


async def sign_up(one: Computer, mail: str, *, cloud: DeployedCloud, emulator: AwsEmulator) -> Cloud:
    """Make an account; the owner of the account stands in for the e-mail with the code."""
    found = await one.family.find(cloud.url)
    await one.family.sign_up(found, email=mail, password=PASSWORD)
    accounts = emulator.client("cognito-idp")
    await asyncio.to_thread(accounts.admin_confirm_sign_up, UserPoolId=cloud.pool, Username=mail)
    return found


async def begin(one: Computer, mail: str, *, cloud: DeployedCloud, emulator: AwsEmulator) -> None:
    """Make an account and a family, and register this computer."""
    found = await sign_up(one, mail, cloud=cloud, emulator=emulator)
    await one.family.sign_in(found, email=mail, password=PASSWORD)
    await one.family.found("The Hills")


def a_push(cursor: Cursor, *, record: str, title: str, before: State | None = None) -> Push:
    ops = (Op(record, {"title": title}),)
    state = dict(before or {})
    fold(state, ops)
    return Push(cursor, str(uuid.uuid4()), 1, ops, digest(state))


async def test_a_wrong_password_is_refused_by_the_pool(
    laptop: Computer, mail: str, cloud: DeployedCloud, emulator: AwsEmulator
) -> None:
    found = await sign_up(laptop, mail, cloud=cloud, emulator=emulator)
    with pytest.raises(Trouble):
        await laptop.family.sign_in(found, email=mail, password=f"{PASSWORD}!")
    assert not laptop.family.is_member
    assert not await laptop.family.sign_in(found, email=mail, password=PASSWORD)


async def test_an_account_with_a_first_password_of_somebody_elses_choice_is_told_who_helps(
    laptop: Computer, mail: str, cloud: DeployedCloud, emulator: AwsEmulator
) -> None:
    accounts = emulator.client("cognito-idp")
    await asyncio.to_thread(
        accounts.admin_create_user, UserPoolId=cloud.pool, Username=mail, TemporaryPassword=PASSWORD
    )
    found = await laptop.family.find(cloud.url)
    with pytest.raises(Refused, match="first password"):
        await laptop.family.sign_in(found, email=mail, password=PASSWORD)


async def test_what_one_computer_writes_another_reads(
    laptop: Computer, tower: Computer, mail: str, cloud: DeployedCloud, emulator: AwsEmulator
) -> None:
    await begin(laptop, mail, cloud=cloud, emulator=emulator)
    await tower.family.sign_in(await tower.family.find(cloud.url), email=mail, password=PASSWORD)
    sent = a_push(START, record="p_1", title="Bedtime 🌙")
    accepted = await laptop.service.log.push(sent)
    assert isinstance(accepted, Page)
    assert accepted.is_accepted
    again = await laptop.service.log.push(sent)
    assert isinstance(again, Page)
    assert again.is_accepted
    assert [commit.seq for commit in again.commits] == [1]

    read = await tower.service.log.pull(START)
    assert isinstance(read, Page)
    assert [opened(commit) for commit in read.commits] == [sent.ops]


async def test_fifty_pushes_at_once_are_numbered_from_one_to_fifty(
    laptop: Computer, mail: str, cloud: DeployedCloud, emulator: AwsEmulator, tmp_path: Path
) -> None:
    await begin(laptop, mail, cloud=cloud, emulator=emulator)
    async with AsyncExitStack() as stack:
        computers = [laptop]
        for number in range(1, math.ceil(CROWD / MAX_CALLS_AT_ONCE)):  # all of them are under way at the same time
            other = await stack.enter_async_context(computer(tmp_path / f"other-{number}", name=f"Computer {number}"))
            await other.family.sign_in(await other.family.find(cloud.url), email=mail, password=PASSWORD)
            computers.append(other)
        await asyncio.gather(*(push(number, computers[number % len(computers)]) for number in range(CROWD)))
    await assert_numbered(laptop)


async def push(number: int, one: Computer) -> None:
    """Push a playlist until it is in the log."""
    wanted = a_push(START, record=f"p_{number}", title=f"Playlist {number}")
    for _ in range(CROWD):
        try:
            answer = await one.service.log.push(wanted)
        except Busy:
            continue  # the cloud asks to come back: the same push again
        assert isinstance(answer, Page)
        if answer.is_accepted:
            return
    raise AssertionError(f"push {number} never came through")


async def assert_numbered(laptop: Computer) -> None:
    read = await laptop.service.log.pull(START)
    assert isinstance(read, Page)
    assert [commit.seq for commit in read.commits] == list(range(1, CROWD + 1))
    assert len({commit.pid for commit in read.commits}) == CROWD
    state: State = {}
    for commit in read.commits:
        fold(state, opened(commit))
    assert read.commits[-1].dig == digest(state)


async def test_a_large_file_goes_up_in_parts_and_comes_back_whole(
    laptop: Computer, tower: Computer, mail: str, cloud: DeployedCloud, emulator: AwsEmulator, tmp_path: Path
) -> None:
    await begin(laptop, mail, cloud=cloud, emulator=emulator)
    await tower.family.sign_in(await tower.family.find(cloud.url), email=mail, password=PASSWORD)
    for size in (100_000, 4 * PIECE + 4321):
        original, copy = tmp_path / "original.mp3", tmp_path / f"copy-{size}.mp3"
        original.write_bytes(os.urandom(size))
        sha256 = hashlib.sha256(original.read_bytes()).hexdigest()
        with pytest.raises(NotFound):
            await tower.service.vault.fetch(sha256, to=copy, on_bytes=_ignore, pace=_never_wait)
        await laptop.service.vault.send(original, sha256=sha256, mime="audio/mpeg", on_bytes=_ignore, pace=_never_wait)
        await tower.service.vault.fetch(sha256, to=copy, on_bytes=_ignore, pace=_never_wait)
        assert copy.read_bytes() == original.read_bytes()
    household = await laptop.family.household()
    assert household is not None
    assert household.used_bytes == 100_000 + 4 * PIECE + 4321


async def test_a_revoked_computer_is_told_so_and_a_stranger_learns_nothing(
    laptop: Computer, tower: Computer, mail: str, cloud: DeployedCloud, emulator: AwsEmulator
) -> None:
    await begin(laptop, mail, cloud=cloud, emulator=emulator)
    await tower.family.sign_in(await tower.family.find(cloud.url), email=mail, password=PASSWORD)
    await laptop.family.revoke(tower.family.device)
    with pytest.raises((DeviceRevoked, SignInNeeded)):
        await tower.service.log.pull(START)

    other = f"{uuid.uuid4().hex}@example.org"
    found = await sign_up(tower, other, cloud=cloud, emulator=emulator)
    await tower.family.sign_in(found, email=other, password=PASSWORD)
    with pytest.raises(Trouble):
        await tower.service.log.pull(START)
    with pytest.raises(Refused):
        await tower.family.join("AAAA-BBBB-CCCC")


def _ignore(_bytes: int) -> None:
    """Progress is not looked at."""


async def _never_wait(_bytes: int) -> None:
    """There is no limit on the bandwidth."""
