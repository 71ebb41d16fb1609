"""Builds the archive that runs on Lambda: the contract, the core and the AWS adapters, the same bytes every time."""

from __future__ import annotations

import argparse
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("contract", "core", "aws")
MAX_BYTES = 1_000_000
MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows
MODE = 0o644


class TooLarge(Exception):
    """The archive is larger than what was promised."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bundle.py", description=__doc__)
    parser.add_argument("archive", nargs="?", type=Path, default=ROOT / "build" / "cloud" / "function.zip")
    archive = write_bundle(parser.parse_args().archive)
    print(f"{archive}: {archive.stat().st_size:,} bytes")
    return 0


def write_bundle(archive: Path) -> Path:
    """Write the archive and return its path. Raise TooLarge above 1 MB.

    It is stored, not compressed: the bytes then depend on no version of zlib, and Lambda opens it sooner.
    """
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as zipped:
        for path in _sources():
            zipped.writestr(_entry(path), path.read_bytes().replace(b"\r\n", b"\n"))
    if archive.stat().st_size > MAX_BYTES:
        raise TooLarge(f"{archive} has {archive.stat().st_size:,} bytes; {MAX_BYTES:,} are allowed")
    return archive


def _sources() -> Iterator[Path]:
    backend = ROOT / "backend"
    yield backend / "__init__.py"
    for package in PACKAGES:
        yield from sorted((backend / package).rglob("*.py"))


def _entry(path: Path) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path.relative_to(ROOT).as_posix(), date_time=MOMENT)
    entry.create_system = 3  # Unix, wherever it is built, so that the mode counts
    entry.external_attr = MODE << 16
    return entry


if __name__ == "__main__":
    sys.exit(main())
