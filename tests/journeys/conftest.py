"""What the journeys share: Qt's loop under the tests, the application, and the app on a folder of its own."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Mapping
from functools import partial
from pathlib import Path

import pytest
import qasync
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.application import make_application
from desktop.ui.garbage import Garbage
from tests.helpers.journey import QUICK, Opening, begun

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
GARBAGE = pytest.StashKey[Garbage]()
PICTURES = os.environ.get("JOURNEY_PICTURES", "")  # a folder for developers who want to look


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], qasync.QEventLoop]]:
    """Have the journeys run on the loop of the real app."""
    return {"qt": make_loop}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Collect as the app does, in the window's thread: most of these apps live beside servers with threads."""
    application()
    item.stash[GARBAGE] = Garbage()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Collect the test's loop, too: its timers, collected by chance in another thread, would outlive their object."""
    yield
    gc.collect()
    item.stash[GARBAGE].end()
    del item.stash[GARBAGE]


def make_loop() -> qasync.QEventLoop:
    return qasync.QEventLoop(application())


def application() -> QApplication:
    """Return the process's one application, made as the app makes it unless another test was faster."""
    made = QApplication.instance() or make_application()
    assert isinstance(made, QApplication)
    made.setQuitOnLastWindowClosed(False)
    return made


@pytest.fixture
def demo(tmp_path: Path) -> Opening:
    """Opens the app as `--demo` does."""
    return partial(begun, tmp_path / "profile", is_demo=True, take_picture=save_picture)


@pytest.fixture
def family(tmp_path: Path) -> Opening:
    """Opens the app for a family that signed in to the simulated Yoto at an earlier start."""
    return partial(begun, tmp_path / "profile", simulation=QUICK, is_signed_in=True, take_picture=save_picture)


@pytest.fixture
def newcomer(tmp_path: Path) -> Opening:
    """Opens the app for the first time, with a simulated Yoto that nobody has signed in to."""
    return partial(begun, tmp_path / "profile", simulation=QUICK, take_picture=save_picture)


def save_picture(name: str, window: QWidget) -> None:
    if PICTURES:
        window.grab().save(str(Path(PICTURES) / f"{name}.png"))
