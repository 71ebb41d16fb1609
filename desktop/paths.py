"""Where the app keeps a family's things on each operating system."""

from __future__ import annotations

import shutil
from pathlib import Path

import platformdirs

_APP = "Yoto Smart Stream"


def profile_folder(chosen: Path | None) -> Path:
    """Return the folder of library, settings and session: the chosen one or the system's place for app data."""
    return chosen.expanduser().absolute() if chosen else Path(platformdirs.user_data_dir(_APP, appauthor=False))


def fresh_demo_folder(chosen: Path | None) -> Path:
    """Return an empty folder for a demo: each demo begins anew, as its simulated Yoto does."""
    base = chosen.expanduser().absolute() if chosen else Path(platformdirs.user_cache_dir(_APP, appauthor=False))
    folder = base / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def log_file(folder: Path) -> Path:
    return folder / "log.txt"
