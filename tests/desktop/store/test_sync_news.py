"""Activity says what came from whom in plain words, and what was replaced is listed and can be put back."""

from __future__ import annotations

import pytest

from backend.contract.messages import Page
from desktop.model.names import EntryKey, LossKey, PlaylistKey
from desktop.store import sync_commits
from desktop.store.library import Library
from tests.desktop.store.cloud import Cloud, sync, sync_all, taken
from tests.desktop.store.support import Ear, a_recording, add_recordings, make_playlist, rename, title_of

FIRST, SECOND = a_recording(1, "Peter Rabbit"), a_recording(2, "Jemima Puddle-Duck")
NAMES = {"d_KITCHEN": "Kitchen laptop", "d_STUDY": "Study"}


@pytest.fixture
def study(study: Library) -> Library:
    """The other computer, which knows the names of both."""
    study.sync.name_devices(NAMES.__getitem__)
    return study


def news(library: Library) -> list[str]:
    return [line.sentence for line in library.activity.recent()]


def conflict(cloud: Cloud, kitchen: Library, study: Library) -> None:
    """Let both rename the same recording; the kitchen is first."""
    rename(kitchen, FIRST.key, "Theirs")
    rename(study, FIRST.key, "Mine")
    sync_all(cloud, kitchen, study)


