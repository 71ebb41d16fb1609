"""A whole library that is read anew comes in short steps; whatever happens between two of them, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from backend.contract import messages
from backend.contract.messages import Gone
from backend.contract.records import is_deleted, sha_of
from desktop.model.cloud import DeviceKey
from desktop.store import sync_arrival, sync_bases
from desktop.store.library import Library
from desktop.store.sync_steps import Steps
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
from tests.helpers.library_sight import assert_rows_are_the_fold, sight

MANY = 450
AT_ONCE = 100


@pytest.fixture(autouse=True)
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large with the real steps is slow to look through."""
    for module in (sync_arrival, sync_bases):
        monkeypatch.setattr(module, "_SHOWN_AT_ONCE", AT_ONCE)


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    """A family of a few hundred recordings, of which only a snapshot is left."""
    cloud = Cloud()
    library = new_library(tmp_path / "first", cloud, "d_FIRST")
    recordings = [a_recording(number, f"Title {number}") for number in range(MANY)]
    add_recordings(library, *recordings)
    make_playlist(library, "All", [recording.key for recording in recordings[:150]])
    add_recordings(library, a_recording(-1, "Removed"))
    sync(library, cloud)
    library.transact("Remove", lambda tx: tx.remove_recording(a_recording(-1).key))
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


def starting_over(library: Library, cloud: Cloud) -> Steps:
    """Answer the first pull of a computer that comes too late."""
    gone = cloud.pull(library.sync.cursor)
    assert isinstance(gone, Gone)
    return library.sync.start_over(gone, cloud.snapshot(gone))


def records_in(library: Library) -> int:
    (number,) = library._connection.execute("select count(*) from sync_record").fetchone()
    return int(number)


def test_a_fresh_computer_shows_a_large_library_step_by_step(cloud: Cloud, fresh: Library) -> None:
    ear = Ear()
    fresh.subscribe(ear)
    seen = [fresh.recordings.count() for _ in starting_over(fresh, cloud)]
    assert seen[-1] == MANY
    assert len(set(seen)) > MANY // AT_ONCE
    assert max(len(changes.of("recording")) for changes in ear.heard) <= AT_ONCE
    assert not fresh.sync.is_rebuilding
    assert not fresh.sync.is_joining
    sync(fresh, cloud)
    assert title_of(fresh, a_recording(0).key) == "After the snapshot"
    assert fresh.playlists.all()[0].entry_count == 150
    assert fresh.recordings.keys() == [a_recording(number).key for number in range(MANY)]  # as they were added
    assert_search_agrees(fresh)
    assert_rows_are_the_fold(fresh, cloud.state())
    assert [line.sentence for line in fresh.activity.recent()][::-1] == [
        f"The family’s cloud added {MANY:,} recordings and a playlist.",
        "Another computer renamed “Title 0” to “After the snapshot”.",
    ]


def test_an_arrival_that_is_cut_short_anywhere_goes_on_after_the_next_start(cloud: Cloud, tmp_path: Path) -> None:
    library = joined(Library.open(tmp_path / "cut", clock=FixedClock()), "d_CUT")
    steps = starting_over(library, cloud)
    while library.recordings.count() < AT_ONCE:
        next(steps)
    rename(library, library.recordings.keys()[1], "Renamed on the way")
    library.close()
    for patience in count(1):
        library = Library.open(tmp_path / "cut", clock=FixedClock())
        if not library.sync.is_joining:
            break
        assert library.sync.push() is None
        steps = library.sync.join(DeviceKey("d_CUT"))
        cut = [step for step, _ in zip(range(patience), steps, strict=False)]
        assert cut
        library.close()
    assert patience > 2
    sync(library, cloud)
    assert library.recordings.keys() == [a_recording(number).key for number in range(MANY)]
    assert title_of(library, a_recording(1).key) == "Renamed on the way"
    assert_search_agrees(library)
    assert_rows_are_the_fold(library, cloud.state())
    library.close()


