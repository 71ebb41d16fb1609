"""Where a test's cyclic garbage is collected."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collected_here() -> Iterator[None]:
    """Collect on this thread alone what comes to be within: a Qt object that dies in another one can end the process.

    The app does so by desktop.ui.garbage, which wants a loop that goes round.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.collect(1)
        gc.enable()
