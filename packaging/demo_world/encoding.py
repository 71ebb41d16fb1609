"""Turns sound into the audio files of the library, with their tags."""

import subprocess
import sys
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Final

PCM_PEAK: Final = 32_767
CODECS: Final = {
    ".opus": ("-c:a", "libopus", "-vbr", "constrained", "-frame_duration", "60"),
    ".mp3": ("-c:a", "libmp3lame", "-id3v2_version", "4"),
    ".m4a": ("-c:a", "aac", "-movflags", "+faststart"),
    ".flac": ("-c:a", "flac", "-compression_level", "12", "-sample_fmt", "s16"),
}


def write_wave(path: Path, samples: "array[float]", *, rate: int) -> None:
    """Writes mono 16-bit samples; values outside -1..1 are clipped."""
    pcm = array("h", (round(PCM_PEAK * max(-1.0, min(1.0, sample))) for sample in samples))
    if sys.byteorder == "big":
        pcm.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())


def encode(source: Sequence[str], target: Path, *, kbps: int, rate: int, tags: dict[str, str], filters: str) -> None:
    """Runs ffmpeg from its input arguments `source` to `target`, mono, in the format of the target's suffix.

    The result is the same bytes each time with the same ffmpeg. Raises CalledProcessError when ffmpeg refuses.
    """
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        *source,
        "-map_metadata",
        "-1",
        "-af",
        filters,
        "-ac",
        "1",
        "-ar",
        str(rate),
    ]
    command += CODECS[target.suffix]
    if target.suffix != ".flac":
        command += ["-b:a", f"{kbps}k"]
    for name, value in tags.items():
        command += ["-metadata", f"{name}={value}"]
    subprocess.run([*command, "-fflags", "+bitexact", "-flags:a", "+bitexact", str(target)], check=True)