def test_what_is_imported_while_the_same_arrives_stays_as_the_family_has_it(cloud: Cloud, fresh: Library) -> None:
    known, deleted, own = a_recording(MANY - 1, "From the file"), a_recording(-1, "Again"), a_recording(-2, "Only mine")
    steps = starting_over(fresh, cloud)
    while not fresh.sync.is_joining:
        next(steps)
    assert fresh.recordings.get(known.key) is None
    add_recordings(fresh, known, deleted, own)
    assert title_of(fresh, known.key) == f"Title {MANY - 1}"
    steps.finish()
    sync(fresh, cloud)
    assert title_of(fresh, known.key) == f"Title {MANY - 1}"
    assert cloud.state()[known.key]["title"] == f"Title {MANY - 1}"
    assert title_of(fresh, deleted.key) == "Again"
    assert title_of(fresh, own.key) == "Only mine"
    assert not is_deleted(cloud.state()[deleted.key])
    assert_rows_are_the_fold(fresh, cloud.state())


@pytest.mark.parametrize("is_shown", [True, False])
def test_the_undo_of_an_import_takes_nothing_from_the_family_whose_library_arrives(
    cloud: Cloud, fresh: Library, is_shown: bool
) -> None:
    known, own = a_recording(MANY - 1, "From the file"), a_recording(-2, "Only mine")
    steps = starting_over(fresh, cloud)
    while not fresh.sync.is_joining:
        next(steps)
    assert fresh.recordings.get(known.key) is None
    add_recordings(fresh, known, own)
    if is_shown:
        steps.finish()
    assert fresh.undo() == "Import"
    steps.finish()
    sync(fresh, cloud)
    assert fresh.recordings.get(own.key) is None
    assert title_of(fresh, known.key) == f"Title {MANY - 1}"
    assert not is_deleted(cloud.state()[known.key])
    assert_rows_are_the_fold(fresh, cloud.state())


def test_what_a_person_does_while_the_library_arrives_can_be_undone(cloud: Cloud, tmp_path: Path) -> None:
    library = joined(Library.open(tmp_path / "cut", clock=FixedClock()), "d_CUT")
    steps = starting_over(library, cloud)
    while library.recordings.count() < AT_ONCE:
        next(steps)
    renamed, removed = library.recordings.keys()[:2]
    title = title_of(library, renamed)
    rename(library, renamed, "Mine")
    library.transact("Remove", lambda tx: tx.remove_recording(removed))
    library.close()
    library = Library.open(tmp_path / "cut", clock=FixedClock())
    library.sync.join(DeviceKey("d_CUT")).finish()
    assert library.recordings.get(removed) is None
    assert library.undo() == "Remove"
    assert library.undo() == "Rename"
    assert library.recordings.get(removed) is not None
    assert title_of(library, renamed) == title
    library.close()


def test_an_import_of_what_the_family_has_is_no_step_of_undo(cloud: Cloud, fresh: Library) -> None:
    steps = starting_over(fresh, cloud)
    while fresh.recordings.count() < AT_ONCE:
        next(steps)
    rename(fresh, fresh.recordings.keys()[0], "Mine")
    before = fresh.undo_step
    add_recordings(fresh, a_recording(MANY - 1, "From the file"))
    assert (fresh.undo_step, fresh.undo_label) == (before, "Rename")
    add_recordings(fresh, a_recording(-2, "Only mine"))
    assert fresh.undo_step != before
    steps.finish()


def test_undo_takes_nothing_from_others_that_a_cloud_which_was_set_back_has_let_return(
    cloud: Cloud, fresh: Library
) -> None:
    ours, theirs = a_recording(5000, "Ours"), a_recording(5000, "Theirs")
    add_recordings(fresh, ours)
    starting_over(fresh, cloud).finish()
    backup = cloud.documents.backup()
    cloud.write({theirs.key: {"sha": sha_of(bytes.fromhex(theirs.sha256)), "title": "Theirs"}})
    page = cloud.pull(fresh.sync.cursor)
    assert not isinstance(page, Gone)
    fresh.sync.take(replace(page, more=True)).finish()  # read, and not shown yet
    cloud.documents.restore(backup)
    sync(fresh, cloud)
    assert title_of(fresh, theirs.key) == "Theirs"
    fresh.undo()
    sync(fresh, cloud)
    assert title_of(fresh, theirs.key) == "Theirs"


