"""What the family's log promises to computers that write at the same time, through a real server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from backend.contract.messages import opened, push_to_bytes
from backend.local.server import HomeServer
from tests.backend.local.home import Computer, push_of, titled, until

CROWD = 50


def test_fifty_pushes_at_once_are_numbered_one_to_fifty_each_once(
    home: HomeServer, token: str, computer: Computer, closing: ExitStack
) -> None:
    crowd = [Computer(home.url, token) for _ in range(CROWD)]
    for one in crowd:
        closing.callback(one.close)
        one.register()
    pushes = [push_of([titled(f"title {number}")]) for number in range(CROWD)]

    def send(one: Computer, number: int) -> None:
        body = push_to_bytes(pushes[number])

        def is_taken() -> bool:
            answer = one.send(body)
            assert answer.status_code in (200, 503), answer.text
            return answer.status_code == 200

        until(is_taken, within_s=30)

    with ThreadPoolExecutor(CROWD) as pool:
        list(pool.map(send, crowd, range(CROWD)))

    commits = computer.all_commits()
    assert [commit.seq for commit in commits] == list(range(1, CROWD + 1))
    assert {commit.pid for commit in commits} == {push.pid for push in pushes}
    assert {op.set["title"] for commit in commits for op in opened(commit)} == {f"title {n}" for n in range(CROWD)}
    assert [commit.prev for commit in commits[1:]] == [commit.h for commit in commits[:-1]]


def test_a_push_that_is_sent_again_from_many_threads_is_taken_once(computer: Computer) -> None:
    body = push_to_bytes(push_of([titled("once")]))

    with ThreadPoolExecutor(8) as pool:
        statuses = [answer.status_code for answer in pool.map(computer.send, [body] * 8)]

    assert set(statuses) <= {200, 503}
    assert len(computer.all_commits()) == 1


def test_two_computers_with_a_library_each_unite_them(
    home: HomeServer, token: str, computer: Computer, closing: ExitStack
) -> None:
    other = Computer(home.url, token)
    closing.callback(other.close)
    other.register()
    computer.replica.edit({"t_one": {"title": "One"}})
    other.replica.edit({"t_two": {"title": "Two"}})

    for one in (computer, other, computer):
        one.sync()

    assert computer.storage.base == other.storage.base == {"t_one": {"title": "One"}, "t_two": {"title": "Two"}}
