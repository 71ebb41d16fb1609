"""Ten thousand random calls across families: each gets 403 or 404, and not one byte."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pytest

from backend.contract.chain import START
from backend.contract.messages import Push, push_to_bytes
from backend.contract.records import Op
from backend.core.ports import Sending
from backend.core.route import Access, Route
from backend.core.routes import ROUTES
from tests.helpers.family_calls import Cloud, Person, Reply

CALLS = 10_000
ASKING = [route for route in ROUTES if route.access is not Access.ANYBODY]
FOUNDING = {"POST /v1/family", "POST /v1/family/join"}  # these are for those who have no family yet
MAKING = {"PUT /v1/devices/{device}", "POST /v1/blobs/{sha256}"}  # these make something in the caller's own family


def name(route: Route) -> str:
    return f"{route.method} {route.path}"


REFUSING = [route for route in ASKING if name(route) not in FOUNDING]


@dataclass
class Family:
    """A family with something of its own in every place: `secrets` stand in no answer to anybody else."""

    owner: Person
    parent: Person
    key: str
    secrets: tuple[str, ...]
    names: dict[str, str]

    @property
    def people(self) -> tuple[Person, Person]:
        return self.owner, self.parent


@pytest.fixture
def families(cloud: Cloud) -> list[Family]:
    return [family_of(cloud, word) for word in ("alder", "birch", "cedar")]


def family_of(cloud: Cloud, word: str) -> Family:
    owner = cloud.owner(f"{word}-name")
    parent = cloud.parent(owner)
    owner.call("PUT", f"/v1/devices/{owner.device}", {"name": f"{word}-laptop", "platform": f"{word}-system"})
    data = f"{word}-audio".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    put = owner.call("POST", f"/v1/blobs/{sha256}", {"size": len(data), "mime": "audio/mpeg"}).told["put"]
    assert cloud.objects.deliver(Sending(put["url"], put["headers"]), data) == 200
    assert owner.call("POST", f"/v1/blobs/{sha256}/complete", {}).status == 200
    commit = owner.push({f"p_{word}": {"title": f"{word}-title"}}).told["commits"][0]
    key = cloud.family_of(owner)
    names = {"sub": parent.sub, "device": parent.device, "sha256": sha256, "cur": f"{commit['seq']}.{commit['h']}"}
    secrets = (f"{word}-", key, commit["pid"], commit["h"], f"{owner.sub}@", f"{parent.sub}@")
    return Family(owner, parent, key, secrets, names)


def call(caller: Person, route: Route, victim: Family, chance: random.Random, *, device: str) -> Reply:
    """Call a route with all that somebody may know of a family of which they are no member."""
    path = route.path.format(**victim.names)
    if route.words.query:
        path += f"?cur={chance.choice([victim.names['cur'], str(START)])}&family={victim.key}"
    headers = {"x-device": device, "x-family": victim.key, "x-sub": victim.owner.sub}
    if route.words.is_gzip:
        ops = (Op(f"p_{chance.randrange(10**6)}", {"title": "mine"}),)
        body = push_to_bytes(Push(START, caller.cloud.new_pid(), 1, ops, 0))
        return caller.send(route.method, path, body, headers=headers)
    told: dict[str, Any] = {"name": "mine", "email": "me@example.org", "platform": "linux", "code": "ABCD-EFGH-JKLM"}
    told |= {"size": 5, "mime": "audio/mpeg", "family": victim.key, "sub": victim.owner.sub}
    body = json.dumps(told).encode()
    return caller.send(route.method, path, body, headers=headers, content_type="application/json")


def all_of(cloud: Cloud, family: Family) -> tuple[object, ...]:
    """Return every item and every file of a family."""
    items = {key: dict(cloud.documents.partitions.get(key, {})) for key in (f"F#{family.key}", f"U#{family.owner.sub}")}
    return items, {key: data for key, data in cloud.objects.files.items() if family.key in key}


def test_ten_thousand_calls_of_strangers_are_refused_and_learn_and_change_nothing(
    cloud: Cloud, families: list[Family]
) -> None:
    chance, refused = random.Random(1), Counter[str]()
    alder, birch, _ = families
    before = all_of(cloud, alder)
    for number in range(CALLS):
        route = REFUSING[number % len(REFUSING)]
        is_aimed = "{" in route.path and name(route) not in MAKING and not chance.randrange(2)
        caller = chance.choice(birch.people) if is_aimed else cloud.person()
        reply = call(caller, route, alder, chance, device=chance.choice([alder.owner.device, caller.device]))
        assert reply.status in (403, 404), (name(route), reply)
        assert not any(secret in reply.raw for secret in alder.secrets), (name(route), reply.raw)
        refused[name(route)] += 1
    assert all_of(cloud, alder) == before
    assert min(refused.values()) >= CALLS // len(REFUSING)
    assert refused.keys() | FOUNDING == {name(route) for route in ASKING}


def test_what_members_of_another_family_do_in_their_own_tells_and_changes_nothing_here(
    cloud: Cloud, families: list[Family]
) -> None:
    chance, seen = random.Random(1), Counter[tuple[str, int]]()
    alder, _, cedar = families
    before = all_of(cloud, alder)
    for number in range(1_000):
        route = ASKING[number % len(ASKING)]
        if route.path == "/v1/family/leave":
            continue
        caller = cloud.person() if name(route) in FOUNDING else chance.choice(cedar.people)
        reply = call(caller, route, alder, chance, device=caller.device)
        assert not any(secret in reply.raw for secret in alder.secrets), (name(route), reply.raw)
        assert "have" not in reply.told, "they have not sent it, whoever else has"
        seen[name(route), reply.status] += 1
    assert all_of(cloud, alder) == before
    assert seen["POST /v1/blobs/{sha256}", 200]
    assert seen["PUT /v1/devices/{device}", 200]


def test_who_was_let_go_or_revoked_is_a_stranger_at_every_route(cloud: Cloud, families: list[Family]) -> None:
    alder, birch, cedar = families
    alder.owner.call("DELETE", f"/v1/family/members/{alder.parent.sub}")
    birch.owner.call("DELETE", f"/v1/devices/{birch.parent.device}")
    chance = random.Random(2)
    for family in (alder, birch):
        before = all_of(cloud, family)
        for route in ASKING:
            if (route.method, route.path) == ("POST", "/v1/family") and family is alder:
                continue
            for device in (family.owner.device, family.parent.device, cedar.owner.device):
                reply = call(replace(family.parent), route, family, chance, device=device)
                assert reply.status in (403, 404), (route.method, route.path, reply)
                assert not any(secret in reply.raw for secret in family.secrets)
        assert all_of(cloud, family) == before


def test_another_familys_push_id_is_a_new_one_here(families: list[Family]) -> None:
    alder, birch, _ = families
    pid = alder.owner.pull().told["commits"][0]["pid"]
    reply = birch.owner.push({"p_new": {"title": "mine"}}, pid=pid)
    assert [commit["seq"] for commit in reply.told["commits"]] == [1, 2]
    assert "alder" not in reply.raw
