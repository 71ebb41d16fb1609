"""The peer of the family's sync: Anki's own client and its own server, a process, on the loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId
from anki.sync_pb2 import SyncCollectionResponse

USER, PASSWORD = "bench", "bench"
START_S = 20.0
LOOK_S = 0.05


@contextmanager
def anki_server(folder: Path) -> Iterator[str]:
    """Run Anki's sync server; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "SYNC_USER1": f"{USER}:{PASSWORD}",
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "SYNC_BASE": str(folder),
        "RUST_LOG": "error",
        "MAX_SYNC_PAYLOAD_MEGS": "1000",
    }
    process = subprocess.Popen([sys.executable, "-m", "anki.syncserver"], env=environment)
    try:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(LOOK_S)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


class AnkiComputer:
    """One collection, signed in."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir(parents=True)
        self.collection = Collection(str(folder / "collection.anki2"))
        self._auth = self.collection.sync_login(USER, PASSWORD, url)

    def add_notes(self, titles: list[tuple[str, str]]) -> None:
        """Add a note, which brings its card, for each pair of texts."""
        kind = self.collection.models.by_name("Basic")
        if kind is None:
            raise RuntimeError("a new collection has no basic kind of note")
        requests = []
        for front, back in titles:
            note = self.collection.new_note(kind)
            note["Front"], note["Back"] = front, back
            requests.append(AddNoteRequest(note, DeckId(1)))
        self.collection.add_notes(requests)

    def sync(self) -> float:
        """Sync as Anki does; return how many seconds it took."""
        began = time.perf_counter()
        answer = self.collection.sync_collection(self._auth, sync_media=False)
        if answer.required in (SyncCollectionResponse.FULL_SYNC, SyncCollectionResponse.FULL_UPLOAD):
            self._whole(upload=True)
        elif answer.required == SyncCollectionResponse.FULL_DOWNLOAD:
            self._whole(upload=False)
        return time.perf_counter() - began

    def count(self) -> int:
        return self.collection.note_count()

    def close(self) -> None:
        self.collection.close()

    def _whole(self, *, upload: bool) -> None:
        self.collection.close_for_full_sync()
        self.collection.full_upload_or_download(auth=self._auth, server_usn=None, upload=upload)
        self.collection.reopen(after_full_sync=True)
