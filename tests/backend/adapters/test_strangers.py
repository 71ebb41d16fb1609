"""Calls across families on the real tables and buckets: all are refused, and nothing is told or changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.core.ports import Sending
from backend.core.world import World
from tests.backend.adapters.conftest import BUCKETS, TABLES
from tests.backend.adapters.ground import Bucket, Table
from tests.helpers.family_calls import HELLO, Cloud
from tests.helpers.family_strangers import ask_as_strangers, family_of

CALLS = 10_000
QUOTA_BYTES = 10**12


class StandingCloud(Cloud):
    """The core on a table and a bucket that are real."""

    def __init__(self, table: Table, bucket: Bucket) -> None:
        super().__init__()
        self._bucket = bucket
        self.world = World(table.documents, bucket.objects, self.clock, self.chance, HELLO, QUOTA_BYTES)

    def deliver(self, sending: Sending, data: bytes) -> int:
        return self._bucket.put(sending, data)


@pytest.mark.parametrize("place", TABLES)
def test_strangers_are_refused_and_learn_and_change_nothing(place: str, tmp_path: Path) -> None:
    with TABLES[place](tmp_path) as table, BUCKETS[place](tmp_path) as bucket:
        cloud = StandingCloud(table, bucket)
        alder, birch = (family_of(cloud, word) for word in ("alder", "birch"))
        ask_as_strangers(cloud, alder, birch, calls=CALLS, seed=2)
