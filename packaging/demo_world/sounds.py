"""Makes speech, music and soundscapes, each into one audio file."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from demo_world import instruments
from demo_world.encoding import encode, write_wave
from demo_world.melodies import TUNES
from demo_world.performance import perform

TEXTS: Final = Path(__file__).with_name("texts")
SPEECH_FILTERS: Final = "highpass=f=70,adelay=250,apad=pad_dur=0.6,loudnorm=I=-18:TP=-2"
MUSIC_FILTERS: Final = (
    "acompressor=threshold=-24dB:ratio=3:attack=15:release=300:makeup=2.2,aecho=0.85:0.75:47|83|131:0.22|0.16|0.1,"
    "alimiter=limit=0.8:level=false,apad=pad_dur=0.5"
)
NEAR_CRICKET: Final = "0.30*sin(2*PI*4180*t)*max(0,sin(2*PI*31*t))*pow(max(0,sin(2*PI*t/1.1)),0.6)"
FAR_CRICKET: Final = "0.14*sin(2*PI*3620*t)*max(0,sin(2*PI*27*t))*pow(max(0,sin(2*PI*t/1.7+2)),0.6)"
FIRST_BEAT: Final = "0.9*sin(2*PI*52*t)*exp(-16*mod(t,0.95))"
SECOND_BEAT: Final = "0.6*sin(2*PI*44*t)*exp(-18*mod(t+0.67,0.95))"
OCEAN: Final = "pow(0.5+0.5*sin(2*PI*t/11-PI/2),1.6)"

# ffmpeg's source and filters of each soundscape. Its noises are seeded, so each run gives the same sound.
SOUNDSCAPES: Final[Mapping[str, tuple[str, str]]] = {
    "rain": (
        "anoisesrc=color=pink:seed=11:amplitude=0.9:r=24000",
        "highpass=f=700,lowpass=f=7500,volume='1.2+0.18*sin(2*PI*t/17)+0.1*sin(2*PI*t/5.3)':eval=frame",
    ),
    "waves": (
        "anoisesrc=color=brown:seed=7:amplitude=0.9:r=24000",
        f"lowpass=f=2600,volume='0.12+0.75*{OCEAN}+0.13*sin(2*PI*t/7.7)*{OCEAN}':eval=frame",
    ),
    "wind": (
        "anoisesrc=color=pink:seed=23:amplitude=0.9:r=24000",
        "bandpass=f=420:width_type=o:w=1.4,volume='1.6+0.9*sin(2*PI*t/13)*sin(2*PI*t/4.1)':eval=frame",
    ),
    "crickets": (f"aevalsrc='{NEAR_CRICKET}+{FAR_CRICKET}+0.02*(random(0)-0.5)':s=24000", "lowpass=f=6000"),
    "heartbeat": (f"aevalsrc='{FIRST_BEAT}+{SECOND_BEAT}+0.01*(random(1)-0.5)':s=24000", "lowpass=f=900,volume=0.8"),
}


def speak(text: str, target: Path, *, voice: str, tags: dict[str, str]) -> None:
    """Reads `texts/<text>.txt` aloud: `voice` is one of flite's, or `espeak:<language>`."""
    source = TEXTS / f"{text}.txt"
    with tempfile.TemporaryDirectory() as folder:
        spoken = Path(folder, "spoken.wav")
        if voice.startswith("espeak:"):
            language = voice.partition(":")[2]
            command = ["espeak-ng", "-v", language, "-s", "135", "-p", "45", "-f", str(source), "-w", str(spoken)]
        else:
            command = [
                "flite",
                "-voice",
                voice,
                "--setf",
                "duration_stretch=1.08",
                "-f",
                str(source),
                "-o",
                str(spoken),
            ]
        subprocess.run(command, check=True)
        rate = 16_000 if target.suffix == ".flac" else 24_000
        encode(["-i", str(spoken)], target, kbps=_speech_kbps(target), tags=tags, filters=SPEECH_FILTERS, rate=rate)


def play(tune: str, target: Path, *, tags: dict[str, str]) -> None:
    """Performs one of the tunes."""
    with tempfile.TemporaryDirectory() as folder:
        played = Path(folder, "played.wav")
        write_wave(played, perform(TUNES[tune]), rate=instruments.SAMPLE_RATE)
        encode(["-i", str(played)], target, kbps=_music_kbps(target), tags=tags, filters=MUSIC_FILTERS, rate=24_000)


def paint_sound(soundscape: str, target: Path, *, seconds: int, tags: dict[str, str]) -> None:
    """Generates one of the soundscapes, with a slow fade at both ends."""
    source, filters = SOUNDSCAPES[soundscape]
    faded = f"{filters},afade=t=in:d=4,afade=t=out:st={seconds - 6}:d=6"
    encode(["-f", "lavfi", "-t", str(seconds), "-i", source], target, kbps=14, tags=tags, filters=faded, rate=24_000)


def _speech_kbps(target: Path) -> int:
    return {".opus": 17, ".mp3": 32, ".m4a": 32}.get(target.suffix, 0)


def _music_kbps(target: Path) -> int:
    return {".opus": 28, ".mp3": 40, ".m4a": 40}.get(target.suffix, 0)
