"""Volume as the person sees it: 17 steps, and what they are on the wire (yoto-api.md 3.9)."""

from __future__ import annotations

import math

STEPS = 16  # the highest step; 0 is silent


def command_for_step(step: int) -> int:
    """Return the 0-100 value that `volume/set` takes for a step 0-16. Never send the step itself: 3 would mute."""
    if not 0 <= step <= STEPS:
        raise ValueError(f"a volume step is 0 to {STEPS}, not {step}")
    return math.ceil(step * 6.25)


def step_for_command(command: int) -> int:
    """Return the step that a player makes of a 0-100 command, before its cap."""
    return min(STEPS, int(command / 6.25))
