"""The family's log over the real server at home: what is pushed is pulled, and every other answer is understood."""

from __future__ import annotations

import base64
import random
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from backend.contract.chain import START, Cursor
from backend.contract.digest import digest
from backend.contract.messages import SCHEMA, Gone, Page, Push, check_link, encode_ops, opened
from backend.contract.records import Fields, Op
from backend.contract.snapshots import EMPTY
from backend.local.server import HomeServer
from desktop.gateways.cloud.log import HttpFamilyLog
from desktop.model.errors import Busy, Refused
from tests.desktop.gateways.cloud.bearing import scripted
from tests.desktop.gateways.support import Script
from tests.helpers.home import Computer, computer, home_server

FORKED = Cursor(999, "a" * 32)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[HomeServer]:
    with home_server(tmp_path) as made:
        yield made


@pytest.fixture
async def desk(tmp_path: Path, server: HomeServer) -> AsyncIterator[Computer]:
    async with computer(tmp_path / "desk") as made:
        await made.begin_family(server)
        yield made


def a_push(cursor: Cursor, state: dict[str, Fields], *ops: Op) -> Push:
    """Write `ops` into the state; return them as a push on top of the cursor."""
    for op in ops:
        state[op.id] = {**state.get(op.id, {}), **op.set}
    return Push(cursor, str(uuid.uuid4()), SCHEMA, ops, digest(state))


async def test_what_is_pushed_is_pulled(desk: Computer) -> None:
    log, state = desk.service.log, dict[str, Fields]()
    push = a_push(START, state, Op("p_1", {"title": "Bedtime \u2728 \U0001f319"}))
    mine = await log.push(push)
    assert isinstance(mine, Page)
    assert mine.is_accepted
    check_link(mine.commits[-1], body=encode_ops(push.ops))
    assert await log.push(push) == mine
    page = await log.pull(START)
    assert isinstance(page, Page)
    assert not page.is_accepted
    assert opened(page.commits[0]) == push.ops
    assert page.commits[0].dev == desk.family.device


async def test_who_was_slower_hears_what_came_first(desk: Computer) -> None:
    log = desk.service.log
    await log.push(a_push(START, {}, Op("p_1", {"title": "First"})))
    page = await log.push(a_push(START, {}, Op("p_1", {"title": "Second"})))
    assert isinstance(page, Page)
    assert not page.is_accepted
    assert opened(page.commits[0]) == (Op("p_1", {"title": "First"}),)


async def test_a_place_that_the_log_never_passed_is_told_from_which_to_start(desk: Computer) -> None:
    log = desk.service.log
    await log.push(a_push(START, {}, Op("p_1", {"title": "First"})))
    for gone in (await log.pull(FORKED), await log.push(a_push(FORKED, {}, Op("p_2", {"title": "Lost"})))):
        assert isinstance(gone, Gone)
        assert gone.forked
        assert await log.snapshot(gone) == EMPTY


async def test_a_snapshot_comes_with_its_hash_verified_and_without_our_bearer(desk: Computer) -> None:
    log, state, cursor, chance = desk.service.log, dict[str, Fields](), START, random.Random(7)
    for number in range(11):
        texts = (base64.b64encode(chance.randbytes(12_000)).decode() for _ in range(18))
        page = await log.push(a_push(cursor, state, *(Op(f"p_{number}_{n}", {"t": t}) for n, t in enumerate(texts))))
        assert isinstance(page, Page)
        cursor = page.commits[-1].cursor
    gone = await log.pull(FORKED)
    assert isinstance(gone, Gone)
    snapshot = await log.snapshot(gone)
    assert snapshot.state.keys() <= state.keys()
    assert all(snapshot.state[record] == state[record] for record in snapshot.state)
    assert len(snapshot.state) >= 9 * 18
    with pytest.raises(Busy):
        await log.snapshot(Gone(gone.seq, gone.h, gone.url, "0" * 64, forked=False))
    with pytest.raises(Busy):
        await log.snapshot(Gone(gone.seq, gone.h, gone.url + "x", gone.sha256, forked=False))


async def test_a_snapshot_elsewhere_is_asked_for_without_our_token() -> None:
    script = Script(httpx.Response(403))
    api, _, line = scripted(script)
    log = HttpFamilyLog(api, line=line)
    with pytest.raises(Busy):
        await log.snapshot(Gone(3, "a" * 32, "https://bucket.example/snap?sig=1", "0" * 64, forked=False))
    assert "Authorization" not in script.requests[0].headers
    assert "x-device" not in script.requests[0].headers
    with pytest.raises(Refused):
        await log.snapshot(Gone(3, "a" * 32, "http://bucket.example/snap", "0" * 64, forked=False))
    await line.close()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"commits": "none"}),
        httpx.Response(200, json={"commits": [{"seq": 1}]}),
        httpx.Response(409, json={}),
        httpx.Response(410, json={"gone": {"seq": "1"}}),
        httpx.Response(410, text="Gone"),
    ],
)
async def test_an_answer_that_is_not_as_agreed_changes_nothing_and_is_asked_for_later(answer: httpx.Response) -> None:
    api, _, line = scripted(Script(answer))
    log = HttpFamilyLog(api, line=line)
    with pytest.raises(Busy, match="understood"):
        await log.push(a_push(START, {}, Op("p_1", {"title": "First"})))
    await line.close()
