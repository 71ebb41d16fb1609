"""Playing on this computer: real files, the real engine, no network."""

from __future__ import annotations

import asyncio
import hashlib
import wave
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.model.errors import Trouble
from desktop.model.names import RecordingKey, recording_key
from desktop.model.recording import Recording
from desktop.ui.listening import Listening
from desktop.ui.look import Look
from desktop.ui.players.target import ComputerTarget
from desktop.ui.sound import Sound


def add_wave(studio: Any, title: str, *, seconds: float, folder: Path) -> RecordingKey:
    """Put a real WAV file into the library."""
    file = folder / f"{title}.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(title.encode().ljust(2, b"\0")[:2] * int(8000 * seconds))
    sha = hashlib.sha256(file.read_bytes()).hexdigest()
    recording = Recording(recording_key(sha), sha, title, seconds, file.stat().st_size, ending=".wav", mime="audio/wav")
    studio.library.transact("Add", lambda tx: tx.add_recording(recording), undoable=False)
    place = studio.library.recordings.path(recording)
    place.parent.mkdir(parents=True, exist_ok=True)
    file.rename(place)
    return recording.key


@pytest.fixture
def target(studio: Any, look: Look) -> ComputerTarget:
    return ComputerTarget(studio, Listening(Sound), spawn=asyncio.ensure_future)


def test_a_recording_plays_pauses_and_seeks(qtbot: QtBot, target: ComputerTarget, studio: Any, tmp_path: Path) -> None:
    key = add_wave(studio, "Rain", seconds=30, folder=tmp_path)
    target.play(key)
    qtbot.waitUntil(lambda: (target.scene().position_s or 0) > 0.2, timeout=15_000)
    assert target.scene().is_playing
    assert target.scene().length_s == pytest.approx(30, abs=0.5)
    target.seek(20)
    qtbot.waitUntil(lambda: (target.scene().position_s or 0) >= 20, timeout=15_000)
    target.toggle()
    qtbot.waitUntil(lambda: not target.scene().is_playing, timeout=15_000)
    assert target.scene().caption == "Paused on this computer"
    target._listening.stop()


def test_next_and_previous_go_along_the_line(target: ComputerTarget, studio: Any, tmp_path: Path) -> None:
    keys = tuple(add_wave(studio, title, seconds=5, folder=tmp_path) for title in ("One", "Two", "Ten"))
    target.play(keys[0], line=keys)
    target.next()
    assert target.scene().title == "Two"
    target.previous()
    assert target.scene().title == "One"
    target.previous()
    assert target.scene().title == "One"
    target._listening.stop()


def test_a_missing_file_is_told_with_a_next_step(target: ComputerTarget, studio: Any, tmp_path: Path) -> None:
    key = add_wave(studio, "Gone", seconds=1, folder=tmp_path)
    studio.library.recordings.path(studio.library.recordings.get(key)).unlink()
    with pytest.raises(Trouble, match="is not on this computer") as told:
        target.play(key)
    assert told.value.next_step == "Add the file again."