def test_an_arrival_that_is_cut_short_has_told_what_came(cloud: Cloud, tmp_path: Path) -> None:
    library = joined(Library.open(tmp_path / "cut", clock=FixedClock()), "d_CUT")
    steps = starting_over(library, cloud)
    while (shown := library.recordings.count()) < AT_ONCE:
        next(steps)
    assert shown < MANY
    library.close()
    library = Library.open(tmp_path / "cut", clock=FixedClock())
    assert [line.sentence for line in library.activity.recent()] == [f"The family’s cloud added {shown} recordings."]
    library.close()


def test_a_snapshot_that_was_only_half_written_is_swept_away_by_an_arrival_that_is_cut_short(
    cloud: Cloud, tmp_path: Path
) -> None:
    library = joined(Library.open(tmp_path / "cut", clock=FixedClock()), "d_CUT")
    next(starting_over(library, cloud))
    library.close()
    library = Library.open(tmp_path / "cut", clock=FixedClock())
    steps = starting_over(library, cloud)
    while not library.sync.is_joining:
        next(steps)
    library.close()
    library = Library.open(tmp_path / "cut", clock=FixedClock())
    assert records_in(library) > MANY + 152
    library.sync.join(DeviceKey("d_CUT")).finish()
    assert records_in(library) == MANY + 152
    library.close()


def test_each_commit_of_a_page_is_read_in_a_step_of_its_own_also_while_the_log_is_read_anew(
    cloud: Cloud, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        cloud.write({a_recording(number).key: {"title": f"Again {number}"}})
    read: list[int] = []
    opened = messages.opened
    monkeypatch.setattr(messages, "opened", lambda commit: read.append(commit.seq) or opened(commit))
    add_recordings(fresh, a_recording(9999, "Only mine"))
    starting_over(fresh, cloud).finish()
    assert fresh.sync.is_rebuilding
    page = cloud.pull(fresh.sync.cursor)
    assert not isinstance(page, Gone)
    assert len(page.commits) > 5
    steps = fresh.sync.take(page)
    seen = [len(read) for _ in range(len(page.commits) - 1) if next(steps) is None]
    assert seen == list(range(1, len(page.commits)))


def test_a_reading_that_is_cut_short_anywhere_goes_on_after_the_next_start(cloud: Cloud, tmp_path: Path) -> None:
    library = joined(Library.open(tmp_path / "cut", clock=FixedClock()), "d_CUT")
    add_recordings(library, a_recording(1, "My own title"), a_recording(9999, "Only mine"))
    starting_over(library, cloud).finish()
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
    edited = 0
    for number, _ in enumerate(starting_over(fresh, cloud)):
        for recording in fresh.recordings.rows(fresh.recordings.keys()[1:2]):
            rename(fresh, recording.key, f"Between {number}")
            edited += 1
    assert edited > 2
    sync(fresh, cloud)
    assert title_of(fresh, fresh.recordings.keys()[1]).startswith("Between")
    assert fresh.sync.waiting == 0


def test_a_snapshot_that_was_only_half_written_leaves_nothing_behind(cloud: Cloud, fresh: Library) -> None:
    gone = cloud.pull(fresh.sync.cursor)
    assert isinstance(gone, Gone)
    next(fresh.sync.start_over(gone, cloud.snapshot(gone)))
    assert records_in(fresh) > 0
    assert fresh.sync.cursor.seq == 0
    sync(fresh, cloud)
    assert records_in(fresh) == MANY + 152
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
    fresh.sync.start_over(answer, cloud.snapshot(answer)).finish()
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
    assert len(empty.state()) == MANY + 152
