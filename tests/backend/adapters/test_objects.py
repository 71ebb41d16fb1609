"""What the rules may rely on of every bucket, and what nobody may do to one."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from backend.core.ports import Objects, Part, Sending
from tests.backend.adapters.ground import SMALLEST_PART, Bucket

MIME = "audio/mpeg"
BODY = b"once upon a time " * 1000


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def leave(objects: Objects, key: str, body: bytes = BODY, *, mime: str = MIME) -> Sending:
    return objects.sending(key, size=len(body), mime=mime, sha256=sha256(body))


def part_leave(objects: Objects, key: str, body: bytes, *, upload_id: str, number: int) -> Sending:
    return objects.part_sending(key, upload_id=upload_id, number=number, size=len(body), sha256=sha256(body))


def arrived(objects: Objects, key: str, *, upload_id: str) -> Sequence[Part]:
    parts = objects.parts(key, upload_id=upload_id)
    assert parts is not None
    return parts


def is_refused(status: int) -> bool:
    return 400 <= status < 500


# files that the rules themselves write


def test_a_file_comes_back_as_it_was_put(bucket: Bucket, key: str) -> None:
    body = os.urandom(3_000_000)

    assert bucket.objects.put_new(key, body)
    assert bucket.objects.get(key) == body
    assert bucket.objects.size(key) == len(body)
    assert bucket.fetch(key).content == body


def test_an_empty_file_is_a_file(objects: Objects, key: str) -> None:
    assert objects.put_new(key, b"")
    assert objects.get(key) == b""
    assert objects.size(key) == 0


def test_a_file_is_never_written_again(objects: Objects, key: str) -> None:
    assert objects.put_new(key, b"first")
    assert not objects.put_new(key, b"second")

    assert objects.get(key) == b"first"


def test_nothing_is_found_where_nothing_was_put(bucket: Bucket, key: str) -> None:
    assert bucket.objects.get(key) is None
    assert bucket.objects.size(key) is None
    assert bucket.fetch(key).status_code in (403, 404)
    bucket.objects.remove(key)


def test_what_was_removed_is_gone_and_may_be_put_again(objects: Objects, key: str) -> None:
    objects.put_new(key, b"first")
    objects.remove(key)

    assert objects.get(key) is None
    assert objects.put_new(key, b"second")
    assert objects.get(key) == b"second"


@pytest.mark.parametrize(
    "names",
    [("A", "a"), ("..", "%2e%2e"), (".", "..."), ("a b", "a+b"), ("a?b", "a#b"), ("é中\N{OWL}", "e"), ("~a", "A")],
)
def test_files_with_odd_names_are_kept_apart(bucket: Bucket, key: str, names: tuple[str, str]) -> None:
    for name in names:
        assert bucket.objects.put_new(f"{key}/{name}/x", name.encode())

    assert [bucket.objects.get(f"{key}/{name}/x") for name in names] == [name.encode() for name in names]


def test_of_many_puts_at_once_one_holds(objects: Objects, key: str) -> None:
    bodies = [bytes([number]) * 200_000 for number in range(12)]
    is_start = threading.Barrier(len(bodies))

    def put(body: bytes) -> bool:
        is_start.wait(10)
        return objects.put_new(key, body)

    with ThreadPoolExecutor(len(bodies)) as pool:
        done = list(pool.map(put, bodies))

    assert done.count(True) == 1
    assert objects.get(key) == bodies[done.index(True)]


# reading by an address


def test_a_range_can_be_read(bucket: Bucket, key: str) -> None:
    bucket.objects.put_new(key, BODY)

    for asked, wanted in (("bytes=5-9", BODY[5:10]), ("bytes=16990-", BODY[16990:]), ("bytes=-4", BODY[-4:])):
        answer = bucket.fetch(key, Range=asked)
        assert (answer.status_code, answer.content) == (206, wanted)
    assert bucket.fetch(key, Range="bytes=5-9").headers["content-range"] == f"bytes 5-9/{len(BODY)}"
    assert bucket.fetch(key, Range="bytes=17000-").status_code == 416


def test_an_address_to_read_does_not_allow_to_write(bucket: Bucket, key: str) -> None:
    bucket.objects.put_new(key, BODY)

    assert is_refused(bucket.put(Sending(bucket.objects.url(key), {}), b"other"))
    assert is_refused(bucket.client.delete(bucket.objects.url(key)).status_code)
    assert bucket.objects.get(key) == BODY


def test_an_address_to_write_does_not_allow_to_read(bucket: Bucket, key: str) -> None:
    sending = leave(bucket.objects, key)
    bucket.put(sending, BODY)

    answer = bucket.client.get(sending.url, headers=dict(sending.headers))
    assert is_refused(answer.status_code)
    assert BODY not in answer.content


# writing by an address


def test_a_file_is_put_by_an_address(bucket: Bucket, key: str) -> None:
    assert bucket.put(leave(bucket.objects, key), BODY) == 200

    assert bucket.objects.get(key) == BODY


def test_an_empty_file_is_put_by_an_address(bucket: Bucket, key: str) -> None:
    assert bucket.put(leave(bucket.objects, key, b""), b"") == 200

    assert bucket.objects.size(key) == 0


@pytest.mark.parametrize(
    "body",
    [b"x" + BODY[1:], BODY[:-1], BODY + b"x", b"", BODY * 2],
    ids=["one byte other", "short", "long", "empty", "twice"],
)
def test_other_bytes_than_announced_are_refused(bucket: Bucket, key: str, body: bytes) -> None:
    assert is_refused(bucket.put(leave(bucket.objects, key), body))

    assert bucket.objects.size(key) is None


def test_another_type_than_announced_is_refused(bucket: Bucket, key: str) -> None:
    assert is_refused(bucket.put(leave(bucket.objects, key), BODY, **{"Content-Type": "text/html"}))

    assert bucket.objects.size(key) is None


def test_a_header_of_the_leave_cannot_be_left_out(bucket: Bucket, key: str) -> None:
    sending = leave(bucket.objects, key)
    for name in sending.headers:
        others = {other: value for other, value in sending.headers.items() if other != name}
        assert is_refused(bucket.put(Sending(sending.url, others), BODY)), name

    assert bucket.objects.size(key) is None


def test_bytes_of_unknown_length_are_refused(bucket: Bucket, key: str) -> None:
    sending = leave(bucket.objects, key)
    answer = bucket.client.put(sending.url, content=iter([BODY]), headers=dict(sending.headers))

    assert answer.status_code in (403, 411, 501)
    assert bucket.objects.size(key) is None


def test_a_file_is_not_put_twice(bucket: Bucket, key: str) -> None:
    first, second = leave(bucket.objects, key), leave(bucket.objects, key, b"second")

    assert bucket.put(first, BODY) == 200
    assert bucket.put(first, BODY) == 412
    assert bucket.put(second, b"second") == 412
    assert bucket.objects.get(key) == BODY


def test_of_many_sendings_at_once_one_holds(bucket: Bucket, key: str) -> None:
    bodies = [bytes([number]) * 300_000 for number in range(6)]
    sendings = [leave(bucket.objects, key, body) for body in bodies]
    with ThreadPoolExecutor(len(bodies)) as pool:
        statuses = list(pool.map(bucket.put, sendings, bodies))

    assert statuses.count(200) == 1
    assert bucket.objects.get(key) == bodies[statuses.index(200)]


def test_an_address_cannot_be_turned_to_another_key(bucket: Bucket, key: str) -> None:
    sending, other = leave(bucket.objects, key), f"{key[:-4]}life"
    assert key[-4:] in sending.url
    turned = replace(sending, url=sending.url.replace("/aa/file", "/aa/life"))

    assert is_refused(bucket.put(turned, BODY))
    assert bucket.objects.size(other) is None


def test_an_address_cannot_be_changed_in_any_letter(bucket: Bucket, key: str) -> None:
    bucket.objects.put_new(key, BODY)
    url = bucket.objects.url(key)
    path, _, query = url.partition("?")
    for at in range(0, len(query), 5):
        letter = "1" if query[at] != "1" else "2"
        forged = f"{path}?{query[:at]}{letter}{query[at + 1 :]}"
        if "&" not in (query[at], letter):
            assert is_refused(bucket.client.get(forged).status_code), forged


def test_nothing_is_read_or_written_without_a_signature(bucket: Bucket, key: str) -> None:
    bucket.objects.put_new(key, BODY)
    path = bucket.objects.url(key).partition("?")[0]

    assert is_refused(bucket.client.get(path).status_code)
    assert is_refused(bucket.client.put(f"{path}2", content=BODY, headers={"If-None-Match": "*"}).status_code)
    assert bucket.objects.size(f"{key}2") is None


def test_an_address_of_yesterday_is_of_no_use(bucket: Bucket, key: str) -> None:
    if bucket.let_addresses_expire is None:
        pytest.skip("nobody can turn this bucket's clock")
    objects = bucket.objects
    objects.put_new(key, BODY)
    upload_id = objects.begin_parts(f"{key}.parts", mime=MIME)
    read, write = objects.url(key), leave(objects, f"{key}.new")
    part = part_leave(objects, f"{key}.parts", BODY, upload_id=upload_id, number=1)
    bucket.let_addresses_expire()

    assert is_refused(bucket.client.get(read).status_code)
    assert is_refused(bucket.put(write, BODY))
    assert is_refused(bucket.put(part, BODY))
    assert objects.size(f"{key}.new") is None
    assert not arrived(objects, f"{key}.parts", upload_id=upload_id)


# files in parts


def put_part(bucket: Bucket, key: str, body: bytes, *, upload_id: str, number: int) -> int:
    return bucket.put(part_leave(bucket.objects, key, body, upload_id=upload_id, number=number), body)


def test_a_file_is_made_of_parts_that_come_in_any_order(bucket: Bucket, key: str) -> None:
    objects = bucket.objects
    bodies = {1: b"a" * SMALLEST_PART, 2: b"b" * SMALLEST_PART, 3: b"end"}
    upload_id = objects.begin_parts(key, mime=MIME)
    for number in (3, 1, 2):
        assert put_part(bucket, key, bodies[number], upload_id=upload_id, number=number) == 200

    parts = arrived(objects, key, upload_id=upload_id)
    assert [(part.number, part.size, part.sha256) for part in parts] == [
        (number, len(body), sha256(body)) for number, body in bodies.items()
    ]
    assert objects.size(key) is None
    assert objects.finish_parts(key, upload_id=upload_id, parts=parts)
    assert objects.get(key) == b"".join(bodies.values())


def test_what_has_arrived_is_still_there_for_who_comes_back(bucket: Bucket, key: str) -> None:
    upload_id = bucket.objects.begin_parts(key, mime=MIME)
    assert arrived(bucket.objects, key, upload_id=upload_id) == []
    put_part(bucket, key, b"a" * SMALLEST_PART, upload_id=upload_id, number=1)
    put_part(bucket, key, b"c", upload_id=upload_id, number=3)

    assert [part.number for part in arrived(bucket.objects, key, upload_id=upload_id)] == [1, 3]


def test_a_part_put_again_replaces_the_one_before(bucket: Bucket, key: str) -> None:
    objects = bucket.objects
    upload_id = objects.begin_parts(key, mime=MIME)
    put_part(bucket, key, b"wrong", upload_id=upload_id, number=1)
    (before,) = arrived(objects, key, upload_id=upload_id)
    put_part(bucket, key, b"right!", upload_id=upload_id, number=1)

    (after,) = arrived(objects, key, upload_id=upload_id)
    assert (after.size, after.sha256) == (6, sha256(b"right!"))
    assert not objects.finish_parts(key, upload_id=upload_id, parts=[before])
    assert objects.finish_parts(key, upload_id=upload_id, parts=[after])
    assert objects.get(key) == b"right!"


@pytest.mark.parametrize("body", [b"wrong", b"right", b"righter!", b""])
def test_a_part_of_other_bytes_than_announced_is_refused(bucket: Bucket, key: str, body: bytes) -> None:
    upload_id = bucket.objects.begin_parts(key, mime=MIME)
    sending = part_leave(bucket.objects, key, b"right!", upload_id=upload_id, number=1)

    assert is_refused(bucket.put(sending, body))
    assert arrived(bucket.objects, key, upload_id=upload_id) == []


def test_a_part_that_is_missing_is_not_finished_without(bucket: Bucket, key: str) -> None:
    objects = bucket.objects
    upload_id = objects.begin_parts(key, mime=MIME)
    put_part(bucket, key, b"a" * SMALLEST_PART, upload_id=upload_id, number=1)
    (first,) = arrived(objects, key, upload_id=upload_id)

    assert not objects.finish_parts(key, upload_id=upload_id, parts=[first, replace(first, number=2)])
    assert objects.size(key) is None
    assert objects.finish_parts(key, upload_id=upload_id, parts=[first])


def test_parts_said_in_another_order_make_no_file(bucket: Bucket, key: str) -> None:
    objects = bucket.objects
    upload_id = objects.begin_parts(key, mime=MIME)
    for number in (1, 2):
        put_part(bucket, key, bytes([number]) * SMALLEST_PART, upload_id=upload_id, number=number)
    one, two = arrived(objects, key, upload_id=upload_id)

    for parts in ([two, one], [one, one], []):
        assert not objects.finish_parts(key, upload_id=upload_id, parts=parts)
    assert objects.size(key) is None


def test_an_address_of_a_part_is_for_that_part_of_that_upload(bucket: Bucket, key: str) -> None:
    objects = bucket.objects
    one, other = objects.begin_parts(key, mime=MIME), objects.begin_parts(key, mime=MIME)
    sending = part_leave(objects, key, BODY, upload_id=one, number=1)

    assert one in sending.url
    assert is_refused(bucket.put(replace(sending, url=sending.url.replace(one, other)), BODY))
    for written in ("partNumber=1", "part=1"):
        if written in sending.url:
            turned = replace(sending, url=sending.url.replace(written, f"{written[:-1]}2"))
            assert is_refused(bucket.put(turned, BODY))
    assert arrived(objects, key, upload_id=one) == []
    assert arrived(objects, key, upload_id=other) == []


def test_an_upload_is_known_by_its_own_key_only(bucket: Bucket, key: str) -> None:
    objects = bucket.objects
    upload_id = objects.begin_parts(key, mime=MIME)
    put_part(bucket, key, BODY, upload_id=upload_id, number=1)
    (part,) = arrived(objects, key, upload_id=upload_id)

    assert objects.parts(f"{key}2", upload_id=upload_id) is None
    assert not objects.finish_parts(f"{key}2", upload_id=upload_id, parts=[part])
    objects.abort_parts(f"{key}2", upload_id=upload_id)
    assert arrived(objects, key, upload_id=upload_id) == [part]


@pytest.mark.parametrize("upload_id", ["nothing", "../..", "", "0" * 32])
def test_an_upload_that_never_was_is_none(objects: Objects, key: str, upload_id: str) -> None:
    assert objects.parts(key, upload_id=upload_id) is None
    assert not objects.finish_parts(key, upload_id=upload_id, parts=[Part(1, "e", 1, sha256(b"x"))])
    objects.abort_parts(key, upload_id=upload_id)


def test_what_is_thrown_away_takes_no_more_parts(bucket: Bucket, key: str) -> None:
    objects = bucket.objects
    upload_id = objects.begin_parts(key, mime=MIME)
    put_part(bucket, key, BODY, upload_id=upload_id, number=1)
    sending = part_leave(objects, key, BODY, upload_id=upload_id, number=2)
    objects.abort_parts(key, upload_id=upload_id)

    assert objects.parts(key, upload_id=upload_id) is None
    assert bucket.put(sending, BODY) == 404
    assert objects.size(key) is None
    objects.abort_parts(key, upload_id=upload_id)


def test_what_is_finished_is_no_upload_any_more(bucket: Bucket, key: str) -> None:
    objects = bucket.objects
    upload_id = objects.begin_parts(key, mime=MIME)
    put_part(bucket, key, BODY, upload_id=upload_id, number=1)
    parts = arrived(objects, key, upload_id=upload_id)
    assert objects.finish_parts(key, upload_id=upload_id, parts=parts)

    assert objects.parts(key, upload_id=upload_id) is None
    assert not objects.finish_parts(key, upload_id=upload_id, parts=parts)
    assert objects.get(key) == BODY
