"""The family's items in a DynamoDB table."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backend.aws.line import Answer, Line
from backend.contract.errors import Code, Refused
from backend.core.ports import Item, Value

VERSION = "DynamoDB_20120810"
_BUSY = ("ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded", "InternalServerError")
_FAILED = "ConditionalCheckFailedException"

Wire = dict[str, Any]


class DynamoDocuments:
    """Implements core.ports.Documents on one table with the keys `pk` and `sk`. Every read is a consistent one."""

    def __init__(self, line: Line, *, table: str) -> None:
        self._line = line
        self._table = table

    def query(self, partition: str, *, low: str, high: str, limit: int) -> Sequence[Item]:
        """Return the first `limit` items in [low, high]; DynamoDB answers at most 1 MB at a time."""
        return self._query(partition, low=low, high=high, limit=limit, is_forward=True)

    def last(self, partition: str, *, low: str, high: str) -> Item | None:
        """Return the item with the greatest sort key in [low, high]."""
        found = self._query(partition, low=low, high=high, limit=1, is_forward=False)
        return found[0] if found else None

    def put_new(self, partition: str, sort: str, item: Item) -> bool:
        """Put an item unless there is one."""
        whole = {**_to_wire(item), **_key(partition, sort)}
        asked = {"Item": whole, "ConditionExpression": "attribute_not_exists(pk)"}
        return self._holds("PutItem", asked, was_done=lambda there: there == whole)

    def update(self, partition: str, sort: str, *, changes: Item, expected: Item) -> bool:
        """Change fields of an item if it has the expected ones."""
        words = _Words()
        setting = [f"{words.name(name)} = {words.value(value)}" for name, value in changes.items() if value is not None]
        removing = [words.name(name) for name, value in changes.items() if value is None]
        asked: Wire = {"Key": _key(partition, sort)}
        said = (("SET ", setting), ("REMOVE ", removing))
        if expression := " ".join(verb + ", ".join(parts) for verb, parts in said if parts):
            asked["UpdateExpression"] = expression
        if expected:
            asked["ConditionExpression"] = words.condition(expected)
        kept = _to_wire(changes)
        return self._holds(
            "UpdateItem",
            {**asked, **words.told()},
            was_done=lambda there: all(there.get(name) == kept.get(name) for name in changes),
        )

    def remove(self, partition: str, sort: str, *, expected: Item) -> bool:
        """Delete an item if it is there and has the expected fields."""
        words = _Words()
        condition = " AND ".join(part for part in ("attribute_exists(pk)", words.condition(expected)) if part)
        asked = {"Key": _key(partition, sort), "ConditionExpression": condition, **words.told()}
        return self._holds("DeleteItem", asked, was_done=lambda there: not there)

    def _query(self, partition: str, *, low: str, high: str, limit: int, is_forward: bool) -> list[Item]:
        found: list[Item] = []
        if low > high:
            return found  # DynamoDB refuses such a range
        asked: Wire = {
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
            "ExpressionAttributeValues": {":pk": {"S": partition}, ":low": {"S": low}, ":high": {"S": high}},
            "ConsistentRead": True,
            "ScanIndexForward": is_forward,
        }
        while len(found) < limit:
            told, _ = self._ask("Query", {**asked, "Limit": limit - len(found)})
            found += map(_from_wire, told.get("Items", ()))
            if "LastEvaluatedKey" not in told:
                break
            asked["ExclusiveStartKey"] = told["LastEvaluatedKey"]
        return found

    def _holds(self, action: str, asked: Wire, *, was_done: Callable[[Wire], bool]) -> bool:
        """Do something on a condition and return whether that held.

        After a lost answer the condition may fail because the first try was heard: `was_done` tells from the item.
        """
        told, tries = self._ask(action, {**asked, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"})
        if _kind(told) != _FAILED:
            return True
        return tries > 1 and was_done(told.get("Item", {}))

    def _ask(self, action: str, asked: Wire) -> tuple[Wire, int]:
        headers = {"content-type": "application/x-amz-json-1.0", "x-amz-target": f"{VERSION}.{action}"}
        body = json.dumps({"TableName": self._table, **asked}, separators=(",", ":")).encode()
        answer = self._line.ask("POST", "/", headers=headers, body=body, is_busy=_is_busy)
        told: Wire = json.loads(answer.body or b"{}")
        if answer.status == 200 or _kind(told) == _FAILED:
            return told, answer.tries
        if "exceeded the maximum" in str(told.get("message", told.get("Message", ""))):
            raise Refused(Code.TOO_LARGE, "an item of more than 400 KB")
        raise RuntimeError(f"DynamoDB refused {action}: {answer.status} {_kind(told)}")


class _Words:
    """Names and values of an expression. A field's own name may be one of DynamoDB's reserved words."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: Wire = {}

    def name(self, name: str) -> str:
        mark = f"#n{len(self._names)}"
        self._names[mark] = name
        return mark

    def value(self, value: Value) -> str:
        mark = f":v{len(self._values)}"
        self._values[mark] = _value_to_wire(value)
        return mark

    def condition(self, expected: Item) -> str:
        return " AND ".join(
            f"attribute_not_exists({self.name(name)})" if value is None else f"{self.name(name)} = {self.value(value)}"
            for name, value in expected.items()
        )

    def told(self) -> Wire:
        told: Wire = {}
        if self._names:
            told["ExpressionAttributeNames"] = self._names
        if self._values:
            told["ExpressionAttributeValues"] = self._values
        return told


def _is_busy(answer: Answer) -> bool:
    return answer.status >= 500 or (answer.status == 400 and _kind(json.loads(answer.body or b"{}")) in _BUSY)


def _kind(told: Wire) -> str:
    """Return the name of an error, "" in an answer that is none."""
    return str(told.get("__type", "")).rpartition("#")[2]


def _key(partition: str, sort: str) -> Wire:
    return {"pk": {"S": partition}, "sk": {"S": sort}}


def _to_wire(item: Item) -> Wire:
    return {name: _value_to_wire(value) for name, value in item.items() if value is not None}


def _value_to_wire(value: Value) -> Wire:
    match value:
        case str():
            return {"S": value}
        case int():
            return {"N": str(value)}
        case bytes():
            return {"B": base64.b64encode(value).decode()}
        case list():
            return {"L": [{"S": text} for text in value]}
        case None:
            raise ValueError("DynamoDB keeps no field without a value")


def _from_wire(told: Mapping[str, Wire]) -> Item:
    return {name: _value_from_wire(value) for name, value in told.items() if name != "pk"}


def _value_from_wire(told: Wire) -> Value:
    ((kind, value),) = told.items()
    match kind:
        case "S":
            return str(value)
        case "N":
            return int(value)
        case "B":
            return base64.b64decode(value)
        case "L":
            return [str(text["S"]) for text in value]
        case _:
            raise ValueError(f"a field of DynamoDB's kind {kind}, which we never write")
