"""What tests of the window share: an application without a screen, dressed in the light theme."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.fonts import load_fonts
from desktop.ui.look import Look, Preference, apply
from tests.desktop.ui.world import fill, make_studio
from tests.helpers.tidiness import collected_here

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def tidied() -> Iterator[None]:
    with collected_here():
        yield


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    load_fonts()
    qapp.setQuitOnLastWindowClosed(False)
    return qapp


@pytest.fixture
def look(dressed: QApplication) -> Iterator[Look]:
    made = Look(preference=Preference.LIGHT)
    apply(dressed, made.theme)
    yield made
    made.deleteLater()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Any]:
    """A real library with recordings in it, and stand-ins for the clouds."""
    made = make_studio(tmp_path)
    fill(made.library)
    yield made
    made.library.close()
