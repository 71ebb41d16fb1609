"""A real library in a fresh folder for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.library import Library
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
