"""Plays a tune on its instrument: from notes to samples."""

import itertools
import math
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from demo_world import instruments
from demo_world.melodies import Tune

SEMITONES: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
NOTE: Final = re.compile(r"([A-G])(#?)(\d)")
CHORD: Final = re.compile(r"([A-G])(#?)(m?)(7?)")
VOICES: Final = {"music_box": instruments.music_box, "harp": instruments.harp, "marimba": instruments.marimba}
LOWEST_ROOT: Final = 43  # G2: chord roots lie in the octave above
LAST_RING_S: Final = 2.5


@dataclass(frozen=True, slots=True)
class Stroke:
    """One note to sound: when (beats), how high (MIDI number), how long (beats), how loud (0..1)."""

    beat: float
    pitch: int
    beats: float
    level: float


def perform(tune: Tune) -> "array[float]":
    """The tune as mono samples at `instruments.SAMPLE_RATE`, peak at 0.8."""
    seconds_per_beat = 60 / tune.beats_per_minute
    strokes = list(_strokes(tune))
    end = max(stroke.beat + stroke.beats for stroke in strokes)
    out = array("f", bytes(4 * int((end * seconds_per_beat + LAST_RING_S) * instruments.SAMPLE_RATE)))
    for stroke in strokes:
        samples = _note(tune.instrument, stroke.pitch, round(stroke.beats * seconds_per_beat, 3))
        start = int(stroke.beat * seconds_per_beat * instruments.SAMPLE_RATE)
        level = stroke.level
        for at, sample in zip(range(start, len(out)), samples, strict=False):
            out[at] += sample * level
    peak = max(abs(sample) for sample in out)
    return array("f", (0.8 * sample / peak for sample in out))


def melody_beats(tune: Tune) -> float:
    """How many beats the melody lasts, once through."""
    return sum(_beats(word, default=1) for word in tune.melody.split())


def chord_beats(tune: Tune) -> float:
    """How many beats the chords last, once through."""
    return sum(_beats(word, default=tune.bar) for word in tune.chords.split())


def _strokes(tune: Tune) -> Iterator[Stroke]:
    whole = max(melody_beats(tune), chord_beats(tune) + tune.pickup)
    for time in range(tune.times):
        yield from _melody(tune, start=time * whole)
        yield from _accompaniment(tune, start=time * whole + tune.pickup)


def _melody(tune: Tune, *, start: float) -> Iterator[Stroke]:
    beat = start
    for index, word in enumerate(tune.melody.split()):
        beats = _beats(word, default=1)
        accent = 0.94 + 0.06 * math.sin(index * 1.7)
        for name in word.partition(":")[0].split("+"):
            if name != "-":
                yield Stroke(beat=beat, pitch=_pitch(name), beats=beats, level=accent)
        beat += beats


def _accompaniment(tune: Tune, *, start: float) -> Iterator[Stroke]:
    beat = start
    for word in tune.chords.split():
        beats = _beats(word, default=tune.bar)
        tones = _tones(word)
        signs = itertools.cycle(tune.figure)
        for index in range(round(beats / tune.step)):
            sign = next(signs)
            names = "358" if sign == "c" else sign
            for name in names:
                if name != "-":
                    yield Stroke(
                        beat=beat + index * tune.step, pitch=tones[name], beats=beats - index * tune.step, level=0.38
                    )
        beat += beats


def _beats(word: str, *, default: float) -> float:
    length = word.partition(":")[2]
    return float(length) if length else default


def _pitch(name: str) -> int:
    match = NOTE.fullmatch(name)
    if match is None:
        raise ValueError(f"not a note: {name!r}")
    letter, sharp, octave = match.groups()
    return 12 * (int(octave) + 1) + SEMITONES[letter] + len(sharp)


def _tones(word: str) -> dict[str, int]:
    match = CHORD.fullmatch(word.partition(":")[0])
    if match is None:
        raise ValueError(f"not a chord: {word!r}")
    letter, sharp, minor, seventh = match.groups()
    root = LOWEST_ROOT + (SEMITONES[letter] + len(sharp) - LOWEST_ROOT) % 12
    return {
        "1": root,
        "3": root + (15 if minor else 16),
        "5": root + 7 if not seventh else root + 10,
        "8": root + 12,
    }


@cache
def _note(instrument: str, pitch: int, seconds: float) -> "array[float]":
    return VOICES[instrument](440 * 2 ** ((pitch - 69) / 12), seconds)
