"""Opening: one program at a time, a damaged file set aside, nothing ever deleted."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from desktop.model.errors import NoRoom, Trouble
from desktop.store.database import Damaged
from desktop.store.library import Library
from tests.desktop.store.support import FixedClock, a_recording, add_recordings, database_of

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys
from pathlib import Path
from desktop.store.library import Library
library = Library.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.readline()
"""


@contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the library open in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def fill(folder: Path, count: int = 300) -> None:
    library = Library.open(folder)
    add_recordings(library, *(a_recording(number, f"Title {number}") for number in range(count)))
    library.close()


def test_a_folder_is_made_when_it_is_missing(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "deep" / "family")
    assert library.recordings.count() == 0
    library.close()
    library.close()


def test_what_was_committed_is_there_at_the_next_opening(folder: Path) -> None:
    fill(folder, 3)
    library = Library.open(folder)
    assert library.recordings.count() == 3
    library.close()


def test_commits_are_durable_when_they_return(library: Library) -> None:
    assert library._connection.execute("pragma journal_mode").fetchone() == ("wal",)
    assert library._connection.execute("pragma synchronous").fetchone() == (2,)
    assert library._connection.execute("pragma foreign_keys").fetchone() == (1,)


def test_a_second_window_is_told_that_the_library_is_open(library: Library) -> None:
    with pytest.raises(Trouble, match="open in another window"):
        Library.open(library.folder)
    add_recordings(library, a_recording())


def test_another_process_keeps_the_library_and_its_death_frees_it(folder: Path) -> None:
    with another_process(folder) as process:
        with pytest.raises(Trouble, match="open in another window") as caught:
            Library.open(folder)
        assert caught.value.next_step
        process.kill()
        process.wait()
        Library.open(folder).close()


def test_a_failed_opening_lets_go_of_the_folder(folder: Path) -> None:
    folder.mkdir()
    database_of(folder).write_bytes(b"not a database at all" * 100)
    with pytest.raises(Damaged):
        Library.open(folder)
    Library.open(folder).close()


def test_a_file_that_is_no_database_is_set_aside_whole(folder: Path) -> None:
    folder.mkdir()
    rubbish = b"not a database at all" * 100
    database_of(folder).write_bytes(rubbish)

    with pytest.raises(Damaged, match="audio files are untouched") as caught:
        Library.open(folder, clock=FixedClock(0.0))

    aside = folder / "library.damaged-19700101-000000.sqlite"
    assert aside.read_bytes() == rubbish
    assert aside.name in caught.value.message
    assert caught.value.next_step
    library = Library.open(folder)
    assert library.recordings.count() == 0
    library.close()


def test_two_damaged_files_of_one_second_are_both_kept(folder: Path) -> None:
    folder.mkdir()
    for content in (b"one" * 500, b"two" * 500):
        database_of(folder).write_bytes(content)
        with pytest.raises(Damaged):
            Library.open(folder, clock=FixedClock(0.0))
    kept = {path.read_bytes() for path in folder.glob("library.damaged-*.sqlite")}
    assert kept == {b"one" * 500, b"two" * 500}


def test_damage_inside_is_found_after_a_run_that_did_not_end_in_order(folder: Path) -> None:
    fill(folder)
    damage(database_of(folder))
    (folder / "library.lock").write_bytes(b"1")  # as a killed process leaves it
    before = database_of(folder).read_bytes()

    with pytest.raises(Damaged):
        Library.open(folder)

    (aside,) = folder.glob("library.damaged-*.sqlite")
    assert aside.read_bytes() == before


def test_damage_met_in_the_middle_of_work_is_checked_at_the_next_start(folder: Path) -> None:
    fill(folder)
    damage(database_of(folder))
    library = Library.open(folder)
    with pytest.raises(Damaged, match="cannot be read any more"):
        add_recordings(library, *(a_recording(number) for number in range(1000, 1300)))
    library.close()
    with pytest.raises(Damaged, match="set aside"):
        Library.open(folder)


def test_a_folder_that_cannot_be_made_is_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NoRoom, match="folder cannot be made"):
        Library.open(tmp_path / "file" / "family")


def test_a_database_that_cannot_be_opened_is_told_in_plain_words_and_stays(folder: Path) -> None:
    database_of(folder).mkdir(parents=True)
    with pytest.raises(NoRoom):
        Library.open(folder)
    assert database_of(folder).is_dir()


def damage(path: Path) -> None:
    """Overwrite the last third of the file: rows, not the schema."""
    content = bytearray(path.read_bytes())
    rows = len(content) // 12288 * 8192
    content[rows:] = b"\xa5" * (len(content) - rows)
    path.write_bytes(bytes(content))


def test_damage_met_by_a_plain_read_is_told_in_plain_words_and_checked_at_the_next_start(folder: Path) -> None:
    fill(folder)
    damage(database_of(folder))
    library = Library.open(folder)
    with pytest.raises(Damaged, match="cannot be read any more") as caught:
        library.recordings.rows(library.recordings.keys())
    assert caught.value.next_step
    library.close()
    with pytest.raises(Damaged, match="set aside"):
        Library.open(folder)


def test_a_catalogue_that_another_program_holds_is_told_in_plain_words(library: Library) -> None:
    library._connection.execute("pragma busy_timeout = 10")
    with closing(sqlite3.connect(database_of(library.folder), isolation_level=None)) as backup:
        backup.execute("begin immediate")
        with pytest.raises(Trouble, match="Another program") as caught:
            add_recordings(library, a_recording())
        assert caught.value.next_step
        backup.execute("rollback")
    add_recordings(library, a_recording())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_at_the_start_is_told_in_plain_words(folder: Path) -> None:
    folder.mkdir()
    (folder / "library.lock").symlink_to("/dev/full")
    with pytest.raises(NoRoom):
        Library.open(folder)
