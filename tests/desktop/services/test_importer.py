"""Importing: real files and folders into a real library; only the reader of tags is a fake."""

from __future__ import annotations

import asyncio
import os
import sys
import unicodedata
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.gateways.audio.files import FolderAudioFiles
from desktop.gateways.clock import SystemClock
from desktop.model.errors import NoRoom, Unreadable
from desktop.model.names import PlaylistKey, RecordingKey
from desktop.model.recording import AudioFacts, Recording, StoredAudio
from desktop.services import import_pages
from desktop.services.import_job import Import
from desktop.services.import_outcome import ImportProgress, ImportResult
from desktop.services.importer import Importer
from desktop.services.supervisor import Supervisor
from desktop.store.library import Library
from tests.helpers.fakes_yoto import done

JPEG = b"\xff\xd8\xff picture"
PNG = b"\x89PNG\r\n\x1a\n picture"


@dataclass(slots=True)
class FakeReader:
    """Implements ports.AudioReader: facts by what a file begins with; "BAD" cannot be read."""

    facts: dict[str, AudioFacts] = field(default_factory=dict)
    on_read: Callable[[], None] = lambda: None
    hangs: bool = False

    async def read(self, path: Path) -> AudioFacts:
        self.on_read()
        if self.hangs:
            raise Unreadable("Reading it takes too long.")
        text = await asyncio.to_thread(path.read_text)
        if text.startswith("BAD"):
            raise Unreadable("This is no audio, whatever its name says.")
        return self.facts.get(text, AudioFacts(duration_s=60.0, mime="audio/mpeg"))


class Table:
    """A library, an importer, and a folder of files to drop."""

    def __init__(self, folder: Path) -> None:
        self.outside = folder / "outside"
        self.outside.mkdir()
        self.library = Library.open(folder / "library")
        self.reader = FakeReader()
        self.bugs: list[Exception] = []
        clock = SystemClock()
        self.supervisor = Supervisor(
            clock=clock, on_trouble=self.bugs.append, on_bug=lambda name, bug: self.bugs.append(bug)
        )
        self.files = FolderAudioFiles(self.library.folder)
        self.importer = Importer(
            library=self.library,
            audio_files=self.files,
            audio_reader=self.reader,
            clock=clock,
            supervisor=self.supervisor,
        )

    def file(self, name: str, text: str | bytes | None = None) -> Path:
        path = self.outside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text if text is not None else f"audio of {name}"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    async def take(self, *paths: Path) -> ImportResult:
        return await asyncio.wait_for(self.importer.start(paths).finished, 20)

    def recordings(self) -> list[Recording]:
        return self.library.recordings.rows(self.library.recordings.keys())

    def titles(self) -> list[str]:
        return sorted(one.title for one in self.recordings())

    def playlists(self) -> dict[str, list[str]]:
        return {one.title: self.playlist(one.key) for one in self.library.playlists.all()}

    def playlist(self, key: PlaylistKey) -> list[str]:
        keys = [entry.recording for entry in self.library.playlists.entries(key)]
        return [one.title for one in self.library.recordings.rows([key for key in keys if key is not None])]

    def audio_files(self) -> list[str]:
        return [path.name for path in (self.library.folder / "audio").rglob("*") if path.is_file()]


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    table = Table(tmp_path)
    yield table
    await table.supervisor.stop()
    table.library.close()
    assert table.bugs == []


async def test_a_folder_becomes_a_playlist_in_natural_order_with_clean_titles(table: Table) -> None:
    for number in (10, 2, 1):
        table.file(f"01 Bedtime_stories/{number} - Story_{number}.mp3")
    result = await table.take(table.outside / "01 Bedtime_stories")
    assert table.playlists() == {"Bedtime stories": ["Story 1", "Story 2", "Story 10"]}
    assert (len(result.added), len(result.playlists), result.sentence()) == (3, 1, "3 added.")
    one = table.recordings()[0]
    assert (one.size_bytes, one.mime, one.ending) == (
        len("audio of 01 Bedtime_stories/1 - Story_1.mp3"),
        "audio/mpeg",
        ".mp3",
    )
    assert table.library.recordings.path(one).is_file()


