"""What a person did and what is about to be sent is on the disk; only what can be pulled again is not waited for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.contract.messages import Gone
from desktop.model.cloud import DeviceKey
from desktop.store.library import Library
from tests.desktop.store.cloud import Cloud, new_library, sync
from tests.desktop.store.support import a_recording, add_recordings, rename, title_of

NORMAL, FULL = 1, 2

Done = Callable[[], list[int]]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "here")


@pytest.fixture
def done(library: Library) -> Done:
    """Return how the disk was waited for at each commit since the last call."""
    ways: list[int] = []
    library._door.before_commit(lambda: ways.append(library._connection.execute("pragma synchronous").fetchone()[0]))

    def since() -> list[int]:
        found = ways.copy()
        ways.clear()
        return found

    return since


def test_what_a_person_does_and_what_is_to_be_sent_is_waited_for(library: Library, done: Done) -> None:
    cloud = Cloud()
    add_recordings(library, a_recording(1, "One"))
    library.sync.join(DeviceKey("d_1")).finish()
    rename(library, a_recording(1).key, "Renamed")
    library.undo()
    library.redo()
    assert set(done()) == {FULL}
    push = library.sync.push()
    assert push is not None
    assert done() == [FULL]
    answer = cloud.push(push, device="d_1")
    assert not isinstance(answer, Gone)
    library.sync.take(answer).finish()
    assert set(done()) == {NORMAL}
    cloud.write({a_recording(2).key: {"title": "Theirs"}})
    page = cloud.pull(library.sync.cursor)
    assert not isinstance(page, Gone)
    steps = library.sync.take(page)
    next(steps)
    assert done() == [NORMAL]
    rename(library, a_recording(1).key, "Between two steps")
    assert done() == [FULL]
    steps.finish()
    done()
    library.transact("Remove", lambda tx: tx.remove_recording(a_recording(1).key))
    library.sync.keep_all().finish()
    library.sync.leave()
    assert set(done()) == {FULL}
    assert title_of(library, a_recording(1).key) == "Between two steps"
    library.close()


def test_what_replaced_ones_own_is_put_back_for_good(library: Library, done: Done, tmp_path: Path) -> None:
    cloud = Cloud()
    add_recordings(library, a_recording(1, "One"))
    library.sync.join(DeviceKey("d_1")).finish()
    sync(library, cloud)
    other = new_library(tmp_path / "other", cloud, "d_2")
    sync(other, cloud)
    rename(other, a_recording(1).key, "Theirs")
    sync(other, cloud)
    other.close()
    rename(library, a_recording(1).key, "Mine")
    sync(library, cloud)
    done()
    (loss,) = library.sync.losses()
    library.sync.restore(loss.key)
    assert done() == [FULL]
    library.close()
