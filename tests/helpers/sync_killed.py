"""Kills a process that syncs at its k-th SQL statement, for many k, and looks at what it leaves (T4 of sync.md)."""

from __future__ import annotations

import argparse
import os
import pickle
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from backend.contract.messages import Gone, Page
from backend.contract.snapshots import read_snapshot
from desktop.model.cloud import DeviceKey
from desktop.model.names import EntryKey, PlaylistKey
from desktop.model.playlist import Entry, Playlist
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.cloud import Cloud, joined, sync, taken
from tests.desktop.store.support import FixedClock, a_recording
from tests.helpers.library_sight import assert_rows_are_the_fold, assert_search_agrees, sight

OPERATIONS = 40
PLAYLIST = PlaylistKey("p_1")
KEYS = [a_recording(number).key for number in range(OPERATIONS)]
FAST = Path("/dev/shm")


class KeptCloud(Cloud):
    """A cloud that outlives the process: written to a file after each push."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        if path.exists():
            self.documents.partitions, self.objects.files = pickle.loads(path.read_bytes())
        self.documents.on_put = lambda sort, item: self.keep()

    def keep(self) -> None:
        part = self._path.with_suffix(".part")
        part.write_bytes(pickle.dumps((self.documents.partitions, self.objects.files)))
        part.replace(self._path)


def target_of(number: int) -> str:
    """Return the record whose title an operation writes, "" when it writes none."""
    return {0: KEYS[number], 1: PLAYLIST, 3: KEYS[0], 5: KEYS[number - 5], 7: "e_1"}.get(number % 8, "")


def operate(number: int, library: Library, cloud: Cloud) -> None:
    """Do one of the forty things: edits under the title "op <number>", and all that the sync does."""
    title = f"op {number}"
    changes: dict[int, Callable[[Transaction], object]] = {
        0: lambda tx: tx.add_recording(a_recording(number, title)),
        1: lambda tx: _write_playlist(tx, library, title),
        3: lambda tx: tx.edit_recording(KEYS[0], title=title),
        5: lambda tx: _retitle_and_mark(tx, number - 5, title),
        7: lambda tx: _write_entry(tx, library, title),
    }
    if number % 8 in changes:
        if number % 8 != 0 or library.recordings.get(KEYS[number]) is None:
            library.transact(title, changes[number % 8])
    elif number % 8 == 2:
        sync(library, cloud)
    elif number % 8 == 4:
        cloud.write({KEYS[0]: {"artist": title}, f"x_{number}": {"later": True}}, device=f"d_{number}")
        sync(library, cloud)
    elif number == 22:
        _begin_anew(library, cloud)
    elif number == 30:
        library.undo()
        library.redo()
    else:
        library.sync.push()


def _write_playlist(tx: Transaction, library: Library, title: str) -> None:
    if library.playlists.get(PLAYLIST) is None:
        tx.add_playlist(Playlist(PLAYLIST, title))
    else:
        tx.edit_playlist(PLAYLIST, title=title)


def _retitle_and_mark(tx: Transaction, number: int, title: str) -> None:
    tx.edit_recording(KEYS[number], title=title)
    tx.mark_stored(KEYS[number])


def _write_entry(tx: Transaction, library: Library, title: str) -> None:
    if library.playlists.entry(EntryKey("e_1")) is None:
        (pos,) = tx.place(PLAYLIST, 1)
        tx.add_entry(Entry(EntryKey("e_1"), PLAYLIST, pos, KEYS[0], title=title))
    else:
        tx.edit_entry(EntryKey("e_1"), title=title)


def _begin_anew(library: Library, cloud: Cloud) -> None:
    cloud.take_snapshot()
    meta = cloud.log().meta()
    data = cloud.objects.get(meta.snap_key)
    assert data is not None
    found = read_snapshot(data, sha256=meta.snap_sha256)
    gone = Gone(found.cursor.seq, found.cursor.h, meta.snap_key, meta.snap_sha256, forked=False)
    library.sync.start_over(gone, found).finish()
    page = cloud.pull(library.sync.cursor)
    assert isinstance(page, Page)
    taken(library, cloud, page)


def live(folder: Path, *, deadly: int, told: int) -> None:
    """Be the process: say each operation to the descriptor `told` once it is done; die at the `deadly` statement."""
    left = deadly

    def count(statement: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    library = Library.open(folder / "family", clock=FixedClock())
    library._connection.set_trace_callback(count)
    cloud = KeptCloud(folder / "cloud")
    joined(library, "d_HERE")
    for number in range(OPERATIONS):
        operate(number, library, cloud)
        os.write(told, bytes([number]))


def killed_at(deadly: int, folder: Path) -> tuple[bool, list[int]]:
    """Fork the process and wait for its death; return whether it was killed, and what it had said."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            live(folder, deadly=deadly, told=writer)
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = list(pipe.read())
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError(f"the process failed by itself at {deadly}")
    return os.WIFSIGNALED(status), said


def look(folder: Path, said: Sequence[int]) -> None:
    """Start again, and check that all that was said is there, that the sync goes on and ends, and nobody differs."""
    library = Library.open(folder / "family", clock=FixedClock())
    cloud = KeptCloud(folder / "cloud")
    wanted = expected(said)
    present = _titles(library)
    for record, titles in wanted.items():
        assert present.get(record) in titles, f"lost: {record} {present.get(record)} {titles}"
    library.sync.join(DeviceKey("d_HERE")).finish()
    sync(library, cloud)
    assert library.sync.waiting == 0, "stuck"
    assert_rows_are_the_fold(library, cloud.state())
    assert_search_agrees(library)
    fresh = joined(Library.open(folder / "fresh", clock=FixedClock()), "d_FRESH")
    sync(fresh, cloud)
    assert sight(fresh) == sight(library), "diverged"
    fresh.close()
    library.close()


def expected(said: Sequence[int]) -> Mapping[str, set[str]]:
    """Return the titles that each record may bear: the last one that was said, or the one that was being written."""
    last: dict[str, set[str]] = {}
    for number in said:
        if target := target_of(number):
            last[target] = {f"op {number}"}
    unsaid = len(said)
    if unsaid < OPERATIONS and (target := target_of(unsaid)) in last:
        last[target].add(f"op {unsaid}")
    if 30 in (unsaid, unsaid - 1):  # in the middle of undo and redo the undone title stands, which nobody was told of
        last.pop(target_of(29), None)
    return last


def _titles(library: Library) -> dict[str, str]:
    found: dict[str, str] = {
        recording.key: recording.title for recording in library.recordings.rows(library.recordings.keys())
    }
    for playlist in library.playlists.all():
        found[playlist.key] = playlist.title
        found.update((entry.key, entry.title or "") for entry in library.playlists.entries(playlist.key))
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 when no kill lost anything or got the sync stuck."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=1, help="the first deadly statement (1)")
    parser.add_argument("--step", type=int, default=1, help="how many further the next one is (1)")
    told = parser.parse_args(words)
    deadly, kills = told.first, 0
    while True:
        folder = Path(tempfile.mkdtemp(dir=FAST if FAST.is_dir() else None))
        try:
            was_killed, said = killed_at(deadly, folder)
            look(folder, said)
        finally:
            shutil.rmtree(folder)
        if not was_killed:
            break
        kills += 1
        deadly += told.step
    sys.stdout.write(f"killed {kills} times in {deadly - 1} statements, {OPERATIONS} operations: 0 lost, 0 stuck\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
