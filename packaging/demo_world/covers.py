"""Paints every cover of the demo family's world."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from demo_world import covers_animals, covers_land, covers_night, covers_sea, covers_things
from demo_world.canvas import Canvas

JPEG_QUALITY: Final = 86

COVERS: Final[dict[str, Callable[[Canvas], None]]] = {
    "balloon": covers_land.balloon,
    "boat": covers_sea.boat,
    "campfire": covers_night.campfire,
    "castle": covers_land.castle,
    "city": covers_night.city,
    "clockwork": covers_things.clockwork,
    "elephant": covers_animals.elephant,
    "forest": covers_land.forest,
    "fox": covers_animals.fox,
    "harp": covers_things.harp,
    "hills": covers_land.hills,
    "lighthouse": covers_sea.lighthouse,
    "lion": covers_animals.lion,
    "meadow": covers_land.meadow,
    "moon": covers_night.moon,
    "musicbox": covers_things.musicbox,
    "owl": covers_animals.owl,
    "rabbit": covers_animals.rabbit,
    "rainbow": covers_land.rainbow,
    "rocket": covers_night.rocket,
    "snow": covers_night.snow,
    "stars": covers_night.stars,
    "teapot": covers_things.teapot,
    "tortoise": covers_animals.tortoise,
    "umbrella": covers_things.umbrella,
    "waves": covers_sea.waves,
    "whale": covers_sea.whale,
}


def paint_covers(folder: Path) -> None:
    """Writes each cover as `<name>.jpg`, and removes pictures that are no longer named."""
    folder.mkdir(parents=True, exist_ok=True)
    for stray in {path.name for path in folder.iterdir()} - {f"{name}.jpg" for name in COVERS}:
        (folder / stray).unlink()
    for name, paint in COVERS.items():
        canvas = Canvas()
        paint(canvas)
        canvas.finish().save(folder / f"{name}.jpg", quality=JPEG_QUALITY, optimize=True, progressive=True)
