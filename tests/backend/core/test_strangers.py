"""Ten thousand random calls across families: whoever is no member gets 403 or 404, and not one byte."""

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
OWN = {"PUT /v1/devices/{device}", "POST /v1/blobs/{sha256}"}  # these make something in the caller's own family


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
    is_own = f"{route.method} {route.path}" in OWN
    names = {"device": caller.device, "sha256": chance.randbytes(32).hex()} if is_own else victim.names
    path = route.path.format(**names)
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


def test_ten_thousand_calls_of_strangers_learn_and_change_nothing(cloud: Cloud, families: list[Family]) -> None:
    chance, seen = random.Random(1), Counter[tuple[str, int]]()
    alder, *others = families
    before = all_of(cloud, alder)
    for number in range(CALLS):
        route = chance.choice(ASKING)
        is_founding = (route.method, route.path) == ("POST", "/v1/family")
        is_leaving = route.path == "/v1/family/leave"
        is_homeless = is_leaving or (number % 2 == 0 and not is_founding)
        caller = cloud.person() if is_homeless else chance.choice([who for other in others for who in other.people])
        device = chance.choice([alder.owner.device, caller.device])
        reply = call(caller, route, alder, chance, device=device)
        for secret in alder.secrets:
            assert secret not in reply.raw, (route.method, route.path, reply.raw)
        is_strange = is_homeless or (route.access is Access.COMPUTER and device != caller.device)
        is_aimed = "{" in route.path and f"{route.method} {route.path}" not in OWN
        if is_strange or is_aimed:
            assert reply.status in (403, 404), (route.method, route.path, reply)
        assert "have" not in reply.told
        seen[f"{route.method} {route.path}", reply.status] += 1
    assert all_of(cloud, alder) == before
    assert len({name for name, _ in seen}) == len(ASKING)
    assert sum(count for (_, status), count in seen.items() if status in (403, 404)) > CALLS / 2


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
