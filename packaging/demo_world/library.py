"""Makes every recording of the catalogue."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from demo_world import sounds
from demo_world.catalogue import ENTRIES, Entry


def make_recordings(demo: Path) -> None:
    """Writes all recordings below `demo`, and removes files that the catalogue no longer names."""
    folder = demo / "recordings"
    folder.mkdir(parents=True, exist_ok=True)
    for stray in {path.name for path in folder.iterdir()} - {entry.file for entry in ENTRIES}:
        (folder / stray).unlink()
    with ProcessPoolExecutor() as pool:
        list(pool.map(make_recording, ENTRIES, [demo] * len(ENTRIES)))


def make_recording(entry: Entry, demo: Path) -> None:
    """Makes one recording by the recipe that its entry names."""
    kind, _, recipe = entry.sound.partition(":")
    name, _, detail = recipe.partition("@")
    target = demo / entry.path
    tags = {"title": entry.title, "artist": entry.artist, "album": entry.album, "track": str(entry.track)}
    if kind == "text":
        sounds.speak(name, target, voice=detail, tags=tags)
    elif kind == "tune":
        sounds.play(name, target, tags=tags)
    else:
        sounds.paint_sound(name, target, seconds=int(detail), tags=tags)
