"""What was acknowledged survives whatever happens to the server's process."""

from __future__ import annotations

import hashlib
import os
import random
import threading
from contextlib import ExitStack
from pathlib import Path

import httpx

from backend.contract.chain import START, Cursor
from backend.contract.messages import opened, push_to_bytes, read_page
from backend.local.household import open_household
from backend.local.objects import FolderObjects
from backend.local.server import SystemClock
from tests.backend.local.conftest import Launch
from tests.backend.local.home import Computer, owner, push_of, titled, until
from tests.helpers.server_process import free_port

WRITERS = 3
FILE_BYTES = 300_000


class Crowd:
    """Threads that write to a server until it dies, and remember what they were told."""

    def __init__(self, computers: list[Computer], folder: Path) -> None:
        self.computers = computers
        self.pushed: set[str] = set()
        self.put: dict[str, str] = {}
        secret = open_household(folder, chance=os.urandom).secret
        # Not the server's own, only one that signs as it does.
        self._signer = FolderObjects(folder.parent / "signer", clock=SystemClock(), chance=os.urandom, secret=secret)
        self._threads = [threading.Thread(target=self._write, args=(one,)) for one in computers]
        self._threads += [threading.Thread(target=self._put, args=(one,)) for one in computers[:2]]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(30)
        for computer in self.computers:
            computer.close()

    def _write(self, computer: Computer) -> None:
        cursor = START
        while True:
            push = push_of([titled("x" * random.randrange(2000))], cursor=cursor)
            try:
                answer = computer.send(push_to_bytes(push))
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                cursor = self._newest(answer, cursor)
                self.pushed.add(push.pid)

    def _put(self, computer: Computer) -> None:
        while True:
            body = os.urandom(FILE_BYTES)
            sha256 = hashlib.sha256(body).hexdigest()
            key = f"fam/f/b/{sha256[:2]}/{sha256}"
            sending = self._signer.sending(key, size=len(body), mime="audio/mpeg", sha256=sha256)
            try:
                answer = computer.client.put(sending.url, content=body, headers=dict(sending.headers))
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                self.put[key] = sha256

    def _newest(self, answer: httpx.Response, cursor: Cursor) -> Cursor:
        commits = read_page(answer.json()).commits
        return commits[-1].cursor if commits else cursor


def test_a_server_that_is_killed_while_everybody_writes_loses_nothing_acknowledged(
    launch: Launch, folder: Path, closing: ExitStack
) -> None:
    port = free_port()
    server = launch(port=port)
    token = owner(server.url, code=server.owner_code)
    founder = Computer(server.url, token)
    closing.callback(founder.close)
    founder.found()
    crowds = []
    for round_ in range(3):
        computers = [Computer(server.url, token) for _ in range(WRITERS)]
        for computer in computers:
            computer.register()
        crowd = Crowd(computers, folder)
        crowd.start()
        until(lambda crowd=crowd, enough=5 + 7 * round_: len(crowd.pushed) >= enough and crowd.put, within_s=20)
        server.kill()
        crowd.join()
        crowds.append(crowd)
        server = launch(port=port)
        assert server.url
    commits = founder.all_commits()
    server.stop()

    assert set().union(*(crowd.pushed for crowd in crowds)) <= {commit.pid for commit in commits}
    assert len({commit.pid for commit in commits}) == len(commits)
    assert [commit.seq for commit in commits] == list(range(1, len(commits) + 1))
    assert all(opened(commit) for commit in commits)
    objects = FolderObjects(folder / "objects", clock=SystemClock(), chance=os.urandom, secret=b"")
    for key, sha256 in [pair for crowd in crowds for pair in crowd.put.items()]:
        assert hashlib.sha256(objects.get(key) or b"").hexdigest() == sha256
