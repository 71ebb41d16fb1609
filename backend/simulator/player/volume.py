"""The three volume scales of a player (yoto-api.md 3.9, 2.7)."""

import math
from bisect import bisect_right

STEPS = 16
CURVES = {
    "mini": ((0, 0), (50, 55), (100, 100)),
    "v3": ((0, 0), (50, 47), (75, 76), (100, 100)),
}
STRAIGHT = ((0, 0), (100, 100))


def step_of_command(command: float, *, cap: int) -> int:
    """Return the hardware step that a command of 0-100 sets: floor(command / 6.25), clipped at the cap."""
    return max(0, min(math.floor(command / 6.25), cap, STEPS))


def user_percent(step: int) -> int:
    """Return a step as the percentage that status packets call `userVolume`."""
    return math.floor(step / STEPS * 100)


def system_percent(step: int, *, family: str) -> int:
    """Return the amplifier's level: not linear, and different in each model."""
    curve = CURVES.get(family, STRAIGHT)
    percent = user_percent(step)
    upper = min(bisect_right([point[0] for point in curve], percent), len(curve) - 1)
    (x0, y0), (x1, y1) = curve[upper - 1], curve[upper]
    return round(y0 + (percent - x0) * (y1 - y0) / (x1 - x0))