def test_each_kind_of_news_has_its_sentence_with_the_device_and_the_thing_beside_it(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    add_recordings(kitchen, FIRST, SECOND)
    sync_all(cloud, kitchen, study)
    playlist = make_playlist(kitchen, "Bedtime", [FIRST.key])
    sync_all(cloud, kitchen, study)
    rename(kitchen, FIRST.key, "Peter")
    sync_all(cloud, kitchen, study)
    kitchen.transact("Artist", lambda tx: tx.edit_recording(FIRST.key, artist="Beatrix Potter"))
    sync_all(cloud, kitchen, study)
    (entry,) = kitchen.playlists.entries(playlist)
    kitchen.transact("Take out", lambda tx: tx.remove_entry(entry.key))
    sync_all(cloud, kitchen, study)
    kitchen.transact("Remove", lambda tx: tx.remove_recording(SECOND.key))
    sync_all(cloud, kitchen, study)
    assert news(study)[::-1] == [
        "Kitchen laptop added 2 recordings.",
        "Kitchen laptop added “Bedtime”.",
        "Kitchen laptop renamed “Peter Rabbit” to “Peter”.",
        "Kitchen laptop changed “Peter”.",
        "Kitchen laptop changed “Bedtime”.",
        "Kitchen laptop removed “Jemima Puddle-Duck”.",
    ]
    line = study.activity.recent()[-3]
    assert (line.kind, line.detail, line.key) == ("sync", "d_KITCHEN", FIRST.key)
    assert news(kitchen) == []


def test_facts_that_nobody_typed_are_no_news(cloud: Cloud, kitchen: Library, study: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    told = news(study)
    kitchen.transact("Fact", lambda tx: tx.edit_recording(FIRST.key, duration_s=61.5), undoable=False)
    kitchen.transact("Stored", lambda tx: tx.mark_stored(FIRST.key), undoable=False)
    sync_all(cloud, kitchen, study)
    assert news(study) == told


def test_many_things_are_told_in_one_line(cloud: Cloud, kitchen: Library, study: Library) -> None:
    recordings = [a_recording(number, f"Title {number}") for number in range(30)]
    add_recordings(kitchen, *recordings)
    sync_all(cloud, kitchen, study)

    def change(tx) -> None:  # type: ignore[no-untyped-def]
        for recording in recordings:
            tx.edit_recording(recording.key, title=f"Better {recording.title}")

    kitchen.transact("Rename", change)
    sync_all(cloud, kitchen, study)
    assert news(study)[:1] == ["Kitchen laptop renamed 30 things."]


def test_what_comes_in_several_steps_is_told_in_one_line_without_what_came_and_went(
    cloud: Cloud, kitchen: Library, study: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_commits, "_WRITES_AT_ONCE", 1)
    sync(study, cloud)
    for number in range(3):
        add_recordings(kitchen, a_recording(number, f"Title {number}"))
        sync(kitchen, cloud)
    kitchen.transact("Remove", lambda tx: tx.remove_recording(a_recording(1).key))
    sync(kitchen, cloud)
    page = cloud.pull(study.sync.cursor)
    assert isinstance(page, Page)
    assert len(page.commits) == 4
    ear = Ear()
    study.subscribe(ear)
    reading = len(page.commits) - 1
    steps = study.sync.take(page)
    for _ in range(reading):
        next(steps)
    assert ear.heard == []
    said = []
    for _ in page.commits:
        next(steps)
        said.append(news(study))
    steps.finish()
    assert said == [
        ["Kitchen laptop added “Title 0”."],
        ["Kitchen laptop added 2 recordings."],
        ["Kitchen laptop added 3 recordings."],
        ["Kitchen laptop added 2 recordings."],
    ]
    assert news(study) == said[-1]
    assert len(ear.heard) == len(page.commits)
    assert study.recordings.count() == 2


def test_a_thing_that_is_renamed_again_and_again_in_one_page_is_told_once(
    cloud: Cloud, kitchen: Library, study: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_commits, "_WRITES_AT_ONCE", 1)
    add_recordings(kitchen, FIRST, SECOND)
    sync_all(cloud, kitchen, study)
    for title in ("One", "Two", "Three", "Four", "Five"):
        rename(kitchen, FIRST.key, title)
        sync(kitchen, cloud)
    for title in ("Other", SECOND.title):
        rename(kitchen, SECOND.key, title)
        sync(kitchen, cloud)
    sync(study, cloud)
    assert news(study) == ["Kitchen laptop renamed “Peter Rabbit” to “Five”.", "Kitchen laptop added 2 recordings."]


def test_much_that_comes_in_many_steps_costs_no_older_line_of_activity(
    cloud: Cloud, kitchen: Library, study: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_commits, "_WRITES_AT_ONCE", 1)
    study.transact("Note", lambda tx: [tx.note("x", str(number)) for number in range(4_990)])
    sync(study, cloud)
    for number in range(20):
        add_recordings(kitchen, a_recording(number, f"Title {number}"))
        kitchen.transact("Title", lambda tx: tx.edit_recording(a_recording(0).key, artist=f"Artist {number}"))  # noqa: B023
        sync(kitchen, cloud)
    sync(study, cloud)
    told = [line.sentence for line in study.activity.recent(6_000)]
    assert told == ["Kitchen laptop added 20 recordings.", *map(str, reversed(range(4_990)))]


def test_a_replaced_title_is_told_listed_everywhere_and_put_back_with_one_step_of_undo(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    conflict(cloud, kitchen, study)
    assert news(study)[0].startswith("The title of “Theirs” was changed on another computer first.")
    (loss,) = kitchen.sync.losses()
    assert (loss.lost, loss.current, loss.title, loss.field) == ("Mine", "Theirs", "Theirs", "title")
    assert (loss.kind, loss.record, loss.device) == ("recording", FIRST.key, "d_STUDY")
    assert study.sync.losses() == [loss]
    ear = Ear()
    study.subscribe(ear)
    assert study.sync.restore(loss.key) == "Restore title"
    assert ear.last.of("recording") == {FIRST.key}
    assert ear.last.of("loss") == {loss.key}
    assert study.undo_label == "Restore title"
    sync_all(cloud, kitchen, study)
    assert title_of(kitchen, FIRST.key) == "Mine"
    assert kitchen.sync.losses() == []
    study.undo()
    sync_all(cloud, kitchen, study)
    assert title_of(kitchen, FIRST.key) == "Theirs"
    assert kitchen.sync.losses() == [loss]


def test_what_was_replaced_is_let_go_after_90_days_of_the_clouds_own_time(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    rename(kitchen, FIRST.key, "In the kitchen")
    rename(study, FIRST.key, "In the study")
    sync_all(cloud, kitchen, study)
    cloud.clock.now += 89 * 24 * 3600
    add_recordings(kitchen, SECOND)
    sync_all(cloud, kitchen, study)
    assert [loss.lost for loss in kitchen.sync.losses()] == ["In the study"]

    cloud.clock.now += 2 * 24 * 3600
    rename(kitchen, SECOND.key, "Another title")
    sync_all(cloud, kitchen, study)
    assert kitchen.sync.losses() == study.sync.losses() == []
    (told,) = [fields for record, fields in cloud.state().items() if record.startswith("c_")]
    assert (told["_del"], told["value"]) == (1, None)


def test_what_was_replaced_stays_when_the_answer_that_showed_it_has_no_time(cloud: Cloud, kitchen: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync(kitchen, cloud)
    backup = cloud.documents.backup()
    rename(kitchen, FIRST.key, "Mine")
    sync(kitchen, cloud)
    cloud.documents.restore(backup)
    taken(kitchen, cloud, cloud.pull(kitchen.sync.cursor))
    page = cloud.pull(kitchen.sync.cursor)
    assert isinstance(page, Page)
    next(kitchen.sync.take(page))  # and the app is closed: what it then hears is that there is no more
    sync(kitchen, cloud)
    add_recordings(kitchen, SECOND)
    sync(kitchen, cloud)
    assert [loss.lost for loss in kitchen.sync.losses()] == ["Mine"]


def test_restoring_into_a_removed_thing_brings_it_back(cloud: Cloud, kitchen: Library, study: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    conflict(cloud, kitchen, study)
    kitchen.transact("Remove", lambda tx: tx.remove_recording(FIRST.key))
    sync_all(cloud, kitchen, study)
    (loss,) = kitchen.sync.losses()
    assert kitchen.sync.restore(loss.key) == "Restore title"
    sync_all(cloud, kitchen, study)
    assert title_of(study, FIRST.key) == "Mine"


def moved_by_both(cloud: Cloud, kitchen: Library, study: Library) -> tuple[PlaylistKey, EntryKey, EntryKey, EntryKey]:
    """Return a playlist and its entries, of which both have moved the third; the kitchen, to the front, was first."""
    add_recordings(kitchen, FIRST, SECOND)
    playlist = make_playlist(kitchen, "Bedtime", [FIRST.key, SECOND.key, FIRST.key])
    sync_all(cloud, kitchen, study)
    first, second, third = (entry.key for entry in kitchen.playlists.entries(playlist))
    move(kitchen, third, before=first)
    move(study, third, before=second)
    sync_all(cloud, kitchen, study)
    return playlist, first, second, third


def test_a_place_in_the_order_that_was_replaced_can_be_put_back(cloud: Cloud, kitchen: Library, study: Library) -> None:
    playlist, first, second, third = moved_by_both(cloud, kitchen, study)
    assert [entry.key for entry in study.playlists.entries(playlist)] == [third, first, second]
    (loss,) = study.sync.losses()
    assert (loss.kind, loss.field, loss.lost) == ("entry", "place", "another place")
    assert study.sync.restore(loss.key) == "Restore place"
    sync(study, cloud)
    assert [entry.key for entry in study.playlists.entries(playlist)] == [first, third, second]


def test_a_place_on_a_playlist_that_was_removed_comes_back_with_the_playlist(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    playlist, _, _, third = moved_by_both(cloud, kitchen, study)
    kitchen.transact("Remove", lambda tx: tx.remove_playlist(playlist))
    sync_all(cloud, kitchen, study)
    assert study.playlists.all() == []
    (loss,) = study.sync.losses()
    study.sync.restore(loss.key)
    sync_all(cloud, kitchen, study)
    for library in (kitchen, study):
        assert [one.title for one in library.playlists.all()] == ["Bedtime"]
        assert third in [entry.key for entry in library.playlists.entries(playlist)]
    study.undo()
    assert study.playlists.all() == []


def test_what_cannot_be_restored_is_listed_but_not_restored(cloud: Cloud, kitchen: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync(kitchen, cloud)
    ledger = {"record": FIRST.key, "device": "d_NEWER", "when": cloud.clock.now}
    cloud.write(
        {
            "c_1": {**ledger, "field": "invented later", "value": [1]},
            "c_2": {**ledger, "field": "disc", "value": "third"},
            "c_3": {**ledger, "record": "x_1", "field": "title", "value": "no such type"},
            "c_4": {**ledger, "record": "p_unknown", "field": "title", "value": "not here"},
        }
    )
    sync(kitchen, cloud)
    losses = kitchen.sync.losses()
    assert [(loss.key, loss.is_restorable) for loss in losses] == [("c_1", False), ("c_2", False)]
    for key in ("c_1", "c_2", "c_3", "c_4", "c_5"):
        assert kitchen.sync.restore(LossKey(key)) is None
    assert not kitchen.can_undo or kitchen.undo_label == "Import"


def test_what_two_computers_have_lost_alike_is_listed_once(cloud: Cloud, kitchen: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync(kitchen, cloud)
    lost = {"record": FIRST.key, "field": "title", "value": "As it was", "when": cloud.clock.now}
    cloud.write({"c_1": {**lost, "device": "d_KITCHEN"}, "c_2": {**lost, "device": "d_STUDY"}})
    sync(kitchen, cloud)
    (loss,) = kitchen.sync.losses()
    assert kitchen.sync.restore(loss.key) == "Restore title"
    assert kitchen.sync.losses() == []


def move(library: Library, key: EntryKey, *, before: EntryKey) -> None:
    entry = library.playlists.entry(key)
    assert entry is not None

    def change(tx) -> None:  # type: ignore[no-untyped-def]
        (pos,) = tx.place(entry.playlist, 1, before=before)
        tx.edit_entry(key, pos=pos)

    library.transact("Move", change)
