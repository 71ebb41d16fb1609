"""Ten thousand random calls across families: each gets 403 or 404, and not one byte."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from tests.helpers.family_calls import Cloud
from tests.helpers.family_strangers import ASKING, FOUNDING, Family, ask_as_strangers, call, family_of, name

CALLS = 10_000


@pytest.fixture
def families(cloud: Cloud) -> list[Family]:
    return [family_of(cloud, word) for word in ("alder", "birch", "cedar")]


def test_ten_thousand_calls_of_strangers_are_refused_and_learn_and_change_nothing(
    cloud: Cloud, families: list[Family]
) -> None:
    alder, birch, _ = families
    ask_as_strangers(cloud, alder, birch, calls=CALLS, seed=1)


def test_what_members_of_another_family_do_in_their_own_tells_and_changes_nothing_here(
    cloud: Cloud, families: list[Family]
) -> None:
    chance, seen = random.Random(1), Counter[tuple[str, int]]()
    alder, _, cedar = families
    before = alder.holdings
    for number in range(1_000):
        route = ASKING[number % len(ASKING)]
        if route.path == "/v1/family/leave":
            continue
        caller = cloud.person() if name(route) in FOUNDING else chance.choice(cedar.people)
        reply = call(caller, route, alder, chance, device=caller.device)
        assert not any(secret in reply.raw for secret in alder.secrets), (name(route), reply.raw)
        assert "have" not in reply.told, "they have not sent it, whoever else has"
        seen[name(route), reply.status] += 1
    assert alder.holdings == before
    assert seen["POST /v1/blobs/{sha256}", 200]
    assert seen["PUT /v1/devices/{device}", 200]


def test_who_was_let_go_or_revoked_is_a_stranger_at_every_route(cloud: Cloud, families: list[Family]) -> None:
    alder, birch, cedar = families
    alder.owner.call("DELETE", f"/v1/family/members/{alder.parent.sub}")
    birch.owner.call("DELETE", f"/v1/devices/{birch.parent.device}")
    chance = random.Random(2)
    for family in (alder, birch):
        before = family.holdings
        for route in ASKING:
            if (route.method, route.path) == ("POST", "/v1/family") and family is alder:
                continue
            for device in (family.owner.device, family.parent.device, cedar.owner.device):
                reply = call(replace(family.parent), route, family, chance, device=device)
                assert reply.status in (403, 404), (route.method, route.path, reply)
                assert not any(secret in reply.raw for secret in family.secrets)
        assert family.holdings == before


def test_another_familys_push_id_is_a_new_one_here(families: list[Family]) -> None:
    alder, birch, _ = families
    pid = alder.owner.pull().told["commits"][0]["pid"]
    reply = birch.owner.push({"p_new": {"title": "mine"}}, pid=pid)
    assert [commit["seq"] for commit in reply.told["commits"]] == [1, 2]
    assert "alder" not in reply.raw
