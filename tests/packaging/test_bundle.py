"""The archive for Lambda: small, complete, and the same bytes every time."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def bundled(archive: Path) -> Path:
    command = [sys.executable, str(ROOT / "packaging" / "bundle.py"), str(archive)]
    subprocess.run(command, capture_output=True, check=True)
    return archive


def test_built_twice_it_is_the_same_to_the_byte(tmp_path: Path) -> None:
    assert bundled(tmp_path / "one.zip").read_bytes() == bundled(tmp_path / "other" / "two.zip").read_bytes()


def test_it_is_one_megabyte_at_the_most(tmp_path: Path) -> None:
    assert bundled(tmp_path / "function.zip").stat().st_size <= 1_000_000


def test_it_holds_contract_core_and_adapters_and_nothing_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(bundled(tmp_path / "function.zip")) as archive:
        names = archive.namelist()
        kept = {(entry.date_time, entry.external_attr >> 16) for entry in archive.infolist()}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in ("contract", "core", "aws")
        for path in (ROOT / "backend" / package).rglob("*.py")
    }
    assert set(names) == {"backend/__init__.py", *wanted}
    assert kept == {((1980, 1, 1, 0, 0, 0), 0o644)}


def test_it_runs_by_itself(tmp_path: Path) -> None:
    archive = bundled(tmp_path / "function.zip")
    script = "import sys; sys.path.insert(0, sys.argv[1]); import backend.core.routes as r; print(r.__file__)"
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, str(archive)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert str(archive) in told.stdout
