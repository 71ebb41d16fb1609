"""Keeps the parts of files that have not come whole yet."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

from backend.core.ports import Chance, Clock, Part
from backend.local.drafts import Draft, make_folder

KEEP_S = 7 * 24 * 3600  # for who comes back to an upload that was broken off
LABEL = "upload.json"

_ID = re.compile(r"[0-9a-f]{32}\Z")
_PART = re.compile(r"(\d{5})\.([0-9a-f]{64})\Z", re.ASCII)


class Uploads:
    """Folders of parts, one for each upload. A part's name tells its number and its SHA-256."""

    def __init__(self, folder: Path, *, clock: Clock, chance: Chance) -> None:
        """Use a folder that no other process uses, made when missing."""
        self._folder = folder
        self._clock = clock
        self._chance = chance
        self._turn = threading.Lock()
        make_folder(folder)

    def begin(self, key: str, *, mime: str) -> str:
        """Begin an upload; return its id."""
        upload_id = self._chance(16).hex()
        folder = self._folder / upload_id
        label = json.dumps({"key": key, "mime": mime, "begun_s": self._clock.now_s()})
        with self._turn:
            make_folder(folder)
            with Draft(folder / "draft") as draft:
                draft.write(label.encode())
                draft.settle()
                draft.keep(folder / LABEL)
        return upload_id

    def parts(self, key: str, *, upload_id: str) -> Sequence[Part] | None:
        """Return the parts that have arrived, by number; None when there is no such upload of this key."""
        with self._turn:
            if not self._is_open(key, upload_id=upload_id):
                return None
            found = sorted(self._found(upload_id), key=lambda pair: pair[0])
        newest = {part.number: part for _, part in found}
        return [newest[number] for number in sorted(newest)]

    def path(self, upload_id: str, *, number: int, sha256: str) -> Path:
        """Return where a part is, or would be."""
        return self._folder / upload_id / f"{number:05d}.{sha256}"

    def keep(self, draft: Draft, key: str, *, upload_id: str, number: int) -> bool:
        """Put a settled draft as a part, instead of one that may be there; False when there is no such upload."""
        with self._turn:
            if not self._is_open(key, upload_id=upload_id):
                return False
            place = self.path(upload_id, number=number, sha256=draft.sha256)
            draft.keep(place)
            for other in place.parent.glob(f"{number:05d}.*"):
                if other != place:
                    other.unlink(missing_ok=True)
            return True

    def forget(self, upload_id: str) -> None:
        """Throw an upload's parts away."""
        with self._turn:
            self._forget(upload_id)

    def sweep(self, *, now_s: int) -> int:
        """Throw away the uploads that began more than 7 days ago; return how many."""
        with self._turn:
            begun = {folder.name: self._label(folder.name).get("begun_s") for folder in self._folder.iterdir()}
            old = [name for name, at_s in begun.items() if not isinstance(at_s, int) or at_s < now_s - KEEP_S]
            for name in old:
                self._forget(name)
        return len(old)

    def _forget(self, upload_id: str) -> None:
        # The label first: what is left of a broken-off removal must not look like an upload.
        (self._folder / upload_id / LABEL).unlink(missing_ok=True)
        shutil.rmtree(self._folder / upload_id, ignore_errors=True)

    def _is_open(self, key: str, *, upload_id: str) -> bool:
        return bool(_ID.match(upload_id)) and self._label(upload_id).get("key") == key

    def _label(self, upload_id: str) -> dict[str, object]:
        try:
            label = json.loads((self._folder / upload_id / LABEL).read_bytes())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return {}
        return label if isinstance(label, dict) else {}

    def _found(self, upload_id: str) -> list[tuple[int, Part]]:
        found = []
        for path in (self._folder / upload_id).iterdir():
            named = _PART.match(path.name)
            if named:
                told = path.stat()
                sha256 = named[2]
                found.append((told.st_mtime_ns, Part(int(named[1]), sha256, told.st_size, sha256)))
        return found