async def test_loose_files_become_recordings_only(table: Table) -> None:
    await table.take(table.file("b.mp3"), table.file("a.flac"))
    assert (table.titles(), table.playlists()) == (["a", "b"], {})


async def test_disc_and_track_numbers_give_the_order_when_all_files_have_them(table: Table) -> None:
    for name, disc, track in (("a", 2, 1), ("b", 1, 2), ("c", 1, 1)):
        table.reader.facts[name] = AudioFacts(60.0, "audio/mpeg", title=name.upper(), disc=disc, track=track)
        table.file(f"Album/{name}.mp3", name)
    await table.take(table.outside / "Album")
    assert table.playlists() == {"Album": ["C", "B", "A"]}


async def test_file_names_give_the_order_when_one_file_lacks_its_number(table: Table) -> None:
    for name, track in (("a", 3), ("b", None), ("c", 1)):
        table.reader.facts[name] = AudioFacts(60.0, "audio/mpeg", track=track)
        table.file(f"Album/{name}.mp3", name)
    await table.take(table.outside / "Album")
    assert table.playlists() == {"Album": ["a", "b", "c"]}


async def test_subfolders_become_playlists_and_disc_folders_one_with_their_album(table: Table) -> None:
    for name in ("Box/CD 2/1 c", "Box/CD 1/1 a", "Box/CD 1/2 b", "Box/Extras/x", "Box/Empty/readme"):
        table.file(f"{name}.txt" if "readme" in name else f"{name}.mp3")
    result = await table.take(table.outside / "Box")
    assert table.playlists() == {"Box": ["a", "b", "c"], "Extras": ["x"]}
    assert result.not_audio == ("readme.txt",)


async def test_folders_of_the_same_name_are_told_apart_by_the_one_around_them(table: Table) -> None:
    for name in ("Songs/Winter/Live/a", "Songs/Summer/Live/b", "Songs/Autumn/c"):
        table.file(f"{name}.mp3")
    await table.take(table.outside / "Songs")
    assert table.playlists() == {"Winter – Live": ["a"], "Summer – Live": ["b"], "Autumn": ["c"]}


async def test_a_folders_cover_is_its_picture_or_else_the_first_embedded_one(table: Table) -> None:
    table.reader.facts["with"] = AudioFacts(60.0, "audio/mpeg", cover=PNG)
    table.file("Own/1.mp3", "with")
    table.file("Own/Folder.JPG", JPEG)
    table.file("Embedded/1.mp3", "without")
    table.file("Embedded/2.mp3", "with")
    table.file("None/1.mp3", "other")
    table.file("None/cover.jpg", b"not a picture")
    result = await table.take(table.outside / "Own", table.outside / "Embedded", table.outside / "None")
    covers = {
        one.title: table.library.artwork.bytes(one.cover) if one.cover else None
        for one in table.library.playlists.all()
    }
    assert covers == {"Own": JPEG, "Embedded": PNG, "None": None}
    assert result.not_audio == ()


async def test_the_same_audio_twice_is_one_recording_also_within_one_drop(table: Table) -> None:
    first = await table.take(table.file("A/one.mp3", "same").parent, table.file("B/two.mp3", "same").parent)
    assert (len(first.added), len(first.known)) == (1, 1)
    assert table.playlists() == {"A": ["one"], "B": ["one"]}
    second = await table.take(table.file("three.mp3", "same"))
    assert (second.added, second.known, second.sentence()) == ((), first.added, "0 added, 1 already here.")
    assert len(table.audio_files()) == 1


async def test_a_folder_that_is_dropped_again_makes_no_second_playlist(table: Table) -> None:
    table.file("A/one.mp3")
    first = await table.take(table.outside / "A")
    second = await table.take(table.outside / "A")
    assert second.playlists == first.playlists
    assert len(table.library.playlists.all()) == 1


