"""A whole library that is read anew comes in short steps; whatever happens between two of them, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.contract.messages import Gone
from backend.contract.snapshots import read_snapshot
from desktop.store.library import Library
from tests.desktop.store.cloud import Cloud, joined, new_library, sync, sync_all
from tests.desktop.store.support import (
    Ear,
    FixedClock,
    a_recording,
    add_recordings,
    assert_search_agrees,
    make_playlist,
    rename,
    title_of,
)
from tests.helpers.library_sight import sight

MANY = 450


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    """A family of a few hundred recordings, of which only a snapshot is left."""
    cloud = Cloud()
    library = new_library(tmp_path / "first", cloud, "d_FIRST")
    recordings = [a_recording(number, f"Title {number}") for number in range(MANY)]
    add_recordings(library, *recordings)
    make_playlist(library, "All", [recording.key for recording in recordings[:150]])
    sync(library, cloud)
    cloud.truncate()
    rename(library, a_recording(0).key, "After the snapshot")
    sync(library, cloud)
    yield cloud
    library.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Library]:
    library = joined(Library.open(tmp_path / "fresh", clock=FixedClock()), "d_FRESH")
    yield library
    library.close()


def start_over(library: Library, cloud: Cloud) -> int:
    """Answer the first pull of a computer that comes too late; return in how many steps."""
    gone = cloud.pull(library.sync.cursor)
    assert isinstance(gone, Gone)
    data = cloud.objects.get(gone.url)
    assert data is not None
    return sum(1 for _ in library.sync.start_over(gone, read_snapshot(data, sha256=gone.sha256)))


def records_in(library: Library) -> int:
    (number,) = library._connection.execute("select count(*) from sync_record").fetchone()
    return int(number)


def test_a_fresh_computer_shows_a_large_library_step_by_step(cloud: Cloud, fresh: Library) -> None:
    ear = Ear()
    fresh.subscribe(ear)
    assert start_over(fresh, cloud) > 2
    assert fresh.recordings.count() == 0
    assert fresh.sync.is_rebuilding
    page = cloud.pull(fresh.sync.cursor)
    assert not isinstance(page, Gone)
    steps = fresh.sync.take(page)
    seen = [fresh.recordings.count() for _ in steps]
    assert seen[-1] == MANY
    assert len(set(seen)) >= MANY / 200
    assert max(len(changes.of("recording")) for changes in ear.heard) <= 200
    assert not fresh.sync.is_rebuilding
    assert not steps.has_forked
    assert title_of(fresh, a_recording(0).key) == "After the snapshot"
    assert fresh.playlists.all()[0].entry_count == 150
    assert fresh.recordings.keys() == [a_recording(number).key for number in range(MANY)]  # as they were added
    assert_search_agrees(fresh)
    assert [line.sentence for line in fresh.activity.recent()] == [
        f"The family’s cloud added {MANY} recordings and a playlist."
    ]


def test_a_reading_that_is_cut_short_anywhere_goes_on_after_the_next_start(cloud: Cloud, tmp_path: Path) -> None:
    library = joined(Library.open(tmp_path / "cut", clock=FixedClock()), "d_CUT")
    add_recordings(library, a_recording(1, "My own title"), a_recording(9999, "Only mine"))
    start_over(library, cloud)
    taken = 0
    for patience in range(1, 40):
        page = cloud.pull(library.sync.cursor)
        assert not isinstance(page, Gone)
        steps = library.sync.take(page)
        ended = any(index == patience for index, _ in enumerate(steps))
        library.close()
        library = Library.open(tmp_path / "cut", clock=FixedClock())
        taken += 1
        if not ended and not library.sync.is_rebuilding:
            break
    assert taken > 2
    sync(library, cloud)
    assert library.recordings.count() == MANY + 1
    assert title_of(library, a_recording(1).key) == "Title 1"
    assert [loss.lost for loss in library.sync.losses()] == ["My own title"]
    assert len(cloud.log().covered(low=1, high=10**6, limit=10**6)) > 0
    assert_search_agrees(library)
    library.close()


def test_edits_between_the_steps_are_kept_and_what_they_did_not_see_is_not_lost(cloud: Cloud, fresh: Library) -> None:
    start_over(fresh, cloud)
    page = cloud.pull(fresh.sync.cursor)
    assert not isinstance(page, Gone)
    edited = 0
    for number, _ in enumerate(fresh.sync.take(page)):
        for recording in fresh.recordings.rows(fresh.recordings.keys()[:1]):
            rename(fresh, recording.key, f"Between {number}")
            edited += 1
    assert edited > 2
    sync(fresh, cloud)
    first = fresh.recordings.keys()[0]
    assert title_of(fresh, first).startswith("Between")
    assert fresh.sync.waiting == 0


def test_a_snapshot_that_was_only_half_written_leaves_nothing_behind(cloud: Cloud, fresh: Library) -> None:
    gone = cloud.pull(fresh.sync.cursor)
    assert isinstance(gone, Gone)
    data = cloud.objects.get(gone.url)
    assert data is not None
    next(fresh.sync.start_over(gone, read_snapshot(data, sha256=gone.sha256)))
    assert records_in(fresh) > 0
    assert fresh.sync.cursor.seq == 0
    sync(fresh, cloud)
    assert records_in(fresh) == MANY + 151
    assert fresh.recordings.count() == MANY


def test_a_cloud_that_was_restored_from_a_backup_gets_back_what_it_lacks(cloud: Cloud, fresh: Library) -> None:
    sync(fresh, cloud)
    documents = cloud.documents.backup()
    add_recordings(fresh, a_recording(5000, "Later"))
    rename(fresh, a_recording(3).key, "Renamed later")
    sync(fresh, cloud)
    cloud.documents.restore(documents)
    add_recordings(fresh, a_recording(5001, "After the restore"))
    rename(fresh, a_recording(4).key, "Waits")
    answer = cloud.pull(fresh.sync.cursor)
    assert isinstance(answer, Gone)
    assert answer.forked
    data = cloud.objects.get(answer.url)
    assert data is not None
    fresh.sync.start_over(answer, read_snapshot(data, sha256=answer.sha256)).finish()
    page = cloud.pull(fresh.sync.cursor)
    assert not isinstance(page, Gone)
    steps = fresh.sync.take(page)
    steps.finish()
    assert steps.has_forked
    sync(fresh, cloud)
    assert fresh.recordings.count() == MANY + 2
    assert title_of(fresh, a_recording(4).key) == "Waits"
    losses = {loss.lost for loss in fresh.sync.losses()}
    assert title_of(fresh, a_recording(3).key) == "Renamed later" or "Renamed later" in losses


def test_an_empty_cloud_deletes_nothing(cloud: Cloud, fresh: Library) -> None:
    sync(fresh, cloud)
    before = sight(fresh)
    empty = Cloud()
    sync(fresh, empty)
    sync_all(empty, fresh)
    assert sight(fresh) == before
    assert len(empty.state()) == MANY + 151
