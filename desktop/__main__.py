"""Starts the app: `python -m desktop`, or the command `yoto-smart-stream`."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktop.late import load_now

if TYPE_CHECKING:
    from desktop.life import Life

_SERVICES = "desktop.compose"
_APP = "desktop.app"


def main() -> int:
    """Run until the window is closed; return the exit code."""
    multiprocessing.freeze_support()
    return run(sys.argv[1:])


def run(arguments: Sequence[str], *, on_open: Callable[[Life], object] | None = None) -> int:
    """Load and run the app; `on_open` hears of each profile that it opens.

    The worker process imports this module too, and must not load the window with it.
    """
    gc.disable()  # what is loaded stays for good, so looking for garbage in it is lost time; the app goes on with it
    load_now(_SERVICES)  # before Qt: PySide6 reads the source of every module that is imported after it
    return int(load_now(_APP).start(arguments, on_open=on_open))


if __name__ == "__main__":
    sys.exit(main())
