"""A pull or push that would delete a good part of the library stops and asks, with nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.contract.messages import Page
from backend.contract.records import Fields
from backend.contract.replica import TooManyDeletions
from desktop.model.doomed import Doomed
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.cloud import Cloud, Other, joined, sync, taken
from tests.desktop.store.support import FixedClock, a_recording, add_recordings, make_playlist, rename
from tests.helpers.library_sight import sight

COUNT = 60
KEYS = [a_recording(number).key for number in range(COUNT)]
DEAD: Fields = {"_del": 1}


@pytest.fixture
def cloud() -> Cloud:
    return Cloud(page_commits=1)


@pytest.fixture
def library(tmp_path: Path, cloud: Cloud) -> Iterator[Library]:
    opened = joined(Library.open(tmp_path / "family", clock=FixedClock()), "d_HERE")
    add_recordings(opened, *(a_recording(number, f"Title {number}") for number in range(COUNT)))
    make_playlist(opened, "Bedtime")
    sync(opened, cloud)
    yield opened
    opened.close()


def dead(*numbers: int) -> dict[str, Fields]:
    return {KEYS[number]: DEAD for number in numbers}


def alive(library: Library) -> int:
    return library.recordings.count()


def test_a_few_deletions_pass(library: Library, cloud: Cloud) -> None:
    cloud.write(dead(*range(20)))
    sync(library, cloud)
    assert alive(library) == COUNT - 20


def test_many_deletions_change_nothing_until_somebody_is_asked(library: Library, cloud: Cloud) -> None:
    cloud.write(dead(*range(30)))
    before, cursor = sight(library), library.sync.cursor
    page = cloud.pull(cursor)
    with pytest.raises(TooManyDeletions) as caught:
        taken(library, cloud, page)
    assert caught.value.count == 30
    assert sight(library) == before
    assert library.sync.cursor == cursor
    assert len(library.sync.examples()) == 5
    assert set(library.sync.examples()) <= {f"Title {number}" for number in range(30)}
    assert library.sync.doomed == Doomed(recordings=30)
    taken(library, cloud, page, allow_deletions=True)
    assert alive(library) == COUNT - 30


def test_what_would_go_is_counted_by_kinds(library: Library, cloud: Cloud) -> None:
    make_playlist(library, "The first eighteen", KEYS[:18])
    sync(library, cloud)

    def remove(tx: Transaction) -> None:
        for key in KEYS[:18]:
            tx.remove_recording(key)

    library.transact("Remove", remove)
    with pytest.raises(TooManyDeletions) as caught:
        library.sync.push()
    assert caught.value.count == 36
    assert library.sync.doomed == Doomed(recordings=18, places=18)


def test_the_whole_pull_counts_not_each_page_and_no_page_of_it_is_shown_before_the_answer(
    library: Library, cloud: Cloud
) -> None:
    other = Other(cloud, "d_OTHER")
    other.write({KEYS[59]: {"title": "Renamed"}})
    for first in (0, 10, 20):
        other.write(dead(*range(first, first + 10)))
    other.write({KEYS[58]: {"title": "Renamed, too"}})
    before = sight(library)
    with pytest.raises(TooManyDeletions) as caught:
        sync(library, cloud)
    assert caught.value.count == 30
    assert alive(library) == COUNT
    shown = [recording.title for recording in library.recordings.rows([KEYS[59], KEYS[58]])]
    assert shown == ["Renamed", "Title 58"]
    sync(library, cloud, allow_deletions=True)
    assert alive(library) == COUNT - 30
    assert [recording.title for recording in library.recordings.rows([KEYS[58]])] == ["Renamed, too"]
    assert sight(library) != before


def test_edits_go_on_while_pages_are_held_back(library: Library, cloud: Cloud) -> None:
    other = Other(cloud, "d_OTHER")
    for first in (0, 10, 20):
        other.write(dead(*range(first, first + 10)))
    with pytest.raises(TooManyDeletions):
        sync(library, cloud)
    rename(library, KEYS[5], "I need this one")
    assert library.sync.push() is None
    sync(library, cloud, allow_deletions=True)
    assert alive(library) == COUNT - 29
    assert cloud.state()[KEYS[5]]["title"] == "I need this one"


def test_pages_that_were_held_back_are_pulled_again_after_a_restart(
    library: Library, cloud: Cloud, tmp_path: Path
) -> None:
    other = Other(cloud, "d_OTHER")
    for first in (0, 10, 20):
        other.write(dead(*range(first, first + 10)))
    with pytest.raises(TooManyDeletions):
        sync(library, cloud)
    library.close()
    again = Library.open(tmp_path / "family", clock=FixedClock())
    assert alive(again) == COUNT
    with pytest.raises(TooManyDeletions):
        sync(again, cloud)
    sync(again, cloud, allow_deletions=True)
    assert alive(again) == COUNT - 30
    again.close()


def test_deletions_that_are_refused_are_taken_back_everywhere(library: Library, cloud: Cloud) -> None:
    cloud.write(dead(*range(30)))
    page = cloud.pull(library.sync.cursor)
    assert isinstance(page, Page)
    taken(library, cloud, page, refuse_deletions=True)
    assert alive(library) == COUNT
    sync(library, cloud)
    assert library.sync.waiting == 0
    assert not any(fields.get("_del") for fields in cloud.state().values())


def test_the_guard_holds_when_the_library_is_read_anew(library: Library, cloud: Cloud) -> None:
    cloud.write(dead(*range(30)))
    cloud.write({KEYS[59]: {"title": "Renamed"}})
    cloud.truncate()
    before = sight(library)
    with pytest.raises(TooManyDeletions) as caught:
        sync(library, cloud)
    assert caught.value.count == 30
    assert sight(library) == before
    with pytest.raises(TooManyDeletions):
        sync(library, cloud)
    sync(library, cloud, allow_deletions=True)
    assert alive(library) == COUNT - 30


def test_refusing_holds_when_the_library_is_read_anew(library: Library, cloud: Cloud) -> None:
    cloud.write(dead(*range(30)))
    cloud.truncate()
    with pytest.raises(TooManyDeletions):
        sync(library, cloud)
    sync(library, cloud, refuse_deletions=True)
    assert alive(library) == COUNT
    assert library.sync.waiting == 0


def test_a_push_that_deletes_much_asks_and_can_be_taken_back(library: Library, cloud: Cloud) -> None:
    def remove(tx) -> None:  # type: ignore[no-untyped-def]
        for key in KEYS[:30]:
            tx.remove_recording(key)

    library.transact("Remove", remove)
    with pytest.raises(TooManyDeletions) as caught:
        library.sync.push()
    assert caught.value.count == 30
    assert len(library.sync.examples(3)) == 3
    assert library.sync.doomed == Doomed(recordings=30)
    library.sync.keep_all().finish()
    assert alive(library) == COUNT
    assert library.sync.waiting == 0
    assert library.undo() == "Make playlist"  # the removing is no step any more: it did not happen
    sync(library, cloud)
    assert not any(fields.get("_del") for record, fields in cloud.state().items() if record[:2] == "t_")


def test_a_push_that_deletes_much_goes_when_it_is_allowed(library: Library, cloud: Cloud) -> None:
    def remove(tx) -> None:  # type: ignore[no-untyped-def]
        for key in KEYS[:30]:
            tx.remove_recording(key)

    library.transact("Remove", remove)
    sync(library, cloud, allow_deletions=True)
    assert sum(fields.get("_del") == 1 for fields in cloud.state().values()) == 30
