"""Runs each behaviour on every pair of adapters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from backend.core.ports import Documents, Objects
from tests.backend.adapters.ground import Bucket, Table, home_bucket, home_table

TABLES: dict[str, Callable[[Path], AbstractContextManager[Table]]] = {"home": home_table}
BUCKETS: dict[str, Callable[[Path], AbstractContextManager[Bucket]]] = {"home": home_bucket}


@pytest.fixture(params=TABLES)
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Table]:
    with TABLES[request.param](tmp_path) as table:
        yield table


@pytest.fixture(params=BUCKETS)
def bucket(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bucket]:
    with BUCKETS[request.param](tmp_path) as bucket:
        yield bucket


@pytest.fixture
def documents(table: Table) -> Documents:
    return table.documents


@pytest.fixture
def objects(bucket: Bucket) -> Objects:
    return bucket.objects


@pytest.fixture
def partition(request: pytest.FixtureRequest) -> str:
    """A partition that no other test uses, on a table that all of them may share."""
    return f"F#{request.node.name}"


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """A key below a prefix that no other test uses."""
    return f"fam/{request.node.originalname}/b/aa/file"
