"""Pictures: the file before the row, the same picture once."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.model.errors import NoRoom
from desktop.model.names import ArtworkKey
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.support import Ear

if sys.platform != "win32":
    import resource

PICTURE = b"\x89PNG and so on"


def keep(library: Library, picture: bytes = PICTURE) -> ArtworkKey:
    return library.transact("Cover", lambda tx: tx.keep_artwork(picture, "image/png"))


def test_a_picture_is_a_file_named_by_its_hash(library: Library, ear: Ear) -> None:
    key = keep(library)
    assert key == hashlib.sha256(PICTURE).hexdigest()
    assert library.artwork.path(key) == library.folder / "artwork" / key[:2] / key
    assert library.artwork.bytes(key) == PICTURE
    assert library.artwork.mime(key) == "image/png"
    assert ear.last.of("artwork") == {key}


def test_the_same_picture_is_kept_once(library: Library, ear: Ear) -> None:
    key = keep(library)
    assert keep(library) == key
    assert len(ear.heard) == 1
    files = [path for path in (library.folder / "artwork").rglob("*") if path.is_file()]
    assert files == [library.artwork.path(key)]


def test_a_picture_that_is_not_here_is_none(library: Library) -> None:
    missing = ArtworkKey("0" * 64)
    assert library.artwork.path(missing) is None
    assert library.artwork.bytes(missing) is None
    assert library.artwork.mime(missing) is None


def test_a_lost_file_is_written_again(library: Library) -> None:
    key = keep(library)
    path = library.artwork.path(key)
    assert path is not None
    path.unlink()
    keep(library)
    assert library.artwork.bytes(key) == PICTURE


def test_a_change_that_fails_leaves_at_most_a_file_that_nothing_names(library: Library) -> None:
    def fail(tx: Transaction) -> None:
        tx.keep_artwork(PICTURE, "image/png")
        raise LookupError

    with pytest.raises(LookupError):
        library.transact("Cover", fail)
    assert library.artwork.mime(ArtworkKey(hashlib.sha256(PICTURE).hexdigest())) is None
    key = keep(library)
    assert library.artwork.bytes(key) == PICTURE


def test_a_folder_that_cannot_be_written_is_told_in_plain_words(library: Library) -> None:
    (library.folder / "artwork").write_text("a file where a folder should be")
    with pytest.raises(NoRoom, match="picture"):
        keep(library)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_fills_in_the_middle_of_a_picture_leaves_no_half_file(library: Library) -> None:
    with files_of_at_most(4096), pytest.raises(NoRoom):
        keep(library, PICTURE + bytes(100_000))
    assert [path for path in (library.folder / "artwork").rglob("*") if path.is_file()] == []
    assert library.artwork.bytes(keep(library)) == PICTURE


@contextmanager
def files_of_at_most(size_bytes: int) -> Iterator[None]:
    """Let every longer write of this process fail, as on a disk without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_picture_that_cannot_be_read_is_none(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    key = keep(library)

    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert library.artwork.bytes(key) is None
