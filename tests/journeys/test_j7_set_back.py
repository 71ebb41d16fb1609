"""J7: the cloud is set back to an older backup, a clock is wrong, much is deleted at once: nothing is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

from desktop.services.sync_status import Deletions, SyncState
from tests.helpers import audio
from tests.helpers.journey import Journey
from tests.helpers.journey_family import (
    ClockThatIsOff,
    CloudProcess,
    has_sent_all,
    household,
    is_up_to_date,
    playlist,
    recordings,
    renames,
    titles,
)
from tests.journeys.conftest import save_picture

TONES, WORDS = "All the Tones", "Two Words"
MANY = 12  # recordings and as many entries: more than a sync deletes without asking


def library_of(journey: Journey) -> object:
    """Return all that the family has typed, as this computer has it."""
    library = journey.studio.library
    return [
        (one.title, [(entry.pos, entry.title, entry.recording) for entry in library.playlists.entries(one.key)])
        for one in library.playlists.all()
    ], sorted((one.key, one.title) for one in library.recordings.rows(library.recordings.keys()))


async def moves_down(journey: Journey, playlist_title: str, track: str) -> None:
    """Move a track of a playlist one down."""
    await journey.has_keyboard()
    person, page = journey.person, journey.screen.playlists
    person.presses("Ctrl+2")
    person.clicks_row(page.table, playlist_title)
    await person.waits_for(lambda: page.editor.head.title.text() == playlist_title, "the playlist's editor")
    at = person.rows(page.editor.table).index(track)
    person.puts_toasts_away()
    person.clicks_row(page.editor.table, track)
    person.presses("Alt+Down")
    await person.waits_for(lambda: person.rows(page.editor.table)[at + 1] == track, "the moved track")


async def puts_back(journey: Journey, what: str) -> None:
    """Put back what was replaced, in Activity."""
    await journey.has_keyboard()
    person = journey.person
    person.presses("Ctrl+5")
    await person.waits_to_see(f"Put back {what}")
    person.puts_toasts_away()
    person.screenshot("j7-set-back")
    person.clicks(f"Put back {what}")


async def deletes_all(journey: Journey) -> None:
    """Delete every recording in the library, and be sure about it: its own family hears of it."""
    await journey.has_keyboard()
    person, library = journey.person, journey.screen.library
    person.presses("Ctrl+1")
    await person.waits_for(lambda: journey.screen.window.page.id == "library", "the library")
    person.clicks_row(library.table, person.rows(library.table)[0])
    person.presses("Ctrl+A")
    person.presses("Delete")
    await person.waits_for(lambda: not journey.studio.library.recordings.count(), "an empty library")


async def is_asked(journey: Journey, by: Deletions) -> None:
    """Wait for the question about many deletions, and look at it."""
    person, sync = journey.person, journey.studio.sync
    sync.hurry()
    await person.waits_for(lambda: sync.status.deletions_from is by, "the question")
    assert sync.status.state is SyncState.NEEDS_YOU
    await journey.has_keyboard()
    await person.waits_to_see("Needs you", "Look")
    person.clicks("Look")
    await person.waits_to_see("Keep them")
    person.screenshot(f"deletions-{by}")


async def agrees_to_delete_all(journey: Journey) -> None:
    await deletes_all(journey)
    await is_asked(journey, Deletions.HERE)
    journey.person.clicks("Delete for everybody")
    await is_up_to_date(journey)


async def test_nothing_is_lost_when_the_cloud_is_set_back_and_clocks_are_wrong_and_much_is_deleted(
    tmp_path: Path,
) -> None:
    cloud, off = CloudProcess(tmp_path / "cloud"), ClockThatIsOff(years=-10)
    async with household(tmp_path, cloud=cloud, study_clock=off, take_picture=save_picture) as home:
        kitchen, study = home.kitchen, home.study
        await kitchen.has_keyboard()
        kitchen.person.drops([audio.tones(tmp_path / TONES, MANY)])
        await kitchen.person.waits_to_see(f"{MANY} recordings added")
        kitchen.person.clicks("Done")
        await home.connect_both()
        await has_sent_all(kitchen)
        await home.become_alike()

        await asyncio.to_thread(cloud.back_up)
        await renames(study, TONES, "Beeps")
        await home.become_alike()
        await renames(kitchen, "Beeps", "Bleeps")
        await moves_down(study, "Beeps", "Tone 2")
        await home.become_alike()
        await home.see_alike(lambda journey: titles(journey, "Bleeps")[1:3] == ["Tone 3", "Tone 2"])
        study.person.presses("Ctrl+1")
        study.person.drops([audio.words(tmp_path / WORDS)])
        await study.person.waits_to_see("2 recordings added")
        study.person.clicks("Done")
        await has_sent_all(study)
        await home.become_alike()
        assert library_of(study) == library_of(kitchen)

        await asyncio.to_thread(cloud.set_back)
        await moves_down(kitchen, "Bleeps", "Tone 5")
        await home.become_alike()
        await home.see_alike(lambda journey: titles(journey, WORDS) == ["Word 1", "Word 2"])
        await home.see_alike(lambda journey: titles(journey, TONES)[4:6] == ["Tone 6", "Tone 5"])
        await has_sent_all(study)
        fetched = [await kitchen.studio.vault.fetch(one) for one in recordings(kitchen, WORDS)]
        assert all(path.is_file() for path in fetched)
        await puts_back(study, "the title “Bleeps”")
        await home.become_alike()
        await home.see_alike(lambda journey: playlist(journey, "Bleeps"))
        whole = library_of(study)
        assert library_of(kitchen) == whole

        await agrees_to_delete_all(kitchen)
        await is_asked(study, Deletions.ELSEWHERE)
        study.person.clicks("Keep them")
        await is_up_to_date(study)
        await home.become_alike()
        assert library_of(study) == whole
        assert library_of(kitchen) == whole

        await agrees_to_delete_all(kitchen)
        await is_asked(study, Deletions.ELSEWHERE)
        study.person.clicks("Delete them here too")
        await home.become_alike()
        await home.see_alike(lambda journey: not journey.studio.library.recordings.count())
        assert playlist(study, "Bleeps") is not None
        assert library_of(study) == library_of(kitchen)
