"""Audio to measure with: noise in WAV files of an exact size, each different from all others."""

from __future__ import annotations

import wave
from pathlib import Path
from random import Random

HEADER_BYTES = 44  # what the wave module writes before the samples
FRAME_BYTES = 4  # 16 bit, stereo
RATE = 44_100
BLOCK_BYTES = 1024 * 1024


def write_noise(path: Path, *, size_bytes: int, chance: Random) -> float:
    """Write a WAV file of `size_bytes` (a multiple of 4), block by block; return its seconds."""
    left = size_bytes - HEADER_BYTES
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        while left:
            block = min(BLOCK_BYTES, left)
            sound.writeframes(chance.randbytes(block))
            left -= block
    return (size_bytes - HEADER_BYTES) / FRAME_BYTES / RATE
