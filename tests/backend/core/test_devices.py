"""Computers of a family: registering, naming, and shutting out one that is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from backend.core.devices import SEEN_EVERY_S
from tests.helpers.family_calls import Cloud, Person, registered
from tests.helpers.family_memory import Crashed


def devices(person: Person) -> dict[str, dict[str, object]]:
    return {device["device"]: device for device in person.call("GET", "/v1/devices").told["devices"]}


def test_a_computer_is_registered_renamed_and_listed(cloud: Cloud) -> None:
    owner = cloud.owner()
    reply = owner.call("PUT", f"/v1/devices/{owner.device}", {"name": "Kitchen laptop", "platform": "windows"})
    assert reply.status == 200
    assert devices(owner)[owner.device] == {
        "device": owner.device,
        "name": "Kitchen laptop",
        "platform": "windows",
        "seen_at": cloud.clock.now,
        "is_revoked": False,
        "is_this": True,
    }


def test_a_computer_that_syncs_is_seen_without_a_write_each_time(cloud: Cloud) -> None:
    owner = cloud.owner()
    written: list[str] = []
    cloud.documents.before_change = lambda partition, sort: written.append(sort)
    cloud.clock.now += SEEN_EVERY_S - 1
    assert owner.pull().status == 200
    assert not written
    cloud.clock.now += 1
    assert owner.pull().status == 200
    assert written == [f"D#{owner.device}"]
    assert devices(owner)[owner.device]["seen_at"] == cloud.clock.now


def test_a_revoked_computer_is_shut_out_of_every_route(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    assert owner.call("DELETE", f"/v1/devices/{parent.device}").status == 200
    assert devices(owner)[parent.device]["is_revoked"] is True
    told = {"name": "Again", "platform": "linux"}
    for reply in (
        parent.pull(),
        parent.push({"p_1": {"title": "x"}}),
        parent.call("GET", "/v1/family"),
        parent.call("GET", "/v1/devices"),
        parent.call("PUT", f"/v1/devices/{parent.device}", told),
        parent.call("PUT", "/v1/devices/d_" + "Z" * 26, told),
        parent.call("POST", "/v1/family/leave"),
    ):
        assert (reply.status, reply.code) == (403, "device_revoked")


def test_a_revoked_sign_in_cannot_hide_behind_another_computers_name(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    other = registered(replace(parent, device="d_" + "7" * 26, session="another sign-in"))
    owner.call("DELETE", f"/v1/devices/{parent.device}")
    assert replace(parent, device=other.device).pull().code == "device_revoked"
    assert other.pull().status == 200, "the same person's other computer goes on"


def test_a_new_sign_in_does_not_bring_a_revoked_computer_back(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    owner.call("DELETE", f"/v1/devices/{parent.device}")
    again = replace(parent, session="new sign-in")
    assert again.call("GET", "/v1/family").status == 200
    assert again.pull().code == "device_revoked"
    assert registered(replace(again, device="d_" + "8" * 26)).pull().status == 200


def test_a_sign_in_that_came_later_on_a_computer_is_revoked_with_it(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    later = replace(parent, session="a later sign-in")
    assert later.pull().status == 200
    owner.call("DELETE", f"/v1/devices/{parent.device}")
    assert later.call("GET", "/v1/family").code == "device_revoked"


def test_a_parent_revokes_only_computers_of_their_own(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    assert parent.call("DELETE", f"/v1/devices/{owner.device}").code == "not_owner"
    other = registered(replace(parent, device="d_" + "7" * 26, session="another sign-in"))
    assert parent.call("DELETE", f"/v1/devices/{other.device}").status == 200
    assert other.pull().code == "device_revoked"


def test_a_parent_who_says_to_sit_at_the_owners_computer_cannot_shut_the_owner_out(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    told = {"name": "Mine now", "platform": "linux"}
    assert parent.call("PUT", f"/v1/devices/{owner.device}", told).status == 200, "parents may share a computer"
    assert parent.call("DELETE", f"/v1/devices/{owner.device}").code == "not_owner"
    assert owner.pull().status == 200


def test_revoking_makes_room_for_another_computer_but_not_without_end(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.core.devices.MAX_DEVICES", 3)
    monkeypatch.setattr("backend.core.devices.MAX_KNOWN", 5)
    owner = cloud.owner()
    others = [replace(owner, device=f"d_{number:026d}", session=f"sign-in {number}") for number in range(60, 66)]
    for other in others[:2]:
        registered(other)
    told = {"name": "One more", "platform": "linux"}
    assert others[2].call("PUT", f"/v1/devices/{others[2].device}", told).code == "too_many"
    for gone, other in zip(others, others[2:4], strict=False):
        assert owner.call("DELETE", f"/v1/devices/{gone.device}").status == 200
        registered(other)
    assert owner.call("DELETE", f"/v1/devices/{others[2].device}").status == 200
    assert others[4].call("PUT", f"/v1/devices/{others[4].device}", told).code == "too_many"


def test_a_familys_computers_are_not_anothers(cloud: Cloud) -> None:
    owner, stranger = cloud.owner(), cloud.owner("Others")
    assert stranger.call("DELETE", f"/v1/devices/{owner.device}").code == "no_device"
    assert owner.device not in devices(stranger)
    assert owner.pull().status == 200


def test_a_revocation_that_crashed_is_finished_by_asking_again(cloud: Cloud) -> None:
    for step in (1, 2, 3):
        cloud = Cloud()
        owner = cloud.owner()
        parent = cloud.parent(owner)
        writes = 0

        def crash(partition: str, sort: str, *, at: int = step) -> None:
            nonlocal writes
            writes += 1
            if writes == at:
                raise Crashed

        cloud.documents.before_change = crash
        try:
            owner.call("DELETE", f"/v1/devices/{parent.device}")
        except Crashed:
            assert devices(owner)[parent.device]["is_revoked"] is False
        cloud.documents.before_change = lambda partition, sort: None
        assert owner.call("DELETE", f"/v1/devices/{parent.device}").status == 200
        assert parent.call("GET", "/v1/family").code == "device_revoked"
        assert devices(owner)[parent.device]["is_revoked"] is True


def test_the_first_calls_of_a_new_sign_in_may_come_all_at_once(cloud: Cloud) -> None:
    owner = cloud.owner()
    again = replace(owner, session="new sign-in")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: again.pull().status, range(40)))
    assert set(statuses) == {200}
    owner.call("DELETE", f"/v1/devices/{owner.device}")
    assert again.call("GET", "/v1/family").code == "device_revoked"


def test_a_call_that_meets_its_own_revocation_is_not_let_in(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = replace(cloud.parent(owner), session="new sign-in")

    def revoke(partition: str, sort: str) -> None:
        cloud.documents.before_change = lambda partition, sort: None
        owner.call("DELETE", f"/v1/devices/{parent.device}")

    cloud.documents.before_change = revoke
    assert parent.pull().code == "device_revoked"


def test_people_who_call_at_once_are_never_taken_for_each_other(cloud: Cloud) -> None:
    owners = [cloud.owner(f"Family {number}") for number in range(8)]

    def names(owner: Person) -> set[str]:
        return {owner.call("GET", "/v1/family").told["name"] for _ in range(40)}

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(names, owners)) == [{f"Family {number}"} for number in range(8)]
