"""Yoto's written times as moments."""

from __future__ import annotations

from datetime import datetime


def epoch(text: str) -> float | None:
    """Return an ISO time of Yoto's as epoch seconds, or None for anything else."""
    try:
        return datetime.fromisoformat(text).timestamp() if text else None
    except ValueError:
        return None
