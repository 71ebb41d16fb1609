"""Garbage is collected on the window's thread, and on no other."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.garbage import YOUNG, Garbage, collect_due


class Ring:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self, died_in: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: died_in.append(threading.get_ident()))


@pytest.fixture
def garbage(dressed: QApplication) -> Iterator[Garbage]:
    made = Garbage()
    yield made
    made.end()


def litter() -> list[list[int]]:
    return [[number] for number in range(YOUNG * 3)]


def test_no_thread_but_the_windows_own_collects(garbage: Garbage) -> None:
    died_in: list[int] = []
    Ring(died_in)
    worker = threading.Thread(target=litter)
    worker.start()
    worker.join()
    assert died_in == []
    kept = litter()
    collect_due()
    assert died_in == [threading.get_ident()]
    assert kept


def test_at_the_end_python_collects_by_itself_again(garbage: Garbage) -> None:
    assert not gc.isenabled()
    garbage.end()
    assert gc.isenabled()
