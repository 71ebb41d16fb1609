"""J2: a folder dropped on the window becomes a playlist, and whatever is wrong with it is said in words."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.helpers import audio
from tests.helpers.journey import Journey, Opening


async def drops_and_shows(journey: Journey, folder: Path) -> None:
    """Drop a folder, wait for the result, and go to the playlist."""
    journey.person.drops([folder])
    await journey.person.waits_to_see("Show playlist")
    journey.person.clicks("Show playlist")
    await journey.person.waits_for(lambda: journey.screen.window.page.id == "playlists", "the playlists' page")


async def test_a_dropped_folder_becomes_a_playlist_with_clean_titles_and_its_cover(
    newcomer: Opening, tmp_path: Path
) -> None:
    album = audio.album(tmp_path)
    async with newcomer() as journey:
        person, library = journey.person, journey.studio.library
        person.drops([album])
        await person.waits_to_see("6 recordings added", "Made the playlist “The Long Way Home”")
        assert not journey.screen.window.is_welcoming
        person.clicks("Show playlist")
        editor = journey.screen.playlists.editor
        await person.waits_for(lambda: person.rows(editor.table) == list(audio.TITLES), "the titles in their order")
        (playlist,) = library.playlists.all()
        assert (playlist.title, editor.head.title.text()) == ("The Long Way Home", "The Long Way Home")
        assert playlist.cover is not None
        assert (library.artwork.path(playlist.cover) or tmp_path).read_bytes() == audio.cover_picture()
        recordings = library.recordings.rows(library.recordings.keys())
        assert all(one.duration_s > 1.0 for one in recordings)
        assert all(library.recordings.path(one).stat().st_size == one.size_bytes for one in recordings)
        assert person.sees("6 of 100", "of 500 MB", "of 5 h")


async def test_the_window_says_what_a_held_folder_will_become(newcomer: Opening, tmp_path: Path) -> None:
    album = audio.album(tmp_path, titles=audio.TITLES[:1])
    async with newcomer() as journey:
        person = journey.person
        person.holds([album])
        assert person.sees("Drop to add to your library")
        person.leaves()
        assert not person.sees("Drop to add to your library")
        assert journey.studio.library.recordings.count() == 0


async def test_loose_files_of_every_kind_are_added_and_the_bad_ones_named(newcomer: Opening, tmp_path: Path) -> None:
    sounds, voices = audio.noises()[:4], audio.voices()[4:8]
    twin = Path(shutil.copy(sounds[0], tmp_path / "the same again.wav"))
    bad = audio.damaged(tmp_path / "Broken Song.mp3")
    notes = tmp_path / "notes.txt"
    notes.write_text("Not a song.", encoding="utf-8")
    async with newcomer() as journey:
        person = journey.person
        person.drops([*sounds, *voices, twin, bad, notes])
        await person.waits_to_see("8 recordings added", "1 recording was here already", "1 file could not be read")
        assert person.sees("Broken Song.mp3", "1 file left aside: no audio that we know")
        person.clicks("Done")
        await person.waits_for(lambda: journey.studio.library.recordings.count() == 8, "the eight recordings")
        person.drops(sounds)
        await person.waits_to_see("Already in your library", "4 recordings were here already")
        person.clicks("Done")
        assert journey.studio.library.recordings.count() == 8


async def test_an_import_is_taken_back_and_brought_again_in_one_step(newcomer: Opening, tmp_path: Path) -> None:
    album = audio.album(tmp_path)
    async with newcomer() as journey:
        person, library = journey.person, journey.studio.library
        await drops_and_shows(journey, album)
        person.presses("Ctrl+Z")
        await person.waits_for(lambda: not library.playlists.all(), "no playlist")
        assert library.recordings.count() == 0
        assert person.sees("Undone: Import 6 recordings")
        person.clicks("Redo")
        await person.waits_for(lambda: len(library.playlists.all()) == 1, "the playlist again")
        assert library.recordings.count() == 6


async def test_a_cancelled_import_keeps_what_it_has_and_leaves_no_half_files(newcomer: Opening, tmp_path: Path) -> None:
    folder = tmp_path / "Many"
    folder.mkdir()
    for number, source in enumerate([*audio.noises(), *audio.voices(), *audio.music()], start=1):
        shutil.copy(source, folder / f"{number:02d} {source.name}")
    async with newcomer() as journey:
        person, library = journey.person, journey.studio.library
        person.drops([folder])
        await person.waits_for(lambda: library.recordings.count() or person.sees("Adding "), "the import under way")
        person.clicks("Cancel")
        await person.waits_to_see("Import cancelled")
        person.clicks("Done")
        assert library.recordings.count() < len(list(folder.iterdir()))
        kept = {library.recordings.path(one) for one in library.recordings.rows(library.recordings.keys())}
        on_disk = {path for path in (library.folder / "audio").rglob("*") if path.is_file()}
        assert on_disk == kept
