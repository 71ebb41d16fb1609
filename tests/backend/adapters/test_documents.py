"""What the rules may rely on of every table."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.core.ports import Documents, Item, Value
from tests.backend.adapters.ground import Table

Together = Callable[[Callable[[int], bool]], list[int]]


def sorts(items: list[Item]) -> list[Value]:
    return [item["sk"] for item in items]


def query(documents: Documents, partition: str, *, low: str = " ", high: str = "~", limit: int = 1000) -> list[Item]:
    return list(documents.query(partition, low=low, high=high, limit=limit))


def one(documents: Documents, partition: str, sort: str) -> Item | None:
    found = query(documents, partition, low=sort, high=sort)
    return found[0] if found else None


def test_items_come_in_the_order_of_their_sort_keys(documents: Documents, partition: str) -> None:
    for number in (10, 2, 33, 1, 100):
        assert documents.put_new(partition, f"C#{number:012d}", {"n": number})

    assert [item["n"] for item in query(documents, partition)] == [1, 2, 10, 33, 100]


def test_a_range_has_both_its_ends(documents: Documents, partition: str) -> None:
    for number in range(10):
        documents.put_new(partition, f"C#{number}", {"n": number})

    assert sorts(query(documents, partition, low="C#3", high="C#6")) == ["C#3", "C#4", "C#5", "C#6"]
    assert sorts(query(documents, partition, low="C#55", high="C#~")) == ["C#6", "C#7", "C#8", "C#9"]
    assert query(documents, partition, low="C#6", high="C#3") == []


def test_a_limit_takes_the_first(documents: Documents, partition: str) -> None:
    for number in range(10):
        documents.put_new(partition, f"C#{number}", {"n": number})

    assert sorts(query(documents, partition, limit=3)) == ["C#0", "C#1", "C#2"]


def test_the_last_of_a_range_is_found(documents: Documents, partition: str) -> None:
    for sort in ("C#1", "C#2", "C#7", "D#1"):
        documents.put_new(partition, sort, {"sort": sort})

    assert (documents.last(partition, low="C#0", high="C#~") or {})["sort"] == "C#7"
    assert (documents.last(partition, low="C#0", high="C#5") or {})["sk"] == "C#2"
    assert documents.last(partition, low="E", high="F") is None


def test_partitions_do_not_see_each_other(documents: Documents, partition: str) -> None:
    documents.put_new(partition, "A", {"whose": "one's"})
    documents.put_new(f"{partition}2", "A", {"whose": "another's"})
    documents.remove(f"{partition}2", "A", expected={})

    assert (one(documents, partition, "A") or {})["whose"] == "one's"
    assert query(documents, f"{partition}2") == []


def test_every_kind_of_value_comes_back_as_it_was_put(documents: Documents, partition: str) -> None:
    item: Item = {
        "text": "Der Grüffelo \N{OWL} \u4e2d\u6587 \0 \u202e",
        "empty": "",
        "zero": 0,
        "number": 2**53 + 1,
        "negative": -7,
        "bytes": bytes(range(256)),
        "no bytes": b"",
        "texts": ["b", "a", "", "é"],
        "no texts": [],
    }
    documents.put_new(partition, "A", item)

    assert one(documents, partition, "A") == {**item, "sk": "A"}


@pytest.mark.parametrize("name", ["b", "sk_", "B", "fields", "ttl_s", "ключ", "a.b", "#a", ":v"])
def test_a_field_may_have_any_name(documents: Documents, partition: str, name: str) -> None:
    documents.put_new(partition, "A", {name: "text"})
    documents.update(partition, "A", changes={name: b"\x00\xff"}, expected={name: "text"})

    assert one(documents, partition, "A") == {name: b"\x00\xff", "sk": "A"}


def test_keys_of_every_script_keep_the_order_of_their_bytes(documents: Documents, partition: str) -> None:
    keys = ["Z", "a", "é", "ё", "中", "\uffee", "\N{OWL}"]
    for sort in reversed(keys):
        documents.put_new(partition, sort, {"s": sort})

    assert sorts(query(documents, partition, low="A", high="\U0010ffff")) == keys
    assert (documents.last(partition, low="A", high="\U0010ffff") or {})["s"] == "\N{OWL}"


def test_a_partition_may_have_any_name(documents: Documents, partition: str) -> None:
    for name in ("\N{OWL}'; drop table items; --", "x" * 500, "%"):
        assert documents.put_new(f"{partition}{name}", "A", {"name": name})
        assert (one(documents, f"{partition}{name}", "A") or {})["name"] == name


def test_big_items_come_back_whole_however_many_there_are(documents: Documents, partition: str) -> None:
    bodies = {f"C#{number:012d}": bytes([number]) * (256 * 1024) for number in range(12)}
    for sort, body in bodies.items():
        documents.put_new(partition, sort, {"z": body, "w": [f"e_{number:026d}" for number in range(500)]})

    assert {item["sk"]: item["z"] for item in query(documents, partition)} == bodies


def test_a_put_holds_only_where_there_was_nothing(documents: Documents, partition: str) -> None:
    assert documents.put_new(partition, "A", {"n": 1})
    assert not documents.put_new(partition, "A", {"n": 2})

    assert (one(documents, partition, "A") or {})["n"] == 1


def test_a_field_that_is_none_is_not_there(documents: Documents, partition: str) -> None:
    documents.put_new(partition, "A", {"n": 1, "nothing": None})

    assert one(documents, partition, "A") == {"n": 1, "sk": "A"}
    assert documents.update(partition, "A", changes={"n": None, "m": 2}, expected={"nothing": None})
    assert one(documents, partition, "A") == {"m": 2, "sk": "A"}


def test_an_update_leaves_the_other_fields(documents: Documents, partition: str) -> None:
    documents.put_new(partition, "A", {"n": 1, "m": b"1"})

    assert documents.update(partition, "A", changes={"n": 2, "o": ["x"]}, expected={"n": 1})
    assert one(documents, partition, "A") == {"n": 2, "m": b"1", "o": ["x"], "sk": "A"}


def test_an_update_makes_what_is_missing(documents: Documents, partition: str) -> None:
    assert documents.update(partition, "A", changes={"n": 1}, expected={"n": None})
    assert documents.update(partition, "B", changes={"n": 1}, expected={})

    assert sorts(query(documents, partition)) == ["A", "B"]


@pytest.mark.parametrize("expected", [{"n": 2}, {"n": None}, {"n": 1, "m": "x"}, {"n": "1"}, {"m": b"1", "n": 1}])
def test_an_update_does_nothing_when_it_finds_something_else(
    documents: Documents, partition: str, expected: Item
) -> None:
    documents.put_new(partition, "A", {"n": 1, "m": "1"})

    assert not documents.update(partition, "A", changes={"n": 9}, expected=expected)
    assert one(documents, partition, "A") == {"n": 1, "m": "1", "sk": "A"}


def test_an_update_of_nothing_makes_nothing_when_something_was_expected(documents: Documents, partition: str) -> None:
    assert not documents.update(partition, "A", changes={"n": 2}, expected={"n": 1})

    assert query(documents, partition) == []


def test_binary_and_listed_fields_can_be_expected(documents: Documents, partition: str) -> None:
    documents.put_new(partition, "A", {"z": b"\x00\x01", "w": ["a", "b"]})

    assert not documents.update(partition, "A", changes={"n": 1}, expected={"z": b"\x00\x02"})
    assert not documents.update(partition, "A", changes={"n": 1}, expected={"w": ["a"]})
    assert documents.update(partition, "A", changes={"n": 1}, expected={"z": b"\x00\x01", "w": ["a", "b"]})


def test_an_item_is_removed_only_as_it_is_expected(documents: Documents, partition: str) -> None:
    documents.put_new(partition, "A", {"n": 1})

    assert not documents.remove(partition, "A", expected={"n": 2})
    assert not documents.remove(partition, "B", expected={})
    assert not documents.remove(partition, "B", expected={"n": None})
    assert documents.remove(partition, "A", expected={"n": 1, "m": None})
    assert not documents.remove(partition, "A", expected={})
    assert one(documents, partition, "A") is None
    assert documents.put_new(partition, "A", {"n": 3})


def test_what_is_over_may_go_and_nothing_else_does(table: Table, partition: str) -> None:
    if table.sweep is None:
        pytest.skip("this table deletes some days later")
    documents = table.documents
    documents.put_new(partition, "over", {"ttl": 1_600_000_000})
    documents.put_new(partition, "later", {"ttl": 4_000_000_000})
    documents.put_new(partition, "never", {"n": 1})
    documents.put_new(partition, "spared", {"ttl": 1_600_000_000})
    documents.update(partition, "spared", changes={"ttl": None}, expected={})
    documents.put_new(partition, "marked", {"n": 1})
    documents.update(partition, "marked", changes={"ttl": 1_600_000_000}, expected={"n": 1})

    table.sweep()

    assert sorts(query(documents, partition)) == ["later", "never", "spared"]


@pytest.fixture
def together() -> Iterator[Together]:
    """Run something 16 times at once; return the numbers of those that were answered with yes."""
    crowd, is_start = 16, threading.Barrier(16)

    def run(act: Callable[[int], bool]) -> list[int]:
        def once(number: int) -> bool:
            is_start.wait(10)
            return act(number)

        with ThreadPoolExecutor(crowd) as pool:
            return [number for number, done in enumerate(pool.map(once, range(crowd))) if done]

    # Threads take turns far more often than usual, in the middle of everything.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield run
    sys.setswitchinterval(interval)


def test_of_many_puts_at_once_one_holds(documents: Documents, partition: str, together: Together) -> None:
    for round_ in range(8):
        winners = together(lambda n, sort=str(round_): documents.put_new(partition, sort, {"n": n}))  # type: ignore[misc]

        assert len(winners) == 1
        assert (one(documents, partition, str(round_)) or {})["n"] == winners[0]


def test_of_many_updates_at_once_with_one_expectation_one_holds(
    documents: Documents, partition: str, together: Together
) -> None:
    for round_ in range(8):
        expected = round_ or None
        winners = together(
            lambda n, was=expected, now=round_ + 1: documents.update(  # type: ignore[misc]
                partition, "A", changes={"n": now, "by": n}, expected={"n": was}
            )
        )
        assert len(winners) == 1
        assert (one(documents, partition, "A") or {})["by"] == winners[0]


def test_of_many_removals_at_once_one_holds(documents: Documents, partition: str, together: Together) -> None:
    documents.put_new(partition, "A", {"n": 1})

    assert len(together(lambda n: documents.remove(partition, "A", expected={"n": 1}))) == 1


def test_counting_in_turns_loses_no_count(documents: Documents, partition: str, together: Together) -> None:
    def count(n: int) -> bool:
        for _ in range(5):
            while True:
                read = (one(documents, partition, "A") or {}).get("n")
                was = read if isinstance(read, int) else 0
                if documents.update(partition, "A", changes={"n": was + 1}, expected={"n": was or None}):
                    break
        return True

    together(count)

    assert (one(documents, partition, "A") or {})["n"] == 16 * 5


def test_a_read_sees_what_was_answered_before_it(documents: Documents, partition: str, together: Together) -> None:
    def write_and_read(n: int) -> bool:
        for step in range(10):
            documents.put_new(partition, f"{n:02d}.{step:02d}", {"n": n})
            last = documents.last(partition, low=f"{n:02d}.", high=f"{n:02d}.~")
            if last is None or last["sk"] != f"{n:02d}.{step:02d}":
                return False
        return True

    assert together(write_and_read) == list(range(16))
