"""Makes resources/demo and resources/app again: `python packaging/make_demo.py [covers|icons|audio|world|app ...]`.

For developers; the results are committed. Needs the programs ffmpeg (with libopus and libmp3lame), flite and espeak-ng,
and the packages Pillow and PySide6. Without arguments it makes everything, which takes about a minute.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

from demo_world import app_icon, covers, library, pixels, world

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources"
DEMO: Final = RESOURCES / "demo"

PARTS: Final[dict[str, Callable[[], None]]] = {
    "covers": lambda: covers.paint_covers(DEMO / "covers"),
    "icons": lambda: pixels.draw_icons(DEMO / "icons"),
    "audio": lambda: library.make_recordings(DEMO),
    "world": lambda: world.write_world(DEMO),
    "app": lambda: app_icon.write_app_icon(RESOURCES / "app"),
}


def main() -> None:
    """Makes the parts that the command line names."""
    parser = argparse.ArgumentParser(description="Make the demo family's world again.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="only these parts (default: all)")
    for name in parser.parse_args().parts or PARTS:
        print(f"{name} ...", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main()
