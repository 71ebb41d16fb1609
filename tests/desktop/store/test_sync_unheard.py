"""What is undone before the family has heard of it beats nobody; what was merged or has to return is said."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from backend.contract.messages import Page
from desktop.store.library import Library
from tests.desktop.store.cloud import Cloud, new_library, sync, sync_all, taken
from tests.desktop.store.support import FixedClock, a_recording, add_recordings, rename, title_of

FIRST = a_recording(1, "Peter Rabbit")


def tag(library: Library, *tags: str) -> None:
    library.transact("Tag", lambda tx: tx.edit_recording(FIRST.key, tags=tags))


def tags_of(library: Library) -> tuple[str, ...]:
    found = library.recordings.get(FIRST.key)
    assert found is not None
    return found.tags


def clear_and_set_back(cloud: Cloud, kitchen: Library, study: Library) -> None:
    """Tag, clear, and let the cloud forget both: the study has heard of the tag only."""
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    backup = cloud.documents.backup()
    tag(kitchen, "sleep")
    sync_all(cloud, kitchen, study)
    tag(kitchen)
    sync(kitchen, cloud)
    cloud.documents.restore(backup)


def hear_of_it(kitchen: Library, cloud: Cloud) -> None:
    """Find out that the cloud was set back, and what it has to be told again."""
    while not (kitchen.sync.waiting and not kitchen.sync.is_rebuilding):
        taken(kitchen, cloud, cloud.pull(kitchen.sync.cursor))


@pytest.mark.parametrize("is_redone", [False, True])
def test_what_is_undone_before_it_was_sent_does_not_beat_what_others_write(
    cloud: Cloud, kitchen: Library, study: Library, is_redone: bool
) -> None:
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    ours, theirs = {"title": "Ours", "tags": ("ours",)}, {"title": "Theirs", "tags": ("theirs",)}
    kitchen.transact("Edit", lambda tx: tx.edit_recording(FIRST.key, **ours))
    kitchen.undo()
    assert kitchen.sync.waiting == 0
    if is_redone:
        kitchen.redo()
        assert kitchen.sync.waiting == 1
        kitchen.undo()
    study.transact("Edit", lambda tx: tx.edit_recording(FIRST.key, **theirs))
    sync_all(cloud, kitchen, study)
    for library in (kitchen, study):
        found = library.recordings.get(FIRST.key)
        assert found is not None
        assert (found.title, found.tags) == ("Theirs", ("theirs",))
        assert library.sync.losses() == []


def test_what_is_undone_while_it_is_on_its_way_is_said(cloud: Cloud, kitchen: Library, study: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    kitchen.transact("Edit", lambda tx: tx.edit_recording(FIRST.key, title="Ours", tags=("ours",)))
    assert kitchen.sync.push() is not None
    kitchen.undo()
    assert kitchen.sync.waiting == 2
    sync_all(cloud, kitchen, study)
    found = study.recordings.get(FIRST.key)
    assert found is not None
    assert (found.title, found.tags) == (FIRST.title, FIRST.tags)
    assert (cloud.state()[FIRST.key]["title"], cloud.state()[FIRST.key]["tags"]) == (FIRST.title, [])


def test_a_title_that_is_typed_back_waits_no_more(cloud: Cloud, kitchen: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync(kitchen, cloud)
    rename(kitchen, FIRST.key, "Peter")
    assert kitchen.sync.waiting == 1
    rename(kitchen, FIRST.key, FIRST.title)
    assert kitchen.sync.waiting == 0
    assert kitchen.sync.push() is None
    assert title_of(kitchen, FIRST.key) == FIRST.title


def test_what_is_undone_beside_another_edit_leaves_that_one_waiting(cloud: Cloud, kitchen: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync(kitchen, cloud)
    tag(kitchen, "ours")
    rename(kitchen, FIRST.key, "Peter")
    kitchen.undo()
    wanted = kitchen.sync.push()
    assert wanted is not None
    assert [(op.id, dict(op.set)) for op in wanted.ops] == [(FIRST.key, {"tags": ["ours"]})]


def test_what_is_undone_after_a_start_is_said(cloud: Cloud, tmp_path: Path) -> None:
    library = new_library(tmp_path / "attic", cloud, "d_ATTIC")
    add_recordings(library, FIRST)
    sync(library, cloud)
    rename(library, FIRST.key, "Peter")
    library.close()
    library = Library.open(tmp_path / "attic", clock=FixedClock())
    rename(library, FIRST.key, FIRST.title)
    assert library.sync.waiting == 1
    sync(library, cloud)
    assert cloud.state()[FIRST.key]["title"] == FIRST.title
    library.close()


def test_what_a_cloud_that_was_set_back_has_to_be_told_again_outlives_an_edit_and_its_undo(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    clear_and_set_back(cloud, kitchen, study)
    hear_of_it(kitchen, cloud)
    tag(kitchen, "another")
    kitchen.undo()
    wanted = kitchen.sync.push()
    assert wanted is not None
    assert [(op.id, dict(op.set)) for op in wanted.ops] == [(FIRST.key, {"tags": []})]


def test_an_undo_of_what_was_told_is_told_also_when_the_cloud_is_set_back_to_before_it(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    backup = cloud.documents.backup()
    tag(kitchen, "sleep")
    sync_all(cloud, kitchen, study)
    cloud.documents.restore(backup)
    hear_of_it(kitchen, cloud)
    kitchen.undo()
    sync_all(cloud, kitchen, study)
    for library in (kitchen, study):
        assert tags_of(library) == ()


def test_what_has_to_be_told_again_outlives_an_undo_in_the_midst_of_reading_the_log_anew(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    clear_and_set_back(cloud, kitchen, study)
    taken(kitchen, cloud, cloud.pull(kitchen.sync.cursor))
    page = cloud.pull(kitchen.sync.cursor)
    assert isinstance(page, Page)
    tables, done = kitchen.sync._copy.tables, ""
    for _ in kitchen.sync.take(page):
        if not done and tables.mark.cursor == page.commits[-1].cursor:
            tag(kitchen, "another")
            done = "edited"
        elif done == "edited" and kitchen.sync.is_rebuilding and "tags" not in tables.former[FIRST.key]:
            kitchen.undo()
            done = "undone"
    assert done == "undone"
    sync_all(cloud, kitchen, study)
    for library in (kitchen, study):
        assert tags_of(library) == ()


def test_an_edit_that_failed_leaves_no_memory_of_itself(cloud: Cloud, kitchen: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync(kitchen, cloud)
    replica = kitchen.sync._copy.replica
    with suppress(ZeroDivisionError), kitchen._door.opened("Edit", initiator=None):
        replica.edit({FIRST.key: {"tags": ["sleep"]}})
        raise ZeroDivisionError
    with kitchen._door.opened("Edit", initiator=None):
        replica.edit({FIRST.key: {"tags": []}})
    wanted = kitchen.sync.push()
    assert wanted is not None
    assert [(op.id, dict(op.set)) for op in wanted.ops] == [(FIRST.key, {"tags": []})]
