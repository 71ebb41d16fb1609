"""A studio whose players are a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.ui.players.remote import ObedientPlayers, keep_card
from tests.desktop.ui.workshop import open_workshop


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Any]:
    with open_workshop(tmp_path) as made:
        made.players = ObedientPlayers()
        keep_card(made.library)
        yield made
