"""T5 of sync.md: the disk is full, or fails, at every write: one clear message, and the library is whole after it."""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.contract.messages import Gone, Page
from backend.contract.records import Fields
from backend.contract.snapshots import read_snapshot
from desktop.model.errors import NoRoom
from desktop.store.library import Library
from tests.desktop.store.cloud import Cloud, joined, sync
from tests.desktop.store.support import FixedClock, a_recording, add_recordings, make_playlist, rename
from tests.helpers.failing_disk import FailingDisk, failing_disk, is_between
from tests.helpers.library_sight import assert_rows_are_the_fold, assert_search_agrees

EVERY_WRITE = bool(os.environ.get("EVERY_WRITE"))  # the long form; the suite tries a third of them
_FAST = Path("/dev/shm")
KEYS = [a_recording(number).key for number in range(12)]
Work = Callable[[Library, Cloud], object]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[FailingDisk]:
    with failing_disk() as found:
        if found is None or not is_between(found, tmp_path):
            pytest.skip("this Python's SQLite cannot be reached")
        yield found


def an_edit(library: Library, cloud: Cloud) -> None:
    rename(library, KEYS[0], "Renamed here")


def an_import(library: Library, cloud: Cloud) -> None:
    add_recordings(library, *(a_recording(number, f"New {number}") for number in range(100, 130)))


def a_push(library: Library, cloud: Cloud) -> None:
    wanted = library.sync.push()
    assert wanted is not None
    answer = cloud.push(wanted, device="d_HERE")
    assert isinstance(answer, Page)
    library.sync.take(answer).finish()


def a_pull(library: Library, cloud: Cloud) -> None:
    answer = cloud.pull(library.sync.cursor)
    assert isinstance(answer, Page)
    library.sync.take(answer).finish()


def a_new_beginning(library: Library, cloud: Cloud) -> None:
    cloud.take_snapshot()
    meta = cloud.log().meta()
    data = cloud.objects.get(meta.snap_key)
    assert data is not None
    found = read_snapshot(data, sha256=meta.snap_sha256)
    gone = Gone(found.cursor.seq, found.cursor.h, meta.snap_key, meta.snap_sha256, forked=False)
    library.sync.start_over(gone, found).finish()
    a_pull(library, cloud)


def leaving_and_joining(library: Library, cloud: Cloud) -> None:
    library.sync.leave()
    joined(library, "d_HERE")


@pytest.mark.parametrize("work", [an_edit, an_import, a_push, a_pull, a_new_beginning, leaving_and_joining])
def test_a_disk_that_fails_at_any_write_costs_nothing_but_that_step(disk: FailingDisk, work: Work) -> None:
    with tempfile.TemporaryDirectory(dir=_FAST if _FAST.is_dir() else None) as name:
        folder = Path(name)
        prepare(folder)
        k, told = 1, 0
        while True:
            is_lasting = k % 2 == 0  # a full disk stays full, a broken one may only have hiccuped
            cloud, library = copied(folder, number=k)
            disk.fail_at(k, is_lasting=is_lasting)
            trouble = tried(work, library, cloud)
            is_over = not disk.failures
            disk.heal()
            assert trouble is None or trouble.next_step
            told += trouble is not None
            check(library, cloud)
            library.close()
            if is_over:
                break
            k += 1 if EVERY_WRITE else 1 + k // 3
        assert told > 3


def tried(work: Work, library: Library, cloud: Cloud) -> NoRoom | None:
    """Return what the person is told: nothing when it worked, or when only a checkpoint failed that is made up for."""
    try:
        work(library, cloud)
    except NoRoom as trouble:
        return trouble
    return None


def prepare(folder: Path) -> None:
    """Make a cloud with news and a library with edits of its own."""
    cloud = Cloud()
    library = joined(Library.open(folder / "family", clock=FixedClock()), "d_HERE")
    add_recordings(library, *(a_recording(number, f"Title {number}") for number in range(12)))
    make_playlist(library, "Bedtime", KEYS[:3])
    sync(library, cloud)
    news: dict[str, Fields] = {KEYS[1]: {"title": "Theirs"}, KEYS[2]: {"artist": "Theirs"}, KEYS[3]: {"_del": 1}}
    cloud.write(news)
    rename(library, KEYS[1], "Mine")
    rename(library, KEYS[4], "Also mine")
    library.close()
    (folder / "cloud").write_bytes(pickle.dumps((cloud.documents.partitions, cloud.objects.files)))


def copied(folder: Path, *, number: int) -> tuple[Cloud, Library]:
    """Return what was prepared, as if for the first time."""
    cloud = Cloud()
    cloud.documents.partitions, cloud.objects.files = pickle.loads((folder / "cloud").read_bytes())
    shutil.copytree(folder / "family", folder / str(number))
    return cloud, Library.open(folder / str(number), clock=FixedClock())


def check(library: Library, cloud: Cloud) -> None:
    """Check that the library is whole, at once and after all is sent and taken; what was acknowledged is there."""
    assert library._connection.execute("pragma integrity_check").fetchone() == ("ok",)
    if not library.sync.is_on or library.sync.is_joining:
        joined(library, "d_HERE")
    assert_rows_are_the_fold(library, _state(library))
    sync(library, cloud)
    assert_rows_are_the_fold(library, cloud.state())
    assert_search_agrees(library)
    final = cloud.state()
    assert final[KEYS[1]]["title"] == "Theirs"
    ledger = {fields.get("value") for fields in final.values()}
    assert "Mine" in ledger
    assert final[KEYS[4]]["title"] == "Also mine" or "Also mine" in ledger  # the latter for who has left in between


def _state(library: Library) -> dict[str, Fields]:
    copy = library.sync._copy
    tables = copy.tables
    ground = tables.former if tables.mark.former is not None else tables.base
    flight = tables.flight.writes if tables.flight else {}
    seen = {record: copy.replica.view(record) for record in {*ground, *flight, *tables.pend}}
    return {record: fields for record, fields in seen.items() if fields is not None}
