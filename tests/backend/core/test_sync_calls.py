"""The log over HTTP: pushes, pulls, who may, and fifty at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from backend.contract.chain import START, Cursor
from backend.contract.messages import read_page
from tests.helpers.family_calls import Cloud, Person, Reply, registered


def head(reply: Reply) -> Cursor:
    return read_page(reply.told).commits[-1].cursor


def test_what_one_computer_pushes_another_one_pulls(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    pushed = owner.push({"p_1": {"title": "Sleep"}})
    assert pushed.status == 200
    assert pushed.told["r"] == "ok"
    assert pushed.told["commits"][0]["z"] == "", "the pusher has its own operations"
    pulled = parent.pull()
    assert pulled.status == 200
    assert [(commit["pid"], commit["dev"]) for commit in pulled.told["commits"]] == [
        (pushed.told["commits"][0]["pid"], owner.device)
    ]
    assert pulled.told["commits"][0]["z"]
    assert parent.pull(head(pulled)).told == {"commits": [], "more": False}


def test_a_push_sent_twice_is_in_the_log_once(cloud: Cloud) -> None:
    owner, pid = cloud.owner(), cloud.new_pid()
    first = owner.push({"p_1": {"title": "Sleep"}}, pid=pid)
    assert owner.push({"p_1": {"title": "Sleep"}}, pid=pid).raw == first.raw
    assert len(owner.pull().told["commits"]) == 1


def test_a_push_in_ignorance_is_a_conflict_with_what_came_first(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    owner.push({"p_1": {"title": "Sleep"}})
    reply = parent.push({"p_1": {"title": "Dream"}})
    assert (reply.status, reply.told["r"]) == (409, "conflict")
    assert len(reply.told["commits"]) == 1
    assert parent.push({"p_2": {"title": "Dream"}}).status == 200


def test_a_place_beyond_the_log_is_gone(cloud: Cloud) -> None:
    owner = cloud.owner()
    beyond = Cursor(5, "ab" * 16)
    for reply in (owner.pull(beyond), owner.push({"p_1": {"title": "x"}}, cursor=beyond)):
        assert reply.status == 410
        assert reply.told["gone"]["forked"] is True


def test_a_computer_must_be_registered_and_its_own_familys(cloud: Cloud) -> None:
    owner, stranger = cloud.owner(), cloud.owner("Others")
    for device in ("", "d_", stranger.device, "d_" + "9" * 26, f"{owner.device},{stranger.device}", "../x"):
        reply = owner.send("GET", f"/v1/sync?cur={START}", headers={"x-device": device})
        assert (reply.status, reply.code) == (403, "device_unknown"), device


def test_a_snapshot_is_folded_by_pushes_alone_and_a_fresh_computer_finds_it(cloud: Cloud) -> None:
    owner = cloud.owner()
    cursor = START
    for number in range(272):
        cursor = head(owner.push({f"p_{number}": {"title": "x"}}, cursor=cursor))
    assert len(cloud.objects.files) == 1
    gone = owner.pull(Cursor(3, "ab" * 16))
    assert gone.status == 410
    assert gone.told["gone"]["seq"] == 256
    assert gone.told["gone"]["url"] in cloud.objects.files


def test_upkeep_that_fails_fails_no_push(cloud: Cloud) -> None:
    owner, cursor = cloud.owner(), START
    for number in range(260):
        cursor = head(owner.push({f"p_{number}": {"title": "x"}}, cursor=cursor))
    cloud.objects.files = dict.fromkeys(cloud.objects.files, b"damaged")
    for number in range(300):
        reply = owner.push({f"q_{number}": {"title": "x"}}, cursor=cursor)
        assert reply.status == 200
        cursor = head(reply)


def test_fifty_pushes_at_once_are_numbered_one_to_fifty_each_once(cloud: Cloud) -> None:
    owner = cloud.owner()
    people = [owner, *(computer_of(owner, number) for number in range(49))]

    def push_until_taken(person: Person) -> int:
        pid = cloud.new_pid()
        while (reply := person.push({f"p_{person.device}": {"title": "x"}}, pid=pid)).status == 503:
            assert reply.headers["retry-after"]
        assert reply.status == 200
        return int(reply.told["commits"][-1]["seq"])

    with ThreadPoolExecutor(50) as pool:
        numbers = sorted(pool.map(push_until_taken, people))
    commits = read_page(owner.pull().told).commits
    assert [commit.seq for commit in commits] == list(range(1, 51))
    assert len({commit.pid for commit in commits}) == 50
    assert all(one.h == other.prev for one, other in pairwise(commits))
    assert numbers[-1] == 50


def computer_of(owner: Person, number: int) -> Person:
    return registered(Person(owner.sub, owner.cloud, f"d_C{number:025d}"))


def test_a_push_whose_write_is_heard_twice_is_in_the_log_once() -> None:
    for write in range(1, 5):
        cloud = Cloud()
        owner = cloud.owner()
        cloud.documents.echo_at = cloud.documents.writes + write
        assert owner.push({"p_1": {"title": "Sleep"}}).status == 200
        assert owner.push({"p_2": {"title": "Dream"}}).status == 200
        assert [commit["seq"] for commit in owner.pull().told["commits"]] == [1, 2]


def test_a_client_that_is_too_old_is_told_to_upgrade_and_may_still_read(cloud: Cloud) -> None:
    owner = cloud.owner()
    cloud.documents.update(f"F#{cloud.family_of(owner)}", "META", changes={"min_schema": 2}, expected={})
    reply = owner.push({"p_1": {"title": "Sleep"}})
    assert (reply.status, reply.code) == (426, "upgrade")
    assert owner.pull().status == 200
