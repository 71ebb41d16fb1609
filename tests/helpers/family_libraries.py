"""A simulated family of whole clients: real libraries on SQLite, real transactions, beside a newer app's computer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from backend.contract.codec import Json
from backend.contract.merge import Outcome
from backend.contract.messages import opened
from backend.contract.records import DELETED, LEDGER, POSITION, Fields, is_deleted, links
from backend.contract.replica import Replica
from tests.helpers.family_audit import Audit, Broken, Loss, audited_values
from tests.helpers.family_library import LibraryComputer, LibraryReplica, LibraryStorage, as_storage, joined
from tests.helpers.family_memory import MemoryStorage
from tests.helpers.family_parents import Deed, Parents
from tests.helpers.family_world import STORM, Computer, Weather, World
from tests.helpers.library_sight import (
    assert_columns_are_told,
    assert_index_agrees,
    assert_rows_are_the_fold,
    assert_search_agrees,
    assert_tables_are_the_fold,
    sight,
)

LOOKS_TO_A_CLOSE_ONE = 64
LEDGER_KEPT_S = 90 * 24 * 3600
STRANGE: tuple[Json, ...] = (None, -1, 2**53 - 1, 1.5, "", "../../etc", ["a", 1], {"sha": 7}, True, "V0", "x" * 3000)
STRANGE_FIELDS = (
    ("t_", ("artist", "disc", "duration_s", "size", "ending", "mime", "tags", "cover", "medium", "blob", "sha", "new")),
    ("p_", ("cover", "card_id", "published_at", "new")),
    ("e_", ("recording", "icon", "origin", "new")),
)


@dataclass
class RepeatingAudit(Audit):
    """Knows that undo, redo and restoring write values again, knowingly.

    A field that was another in between may hold once more what somebody lost meanwhile: `returned`, (record, field).
    """

    repeated: set[str] = field(default_factory=set)
    returned: set[tuple[str, str]] = field(default_factory=set)

    def check_conflicts(self, final: Mapping[str, Fields]) -> None:
        def is_plain(fields: Fields) -> bool:
            if not {"record", "field", "value"} <= fields.keys():
                return False
            if (fields["record"], fields["field"]) in self.returned:
                return False
            won = final[str(fields["record"])].get(str(fields["field"]))
            return not {str(fields["value"]), str(won)} & self._with_replaced(self.repeated)

        conflicts = {record: fields for record, fields in final.items() if is_plain(fields)}
        super().check_conflicts({**{record: final[record] for record in final if record[:2] != "c_"}, **conflicts})


class LibraryWorld(World):
    """World with libraries for computers; in every fourth one of them is an app of another version."""

    def __init__(self, seed: int, weather: Weather = STORM, *, drift_s: int = 0) -> None:
        """Every computer's clock is off by `drift_s`, alternately too late and too early."""
        self.drift_s = drift_s
        self.has_newer = seed % 4 == 0
        self.newer: list[Computer] = []
        self.parents = Parents(self)
        self.looks = 0
        self.strange: set[tuple[str, str, str]] = set()  # (record, field, value) that newer apps wrote
        # device -> records and values that its person saw while editing, or wrote
        self.known: dict[str, set[str]] = defaultdict(set)
        super().__init__(seed, weather)
        self.is_stepping = False  # a library always steps
        self.audit: RepeatingAudit = RepeatingAudit()

    # computers

    def add_computer(self, storage: MemoryStorage, *, device: str = "") -> Computer:
        device = device or f"d_{len(self.computers)}"
        if not isinstance(storage, MemoryStorage):
            return self._add_library(storage, device=device)
        if storage.base or (self.has_newer and not self.newer):
            computer = super().add_computer(storage, device=device)
            self.newer.append(computer)
            return computer
        drift_s = self.drift_s * (-1) ** len(self.computers)
        # the family's first library joins while we look; that of the others would be the same story
        image = joined(device) if self.computers else None
        disk = LibraryStorage(chance=self.chance, clock=partial(_off, self, drift_s), image=image)
        return self._add_library(as_storage(disk), device=device)

    def _add_library(self, storage: MemoryStorage, *, device: str) -> Computer:
        computer = LibraryComputer(device, storage)
        self.computers.append(computer)
        self.start(computer)
        return computer

    def start(self, computer: Computer) -> None:
        if isinstance(computer, LibraryComputer):
            replica = LibraryReplica(computer.disk, device=computer.device, chance=self.chance)
            computer.replica = cast(Replica, replica)
        else:
            super().start(computer)

    def new_id(self, kind: str) -> str:
        return f"{kind}{self.chance.getrandbits(80):020x}"

    # people

    def edit(self, computer: Computer, writes: dict[str, Fields] | None = None) -> None:
        if not isinstance(computer, LibraryComputer):
            super().edit(computer, writes or self._strange(computer.state()))
            return
        before = computer.state()
        deed = self.parents.act(computer.disk.library)
        after = computer.state()
        written = {record: _written(before.get(record, {}), fields) for record, fields in after.items()}
        written = {record: fields for record, fields in written.items() if fields}
        if deed is not Deed.NEW:
            self.audit.repeated |= {str(value) for fields in written.values() for value in fields.values()}
        if deed is Deed.RESTORED and any(is_deleted(after[record]) for record in written):
            raise Broken(f"put back on {computer.device}, and still deleted: {written}")
        if deed is Deed.REVERTED:
            self._check_reverted(computer, written, before=before)
            self._note_put_back(written, after=after)
        else:
            self.known[computer.device] |= audited_values([before]) | before.keys()
        self.known[computer.device] |= audited_values([written]) | written.keys()
        self.audit.excuse(_unsaid(before, after))
        removed = {record: {DELETED: 1} for record, fields in written.items() if is_deleted(fields)}
        plain = {
            record: {name: value for name, value in fields.items() if name != DELETED or not value}
            for record, fields in written.items()
        }
        self.audit.note({record: fields for record, fields in plain.items() if fields}, before=before)
        if deed is Deed.REVERTED:  # who takes back an edit of what stays deleted knows that it is
            removed |= {record: {DELETED: 1} for record in written if _stays_dead(record, before, after)}
        # who takes back several edits at once knows them all
        known = {record: {**before.get(record, {}), **after[record], DELETED: 0} for record in removed}
        self.audit.note(removed, before={**before, **known})
        self._look(computer)

    def _strange(self, state: Mapping[str, Fields]) -> dict[str, Fields] | None:
        """Return what only a newer app would write, now and then, and no value twice to the same field."""
        prefix, fields = self.chance.choice(STRANGE_FIELDS)
        known = sorted(record for record, told in state.items() if record[:2] == prefix and not is_deleted(told))
        if not known or self.chance.random() < 0.5:
            return None
        record, name, value = self.chance.choice(known), self.chance.choice(fields), self.chance.choice(STRANGE)
        if (record, name, str(value)) in self.strange:
            return None
        self.strange.add((record, name, str(value)))
        return {record: {name: value}}

    def _check_reverted(
        self, computer: Computer, written: Mapping[str, Fields], *, before: Mapping[str, Fields]
    ) -> None:
        """Raise Broken when undo or redo did away with what somebody else wrote since the person's last own edit.

        A delete wins against another place, as sync.md has it.
        """
        alive = {record: fields for record, fields in before.items() if not is_deleted(fields)}
        for record, fields in written.items():
            shown = alive.get(record, {})
            names = shown.keys() - {POSITION} if is_deleted(fields) else fields.keys() & shown.keys()
            lost = audited_values([{record: {name: shown[name] for name in names}}])
            if is_deleted(fields):  # whoever puts something into a thing wants it to be there
                lost |= {other for other, told in alive.items() if record in links(other, told)}
            if foreign := lost - self.known[computer.device]:
                raise Broken(f"{computer.device} took back what another wrote: {record} {fields}, {foreign}")

    def _note_put_back(self, written: Mapping[str, Fields], *, after: Mapping[str, Fields]) -> None:
        """Remember which entries undo or redo put back into a playlist that its person sees to be removed.

        Undo brings back just what it wrote: such an entry is there again when the playlist is, and no delete has beaten
        it. Put back into a playlist that is there, it is like a new one.
        """
        for record, fields in written.items():
            playlist = after[record].get("playlist")
            if isinstance(playlist, str) and fields.get(DELETED) == 0:
                if is_deleted(after.get(playlist)):
                    self.audit.entries[playlist].discard(record)
                else:
                    self.audit.entries[playlist].add(record)

    # looking

    def _survives(self, computer: Computer, action: Callable[[], object]) -> bool:
        survived = super()._survives(computer, action)
        self._look(computer)
        return survived

    def _look(self, computer: Computer) -> None:
        """Raise Broken when what a change left is not what base, flight and waiting writes say."""
        if not isinstance(computer, LibraryComputer):
            return
        disk, moment = computer.disk, computer.disk.moment
        if computer.looked_at == moment:
            return
        computer.looked_at = moment
        self.looks += 1
        with _telling(computer):
            assert_tables_are_the_fold(disk.connection, computer.state())
            waiting = len(disk.tables.pend) + (len(disk.flight.ops) if disk.flight else 0)
            assert disk.library.sync.waiting == waiting, "the count of what waits"
            if self.looks % LOOKS_TO_A_CLOSE_ONE == 0:
                self._look_closely(computer)

    def _look_closely(self, computer: LibraryComputer) -> None:
        """Ask the library itself, as a person does who reads and searches all of it."""
        library, state = computer.disk.library, computer.state()
        assert {record: computer.replica.view(record) for record in state} == state, "each record by itself"
        assert_rows_are_the_fold(library, state)
        assert_columns_are_told(library, state)
        assert_search_agrees(library)

    def end(self) -> None:
        for computer in self.computers:
            if isinstance(computer, LibraryComputer):
                computer.disk.end()

    def check(self) -> None:
        self.audit.let_go = self._let_go()
        if self.happened[Outcome.REPLACED]:
            self.audit.returned = self._returned()
        super().check()
        libraries = [computer for computer in self.computers if isinstance(computer, LibraryComputer)]
        seen = {computer.device: sight(computer.disk.library) for computer in libraries}
        if len(set(map(repr, seen.values()))) > 1:
            raise Broken(f"two computers show two libraries: {seen}")
        for computer in libraries:
            with _telling(computer):
                assert_index_agrees(computer.disk.library)
        one = libraries[self.looks % len(libraries)]
        with _telling(one):
            self._look_closely(one)

    def _let_go(self) -> dict[str, Loss]:
        """Return what the ledger let go of, by its record; raise Broken when the ninety days were not over."""
        told: dict[str, Fields] = {}
        found: dict[str, Loss] = {}
        for _, commit in sorted(self.history.items()):
            for op in opened(commit):
                if op.id.startswith(LEDGER) and is_deleted(op.set):
                    loss = told[op.id]
                    if commit.at_s - int(str(loss["when"])) <= LEDGER_KEPT_S:
                        raise Broken(f"let go of too early, at {commit.at_s}: {loss}")
                    found[op.id] = (str(loss["record"]), str(loss["field"]), str(loss["value"]))
                elif op.id.startswith(LEDGER):
                    told[op.id] = op.set
        return found

    def _returned(self) -> set[tuple[str, str]]:
        """Return (record, field) of what the log says again after it had said something else."""
        told: dict[tuple[str, str], list[str]] = defaultdict(list)
        for _, commit in sorted(self.history.items()):
            for op in opened(commit):
                for name, value in op.set.items():
                    if told[op.id, name][-1:] != [str(value)]:
                        told[op.id, name].append(str(value))
        return {name for name, values in told.items() if len(values) > len(set(values))}

    def _check_doubled(self) -> None:
        """Undo writes values again; the pushes themselves are counted by the caller."""


@contextmanager
def _telling(computer: Computer) -> Iterator[None]:
    try:
        yield
    except AssertionError as problem:
        raise Broken(f"on {computer.device}: {problem}") from problem


def _stays_dead(record: str, before: Mapping[str, Fields], after: Mapping[str, Fields]) -> bool:
    return is_deleted(before.get(record)) and is_deleted(after[record])


def _written(before: Fields, after: Fields) -> dict[str, Json]:
    return {name: value for name, value in after.items() if name not in before or before[name] != value}


def _unsaid(before: Mapping[str, Fields], after: Mapping[str, Fields]) -> set[str]:
    """Return the values of fields that are not there any more: undone before anybody heard of them."""
    gone = {
        record: {name: value for name, value in fields.items() if name not in after[record]}
        for record, fields in before.items()
        if record in after
    }
    return audited_values([gone])


def _off(world: LibraryWorld, drift_s: int) -> float:
    return float(world.clock.now + drift_s)
