"""Killed at any statement, the library is whole at the next start: what was acknowledged is there, once."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.store.library import Library
from tests.desktop.store.support import assert_search_agrees

ROOT = Path(__file__).parents[3]
WRITER = """
import os, signal, sys
from pathlib import Path

from desktop.store.library import Library
from desktop.model.names import EntryKey, PlaylistKey
from desktop.model.playlist import Entry, Playlist
from tests.desktop.store.support import a_recording

library = Library.open(Path(sys.argv[1]))
left = int(sys.argv[2])


def count(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


library._connection.set_trace_callback(count)
playlist = PlaylistKey("p_1")
if library.playlists.get(playlist) is None:
    library.transact("Make", lambda tx: tx.add_playlist(Playlist(playlist, "All")))
while True:
    number = library.preferences.get("count", 0) + 1
    recording = a_recording(number, f"Title {number}")

    def change(tx):
        tx.add_recording(recording)
        (pos,) = tx.place(playlist, 1)
        tx.add_entry(Entry(EntryKey(f"e_{number}"), playlist, pos, recording.key))
        tx.keep_artwork(str(number).encode(), "image/png")
        tx.note("import", "One file came.")
        tx.set_preference("count", number)

    library.transact("Add", change)
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL does not exist there")
def test_a_kill_at_any_statement_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    acknowledged = 0
    for statement in (1, 2, 3, 5, 8, 12, 17, 21, 26, 30, 33, 37, 40, 57, 83, 150, 400):
        ended = subprocess.run(
            [sys.executable, "-c", WRITER, str(tmp_path), str(statement)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        acknowledged = max([acknowledged, *map(int, ended.stdout.split())])
        library = Library.open(tmp_path)
        kept = library.preferences.get("count", 0)
        playlists = library.playlists.all()
        assert kept >= acknowledged
        assert library.recordings.count() == len(library.activity.recent(1000)) == kept
        assert [playlist.entry_count for playlist in playlists] in ([kept], [])
        assert library._connection.execute("select count(*) from artwork").fetchone() == (kept,)
        assert library._connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert_search_agrees(library)
        library.close()
    assert acknowledged > 5


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL does not exist there")
def test_a_kill_leaves_the_mark_that_has_the_next_start_check_the_file(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", WRITER, str(tmp_path), "1"], cwd=ROOT, capture_output=True, check=False)
    assert (tmp_path / "library.lock").read_bytes() == b"1"
    Library.open(tmp_path).close()
    assert (tmp_path / "library.lock").read_bytes() == b""