async def test_two_imports_at_once_make_one_recording_of_the_same_audio(table: Table) -> None:
    paths = [table.file(f"{name}/x.mp3", "same") for name in "AB"]
    jobs = [table.importer.start([path.parent]) for path in paths]
    results = [await asyncio.wait_for(job.finished, 20) for job in jobs]
    assert sum(len(result.added) for result in results) == 1
    assert table.playlists() == {"A": ["x"], "B": ["x"]}
    assert table.importer.running == []


async def test_a_damaged_file_never_stops_the_rest_and_leaves_nothing_behind(table: Table) -> None:
    table.file("A/1 good.mp3")
    table.file("A/2 bad.mp3", "BAD")
    table.file("A/3 good too.mp3")
    result = await table.take(table.outside / "A")
    assert result.unreadable == (("2 bad.mp3", "This is no audio, whatever its name says."),)
    assert result.sentence() == "2 added, 1 not readable."
    assert table.playlists() == {"A": ["good", "good too"]}
    assert len(table.audio_files()) == 2


async def test_what_is_hidden_is_ignored_and_what_is_not_audio_is_listed(table: Table) -> None:
    for name in (".DS_Store", "._song.mp3", ".hidden/x.mp3", "Thumbs.db", "notes.txt", "song.mp3", "__MACOSX/y.mp3"):
        table.file(f"A/{name}")
    result = await table.take(table.outside / "A", table.file("photo.png"))
    assert (len(result.added), set(result.not_audio)) == (1, {"notes.txt", "photo.png"})


async def test_what_is_not_there_any_more_is_said(table: Table) -> None:
    result = await table.take(table.outside / "gone.mp3")
    assert result.unreadable == (("gone.mp3", "The file is not there any more."),)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
async def test_links_that_go_round_end(table: Table) -> None:
    table.file("A/B/one.mp3")
    (table.outside / "A" / "B" / "round").symlink_to(table.outside / "A")
    (table.outside / "A" / "broken.mp3").symlink_to(table.outside / "nowhere")
    result = await table.take(table.outside / "A")
    assert len(result.added) == 1
    assert [name for name, _ in result.unreadable] == ["broken.mp3"]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs rights that can be taken away")
async def test_a_folder_that_may_not_be_opened_is_said(table: Table) -> None:
    table.file("A/one.mp3")
    table.file("A/B/two.mp3")
    (table.outside / "A" / "B").chmod(0)
    result = await table.take(table.outside / "A")
    (table.outside / "A" / "B").chmod(0o700)
    assert result.unreadable == (("B", "This folder may not be opened by you."),)


async def test_quirk_28_accents_in_names_are_composed(table: Table) -> None:
    table.file(unicodedata.normalize("NFD", "Märchen/01 Dornröschen.mp3"))
    await table.take(table.outside / unicodedata.normalize("NFD", "Märchen"))
    assert table.playlists() == {"Märchen": ["Dornröschen"]}


async def test_an_import_is_one_step_of_undo_however_many_commits_it_took(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_pages, "PAGE", 3)
    for number in range(11):
        table.file(f"A/{number} song.mp3")
    commits: list[str] = []
    table.library.subscribe(lambda changes: commits.append(changes.label) if "recording" in changes else None)
    await table.take(table.outside / "A")
    assert commits == ["Import 11 recordings"] * 4
    assert table.library.undo() == "Import 11 recordings"
    assert (table.recordings(), table.playlists(), table.library.can_undo) == ([], {}, False)
    table.library.redo()
    assert len(table.playlists()["A"]) == 11


async def test_large_embedded_covers_do_not_pile_up_in_memory(table: Table) -> None:
    for number in range(8):
        table.reader.facts[str(number)] = AudioFacts(60.0, "audio/mpeg", cover=PNG + bytes([number]) * 3_000_000)
        table.file(f"A/{number}.mp3", str(number))
    commits: list[int] = []
    table.library.subscribe(lambda changes: commits.append(len(changes.of("artwork"))))
    await table.take(table.outside / "A")
    assert max(commits) <= 3
    assert sum(commits) == 8


