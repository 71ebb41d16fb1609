"""Importing what nobody means to drop: odd names, pipes, files that come twice or change, disks that fail."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.gateways.clock import SystemClock
from desktop.model.errors import Trouble, Unreadable
from desktop.model.recording import AudioFacts
from desktop.services import import_job
from desktop.services.import_job import Import
from desktop.services.import_scan import Haul
from desktop.store.database import Damaged
from tests.desktop.services.test_importer import Table

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    table = Table(tmp_path)
    yield table
    await table.supervisor.stop()
    table.library.close()
    assert table.bugs == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes names that are no UTF-8")
async def test_names_that_are_no_utf_8_are_cleaned_and_kept(table: Table) -> None:
    folder = os.fsdecode(b"odd \xff folder")
    for name, data in ((b"one \xfe.mp3", b"audio"), (b"two \xfd.mp3", b"BAD"), (b"three \xfc.txt", b"text")):
        table.file(f"{folder}/{os.fsdecode(name)}", data)
    (table.outside / folder / os.fsdecode(b"four \xfb.mp3")).symlink_to("nowhere")
    result = await table.take(table.outside / folder)
    assert table.playlists() == {"odd ? folder": ["one ?"]}
    assert sorted(name for name, _ in result.unreadable) == ["four ?.mp3", "two ?.mp3"]
    assert result.not_audio == ("three ?.txt",)
    for text in (*result.not_audio, *(f"{name}{reason}" for name, reason in result.unreadable)):
        text.encode("utf-8")


async def test_tags_with_half_letters_are_cleaned(table: Table) -> None:
    table.reader.facts["audio"] = AudioFacts(
        60.0, "audio/mpeg", title="A \ud83d", artist="\udc00 B", album="\ud800", genre="\ud800"
    )
    await table.take(table.file("a.mp3", "audio"))
    (one,) = table.recordings()
    assert (one.title, one.artist, one.album, one.tags) == ("A ?", "? B", "?", ("?",))


@posix
async def test_a_pipe_that_is_called_a_cover_or_a_song_holds_nothing_up(table: Table) -> None:
    table.file("album/1.mp3")
    os.mkfifo(table.outside / "album/cover.jpg")
    os.mkfifo(table.outside / "album/2.mp3")
    os.mkfifo(table.outside / "loose.mp3")
    result = await table.take(table.outside / "album", table.outside / "loose.mp3")
    assert len(result.added) == 1
    assert sorted(result.not_audio) == ["2.mp3", "loose.mp3"]


@posix
async def test_links_that_go_round_in_circles_are_told_and_end(table: Table) -> None:
    table.file("album/1.mp3")
    (table.outside / "album/again").symlink_to(table.outside / "album")
    (table.outside / "album/a.mp3").symlink_to(table.outside / "album/b.mp3")
    (table.outside / "album/b.mp3").symlink_to(table.outside / "album/a.mp3")
    result = await table.take(table.outside / "album")
    assert len(result.added) == 1
    assert sorted(name for name, _ in result.unreadable) == ["a.mp3", "b.mp3"]


@pytest.mark.parametrize("name", ["a" * 300 + ".mp3", "nul\0.mp3", "gone.mp3"])
async def test_a_path_that_cannot_be_is_told_and_the_rest_comes_in(table: Table, name: str) -> None:
    result = await table.take(table.outside / name, table.file("good.mp3"))
    assert len(result.added) == 1
    assert [told for told, _ in result.unreadable] == [name]


@posix
async def test_folders_a_thousand_deep_are_gone_through(table: Table) -> None:
    with a_deep_folder(table.outside, depth=1200) as top:
        result = await table.take(top)
    assert len(result.added) == 1


@contextmanager
def a_deep_folder(around: Path, *, depth: int) -> Iterator[Path]:
    """Give a relative path to folders with a song in the last one, and take them away one by one: rmtree cannot."""
    before, folder = Path.cwd(), Path("d")
    os.chdir(around)
    for _ in range(depth):
        folder.mkdir()
        os.chdir(folder)
    Path("deep.mp3").write_text("deep", encoding="utf-8")
    os.chdir(around)
    try:
        yield folder
    finally:
        for _ in range(depth):
            os.chdir(folder)
        Path("deep.mp3").unlink()
        for _ in range(depth):
            os.chdir("..")
            folder.rmdir()
        os.chdir(before)


async def test_the_same_file_dropped_twice_in_one_drop_is_one_file(table: Table) -> None:
    path = table.file("a.mp3")
    result = await table.take(path, path)
    assert (len(result.added), result.known) == (1, ())


async def test_what_goes_into_a_playlist_keeps_its_order_be_it_new_or_known(table: Table) -> None:
    await table.take(table.file("b/2.mp3"))
    for name in ("a/10.mp3", "a/2.mp3", "b/1.mp3", "b/3.mp3", "loose 1.mp3"):
        table.file(name)
    job = table.importer.start(
        [table.outside / "b", table.outside / "loose 1.mp3", table.outside / "a"], makes_playlists=False
    )
    result = await job.finished
    titles = [one.title for one in table.library.recordings.rows(result.in_order)]
    assert titles == ["loose 1", "2", "10", "1", "2", "3"]
    assert table.playlists() == {}


async def test_a_catalogue_that_cannot_be_written_ends_the_import_with_a_word(table: Table) -> None:
    job = Import(
        [table.file("1.mp3")],
        library=table.library,
        files=table.files,
        reader=table.reader,
        clock=SystemClock(),
    )

    def refuse(*_: object, **__: object) -> None:
        raise Damaged("The library's catalogue cannot be read any more.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table.library, "transact", refuse)
        await job.run()
    assert job.finished.result().stopped == "The library's catalogue cannot be read any more."
    assert job.finished.result().added == ()


async def test_a_reader_that_cannot_be_started_ends_the_import_and_leaves_no_file(table: Table) -> None:
    class NoReader:
        async def read(self, path: Path) -> AudioFacts:
            raise Trouble("The part of the app that reads audio files does not start.", next_step="Restart the app.")

    job = Import(
        [table.file(f"{number}.mp3") for number in (1, 2, 3)],
        library=table.library,
        files=table.files,
        reader=NoReader(),
        clock=SystemClock(),
    )
    await job.run()
    result = job.finished.result()
    assert result.stopped == "The part of the app that reads audio files does not start. Restart the app."
    assert (result.added, result.unreadable) == ((), ())
    assert table.audio_files() == []


async def test_a_file_that_another_import_has_taken_is_not_taken_away_from_it(table: Table) -> None:
    """One import fails to read it, say because its worker hung; the other one could."""
    path = table.file("a.mp3")
    asked, may_fail = asyncio.Event(), asyncio.Event()

    class Hung:
        async def read(self, path: Path) -> AudioFacts:
            asked.set()
            await may_fail.wait()
            raise Unreadable("Reading it takes too long.")

    first = Import([path], library=table.library, files=table.files, reader=Hung(), clock=SystemClock())
    running = asyncio.ensure_future(first.run())
    await asked.wait()
    second = await table.take(path)
    may_fail.set()
    await running
    assert len(second.added) == 1
    (one,) = table.recordings()
    assert table.library.recordings.path(one).is_file()


async def test_a_file_that_both_imports_cannot_read_leaves_nothing(table: Table) -> None:
    path = table.file("a.mp3", "BAD")
    jobs = [table.importer.start([path]) for _ in range(2)]
    await asyncio.gather(*(job.finished for job in jobs))
    assert table.audio_files() == []


async def test_a_removed_recording_keeps_its_file_when_it_cannot_be_read_again(table: Table) -> None:
    """Its removal can still be undone."""
    path = table.file("a.mp3")
    (key,) = (await table.take(path)).added
    table.library.transact("Remove", lambda tx: tx.remove_recording(key))
    table.reader.hangs = True
    result = await table.take(path)
    assert len(result.unreadable) == 1
    table.library.undo()
    (one,) = table.recordings()
    assert table.library.recordings.path(one).is_file()


async def test_the_end_of_the_app_ends_the_look_through_a_large_folder(table: Table) -> None:
    looked = threading.Event()

    def slowly(paths: Sequence[Path], *, is_cancelled: Callable[[], bool]) -> Haul:
        looked.set()
        while not is_cancelled():
            time.sleep(0.001)
        return Haul()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_job, "scan", slowly)
        job = table.importer.start([table.outside])
        await asyncio.to_thread(looked.wait)
        await table.supervisor.stop()
    assert job.finished.result().is_cancelled
