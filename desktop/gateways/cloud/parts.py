"""The half files beside the places of what comes from the vault: which are in use, and which nobody came back for."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}(\.\w+)?\.part", re.ASCII)


def part_of(to: Path) -> Path:
    """Return where a file is gathered that is to lie at `to`."""
    return to.with_name(f"{to.name}.part")


class Parts:
    """Safe to use from any thread: a fetch may take up an old half file at the moment at which it is to be swept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_use: set[Path] = set()

    @contextmanager
    def use(self, to: Path) -> Iterator[None]:
        """Keep the half file of `to` from being swept meanwhile."""
        part = part_of(to)
        with self._lock:
            self._in_use.add(part)
        try:
            yield
        finally:
            with self._lock:
                self._in_use.discard(part)

    def sweep(self, folder: Path, *, before: float) -> None:
        """Delete the half files in a library's folder that were last written before then (epoch seconds). Blocks."""
        with suppress(OSError):
            for part in folder.glob("*/??/*.part"):
                if _NAME.fullmatch(part.name):
                    self._sweep_one(part, before=before)

    def _sweep_one(self, part: Path, *, before: float) -> None:
        with self._lock, suppress(OSError):
            if part not in self._in_use and part.stat().st_mtime < before:
                part.unlink()