async def test_a_recording_that_was_removed_comes_back_and_keeps_what_yoto_made_of_it(table: Table) -> None:
    path = table.file("one.mp3")
    (key,) = (await table.take(path)).added
    medium = done("x").medium
    table.library.transact("Sent", lambda tx: tx.edit_recording(key, medium=medium))
    table.library.transact("Remove", lambda tx: tx.remove_recording(key))
    again = await table.take(path)
    assert again.added == (key,)
    recording = table.library.recordings.get(key)
    assert recording is not None
    assert recording.medium == medium


async def test_cancelling_keeps_what_is_committed_and_leaves_no_half_file(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_pages, "PAGE", 2)
    for number in range(20):
        table.file(f"A/{number} song.mp3")
    job = table.importer.start([table.outside / "A"])
    table.library.subscribe(lambda changes: job.cancel() if table.library.recordings.count() >= 4 else None)
    result = await asyncio.wait_for(job.finished, 20)
    assert result.is_cancelled
    assert 4 <= len(result.added) < 20
    assert table.library.recordings.count() == len(result.added)
    assert table.playlists() == {}
    assert not [name for name in table.audio_files() if name.startswith(".part")]


async def test_stopping_the_app_in_the_middle_ends_the_import_and_keeps_what_is_committed(table: Table) -> None:
    for number in range(50):
        table.file(f"A/{number} song.mp3")
    third = asyncio.Event()
    reads = iter(range(50))
    table.reader.on_read = lambda: third.set() if next(reads) == 3 else None
    job = table.importer.start([table.outside / "A"])
    await asyncio.wait_for(third.wait(), 20)
    await table.supervisor.stop()
    assert len(job.finished.result().added) == table.library.recordings.count() >= 3
    assert not [name for name in table.audio_files() if name.startswith(".part")]


async def test_a_full_disk_ends_the_import_with_a_word(table: Table) -> None:
    class FullDisk(FolderAudioFiles):
        async def store(
            self, source: Path, *, on_bytes: Callable[[int], None], is_cancelled: Callable[[], bool]
        ) -> StoredAudio:
            if "2" in source.name:
                raise NoRoom("The disk is full.", next_step="Make room.")
            return await super().store(source, on_bytes=on_bytes, is_cancelled=is_cancelled)

    job = Import(
        [table.file(f"{number}.mp3") for number in (1, 2, 3)],
        library=table.library,
        files=FullDisk(table.library.folder),
        reader=table.reader,
        clock=SystemClock(),
    )
    await job.run()
    assert job.result is not None
    assert job.result.stopped == "The disk is full. Make room."
    assert [len(job.result.added), job.result.is_cancelled] == [1, False]


async def test_progress_is_told_in_files_and_bytes_and_ends_at_all_of_them(table: Table) -> None:
    paths = [table.file(f"{number}.mp3", bytes(2_000_000 + number)) for number in range(6)]
    told: list[ImportProgress] = []
    job = table.importer.start(paths)
    job.subscribe(told.append)
    await asyncio.wait_for(job.finished, 20)
    last = told[-1]
    assert (last.done, last.total) == (6, 6)
    assert last.bytes_done == last.bytes_total == 6 * 2_000_000 + 15
    assert all(one.bytes_done <= one.bytes_total for one in told)
    assert [one.bytes_done for one in told] == sorted(one.bytes_done for one in told)


async def test_a_title_in_the_tags_goes_before_the_files_name(table: Table) -> None:
    table.reader.facts["x"] = AudioFacts(
        61.5, "audio/flac", title="3 The_Tag", artist="Somebody", album="Album", disc=1, track=3, genre="Fable"
    )
    (key,) = (await table.take(table.file("03 file name.flac", "x"))).added
    one = table.library.recordings.get(RecordingKey(key))
    assert one is not None
    assert (one.title, one.artist, one.album, one.disc, one.track, one.tags, one.duration_s, one.ending) == (
        "3 The_Tag",
        "Somebody",
        "Album",
        1,
        3,
        ("Fable",),
        61.5,
        ".flac",
    )
