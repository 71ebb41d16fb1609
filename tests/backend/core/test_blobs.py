"""Files of the family: sent whole or in parts, resumed, verified, counted, and nobody else's."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from backend.core import garbage, uploads
from backend.core.keys import FamilyKey
from backend.core.ports import Sending
from backend.core.quota import MAX_MOVES
from backend.core.vault import Vault
from tests.helpers.family_calls import Cloud, Person, Reply
from tests.helpers.family_files import part_of

WHOLE = b"a lullaby" * 10
LARGE = bytes(range(256)) * 10


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 500)
    monkeypatch.setattr(uploads, "MAX_WHOLE_BYTES", 1000)


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def ask(person: Person, data: bytes, **changes: Any) -> Reply:
    count = uploads.count_of_parts(len(data))
    told: dict[str, Any] = {"size": len(data), "mime": "audio/mpeg"}
    if count:
        told["parts"] = [sha256_of(part_of(data, number)) for number in range(1, count + 1)]
    return person.call("POST", f"/v1/blobs/{sha256_of(data)}", {**told, **changes})


def deliver(person: Person, told: Any, data: bytes) -> int:
    return person.cloud.objects.deliver(Sending(told["url"], told["headers"]), data)


def complete(person: Person, data: bytes) -> Reply:
    return person.call("POST", f"/v1/blobs/{sha256_of(data)}/complete", {})


def send(person: Person, data: bytes) -> None:
    reply = ask(person, data)
    if "put" in reply.told:
        assert deliver(person, reply.told["put"], data) == 200
    for part in reply.told.get("multipart", {}).get("parts", ()):
        assert deliver(person, part, part_of(data, part["n"])) == 200
    assert complete(person, data).status == 200


def read(person: Person, data: bytes) -> bytes | None:
    reply = person.call("GET", f"/v1/blobs/{sha256_of(data)}")
    return person.cloud.objects.get(reply.told["url"]) if reply.status == 200 else None


def settle(person: Person) -> None:
    """Let the garbage collection look at a family that names no file."""
    family = FamilyKey(person.cloud.family_of(person))
    garbage.collect({}, vault=Vault(person.cloud.world, family=family))


def used(person: Person) -> int:
    return int(person.call("GET", "/v1/family").told["used_bytes"])


def test_a_small_file_is_put_whole_and_read_by_the_other_parent(cloud: Cloud) -> None:
    owner = cloud.owner()
    parent = cloud.parent(owner)
    put = ask(owner, WHOLE).told["put"]
    assert read(parent, WHOLE) is None, "nothing is readable before it is complete"
    assert deliver(owner, put, WHOLE) == 200
    assert complete(owner, WHOLE).status == complete(owner, WHOLE).status == 200
    assert read(parent, WHOLE) == WHOLE
    assert ask(parent, WHOLE).told == {"have": True}
    assert used(owner) == len(WHOLE)


@pytest.mark.usefixtures("small_parts")
def test_a_large_file_is_put_in_parts_and_goes_on_where_it_stopped(cloud: Cloud) -> None:
    owner = cloud.owner()
    first = ask(owner, LARGE).told["multipart"]
    assert (first["part_size"], [part["n"] for part in first["parts"]], first["done"]) == (500, [1, 2, 3, 4, 5, 6], [])
    for part in first["parts"][:4]:
        assert deliver(owner, part, part_of(LARGE, part["n"])) == 200
    early = complete(owner, LARGE)
    assert (early.status, early.code, early.told["missing"]) == (409, "blob_incomplete", [5, 6])
    again = ask(owner, LARGE).told["multipart"]
    assert again["upload_id"] == first["upload_id"]
    assert ([part["n"] for part in again["parts"]], again["done"]) == ([5, 6], [1, 2, 3, 4])
    for part in again["parts"]:
        assert deliver(owner, part, part_of(LARGE, part["n"])) == 200
    assert complete(owner, LARGE).status == complete(owner, LARGE).status == 200
    assert read(owner, LARGE) == LARGE


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("killed_after", range(7))
def test_an_upload_killed_after_any_part_sends_none_of_them_again(cloud: Cloud, killed_after: int) -> None:
    owner = cloud.owner()
    for part in ask(owner, LARGE).told["multipart"]["parts"][:killed_after]:
        deliver(owner, part, part_of(LARGE, part["n"]))
    left = ask(owner, LARGE).told["multipart"]["parts"]
    assert [part["n"] for part in left] == list(range(killed_after + 1, 7))
    for part in left:
        deliver(owner, part, part_of(LARGE, part["n"]))
    assert complete(owner, LARGE).status == 200
    assert read(owner, LARGE) == LARGE


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("data", [WHOLE, LARGE], ids=["whole", "parts"])
def test_a_file_with_one_wrong_byte_is_never_stored(cloud: Cloud, data: bytes) -> None:
    owner = cloud.owner()
    told = ask(owner, data).told
    for place in [told["put"]] if "put" in told else told["multipart"]["parts"]:
        piece = part_of(data, place["n"]) if "n" in place else data
        assert deliver(owner, place, b"\xff" + piece[1:]) == 400
    assert complete(owner, data).code == "blob_incomplete"
    assert read(owner, data) is None


@pytest.mark.usefixtures("small_parts")
def test_parts_of_another_announcement_are_not_taken_for_these(cloud: Cloud) -> None:
    owner = cloud.owner()
    wrong = [sha256_of(b"x" * 500)] * 6
    for part in ask(owner, LARGE, parts=wrong).told["multipart"]["parts"]:
        deliver(owner, part, b"x" * 500)
    told = ask(owner, LARGE).told["multipart"]
    assert [part["n"] for part in told["parts"]] == [1, 2, 3, 4, 5, 6]
    send(owner, LARGE)
    assert read(owner, LARGE) == LARGE


@pytest.mark.usefixtures("small_parts")
def test_an_upload_that_the_bucket_has_forgotten_begins_anew(cloud: Cloud) -> None:
    owner = cloud.owner()
    ask(owner, LARGE)
    cloud.objects.uploads.clear()
    assert complete(owner, LARGE).told["missing"] == [1, 2, 3, 4, 5, 6]
    send(owner, LARGE)
    assert read(owner, LARGE) == LARGE


def test_a_file_whose_bytes_have_vanished_is_sent_again(cloud: Cloud) -> None:
    owner = cloud.owner()
    send(owner, WHOLE)
    cloud.objects.files.clear()
    assert owner.call("GET", f"/v1/blobs/{sha256_of(WHOLE)}").code == "no_blob"
    send(owner, WHOLE)
    assert read(owner, WHOLE) == WHOLE
    assert used(owner) == len(WHOLE)


def test_a_table_restored_from_before_an_upload_finds_the_bytes_there(cloud: Cloud) -> None:
    owner = cloud.owner()
    backup = cloud.documents.backup()
    send(owner, WHOLE)
    cloud.documents.restore(backup)
    assert ask(owner, WHOLE).told == {"have": True}
    assert used(owner) == len(WHOLE)


def test_have_never_answers_for_another_familys_bytes(cloud: Cloud) -> None:
    owner, stranger = cloud.owner(), cloud.owner("Others")
    send(owner, WHOLE)
    reply = stranger.call("GET", f"/v1/blobs/{sha256_of(WHOLE)}")
    assert (reply.status, reply.code) == (404, "no_blob")
    assert complete(stranger, WHOLE).status == 404
    told = ask(stranger, WHOLE).told
    assert "put" in told
    assert cloud.family_of(owner) not in str(told)
    assert complete(stranger, WHOLE).code == "blob_incomplete"
    assert used(stranger) == len(WHOLE), "room is kept for what is coming"


def test_a_ready_file_takes_no_other_size(cloud: Cloud) -> None:
    owner = cloud.owner()
    send(owner, WHOLE)
    assert ask(owner, WHOLE, size=5).code == "blob_differs"
    assert read(owner, WHOLE) == WHOLE


def test_a_pending_file_announced_with_a_wrong_size_is_not_stuck(cloud: Cloud) -> None:
    owner = cloud.owner()
    ask(owner, WHOLE, size=5)
    send(owner, WHOLE)
    assert used(owner) == len(WHOLE) + 5, "the first address is still good"
    cloud.clock.now += 25 * 3600
    settle(owner)
    assert used(owner) == len(WHOLE)


def test_whoever_gives_up_again_and_again_stores_no_more_than_there_is_room_for() -> None:
    cloud = Cloud(quota_bytes=1000)
    owner = cloud.owner()
    for _ in range(50):
        reply = ask(owner, WHOLE)
        if reply.status == 200:
            assert deliver(owner, reply.told["put"], WHOLE) == 200
        ask(owner, WHOLE, size=1)
    assert reply.code == "quota"
    assert sum(map(len, cloud.objects.files.values())) <= 1000
    cloud.clock.now += 25 * 3600
    settle(owner)
    settle(owner)
    assert not cloud.objects.files
    send(owner, WHOLE)
    assert used(owner) == len(WHOLE)


def test_bytes_that_come_late_by_an_address_from_before_are_swept_as_well(cloud: Cloud) -> None:
    owner = cloud.owner()
    early = ask(owner, WHOLE).told["put"]
    ask(owner, WHOLE, size=1)
    settle(owner)
    assert deliver(owner, early, WHOLE) == 200
    cloud.clock.now += 25 * 3600
    settle(owner)
    assert not cloud.objects.files


def test_what_nobody_asked_to_send_cannot_be_completed(cloud: Cloud) -> None:
    assert complete(cloud.owner(), WHOLE).code == "no_blob"


@pytest.mark.parametrize(
    "told",
    [
        {"size": 0, "mime": "audio/mpeg"},
        {"size": -1, "mime": "audio/mpeg"},
        {"size": "9", "mime": "audio/mpeg"},
        {"size": True, "mime": "audio/mpeg"},
        {"size": 1.5, "mime": "audio/mpeg"},
        {"size": uploads.MAX_BYTES + 1, "mime": "audio/mpeg"},
        {"size": 9},
        {"size": 9, "mime": "audio"},
        {"size": 9, "mime": "audio/mpeg\r\nx-evil: 1"},
        {"size": 9, "mime": "audio/mpeg", "parts": "x"},
        {"size": 9, "mime": "audio/mpeg", "parts": [1]},
        {"size": 50 * 1024**2, "mime": "audio/mpeg"},
        {"size": 50 * 1024**2, "mime": "audio/mpeg", "parts": ["ab" * 32]},
        {"size": 50 * 1024**2, "mime": "audio/mpeg", "parts": ["../" * 20] * 7},
    ],
)
def test_a_wrong_announcement_is_refused_and_leaves_nothing(cloud: Cloud, told: dict[str, Any]) -> None:
    owner = cloud.owner()
    before = cloud.documents.backup()
    reply = owner.call("POST", f"/v1/blobs/{'ab' * 32}", told)
    assert (reply.status, reply.code) == (422, "bad_value")
    assert cloud.documents.backup() == before


def test_a_full_cloud_says_so_and_has_room_again_for_less() -> None:
    cloud = Cloud(quota_bytes=100)
    owner = cloud.owner()
    send(owner, b"x" * 60)
    reply = ask(owner, b"y" * 41)
    assert (reply.status, reply.code) == (507, "quota")
    send(owner, b"y" * 40)
    assert used(owner) == 100


def test_many_at_once_never_get_more_room_than_there_is() -> None:
    cloud = Cloud(quota_bytes=100)
    owner = cloud.owner()
    files = [bytes([number]) * 10 for number in range(30)]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda data: ask(owner, data).status, files))
        assert sorted(statuses) == [200] * 10 + [507] * 20
        taken = [data for data, status in zip(files, statuses, strict=True) if status == 200]
        list(pool.map(lambda data: send(owner, data), taken))
    assert used(owner) == 100
    assert len(cloud.objects.files) == 10


def test_the_same_file_from_many_computers_at_once_counts_once(cloud: Cloud) -> None:
    owner = cloud.owner()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ask(owner, WHOLE), range(8)))
        deliver(owner, ask(owner, WHOLE).told["put"], WHOLE)
        statuses = list(pool.map(lambda _: complete(owner, WHOLE).status, range(8)))
    assert statuses == [200] * 8
    assert used(owner) == len(WHOLE)


def test_endless_announcements_are_slowed_down(cloud: Cloud) -> None:
    owner = cloud.owner()
    for number in range(MAX_MOVES):
        assert owner.call("POST", f"/v1/blobs/{number:064x}", {"size": 1, "mime": "audio/mpeg"}).status == 200
    reply = owner.call("POST", f"/v1/blobs/{'f' * 64}", {"size": 1, "mime": "audio/mpeg"})
    assert (reply.status, reply.code) == (429, "slow_down")
    assert reply.headers["retry-after"]
