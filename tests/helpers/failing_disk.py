"""Makes SQLite's writes and syncs fail on demand, below SQLite itself, as a full or broken disk does."""

from __future__ import annotations

import ctypes
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OK, _FULL = 0, 13
_IOERR_FSYNC, _IOERR_TRUNCATE = 10 | 4 << 8, 10 | 6 << 8
_METHODS = 18  # of sqlite3_io_methods, version 3

_Open = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_Write = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("max_pathname", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("app_data", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
    )


class _IoMethods(ctypes.Structure):
    _fields_ = (("version", ctypes.c_int), ("methods", ctypes.c_void_p * _METHODS))


class FailingDisk:
    """Counts what SQLite writes; `fail_at(k)` has the k-th write or sync from now on fail."""

    def __init__(self) -> None:
        self.operations = 0
        self.failures = 0
        self._left = 0
        self._is_lasting = False
        self._kept: list[object] = []

    def fail_at(self, k: int, *, is_lasting: bool) -> None:
        """Let k - 1 operations pass, then fail once or for good."""
        self._left, self._is_lasting, self.failures = k, is_lasting, 0

    def heal(self) -> None:
        """Let everything pass again."""
        self._left = 0
        self._is_lasting = False

    def fails(self) -> bool:
        self.operations += 1
        if self._left > 1:
            self._left -= 1
            return False
        if self._left == 1:
            self.failures += 1
            self._left = 1 if self._is_lasting else 0
            return True
        return False

    def attach(self, file: int) -> None:
        """Put ourselves between SQLite and an open file."""
        slot = ctypes.cast(file, ctypes.POINTER(ctypes.c_void_p))
        ours = _IoMethods.from_buffer_copy(_IoMethods.from_address(slot.contents.value or 0))
        write, truncate, sync = (
            kind(ours.methods[place] or 0) for kind, place in ((_Write, 2), (_Truncate, 3), (_Sync, 4))
        )
        replaced = (
            (2, _Write(lambda *told: _FULL if self.fails() else write(*told))),
            (3, _Truncate(lambda *told: _IOERR_TRUNCATE if self.fails() else truncate(*told))),
            (4, _Sync(lambda *told: _IOERR_FSYNC if self.fails() else sync(*told))),
        )
        for place, function in replaced:
            ours.methods[place] = ctypes.cast(function, ctypes.c_void_p).value
        self._kept.append((ours, write, truncate, sync, replaced))
        slot[0] = ctypes.addressof(ours)


@contextmanager
def failing_disk(disk: FailingDisk | None = None) -> Iterator[FailingDisk | None]:
    """Give the disk under every database that is opened meanwhile; None where SQLite is built into Python."""
    disk = disk or FailingDisk()
    try:
        library = ctypes.CDLL("libsqlite3.so.0")
    except OSError:
        yield None
        return
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None).contents
    original = vfs.open
    open_file = _Open(original)

    def opened(own: int, name: int, file: int, flags: int, out: int) -> int:
        result = open_file(own, name, file, flags, out)
        if result == _OK:
            disk.attach(file)
        return int(result)

    ours = _Open(opened)
    vfs.open = ctypes.cast(ours, ctypes.c_void_p).value
    try:
        yield disk
    finally:
        vfs.open = original


def is_between(disk: FailingDisk, folder: Path) -> bool:
    """Return whether it is really this Python's SQLite that the disk is under."""
    before = disk.operations
    connection = sqlite3.connect(folder / "probe.sqlite")
    connection.execute("create table one (a)")
    connection.close()
    return disk.operations > before
