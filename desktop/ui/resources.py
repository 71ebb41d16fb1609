"""Where the bundled fonts, icons and the demo's world lie, in a checkout as in an installed app."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "resources"  # importlib.resources takes 8 ms at every start
