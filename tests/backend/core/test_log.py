"""The log reads in pages that fit into an answer, and never misses a commit between two of them."""

from __future__ import annotations

import random

import pytest

from backend.contract.chain import START, Cursor
from backend.contract.messages import read_gone, read_page
from backend.core import log as logs
from tests.helpers.family_calls import Cloud, Person


def filled(owner: Person, *, sizes: list[int]) -> Cursor:
    """Push commits of such sizes and return the place after the first of them."""
    places, chance = [START], random.Random(3)
    for number, size in enumerate(sizes):
        reply = owner.push({f"p_{number}": {"title": chance.randbytes(size // 2).hex()}}, cursor=places[-1])
        places.append(read_page(reply.told).commits[-1].cursor)
    return places[1]


def pages(owner: Person, cursor: Cursor) -> list[list[int]]:
    """Return the numbers on each page that a computer reads from a place on."""
    found, more = list[list[int]](), True
    while more:
        page = read_page(owner.pull(cursor).told)
        found.append([commit.seq for commit in page.commits])
        cursor, more = page.commits[-1].cursor, page.more
    return found


@pytest.mark.parametrize("seed", range(20))
def test_every_commit_is_on_one_page_whatever_the_sizes(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(logs, "READ_COMMITS", chance.randint(1, 9))
    monkeypatch.setattr(logs, "PAGE_BYTES", chance.randint(500, 5000))
    owner = Cloud().owner()
    found = pages(owner, filled(owner, sizes=[chance.choice([10, 100, 2000]) for _ in range(40)]))
    assert [seq for page in found for seq in page] == list(range(2, 41))
    assert len(found) > 3


def test_a_page_never_holds_more_than_its_bytes_and_one_commit(cloud: Cloud) -> None:
    read: list[int] = []
    query = cloud.documents.query

    def counted(partition: str, *, low: str, high: str, limit: int) -> object:
        found = query(partition, low=low, high=high, limit=limit)
        read.append(sum(len(item.get("z") or b"") for item in found))  # type: ignore[arg-type]
        return found

    owner = cloud.owner()
    first = filled(owner, sizes=[16_000] * 300)
    assert [seq for page in pages(owner, first) for seq in page] == list(range(2, 301))
    cloud.documents.query = counted  # type: ignore[method-assign, assignment]
    page = read_page(owner.pull(first).told)
    assert sum(len(commit.z) for commit in page.commits) <= logs.PAGE_BYTES
    assert sum(read) < 2 * logs.PAGE_BYTES + 64 * 16_000


def test_a_fresh_computer_is_sent_to_the_snapshot_once_there_is_one(cloud: Cloud) -> None:
    owner = cloud.owner()
    filled(owner, sizes=[10] * 300)
    reply = owner.pull(START)
    assert reply.status == 410
    assert 256 <= read_gone(reply.told).seq <= 300
    assert not read_gone(reply.told).forked
