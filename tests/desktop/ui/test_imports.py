"""The window is painted before anything heavy is loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("httpx", "paho", "keyring", "boto3", "pycognito", "sqlite_utils", "PIL", "mutagen", "cryptography")


@pytest.mark.parametrize("module", ["desktop.ui.application", "desktop.ui.window", "desktop.ui.assembly"])
def test_the_window_loads_nothing_heavy(module: str) -> None:
    check = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
