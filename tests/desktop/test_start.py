"""The start: a window at once, everything else behind it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import pytest

HEAVY = (
    "httpx",
    "paho",
    "keyring",
    "boto3",
    "pycognito",
    "sqlite_utils",
    "PIL",
    "mutagen",
    "amqtt",
    "starlette",
    "cryptography",
    "PySide6.QtMultimedia",
    "backend.simulator",
)
BEHIND = (
    "desktop.ui.backstage",
    "desktop.ui.playlists.page",
    "desktop.services.publisher",
    "desktop.services.importer",
)
ROOT = Path(__file__).resolve().parents[2]
QUIET = {
    "QT_QPA_PLATFORM": "offscreen",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    "PYTHONPATH": str(ROOT),
}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the app said of its start on an empty profile, in a process that nothing else has run in."""
    song = tmp_path_factory.mktemp("song") / "Song.wav"
    with wave.open(str(song), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16_000))
    done = subprocess.run(
        [sys.executable, "-m", "tests.desktop.starting", str(tmp_path_factory.mktemp("profile")), str(song)],
        check=False,  # what it wrote says why
        capture_output=True,
        cwd=ROOT,
        env=os.environ | QUIET,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", HEAVY)
def test_at_first_paint_nothing_heavy_is_loaded(start: Any, name: str) -> None:
    assert name not in start["at_first_paint"]


@pytest.mark.parametrize("name", BEHIND)
def test_at_first_paint_what_lies_behind_the_first_page_is_not_loaded(start: Any, name: str) -> None:
    assert name not in start["at_first_paint"]


def test_the_pages_behind_the_first_one_come_by_themselves(start: Any) -> None:
    assert (start["pages_at_first_paint"], start["pages_in_the_end"]) == (1, 7)


def test_a_page_is_shown_at_once_for_a_key_that_comes_right_after_the_first_paint(start: Any) -> None:
    assert start["page_after_the_key"] == "playlists"


def test_a_file_that_is_dropped_right_after_the_first_paint_is_imported(start: Any) -> None:
    assert start["recordings_in_the_end"] == 1


def test_the_worker_process_imports_the_entry_point_without_the_window() -> None:
    check = "import sys, desktop.__main__; print([name for name in ('PySide6', 'qasync') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
