"""A real library in a fresh folder for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.library import Library
from tests.desktop.store.cloud import Cloud, joined
from tests.desktop.store.support import Ear, FixedClock


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "family"


@pytest.fixture
def library(folder: Path, clock: FixedClock) -> Iterator[Library]:
    opened = Library.open(folder, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def ear(library: Library) -> Ear:
    listener = Ear()
    library.subscribe(listener)
    return listener


@pytest.fixture
def cloud() -> Cloud:
    """A family's log, empty."""
    return Cloud()


@pytest.fixture
def kitchen(tmp_path: Path) -> Iterator[Library]:
    """One computer of the family."""
    library = joined(Library.open(tmp_path / "kitchen", clock=FixedClock()), "d_KITCHEN")
    yield library
    library.close()


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Library]:
    """Another one."""
    library = joined(Library.open(tmp_path / "study", clock=FixedClock()), "d_STUDY")
    yield library
    library.close()
