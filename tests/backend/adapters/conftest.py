"""Runs each behaviour on every pair of adapters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from backend.core.ports import Documents, Objects
from tests.backend.adapters.aws_ground import GAPS, aws_bucket, aws_table
from tests.backend.adapters.ground import Bucket, Table, home_bucket, home_table

TABLES: dict[str, Callable[[Path], AbstractContextManager[Table]]] = {"home": home_table, "aws": aws_table}
BUCKETS: dict[str, Callable[[Path], AbstractContextManager[Bucket]]] = {"home": home_bucket, "aws": aws_bucket}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect of the emulator what is known to pass there unlike on AWS, and nothing else."""
    for item in items:
        if item.name in GAPS:
            item.add_marker(pytest.mark.xfail(strict=True, reason=f"the emulator {GAPS[item.name]}"))


@pytest.fixture(params=TABLES, scope="module")
def table(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    with TABLES[request.param](tmp_path_factory.mktemp("table")) as table:
        yield table


@pytest.fixture(params=BUCKETS, scope="module")
def lasting_bucket(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket | None]:
    """A bucket that takes long to make; None for one that each test makes for itself, threads and all."""
    if request.param == "home":
        yield None
        return
    with BUCKETS[request.param](tmp_path_factory.mktemp("bucket")) as bucket:
        yield bucket


@pytest.fixture
def bucket(lasting_bucket: Bucket | None, tmp_path: Path) -> Iterator[Bucket]:
    if lasting_bucket is not None:
        yield lasting_bucket
        return
    with home_bucket(tmp_path) as bucket:
        yield bucket


@pytest.fixture
def documents(table: Table) -> Documents:
    return table.documents


@pytest.fixture
def objects(bucket: Bucket) -> Objects:
    return bucket.objects


@pytest.fixture
def partition(request: pytest.FixtureRequest) -> str:
    """A partition that no other test uses, on a table that all of them share."""
    return f"F#{request.node.name}"


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """A key that no other test uses."""
    name = hashlib.sha256(request.node.name.encode()).hexdigest()[:20]
    return f"fam/{name}/b/aa/file"
