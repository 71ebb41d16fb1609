"""Remembers what people did in a simulated family, and finds what is lost, doubled, or deleted by nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from backend.contract.records import LEDGER, POSITION, Fields, is_deleted, links

AUDITED = ("title", "artist", "card_id", "tags", POSITION)  # each written with values of their own

Loss: TypeAlias = tuple[str, str, str]  # record, field, value


class Broken(Exception):
    """A promise of sync.md does not hold."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """A person's delete, and what was on the screen then: the record's values and what was in it."""

    record: str
    values: frozenset[str]
    inside: frozenset[str]
    was_inside: frozenset[str]  # with what had been deleted in it: a fork may bring that back without asking


@dataclass
class Audit:
    """All that people did, by value; a value that a disaster left nowhere is excused."""

    written: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # value -> values that it replaced
    deletions: list[Deletion] = field(default_factory=list)
    entries: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # playlist -> entries made in it
    excused: set[str] = field(default_factory=set)
    let_go: dict[str, Loss] = field(default_factory=dict)  # what the ledger had, long enough
    had_disaster: bool = False

    def note(self, writes: Mapping[str, Fields], *, before: Mapping[str, Fields]) -> None:
        """Remember an edit that was acknowledged; `before` is what its author had on the screen."""
        for record, fields in writes.items():
            old = before.get(record, {})
            for name, value in fields.items():
                if name in AUDITED:
                    self.written[record, name].add(str(value))
                    if name in old and old[name] != value:
                        self.seen[str(value)].add(str(old[name]))
            if is_deleted(fields) and not is_deleted(old):
                all_in = frozenset(name for name, told in before.items() if record in links(name, told))
                inside = frozenset(name for name in all_in if not is_deleted(before[name]))
                values = frozenset(str(old[name]) for name in AUDITED if name in old)
                self.deletions.append(Deletion(record, values, inside, all_in))
            if not old and "playlist" in fields:
                self.entries[str(fields["playlist"])].add(record)

    def excuse_all_but(self, present: set[str]) -> None:
        """After a disaster: what is nowhere any more cannot come back."""
        self.had_disaster = True
        for values in self.written.values():
            self.excused |= values - present

    def excuse(self, values: Iterable[str]) -> None:
        """Excuse values that were taken back before anybody heard of them, and what they had replaced."""
        self.excused |= self._with_replaced(values)

    def check(self, final: Mapping[str, Fields]) -> None:
        """Raise Broken when something that a person did is neither there, nor replaced knowingly, nor in the ledger."""
        ledger = set(self.let_go.values()) | {
            (str(fields["record"]), str(fields["field"]), str(fields["value"]))
            for record, fields in final.items()
            if record.startswith(LEDGER)
        }
        in_ledger = self._with_replaced(value for _record, _name, value in ledger)
        for (record, name), values in self.written.items():
            roots = {str(final[record][name])} if name in final.get(record, {}) else set()
            kept = self._with_replaced(roots | {value for value in values if (record, name, value) in ledger})
            if lost := values - kept - self.excused:
                raise Broken(f"lost: {record}.{name} = {sorted(lost)}; now {final.get(record)}")
        for record, fields in final.items():
            if is_deleted(fields) and record not in self.let_go:
                self._check_deletion(record, in_ledger=in_ledger, final=final)

    def check_conflicts(self, final: Mapping[str, Fields]) -> None:
        """Raise Broken when the ledger has a value that replaced the winner knowingly, or that the winner replaced."""
        for fields in final.values():
            if {"record", "field", "value"} <= fields.keys():
                lost, won = str(fields["value"]), str(final[str(fields["record"])][str(fields["field"])])
                if lost in self._with_replaced([won]) or won in self._with_replaced([lost]):
                    raise Broken(f"a false conflict: {fields}; {won} stands")

    def _check_deletion(self, record: str, *, in_ledger: set[str], final: Mapping[str, Fields]) -> None:
        mine = [deletion for deletion in self.deletions if deletion.record == record]
        if not mine:
            raise Broken(f"deleted by nobody: {record}")
        known = self._with_replaced(value for deletion in mine for value in deletion.values)
        for name in AUDITED:
            edits = self.written.get((record, name), set())
            unseen = edits - known - in_ledger - self.excused
            if unseen and name != POSITION:
                raise Broken(f"a delete beat an edit: {record}.{name} = {sorted(unseen)}")
        inside = {name for deletion in mine for name in (deletion.was_inside if self.had_disaster else deletion.inside)}
        for entry in self.entries.get(record, set()) - inside:
            made = self.written[entry, "title"]
            if not is_deleted(final.get(entry)) and entry in final and not made <= self.excused:
                raise Broken(f"a delete beat the new entry {entry} in {record}")

    def _with_replaced(self, values: Iterable[str]) -> set[str]:
        found: set[str] = set()
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            if value not in found:
                found.add(value)
                waiting += self.seen.get(value, ())
        return found


def audited_values(states: Iterable[Mapping[str, Fields]]) -> set[str]:
    """Return every audited value in some states, the ledger's among them."""
    return {
        str(value)
        for state in states
        for fields in state.values()
        for name, value in fields.items()
        if name in AUDITED or name == "value"
    }


def living(state: Mapping[str, Fields]) -> list[str]:
    """Return the records of a state that are not deleted."""
    return [record for record, fields in state.items() if not is_deleted(fields)]
