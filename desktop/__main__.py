"""Starts the app: `python -m desktop`, or the command `yoto-smart-stream`."""

from __future__ import annotations

import multiprocessing
import sys

from desktop.app import start


def main() -> int:
    """Run until the window is closed; return the exit code."""
    multiprocessing.freeze_support()
    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
