"""What nobody came back for goes, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.gateways.cloud.parts import Parts, part_of

SHA = "ab" * 32
NOW = 1_770_000_000.0


def left(path: Path, *, at: float = NOW - 1) -> Path:
    """Write a file that was last touched then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    os.utime(path, (at, at))
    return path


@pytest.mark.parametrize("place", [f"audio/ab/{SHA}.mp3.part", f"audio/ab/{SHA}.part", f"artwork/ab/{SHA}.part"])
def test_an_old_half_file_goes(tmp_path: Path, place: str) -> None:
    old = left(tmp_path / place)
    Parts().sweep(tmp_path, before=NOW)
    assert not old.exists()


def test_a_young_one_stays(tmp_path: Path) -> None:
    young = left(tmp_path / f"audio/ab/{SHA}.mp3.part", at=NOW + 1)
    Parts().sweep(tmp_path, before=NOW)
    assert young.exists()


@pytest.mark.parametrize(
    "place", [f"audio/ab/{SHA}.mp3", "audio/ab/my own.part", f"{SHA}.part", f"audio/ab/deeper/{SHA}.mp3.part"]
)
def test_what_no_fetch_ever_writes_stays(tmp_path: Path, place: str) -> None:
    other = left(tmp_path / place)
    Parts().sweep(tmp_path, before=NOW)
    assert other.exists()


def test_an_old_one_that_is_taken_up_again_stays_while_it_is(tmp_path: Path) -> None:
    to = tmp_path / "audio" / "ab" / f"{SHA}.mp3"
    old = left(part_of(to))
    parts = Parts()
    with parts.use(to):
        parts.sweep(tmp_path, before=NOW)
        assert old.exists()
    parts.sweep(tmp_path, before=NOW)
    assert not old.exists()


def test_a_folder_that_is_not_there_is_clean(tmp_path: Path) -> None:
    Parts().sweep(tmp_path / "nowhere", before=NOW)
