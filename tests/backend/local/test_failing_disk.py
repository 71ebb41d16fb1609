"""A disk that fails at any one of its operations leaves whole files and no others."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.contract.errors import Refused
from backend.core.ports import Unavailable
from backend.local.leave import Leave
from backend.local.objects import FolderObjects
from tests.helpers.family_memory import MovableClock

WHOLE, PARTS = "fam/f/b/aa/whole", "fam/f/b/bb/parts"
BODIES = [os.urandom(3000), os.urandom(2000)]
DISK = "The disk does not take or give what it should"


class FailingDisk:
    """Counts what is asked of the disk, and fails one of it; from then on it is dead or well again."""

    def __init__(self, patch: pytest.MonkeyPatch, *, fails_at: int, stays_dead: bool) -> None:
        self.asked = 0
        self._fails_at = fails_at
        self._stays_dead = stays_dead
        for owner, name in ((os, "fsync"), (os, "open"), (Path, "replace"), (Path, "mkdir"), (Path, "open")):
            patch.setattr(owner, name, self._watched(getattr(owner, name)))

    def _watched(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            self.asked += 1
            if self.asked == self._fails_at or (self._stays_dead and self.asked > self._fails_at > 0):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return act(*args, **kwargs)

        return watched


def opened(folder: Path) -> FolderObjects:
    return FolderObjects(folder, clock=MovableClock(), chance=os.urandom, secret=b"s")


def write(objects: FolderObjects, *, told: set[str]) -> None:
    """Put a file, and another in parts; note what has been acknowledged."""
    objects.put_new(WHOLE, BODIES[0])
    told.add(WHOLE)
    upload_id = objects.begin_parts(PARTS, mime="audio/mpeg")
    for number, body in enumerate(BODIES, start=1):
        with objects.draft() as draft:
            draft.write(body)
            assert objects.keep_part(draft, leave=Leave("PUT", PARTS, 0, upload_id=upload_id, number=number))
    parts = objects.parts(PARTS, upload_id=upload_id)
    assert parts is not None
    assert [part.sha256 for part in parts] == [hashlib.sha256(body).hexdigest() for body in BODIES]
    assert objects.finish_parts(PARTS, upload_id=upload_id, parts=parts)
    told.add(PARTS)


def check(objects: FolderObjects, *, told: set[str]) -> None:
    """Everything that was acknowledged is there, and nothing is there in part."""
    for key, body in ((WHOLE, BODIES[0]), (PARTS, b"".join(BODIES))):
        assert objects.get(key) in ((body,) if key in told else (body, None))


@pytest.mark.expects_log(DISK)
@pytest.mark.parametrize("stays_dead", [False, True])
def test_whatever_operation_fails_no_file_is_lost_or_half_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stays_dead: bool
) -> None:
    with monkeypatch.context() as patch:
        healthy = FailingDisk(patch, fails_at=0, stays_dead=False)
        write(opened(tmp_path / "healthy"), told=set())
    assert healthy.asked > 30

    for fails_at in range(1, healthy.asked + 1):
        folder, told = tmp_path / str(fails_at), set[str]()
        with monkeypatch.context() as patch:
            FailingDisk(patch, fails_at=fails_at, stays_dead=stays_dead)
            try:
                objects = opened(folder)
                write(objects, told=told)
            except (OSError, Refused, Unavailable):
                pass
            else:
                assert told == {WHOLE, PARTS}
        again = opened(folder)  # as after a restart
        check(again, told=told)
        write(again, told=told)
        check(again, told=told)
