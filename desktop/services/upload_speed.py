"""How fast bytes leave, smoothed so that a person can read it."""

from __future__ import annotations

from desktop.services.ports import Clock

HALF_LIFE_S = 3.0
SAMPLE_S = 0.25


class Speed:
    """An exponentially weighted mean of bytes a second; it fades when nothing moves."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sampled_at = clock.monotonic()
        self._fresh_bytes = 0
        self._mean: float | None = None

    def add(self, count: int) -> None:
        """Note that `count` more bytes have left."""
        self._fresh_bytes += count
        elapsed = self._clock.monotonic() - self._sampled_at
        if elapsed < SAMPLE_S:
            return
        rate = self._fresh_bytes / elapsed
        weight = 1.0 - 0.5 ** (elapsed / HALF_LIFE_S)
        self._mean = rate if self._mean is None else self._mean + weight * (rate - self._mean)
        self._fresh_bytes = 0
        self._sampled_at = self._clock.monotonic()

    def rest(self) -> None:
        """Forget the past: what comes next is a new run."""
        self._mean = None
        self._fresh_bytes = 0
        self._sampled_at = self._clock.monotonic()

    @property
    def bps(self) -> float:
        """Return bytes a second, 0.0 when nothing is known."""
        if self._mean is None:
            return 0.0
        silent_s = self._clock.monotonic() - self._sampled_at
        return self._mean if silent_s < 1.0 else self._mean * 0.5 ** ((silent_s - 1.0) / HALF_LIFE_S)

    def eta_s(self, remaining_bytes: int) -> float | None:
        """Return the seconds until `remaining_bytes` have left, or None when nothing moves."""
        bps = self.bps
        return remaining_bytes / bps if bps >= 1.0 else None
