"""A recording's id and its field `sha` make its SHA-256 together; plain values weigh what they are written as."""

from __future__ import annotations

import random

import pytest

from backend.contract.codec import Json, Told, canonical, is_same, text_of
from backend.contract.digest import of_record
from backend.contract.errors import Refused
from backend.contract.fold import overlaid
from backend.contract.messages import encode_ops
from backend.contract.records import Op, check_field, recording_id, recording_sha256, sha_of

VALUES: tuple[Json, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**53 - 1,
    0.0,
    -0.0,
    1.0,
    1.5,
    1e22,
    "",
    "1",
    "é",
    [],
    {},
    [1],
)


def test_a_recordings_id_and_its_field_make_its_sha256() -> None:
    chance = random.Random(1)
    for _ in range(2_000):
        sha256 = chance.randbytes(32)
        assert recording_sha256(recording_id(sha256), sha_of(sha256)) == sha256
    assert len(sha_of(bytes(32))) == 22


@pytest.mark.parametrize(
    "record", ["t_", "p_" + "a" * 26, "t_" + "a" * 25, "t_" + "1" * 26, "t_" + "A" * 26, "t_" + "_" * 26]
)
def test_what_is_no_recordings_id_makes_no_sha256(record: str) -> None:
    assert recording_sha256(record, sha_of(bytes(32))) is None


@pytest.mark.parametrize("sha", [None, 7, "", "A" * 21, "A" * 43, "!" * 22, "é" * 22, sha_of(b"\xff" * 32)])
def test_what_is_not_the_half_of_it_makes_no_sha256(sha: Json) -> None:
    assert recording_sha256(recording_id(bytes(32)), sha) is None


def test_values_are_the_same_when_they_are_written_the_same() -> None:
    for one in VALUES:
        for other in VALUES:
            assert is_same(one, other) == (canonical(one) == canonical(other)), (one, other)


@pytest.mark.parametrize("value", VALUES)
def test_a_value_weighs_what_it_is_written_as(value: Json) -> None:
    assert check_field("f", value) == 1 + len(canonical(value))


@pytest.mark.parametrize("value", [2**53, -(2**53), float("inf"), float("nan"), "\ud800"])
def test_what_another_program_would_read_differently_is_refused(value: Json) -> None:
    with pytest.raises(Refused):
        check_field("f", value)


def test_fields_are_written_once_and_always_the_same() -> None:
    fields: dict[str, Json] = {"title": "Ünï “x”", "at": 1.5, "_del": 0}
    told = Told(fields)
    assert told == fields
    assert text_of(told) == text_of(fields) == canonical(fields).decode()
    assert told.text is told.text
    assert overlaid(None, told) is told
    assert text_of(overlaid(told, {"at": 2})) == canonical({**fields, "at": 2}).decode()


def test_operations_and_digests_are_of_the_canonical_json() -> None:
    ops = (Op("t_1", {"b": [1, {"z": 1, "a": "é"}], "a": None}), Op("e_2", Told({"pos": "V"}), ("p_1", "t_1")))
    plain = [{"id": "t_1", "set": dict(ops[0].set)}, {"id": "e_2", "set": {"pos": "V"}, "dep": ["p_1", "t_1"]}]
    assert encode_ops(ops) == canonical(plain)
    assert of_record("t_1", ops[0].set) == of_record("t_1", Told(ops[0].set)) != of_record("t_2", ops[0].set)
