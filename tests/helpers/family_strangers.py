"""Families side by side, and all that a stranger who knows a great deal of one may ask of its cloud."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.contract.chain import START
from backend.contract.messages import Push, push_to_bytes
from backend.contract.records import Op
from backend.core.keys import AccountKey, FamilyKey, Sha256, account, blob_file, partition
from backend.core.ports import Item, Sending
from backend.core.route import Access, Route
from backend.core.routes import ROUTES
from tests.helpers.family_calls import Cloud, Person, Reply

ASKING = [route for route in ROUTES if route.access is not Access.ANYBODY]
FOUNDING = {"POST /v1/family", "POST /v1/family/join"}  # these are for those who have no family yet
MAKING = {"PUT /v1/devices/{device}", "POST /v1/blobs/{sha256}"}  # these make something in the caller's own family


def name(route: Route) -> str:
    """Return a route as people write it."""
    return f"{route.method} {route.path}"


REFUSING = [route for route in ASKING if name(route) not in FOUNDING]


@dataclass
class Family:
    """A family with something of its own in every place: `secrets` stand in no answer to anybody else."""

    owner: Person
    parent: Person
    key: FamilyKey
    secrets: tuple[str, ...]
    names: dict[str, str]

    @property
    def people(self) -> tuple[Person, Person]:
        return self.owner, self.parent

    @property
    def holdings(self) -> tuple[Mapping[str, Item], bytes | None]:
        """Return every item of the family and its owner, and the bytes of its file."""
        world = self.owner.cloud.world
        items: dict[str, Item] = {}
        for place in (partition(self.key), account(AccountKey(self.owner.sub))):
            found = world.documents.query(place, low="!", high="~", limit=1000)
            items |= {f"{place} {item['sk']}": item for item in found}
        return items, world.objects.get(blob_file(self.key, Sha256(self.names["sha256"]), 0))


def family_of(cloud: Cloud, word: str) -> Family:
    """Found a family of two parents, with a computer each, a playlist and a file."""
    owner = cloud.owner(f"{word}-name")
    parent = cloud.parent(owner)
    owner.call("PUT", f"/v1/devices/{owner.device}", {"name": f"{word}-laptop", "platform": f"{word}-system"})
    data = f"{word}-audio".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    put = owner.call("POST", f"/v1/blobs/{sha256}", {"size": len(data), "mime": "audio/mpeg"}).told["put"]
    assert cloud.deliver(Sending(put["url"], put["headers"]), data) == 200
    assert owner.call("POST", f"/v1/blobs/{sha256}/complete", {}).status == 200
    commit = owner.push({f"p_{word}": {"title": f"{word}-title"}}).told["commits"][0]
    key = FamilyKey(cloud.family_of(owner))
    names = {"sub": parent.sub, "device": parent.device, "sha256": sha256, "cur": f"{commit['seq']}.{commit['h']}"}
    secrets = (f"{word}-", key, commit["pid"], commit["h"], f"{owner.sub}@", f"{parent.sub}@")
    family = Family(owner, parent, key, secrets, names)
    assert family.holdings[1] == data
    return family


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


def ask_as_strangers(cloud: Cloud, victim: Family, other: Family, *, calls: int, seed: int) -> None:
    """Call every route again and again as people of no family and of another one: all is refused, nothing is told."""
    chance, refused = random.Random(seed), Counter[str]()
    before = victim.holdings
    for number in range(calls):
        route = REFUSING[number % len(REFUSING)]
        is_aimed = "{" in route.path and name(route) not in MAKING and not chance.randrange(2)
        caller = chance.choice(other.people) if is_aimed else cloud.person()
        reply = call(caller, route, victim, chance, device=chance.choice([victim.owner.device, caller.device]))
        assert reply.status in (403, 404), (name(route), reply)
        assert not any(secret in reply.raw for secret in victim.secrets), (name(route), reply.raw)
        refused[name(route)] += 1
    assert victim.holdings == before
    assert min(refused.values()) >= calls // len(REFUSING)
    assert refused.keys() | FOUNDING == {name(route) for route in ASKING}
