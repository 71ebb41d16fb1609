"""Keeps the families' files in a folder."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from backend.contract.errors import Code, Refused
from backend.core.ports import Chance, Clock, Part, Sending
from backend.local.disk import WHERE, disk_trouble
from backend.local.drafts import Draft, make_folder
from backend.local.leave import Leave, address, read_leave
from backend.local.places import place
from backend.local.uploads import Uploads

PREFIX = "/objects"
LEAVE_S = 15 * 60
BLOCK_BYTES = 1024 * 1024
RESERVE_BYTES = 64 * 1024 * 1024  # of the disk are never given to audio: what people type must still find room


class FolderObjects:
    """The bucket, as `backend.core.ports.Objects` promises it, for any number of threads of one process.

    A file is there whole or not at all, and once there it is never written again. What a crash left half-written is
    thrown away at the next start; parts that have arrived stay. The port's methods may raise Refused with FULL or
    Unavailable when the disk is full or broken, the others OSError; nothing has changed then.
    """

    def __init__(self, folder: Path, *, clock: Clock, chance: Chance, secret: bytes) -> None:
        """Use a folder that no other process uses, made when missing; `secret` signs the addresses."""
        self._files = folder / "files"
        self._drafts = folder / "drafts"
        self._clock = clock
        self._chance = chance
        self._secret = secret
        self._turn = threading.Lock()
        shutil.rmtree(self._drafts, ignore_errors=True)
        for used in (self._files, self._drafts):
            make_folder(used)
        self.uploads = Uploads(folder / "uploads", clock=clock, chance=chance)

    @disk_trouble()
    def put_new(self, key: str, data: bytes) -> bool:
        """Put a file unless there is one; return whether it was put."""
        with self.draft() as draft:
            draft.write(data)
            return self.keep(draft, key=key)

    @disk_trouble()
    def get(self, key: str) -> bytes | None:
        """Return a file whole, or None."""
        path = self.path(key)
        try:
            return path.read_bytes() if path.is_file() else None
        except FileNotFoundError:
            return None

    @disk_trouble()
    def size(self, key: str) -> int | None:
        """Return a file's size in bytes, or None when there is none."""
        path = self.path(key)
        return path.stat().st_size if path.is_file() else None

    @disk_trouble()
    def remove(self, key: str) -> None:
        """Delete a file; harmless when there is none."""
        self.path(key).unlink(missing_ok=True)

    def url(self, key: str) -> str:
        """Return an address, relative to this server, from which a file can be read for 15 minutes."""
        return self._address(Leave("GET", key, self._until_s()))

    def sending(self, key: str, *, size: int, mime: str, sha256: str) -> Sending:
        """Return leave to put a whole file of just these bytes, unless there is one by then; Refused without room."""
        self.check_room(size)
        leave = Leave("PUT", key, self._until_s(), size, mime, sha256)
        return Sending(self._address(leave), {"Content-Type": mime, "If-None-Match": "*"})

    @disk_trouble()
    def begin_parts(self, key: str, *, mime: str) -> str:
        """Begin a file that comes in parts; return its upload id."""
        self.path(key)  # raises now for a key under which nothing could be kept in the end
        return self.uploads.begin(key, mime=mime)

    def part_sending(self, key: str, *, upload_id: str, number: int, size: int, sha256: str) -> Sending:
        """Return leave to put one part; put again, it replaces the one before. Raise Refused without room."""
        self.check_room(size)
        leave = Leave("PUT", key, self._until_s(), size, "", sha256, upload_id, number)
        return Sending(self._address(leave), {})

    @disk_trouble()
    def parts(self, key: str, *, upload_id: str) -> Sequence[Part] | None:
        """Return the parts that have arrived, by number; None when there is no such upload (any more)."""
        return self.uploads.parts(key, upload_id=upload_id)

    @disk_trouble()
    def finish_parts(self, key: str, *, upload_id: str, parts: Sequence[Part]) -> bool:
        """Make the file of its parts; return False when there is no such upload or a part is not as said.

        A part that the disk does not give back as it was put is thrown away. A file that is there already stays.
        """
        there = self.parts(key, upload_id=upload_id)
        numbers = [part.number for part in parts]
        if there is None or not parts or numbers != sorted(set(numbers)) or not set(parts) <= set(there):
            return False
        self.check_room(sum(part.size for part in parts))
        with self.draft() as draft:
            for part in parts:
                path = self.uploads.path(upload_id, number=part.number, sha256=part.sha256)
                if _append(draft, path) != part.sha256:
                    path.unlink(missing_ok=True)
                    return False
            self.keep(draft, key=key)
        self.uploads.forget(upload_id)
        return True

    @disk_trouble()
    def abort_parts(self, key: str, *, upload_id: str) -> None:
        """Throw away what has arrived; harmless when there is no such upload."""
        if self.parts(key, upload_id=upload_id) is not None:
            self.uploads.forget(upload_id)

    # for the server, which stands in for the bucket

    def leave(self, method: str, key: str, query: Mapping[str, str]) -> Leave | None:
        """Return what an address allows now, or None when it was not signed here, is for another use, or is over.

        Only keys that have a place in the folder are ever signed.
        """
        leave = read_leave(key, query, secret=self._secret)
        if leave is None or leave.method != method or leave.until_s < self._clock.now_s():
            return None
        return leave

    def check_room(self, size: int) -> None:
        """Raise Refused with FULL when so many bytes more would leave the disk with less than its reserve."""
        if shutil.disk_usage(self._files).free < size + RESERVE_BYTES:
            raise Refused(Code.FULL, WHERE)

    def path(self, key: str) -> Path:
        """Return where a file is, or would be."""
        return place(self._files, key)

    def draft(self) -> Draft:
        """Begin a file."""
        return Draft(self._drafts / self._chance(16).hex())

    def keep(self, draft: Draft, *, key: str) -> bool:
        """Put a draft as a file unless there is one; return whether it was put."""
        draft.settle()
        with self._turn:
            if self.path(key).exists():
                return False
            draft.keep(self.path(key))
            return True

    def keep_part(self, draft: Draft, *, leave: Leave) -> bool:
        """Put a draft as the part that a leave is for; return False when there is no such upload any more."""
        draft.settle()
        return self.uploads.keep(draft, leave.key, upload_id=leave.upload_id, number=leave.number)

    def _until_s(self) -> int:
        return self._clock.now_s() + LEAVE_S

    def _address(self, leave: Leave) -> str:
        self.path(leave.key)  # raises for a key without a place
        return address(leave, prefix=PREFIX, secret=self._secret)


def _append(draft: Draft, path: Path) -> str:
    """Add a part to a draft; return its SHA-256 as the disk gives it back, nothing when it is gone."""
    hashed = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                hashed.update(block)
                draft.write(block)
    except FileNotFoundError:
        return ""
    return hashed.hexdigest()
