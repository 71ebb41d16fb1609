"""Families: founding, inviting, joining, leaving, and what a crash or a race in the middle of it leaves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.core.invites import TRIES, TRIES_WINDOW_S, VALID_S
from tests.helpers.family_calls import Cloud, Person
from tests.helpers.family_memory import Crashed

WRONG = "ABCD-EFGH-JKLM"


def join(person: Person, code: str) -> tuple[int, str]:
    reply = person.call("POST", "/v1/family/join", {"code": code, "email": "other@example.org"})
    return reply.status, reply.code


def subs(person: Person) -> list[str]:
    return [member["sub"] for member in person.call("GET", "/v1/family").told["members"]]


def test_hello_needs_no_sign_in_and_says_where_the_accounts_are(cloud: Cloud) -> None:
    reply = cloud.person().call("GET", "/v1/hello", claims={})
    assert reply.status == 200
    assert reply.told == {**cloud.world.hello, "service": "yoto-smart-stream", "api": 1}
    assert reply.headers["cache-control"] == "no-store"


def test_who_belongs_to_no_family_is_told_so(cloud: Cloud) -> None:
    reply = cloud.person().call("GET", "/v1/family")
    assert (reply.status, reply.code) == (404, "no_family")


def test_a_founder_is_the_owner_and_sees_the_family(cloud: Cloud) -> None:
    owner = cloud.owner("Familie M\u00fcller \U0001f468\u200d\U0001f469\u200d\U0001f467")
    told = owner.call("GET", "/v1/family").told
    assert told["name"] == "Familie M\u00fcller \U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert (told["role"], told["used_bytes"], told["quota_bytes"]) == ("owner", 0, 10**12)
    assert told["members"] == [
        {
            "sub": owner.sub,
            "email": f"{owner.sub}@example.org",
            "role": "owner",
            "joined_at": cloud.clock.now,
            "is_me": True,
        }
    ]


def test_nobody_founds_a_second_family(cloud: Cloud) -> None:
    owner = cloud.owner()
    reply = owner.call("POST", "/v1/family", {"name": "Another", "email": "a@example.org"})
    assert (reply.status, reply.code) == (409, "has_family")
    assert owner.call("GET", "/v1/family").told["name"] == "The Lees"


def test_only_the_owner_renames_invites_and_dismisses(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    assert parent.call("PATCH", "/v1/family", {"name": "Mine"}).code == "not_owner"
    assert parent.call("POST", "/v1/family/invites").code == "not_owner"
    assert parent.call("DELETE", f"/v1/family/members/{owner.sub}").code == "not_owner"
    assert owner.call("PATCH", "/v1/family", {"name": "Ours"}).status == 200
    assert parent.call("GET", "/v1/family").told["name"] == "Ours"


def test_an_invited_parent_is_in_the_family(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    assert cloud.family_of(parent) == cloud.family_of(owner)
    assert subs(owner) == subs(parent) == [owner.sub, parent.sub]
    assert parent.call("GET", "/v1/family").told["role"] == "parent"


def test_a_code_is_kept_only_as_its_hash(cloud: Cloud) -> None:
    code = cloud.owner().call("POST", "/v1/family/invites").told["code"]
    kept = repr(cloud.documents.partitions)
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_a_code_is_read_however_a_person_types_it(cloud: Cloud) -> None:
    code = cloud.owner().call("POST", "/v1/family/invites").told["code"]
    assert join(cloud.person(), f" {code.lower().replace('-', ' ')} ") == (200, "")


def test_a_used_an_expired_and_an_unknown_code_are_answered_alike(cloud: Cloud) -> None:
    owner = cloud.owner()
    used = owner.call("POST", "/v1/family/invites").told["code"]
    assert join(cloud.person(), used) == (200, "")
    expired = owner.call("POST", "/v1/family/invites").told["code"]
    cloud.clock.now += VALID_S
    answers = [
        cloud.person().call("POST", "/v1/family/join", {"code": code, "email": "x"}).raw
        for code in (used, expired, WRONG)
    ]
    assert len(set(answers)) == 1
    assert '"bad_invite"' in answers[0]


def test_who_has_joined_and_not_heard_of_it_may_ask_again(cloud: Cloud) -> None:
    code = cloud.owner().call("POST", "/v1/family/invites").told["code"]
    person = cloud.person()
    assert join(person, code) == join(person, code) == (200, "")


def test_a_used_code_does_not_let_back_in_whom_the_owner_let_go(cloud: Cloud) -> None:
    owner = cloud.owner()
    code = owner.call("POST", "/v1/family/invites").told["code"]
    person = cloud.person()
    assert join(person, code) == (200, "")
    assert owner.call("DELETE", f"/v1/family/members/{person.sub}").status == 200
    assert join(person, code) == (404, "bad_invite")


def test_guessing_codes_is_slowed_down_even_from_many_threads(cloud: Cloud) -> None:
    person = cloud.person()
    with ThreadPoolExecutor(8) as pool:
        statuses = [status for status, _ in pool.map(lambda _: join(person, WRONG), range(60))]
    assert statuses.count(404) == TRIES
    assert statuses.count(429) == 60 - TRIES
    slowed = person.call("POST", "/v1/family/join", {"code": WRONG, "email": "x"})
    assert 0 < int(slowed.headers["retry-after"]) <= TRIES_WINDOW_S
    cloud.clock.now += TRIES_WINDOW_S
    assert join(person, WRONG) == (404, "bad_invite")


@pytest.mark.parametrize("round_", range(10))
def test_a_code_lets_in_one_of_many_who_race_for_it(cloud: Cloud, round_: int) -> None:
    owner = cloud.owner()
    code = owner.call("POST", "/v1/family/invites").told["code"]
    people = [cloud.person() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda person: join(person, code)[0], people))
    assert sorted(statuses) == [200, *[404] * 7]
    assert len(subs(owner)) == 2


def test_one_account_that_races_for_two_families_is_in_one(cloud: Cloud) -> None:
    owners = [cloud.owner() for _ in range(6)]
    codes = [owner.call("POST", "/v1/family/invites").told["code"] for owner in owners]
    person = cloud.person()
    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda code: join(person, code)[0], codes))
    assert sorted(statuses) == [200, *[409] * 5]
    assert sum(person.sub in subs(owner) for owner in owners) == 1


def test_the_owner_leaves_last(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    assert owner.call("POST", "/v1/family/leave").code == "last_owner"
    assert owner.call("DELETE", f"/v1/family/members/{owner.sub}").code == "last_owner"
    assert parent.call("POST", "/v1/family/leave").status == 200
    assert parent.call("GET", "/v1/family").code == "no_family"
    assert owner.call("POST", "/v1/family/leave").status == 200


def test_a_family_is_never_left_without_an_owner_when_somebody_joins_meanwhile() -> None:
    for step in range(1, 12):
        cloud = Cloud()
        owner, person = cloud.owner(), cloud.person()
        code = owner.call("POST", "/v1/family/invites").told["code"]
        writes = 0

        def leave_meanwhile(partition: str, sort: str, *, at: int = step, owner: Person = owner) -> None:
            nonlocal writes
            writes += 1
            if writes == at:
                owner.call("POST", "/v1/family/leave")

        cloud.documents.before_change = leave_meanwhile
        joined = join(person, code)[0]
        cloud.documents.before_change = lambda partition, sort: None
        is_owner_there = owner.call("GET", "/v1/family").status == 200
        assert is_owner_there or person.call("GET", "/v1/family").status == 404
        assert (joined == 200) == (person.call("GET", "/v1/family").status == 200)


def test_who_is_let_go_loses_everything_at_once(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    assert owner.call("DELETE", f"/v1/family/members/{parent.sub}").status == 200
    for reply in (parent.pull(), parent.call("GET", "/v1/family"), parent.call("GET", "/v1/devices")):
        assert (reply.status, reply.code) == (404, "no_family")
    assert subs(owner) == [owner.sub]
    assert [device["device"] for device in owner.call("GET", "/v1/devices").told["devices"]] == [owner.device]


@pytest.mark.parametrize("deed", ["found", "join", "leave", "dismiss"])
def test_a_crash_between_any_two_writes_repairs_itself(deed: str) -> None:
    for step in range(1, 10):
        cloud = Cloud()
        owner = cloud.owner()
        code = owner.call("POST", "/v1/family/invites").told["code"]
        person = cloud.parent(owner) if deed in ("leave", "dismiss") else cloud.person()
        writes = 0

        def crash(partition: str, sort: str, *, at: int = step) -> None:
            nonlocal writes
            writes += 1
            if writes == at:
                raise Crashed

        cloud.documents.before_change = crash
        try:
            if deed == "found":
                person.call("POST", "/v1/family", {"name": "New", "email": "x"})
            elif deed == "join":
                join(person, code)
            elif deed == "leave":
                person.call("POST", "/v1/family/leave")
            else:
                owner.call("DELETE", f"/v1/family/members/{person.sub}")
        except Crashed:
            pass
        cloud.documents.before_change = lambda partition, sort: None
        seen = person.call("GET", "/v1/family")
        if seen.status == 200:
            assert person.sub in subs(person), (deed, step)
            assert seen.told["name"]
        assert (person.sub in subs(owner)) == (cloud.family_of(person) == cloud.family_of(owner))


def test_a_code_lets_one_in_even_when_a_write_is_heard_twice() -> None:
    for write in range(1, 8):
        cloud = Cloud()
        owner = cloud.owner()
        code = owner.call("POST", "/v1/family/invites").told["code"]
        cloud.documents.echo_at = cloud.documents.writes + write
        people = [cloud.person(), cloud.person()]
        statuses = [join(person, code)[0] for person in people]
        are_in = [cloud.family_of(person) == cloud.family_of(owner) for person in people]
        assert are_in == [status == 200 for status in statuses], write
        assert sum(are_in) <= 1
        assert subs(owner) == [owner.sub, *(person.sub for person, is_in in zip(people, are_in, strict=True) if is_in)]
