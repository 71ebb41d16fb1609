"""Audio coming into the library folder: one pass, one place, no half files."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
from pathlib import Path

import pytest

from desktop.gateways.audio.files import FolderAudioFiles
from desktop.model.errors import NoRoom, Unreadable
from desktop.model.recording import StoredAudio

MIB = 1024 * 1024


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "01_Song.MP3"
    path.write_bytes(bytes(range(256)) * (4096 * 5) + b"end")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


async def store(folder: Path, source: Path) -> StoredAudio:
    return await FolderAudioFiles(folder).store(source, on_bytes=lambda _: None, is_cancelled=lambda: False)


def content(path: Path) -> bytes:
    return path.read_bytes()


def copy(source: Path, place: Path) -> Path:
    place.write_bytes(source.read_bytes())
    return place


def file_instead_of(folder: Path) -> Path:
    folder.touch()
    return folder


def forbidden(path: Path) -> Path:
    path.chmod(0)
    return path


def half_file(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half")
    os.utime(path, (1.0, 1.0))
    return path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_file_lies_under_its_sha256_with_its_ending(folder: Path, song: Path) -> None:
    sha256 = hashlib.sha256(content(song)).hexdigest()
    stored = await store(folder, song)
    assert stored == StoredAudio(
        sha256, len(content(song)), folder / "audio" / sha256[:2] / f"{sha256}.mp3", is_new=True
    )
    assert content(stored.path) == content(song)
    assert files_in(folder) == [stored.path]


async def test_the_same_audio_is_kept_once_under_whatever_name(folder: Path, song: Path, tmp_path: Path) -> None:
    first = await store(folder, song)
    second = await store(folder, copy(song, tmp_path / "twin.m4a"))
    assert (second.path, second.is_new) == (first.path, False)
    assert files_in(folder) == [first.path]


def renamed(song: Path, ending: str) -> Path:
    return song.rename(song.with_suffix(ending))


async def test_a_copy_that_lost_its_end_is_mended_in_its_place_and_stays(folder: Path, song: Path) -> None:
    first = await store(folder, song)
    first.path.write_bytes(b"cut")
    files = FolderAudioFiles(folder)
    again = await files.store(renamed(song, ".m4a"), on_bytes=lambda _: None, is_cancelled=lambda: False)
    assert (again.path, again.is_new) == (first.path, False)
    assert again.path.stat().st_size == again.size_bytes
    await files.discard(again)
    assert files_in(folder) == [first.path]


async def test_progress_comes_on_the_loops_thread_block_by_block(folder: Path, song: Path) -> None:
    steps: list[int] = []
    loop = asyncio.get_running_loop()

    def on_bytes(done: int) -> None:
        assert asyncio.get_running_loop() is loop
        steps.append(done)

    await FolderAudioFiles(folder).store(song, on_bytes=on_bytes, is_cancelled=lambda: False)
    await asyncio.sleep(0)
    assert steps == [MIB, 2 * MIB, 3 * MIB, 4 * MIB, 5 * MIB, 5 * MIB + 3]


async def test_cancelling_leaves_no_half_file(folder: Path, song: Path) -> None:
    answers = iter([False, False, True])
    with pytest.raises(asyncio.CancelledError):
        await FolderAudioFiles(folder).store(song, on_bytes=lambda _: None, is_cancelled=lambda: next(answers, True))
    assert files_in(folder) == []


async def test_a_task_that_is_cancelled_waits_for_its_thread_and_leaves_no_half_file(folder: Path, song: Path) -> None:
    started = asyncio.Event()
    storing = asyncio.ensure_future(
        FolderAudioFiles(folder).store(song, on_bytes=lambda _: started.set(), is_cancelled=lambda: False)
    )
    await started.wait()
    storing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await storing
    assert files_in(folder) == []


async def test_half_files_of_an_app_that_was_killed_are_swept_away(folder: Path, song: Path) -> None:
    half_file(folder / "audio" / ".part-old")
    stored = await store(folder, song)
    assert files_in(folder) == [stored.path]


async def test_a_file_that_is_gone_is_unreadable(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        await store(folder, tmp_path / "gone.mp3")
    with pytest.raises(Unreadable):
        await store(folder, tmp_path)


async def test_a_library_folder_that_cannot_be_written_is_told(song: Path, tmp_path: Path) -> None:
    with pytest.raises(NoRoom):
        await store(file_instead_of(tmp_path / "file"), song)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
async def test_a_full_disk_leaves_no_half_file(folder: Path, song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    audio = folder / "audio"

    def on_the_full_disk(*, dir: Path, prefix: str) -> tuple[int, str]:
        (audio / f"{prefix}x").touch()
        return os.open("/dev/full", os.O_WRONLY), str(audio / f"{prefix}x")

    monkeypatch.setattr("desktop.gateways.audio.files.tempfile.mkstemp", on_the_full_disk)
    with pytest.raises(NoRoom):
        await store(folder, song)
    assert files_in(folder) == []


async def test_what_did_not_become_a_recording_is_discarded(folder: Path, song: Path) -> None:
    files = FolderAudioFiles(folder)
    first, second = [await files.store(song, on_bytes=lambda _: None, is_cancelled=lambda: False) for _ in range(2)]
    await files.discard(second)
    assert files_in(folder) == [first.path]
    await files.discard(first)
    await files.discard(first)
    assert files_in(folder) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs rights that can be taken away")
async def test_a_file_without_the_right_to_read_it_is_unreadable(folder: Path, song: Path) -> None:
    with pytest.raises(Unreadable):
        await store(folder, forbidden(song))
