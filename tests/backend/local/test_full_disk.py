"""A disk that takes no more costs nothing that was acknowledged, and is called by its name."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from backend.contract.errors import Code, Refused
from backend.contract.messages import push_to_bytes
from backend.core.ports import Sending, Unavailable
from backend.local.documents import SqliteDocuments
from backend.local.objects import FolderObjects
from backend.local.server import HomeServer
from tests.backend.local.conftest import Launch
from tests.backend.local.home import Computer, owner, push_of, titled
from tests.helpers.family_memory import MovableClock

DISK = "The disk does not take or give what it should"
BODY = os.urandom(400_000)
SHA256 = hashlib.sha256(BODY).hexdigest()


def put(client: httpx.Client, sending: Sending) -> httpx.Response:
    return client.put(sending.url, content=BODY, headers=dict(sending.headers))


def fill(documents: SqliteDocuments) -> None:
    """Let the table grow no more."""
    with documents._writing() as writer:
        (pages,) = writer.execute("pragma page_count").fetchone()
    documents._writer.execute(f"pragma max_page_count = {pages}").fetchone()


@pytest.mark.expects_log(DISK)
def test_a_push_that_the_disk_does_not_take_is_refused_and_taken_later(home: HomeServer, computer: Computer) -> None:
    first, second = (push_to_bytes(push_of([titled(os.urandom(5000).hex())])) for _ in range(2))
    assert computer.send(first).status_code == 200
    fill(home.documents)

    answers = [computer.send(second) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {507}
    assert answers[0].json()["error"]["code"] == "quota"
    assert "disk" in answers[0].json()["error"]["message"]
    assert len(computer.all_commits()) == 1

    home.documents._writer.execute("pragma max_page_count = 1000000").fetchone()
    assert computer.send(second).status_code == 200
    assert len(computer.all_commits()) == 2


@pytest.mark.expects_log(DISK)
@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 507), (errno.EFBIG, 507), (errno.EIO, 503)])
@pytest.mark.parametrize("step", ["fsync", "replace", "mkdir"])
def test_a_file_that_the_disk_does_not_take_is_not_there_and_can_be_put_later(
    home: HomeServer, monkeypatch: pytest.MonkeyPatch, number: int, status: int, step: str
) -> None:
    sending = home.objects.sending("fam/f/b/aa/file", size=len(BODY), mime="audio/mpeg", sha256=SHA256)

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with httpx.Client(base_url=home.url) as client:
        with monkeypatch.context() as patch:
            patch.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace"), "mkdir": (Path, "mkdir")}[step], fail)
            answer = put(client, sending)
            assert answer.status_code == status
            assert answer.headers["retry-after"]
            assert home.objects.size("fam/f/b/aa/file") is None
        assert put(client, sending).status_code == 200
    assert home.objects.get("fam/f/b/aa/file") == BODY
    assert not list((home.objects.path("x").parents[1] / "drafts").iterdir())


@pytest.mark.expects_log(DISK)
def test_the_rules_are_told_in_their_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = FolderObjects(tmp_path, clock=MovableClock(), chance=os.urandom, secret=b"s")

    def fail(number: int) -> None:
        def failing(_: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fsync", failing)

    fail(errno.ENOSPC)
    with pytest.raises(Refused) as refusal:
        objects.put_new("a", BODY)
    assert refusal.value.code is Code.FULL
    fail(errno.EIO)
    with pytest.raises(Unavailable):
        objects.begin_parts("a", mime="audio/mpeg")
    assert objects.size("a") is None


def test_audio_leaves_room_for_what_people_type(
    home: HomeServer, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = {"size": len(BODY), "mime": "audio/mpeg"}
    path = f"/v1/blobs/{SHA256}"
    leave = computer.client.post(path, json=wish).json()["put"]

    def little_left(_: Path) -> SimpleNamespace:
        return SimpleNamespace(free=64 * 1024 * 1024 + len(BODY) - 1)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", little_left)
        refused = computer.client.post(f"/v1/blobs/{SHA256[::-1]}", json=wish)
        assert (refused.status_code, refused.json()["error"]["code"]) == (507, "quota")
        assert put(computer.client, Sending(leave["url"], leave["headers"])).status_code == 507
        assert computer.send(push_to_bytes(push_of([titled("Still taken")]))).status_code == 200
    assert put(computer.client, Sending(leave["url"], leave["headers"])).status_code == 200
    assert computer.client.post(f"{path}/complete", json={}).status_code == 200


def can_mount() -> bool:
    """Return whether a small disk can be had that only one process sees."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    trial = ["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="a disk of one's own needs Linux and the right to mount")
def test_a_server_on_a_disk_that_is_really_full_refuses_and_recovers(
    launch: Launch, folder: Path, tmp_path: Path, closing: ExitStack
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    begin = (
        f"mount -t tmpfs -o size=2m none {disk} && cp -r {folder} {disk} && head -c 600000 /dev/zero >{disk}/ballast"
    )
    server = launch(before=["unshare", "-rm", "sh", "-c", f'{begin} && exec "$@"', "sh"], where=disk / folder.name)
    computer = Computer(server.url, owner(server.url, code=server.owner_code))
    closing.callback(computer.close)
    computer.found()
    taken: list[str] = []
    status = 200
    while status == 200 and len(taken) < 200:
        push = push_of([titled(os.urandom(7000).hex())])
        status = computer.send(push_to_bytes(push)).status_code
        taken += [push.pid] if status == 200 else []

    assert status == 507
    assert len(taken) > 5
    assert [commit.pid for commit in computer.all_commits()] == taken
    assert "disk is full" in server.heard(r"(.*disk.*full.*)")
    Path(f"/proc/{server.pid}/root{disk}/ballast").unlink()
    assert computer.send(push_to_bytes(push)).status_code == 200
    assert [commit.pid for commit in computer.all_commits()] == [*taken, push.pid]
