"""Draws the 16 x 16 pixel icons that players show, from pictures made of letters."""

from pathlib import Path
from typing import Final

from PIL import Image

SIZE: Final = 16
INKS: Final = {
    ".": (0, 0, 0, 0),
    "w": (255, 255, 255, 255),
    "s": (200, 206, 220, 255),
    "g": (120, 126, 140, 255),
    "k": (52, 48, 60, 255),
    "y": (255, 216, 77, 255),
    "o": (255, 146, 43, 255),
    "r": (240, 68, 68, 255),
    "p": (255, 138, 178, 255),
    "v": (160, 110, 240, 255),
    "b": (64, 132, 255, 255),
    "c": (110, 214, 255, 255),
    "t": (40, 190, 170, 255),
    "n": (88, 200, 90, 255),
    "d": (36, 134, 66, 255),
    "h": (176, 110, 62, 255),
    "H": (120, 72, 40, 255),
    "f": (250, 206, 160, 255),
}


def draw_icons(folder: Path) -> None:
    """Writes each picture of `pixel_art` as an RGBA PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(Path(__file__).with_name("pixel_art").glob("*.txt")):
        draw_icon(source.read_text(encoding="utf-8")).save(folder / f"{source.stem}.png", optimize=True)


def draw_icon(picture: str) -> Image.Image:
    """One picture of 16 lines with 16 letters each. Raises ValueError when it has another shape."""
    lines = picture.split()
    if len(lines) != SIZE or any(len(line) != SIZE for line in lines):
        raise ValueError(f"not 16 x 16: {[len(line) for line in lines]}")
    image = Image.new("RGBA", (SIZE, SIZE))
    image.putdata([INKS[letter] for line in lines for letter in line])
    return image
