"""What is said on the wire: limits with clear codes, and commits that cannot be altered unnoticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.contract.batches import chosen
from backend.contract.chain import START, Cursor, link, read_cursor
from backend.contract.codec import MAX_COMPRESSED_BYTES, Json, canonical, deflate
from backend.contract.errors import Code, Refused
from backend.contract.messages import (
    Commit,
    Gone,
    Page,
    Push,
    encode_ops,
    gone_to_json,
    opened,
    page_to_json,
    push_to_bytes,
    read_gone,
    read_page,
    read_push,
)
from backend.contract.records import MAX_OPS, Fields, Op, recording_id
from backend.contract.snapshots import EMPTY, extended, read_snapshot, write_snapshot

PID = "00000000-0000-4000-8000-000000000000"
OPS = (Op("e_1", {"playlist": "p_1", "title": "Füchse 🦊"}, ("p_1",)), Op("p_1", {"_del": 0}))
PUSH = Push(START, PID, 1, OPS, 7)
BODY = encode_ops(OPS)
COMMIT = Commit(1, PID, "d1", START.h, link(START.h, pid=PID, body=BODY), 7, 1, 1_700_000_000, deflate(BODY))


def sent(**changes: Json) -> bytes:
    told: dict[str, Json] = {
        "cur": str(START),
        "pid": PID,
        "schema": 1,
        "ops": [{"id": "p_1", "set": {"title": "a"}}],
        "dig": "0" * 32,
    }
    return deflate(canonical({**told, **changes}))


def operation(**changes: Json) -> list[Json]:
    return [{"id": "p_1", "set": {"title": "a"}, **changes}]


def test_messages_come_back_as_they_were() -> None:
    page = Page((COMMIT, replace(COMMIT, seq=2)), more=True)
    gone = Gone(3, "a" * 32, "https://there", "b" * 64, forked=True)
    assert read_push(push_to_bytes(PUSH)) == PUSH
    assert read_page(page_to_json(page)) == page
    assert read_gone(gone_to_json(gone)) == gone
    assert opened(COMMIT) == OPS
    assert read_cursor(str(COMMIT.cursor)) == COMMIT.cursor


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cur": "1"}, Code.BAD_CURSOR),
        ({"cur": f"01.{'a' * 32}"}, Code.BAD_CURSOR),
        ({"cur": f"0.{'a' * 32}"}, Code.BAD_CURSOR),
        ({"cur": f"1.{'0' * 32}"}, Code.BAD_CURSOR),
        ({"cur": f"{10**12}.{'a' * 32}"}, Code.BAD_CURSOR),
        ({"cur": None}, Code.BAD_CURSOR),
        ({"pid": "1"}, Code.BAD_PUSH_ID),
        ({"pid": PID + "\n"}, Code.BAD_PUSH_ID),
        ({"schema": True}, Code.BAD_VALUE),
        ({"schema": 0}, Code.BAD_VALUE),
        ({"dig": "x" * 32}, Code.BAD_VALUE),
        ({"ops": []}, Code.BAD_OP),
        ({"ops": {}}, Code.BAD_OP),
        ({"ops": [1]}, Code.BAD_OP),
        ({"ops": operation() * 2}, Code.BAD_OP),
        ({"ops": operation() * (MAX_OPS + 1)}, Code.TOO_MANY),
        ({"ops": operation(more=1)}, Code.BAD_OP),
        ({"ops": operation(id="../x")}, Code.BAD_ID),
        ({"ops": operation(id="p_" + "x" * 63)}, Code.BAD_ID),
        ({"ops": operation(id="p_\u00e9")}, Code.BAD_ID),
        ({"ops": operation(id=5)}, Code.BAD_ID),
        ({"ops": operation(set={})}, Code.BAD_OP),
        ({"ops": operation(set=[])}, Code.BAD_OP),
        ({"ops": operation(set={"": 1})}, Code.BAD_FIELD),
        ({"ops": operation(set={"x" * 65: 1})}, Code.BAD_FIELD),
        ({"ops": operation(set={"_del": 2})}, Code.BAD_VALUE),
        ({"ops": operation(set={"_del": True})}, Code.BAD_VALUE),
        ({"ops": operation(set={"title": "x" * 16_384})}, Code.TOO_LARGE),
        ({"ops": operation(set={f"f{number}": "x" * 16_000 for number in range(9)})}, Code.TOO_LARGE),
        ({"ops": operation(set={"n": 2**53})}, Code.BAD_VALUE),
        ({"ops": operation(dep=["p 1"])}, Code.BAD_ID),
        ({"ops": operation(dep=[1])}, Code.BAD_ID),
        ({"ops": operation(dep=["p_1"] * 17)}, Code.TOO_MANY),
    ],
)
def test_a_push_against_the_limits_is_refused_with_its_code(changes: dict[str, Json], code: Code) -> None:
    with pytest.raises(Refused) as refusal:
        read_push(sent(**changes))
    assert refusal.value.code is code


def test_a_push_that_is_no_object_is_refused() -> None:
    with pytest.raises(Refused):
        read_push(deflate(b"[]"))


@pytest.mark.parametrize(
    "altered",
    [
        replace(COMMIT, z=deflate(encode_ops(OPS[:1]))),
        replace(COMMIT, pid=PID.replace("8", "9")),
        replace(COMMIT, prev="1" * 32),
        replace(COMMIT, h="1" * 32),
    ],
)
def test_an_altered_commit_is_noticed(altered: Commit) -> None:
    with pytest.raises(Refused):
        opened(altered)


@pytest.mark.parametrize("told", [None, [], {}, {"commits": 1}, {"commits": [{}]}, {"commits": [None]}])
def test_an_answer_that_is_no_page_is_refused(told: Json) -> None:
    with pytest.raises(Refused):
        read_page(told)


def test_a_snapshot_is_refused_over_a_hole_and_when_its_bytes_differ() -> None:
    with pytest.raises(Refused):
        extended(EMPTY, commits=(replace(COMMIT, seq=2),))
    data = write_snapshot(extended(EMPTY, commits=(COMMIT,)))
    with pytest.raises(Refused):
        read_snapshot(data, sha256="0" * 64)


def test_a_snapshot_knows_the_places_that_its_log_has_passed() -> None:
    snapshot = extended(EMPTY, commits=(COMMIT,))
    assert snapshot.knows(COMMIT.cursor)
    assert snapshot.knows(START)
    assert not snapshot.knows(Cursor(1, "f" * 32))
    assert not snapshot.knows(Cursor(2, COMMIT.h))
    assert snapshot.has_accepted(PID)


def test_a_batch_is_as_large_as_one_push_may_be() -> None:
    state: dict[str, Fields] = {f"p_{number}": {"title": f"{number}"} for number in range(MAX_OPS + 1)}
    assert len(chosen(state, view=state.get)) == MAX_OPS
    noise = {
        f"p_{number}": {
            "title": "".join(chr(0x4E00 + (number * 7919 + sign * sign * 31) % 20_000) for sign in range(5000))
        }
        for number in range(100)
    }
    ops = chosen(noise, view=noise.get)
    assert 1 <= len(ops) < 100
    assert len(push_to_bytes(Push(START, PID, 1, ops, 0))) <= MAX_COMPRESSED_BYTES


def test_the_same_audio_has_the_same_id_everywhere() -> None:
    assert recording_id(bytes(32)) == "t_" + "a" * 26


def test_five_hundred_recordings_are_a_small_push() -> None:
    ops = [
        Op(
            recording_id(number.to_bytes(2, "big") * 16),
            {"title": f"Chapter {number}", "artist": "A. Reader", "album": "The long story", "duration": 200 + number},
        )
        for number in range(MAX_OPS)
    ]
    assert len(deflate(encode_ops(ops))) < 34_000
