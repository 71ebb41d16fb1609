"""One sitting of the tour: the application, its loop, a first start and the walk, then a family with two computers."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import qasync

from desktop.ui.application import make_application
from desktop.ui.garbage import Garbage
from tests.helpers.journey import begun
from tests.helpers.journey_family import household
from touring.guide import Guide
from touring.pictures import Pictures
from touring.two_computers import FamilyGuide


def sit(directory: Path, *, folder: Path, at: str) -> int:
    """Play all journeys; return the exit code, after a sentence on what is missing."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    pictures = Pictures(directory, at=at)
    app = make_application()
    garbage = Garbage()
    try:
        with qasync.QEventLoop(app) as loop:
            loop.run_until_complete(_walk(pictures, folder))
    except (AssertionError, LookupError, TimeoutError) as problem:
        print(f"The tour stopped: {problem}", file=sys.stderr, flush=True)
        return 1
    finally:
        garbage.end()
    return 0


async def _walk(pictures: Pictures, folder: Path) -> None:
    profile, music = folder / "profile", folder / "music"
    music.mkdir()
    async with begun(profile, take_picture=pictures.missed) as journey:
        await Guide(journey, pictures, folder=music).walk()
    at_home, more_music = folder / "home", folder / "more-music"
    for place in (at_home, more_music):
        place.mkdir()
    async with household(at_home, take_picture=pictures.missed) as home:
        await FamilyGuide(home, pictures, folder=more_music).walk()
