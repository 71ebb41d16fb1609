"""Synthesizes single notes of a music box, a harp and a marimba."""

import math
import random
from array import array
from typing import Final

SAMPLE_RATE: Final = 24_000
DAMPING: Final = 0.25  # how much of the sample before goes into each turn of a string's loop


def music_box(frequency: float, seconds: float) -> "array[float]":
    """A plucked steel tine: bright at first, then a long pure tone. Samples lie within -1..1."""
    partials = ((1.0, 0.62, 1.6), (2.0, 0.16, 0.7), (3.98, 0.12, 0.35), (6.8, 0.07, 0.12))
    return _struck(frequency, max(seconds, 1.4), partials)


def marimba(frequency: float, seconds: float) -> "array[float]":
    """A wooden bar over its tube: warm, short, with the fourth harmonic that such bars are tuned to."""
    partials = ((1.0, 0.80, 0.55), (3.93, 0.16, 0.12), (9.6, 0.04, 0.04))
    return _struck(frequency, max(seconds, 0.9), partials)


def harp(frequency: float, seconds: float) -> "array[float]":
    """A plucked gut string, by the method of Karplus and Strong with the loop tuned to the fraction of a sample."""
    delay = SAMPLE_RATE / frequency - DAMPING
    length = int(delay)
    blend = 1 - (delay - length)
    pluck = random.Random(round(frequency * 100))
    line = [pluck.uniform(-1.0, 1.0) for _ in range(length + 1)]
    for _ in range(8):
        line = [(line[i - 1] + line[i] + line[(i + 1) % len(line)]) / 3 for i in range(len(line))]
    peak = max(abs(value) for value in line)
    line = [value / peak for value in line]
    count = int(max(seconds, 3.0) * SAMPLE_RATE)
    loss = 0.001 ** (1.0 / (frequency * max(2.6, 5.0 - frequency / 400)))
    out = array("f", bytes(4 * count))
    size, at, before = len(line), 0, 0.0
    for i in range(count):
        here, following = line[at], line[(at + 1) % size]
        tuned = here * (1 - blend) + following * blend if size > 1 else here
        out[i] = 0.8 * here
        line[at] = loss * ((1 - DAMPING) * tuned + DAMPING * before)
        before = tuned
        at = (at + 1) % size
    return _faded(out)


def _struck(frequency: float, seconds: float, partials: tuple[tuple[float, float, float], ...]) -> "array[float]":
    """Sums decaying sines; a partial is (multiple of the frequency, level, seconds to fall to 1/e)."""
    count = int(seconds * SAMPLE_RATE)
    out = array("f", bytes(4 * count))
    for multiple, level, decay in partials:
        pitch = frequency * multiple
        if pitch > SAMPLE_RATE * 0.45:
            continue
        step = 2 * math.pi * pitch / SAMPLE_RATE
        factor = math.exp(-1 / (decay * SAMPLE_RATE))
        turn = complex(math.cos(step), math.sin(step)) * factor
        state = complex(level, 0)
        for i in range(count):
            out[i] += state.imag
            state *= turn
    return _faded(out)


def _faded(samples: "array[float]") -> "array[float]":
    """Ends without a click: the last 60 ms fall to silence."""
    tail = min(len(samples), int(0.06 * SAMPLE_RATE))
    start = len(samples) - tail
    for i in range(tail):
        samples[start + i] *= 1 - i / tail
    return samples
