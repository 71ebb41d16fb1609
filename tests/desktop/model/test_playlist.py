"""How a playlist measures up to a card's limits."""

from __future__ import annotations

from desktop.model.playlist import Firmness, capacity


def test_tracks_and_size_are_firm_and_length_is_advice() -> None:
    limits = capacity(tracks=1, size_bytes=1, duration_s=1.0)
    assert [(limit.name, limit.firmness) for limit in limits] == [
        ("Tracks", Firmness.FIRM),
        ("Size", Firmness.FIRM),
        ("Length", Firmness.ADVICE),
    ]


def test_a_limit_that_is_just_reached_is_not_passed() -> None:
    at = capacity(tracks=100, size_bytes=500 * 1024 * 1024, duration_s=5 * 3600)
    assert not any(limit.is_over for limit in at)
    assert [limit.share for limit in at] == [1.0, 1.0, 1.0]
    over = capacity(tracks=101, size_bytes=500 * 1024 * 1024 + 1, duration_s=5 * 3600 + 1)
    assert all(limit.is_over for limit in over)
