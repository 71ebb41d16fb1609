"""T3: searches everything that two computers and a server can do in a small scope, each state once."""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

from backend.contract.codec import canonical
from backend.contract.errors import Refused
from backend.contract.records import DELETED, Fields, is_deleted
from backend.contract.storage import Mark
from backend.core import retention
from tests.helpers.family_audit import Audit, Broken
from tests.helpers.family_memory import MemoryStorage
from tests.helpers.family_world import PARTITION, Computer, Weather, World

PLAYLIST, ENTRY = "p_1", "e_1"
CALM = Weather(computers=(2, 2), has_losses=False)
WEEKS_S = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Scope:
    """How much may happen on one path: edits of people, mishaps, and steps in all."""

    edits: int = 3
    mishaps: int = 1
    steps: int = 8


@dataclass(slots=True)
class Found:
    """What a search has seen: distinct states by their hashes, and what broke, with the path to it."""

    states: set[bytes] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


class SmallWorld(World):
    """A family of two whose every name follows from what was done: the same state looks the same on every path."""

    def __init__(self) -> None:
        super().__init__(0, CALM)
        self.page_commits = 2
        self.edits = self.mishaps = 0
        self.path: tuple[str, ...] = ()
        self.trouble = ""
        self.made: dict[str, int] = {}
        self.author = "d0"
        first: dict[str, Fields] = {
            PLAYLIST: {"title": "v0"},
            ENTRY: {"playlist": PLAYLIST, "title": "w0", "pos": "V"},
        }
        self.edit(self.computers[0], first)
        for computer in (*self.computers, self.computers[1]):
            self.act_for(computer, lambda one=computer: self.exchange(one, is_reliable=True))
        self.backups = [(self.documents.backup(), dict(self.history))]

    def fork(self) -> SmallWorld:
        """Return a world that goes its own way from here."""
        other = object.__new__(SmallWorld)
        other.__dict__.update(self.__dict__)
        other.documents = type(self.documents)()
        other.documents.restore(self.documents.backup())
        other.documents.before_put, other.documents.on_put = other._race, other._record
        other.objects = type(self.objects)()
        other.objects.files = dict(self.objects.files)
        other.clock = replace(self.clock)
        other.audit = _copied(self.audit)
        other.happened = self.happened.copy()
        other.history, other.made = dict(self.history), dict(self.made)
        other.backups, other.delayed = list(self.backups), []
        other.computers = []
        for computer in self.computers:
            other.computers.append(Computer(computer.device, computer.storage.copy()))
            other.start(other.computers[-1])
        by_device = {computer.device: computer for computer in other.computers}
        other.delayed = [(by_device[sender.device], push) for sender, push in self.delayed]
        return other

    def new_uuid(self) -> str:
        count = self._count("push")
        return f"00000000-0000-4000-8000-{int(self.author[1:]):04x}{count:08x}"

    def new_id(self, kind: str) -> str:
        return f"{kind}{self.author}{self._count(kind)}"

    def new_value(self) -> str:
        return f"{self.author}v{self._count('value')}"

    def act_for(self, computer: Computer, action: Callable[[], object]) -> None:
        """Do something in the name of a computer."""
        self.author = computer.device
        action()

    def identity(self) -> bytes:
        """Return a hash of all that matters for what can happen next."""
        told = [
            {sort: repr(sorted(item.items())) for sort, item in self.documents.partitions.get(PARTITION, {}).items()},
            sorted(self.objects.files),
            [_told(computer.storage) for computer in self.computers],
            [(sender.device, push.pid, str(push.cursor)) for sender, push in self.delayed],
            [sorted(history) for _, history in self.backups],
            [self.edits, self.mishaps, sorted(self.made.items())],
        ]
        return hashlib.sha256(repr(told).encode()).digest()[:12]

    def _count(self, what: str) -> int:
        name = f"{self.author}{what}"
        self.made[name] = self.made.get(name, 0) + 1
        return self.made[name]

    def truncate_all(self) -> None:
        """Let the table delete whatever may go."""
        self.clock.now += WEEKS_S
        retention.let_go_of_old(log=self.log(), clock=self.clock)
        for sort in [key for key, item in self.documents.partitions[PARTITION].items() if "ttl" in item]:
            self.documents.expire(sort, partition=PARTITION)

    def _race(self) -> None:
        """Nobody is faster: each order of pushes is a path of its own."""


Change = Callable[[dict[str, Fields], str, str], "dict[str, Fields] | None"]
Move = tuple[str, Callable[[SmallWorld], None]]


def search(scope: Scope, *, part: int = 0, of: int = 1, is_first_enough: bool = False) -> Found:
    """Visit every state within a scope; from each one everybody must settle with all promises kept.

    With `of` above 1 this is the part of the search that begins with every `of`-th pair of moves. `is_first_enough`
    ends it with the first state that does not.
    """
    found = Found()
    depths: dict[bytes, int] = {}
    begun = [second for first in _next(SmallWorld(), scope) for second in _next(first, scope)]
    paths = [iter(begun[part::of])]
    while paths and not (is_first_enough and found.broken):
        world = next(paths[-1], None)
        if world is None:
            paths.pop()
            continue
        name = world.identity()
        known = depths.get(name)
        if known is not None and known <= len(world.path):
            continue
        depths[name] = len(world.path)
        if known is None and (problem := _problem(world)):
            found.broken.append(f"{' > '.join(world.path)}: {problem}")
        else:
            paths.append(_next(world, scope))
    found.states = set(depths)
    return found


def search_all(scope: Scope, *, jobs: int) -> Found:
    """Search a whole scope in so many processes; a state that two of them meet counts once."""
    found = Found()
    parts = jobs * 8
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for part in pool.map(partial(_part, scope, of=parts), range(parts)):
            found.states |= part.states
            found.broken += part.broken
    return found


def _part(scope: Scope, part: int, *, of: int) -> Found:
    return search(scope, part=part, of=of)


def _next(world: SmallWorld, scope: Scope) -> Iterator[SmallWorld]:
    if len(world.path) >= scope.steps:
        return
    for name, move in (*_edits(world, scope), *_exchanges(world), *_mishaps(world, scope)):
        other = world.fork()
        other.path = (*world.path, name)
        try:
            move(other)
        except Refused as refusal:
            other.trouble = f"refused: {refusal}"
        yield other


def _edits(world: SmallWorld, scope: Scope) -> Iterator[Move]:
    if world.edits >= scope.edits:
        return
    for index, computer in enumerate(world.computers):
        seen = computer.state()
        for name, change in EDITS.items():
            if change(seen, "", "") is not None:
                yield f"{computer.device} {name}", lambda one, index=index, change=change: _edit(one, index, change)


def _edit(world: SmallWorld, index: int, change: Change) -> None:
    computer = world.computers[index]
    world.author = computer.device
    world.edits += 1
    writes = change(computer.state(), world.new_value(), world.new_id("e_"))
    world.edit(computer, writes)


def _retitle(seen: dict[str, Fields], value: str, _key: str) -> dict[str, Fields] | None:
    return {PLAYLIST: {"title": value}} if _is_alive(seen, PLAYLIST) else None


def _retitle_entry(seen: dict[str, Fields], value: str, _key: str) -> dict[str, Fields] | None:
    return {ENTRY: {"title": value}} if _is_alive(seen, PLAYLIST, ENTRY) else None


def _move_entry(seen: dict[str, Fields], value: str, _key: str) -> dict[str, Fields] | None:
    return {ENTRY: {"pos": f"V{value}"}} if _is_alive(seen, PLAYLIST, ENTRY) else None


def _add_entry(seen: dict[str, Fields], value: str, key: str) -> dict[str, Fields] | None:
    return {key: {"playlist": PLAYLIST, "title": value, "pos": f"k{value}"}} if _is_alive(seen, PLAYLIST) else None


def _delete(seen: dict[str, Fields], _value: str, _key: str) -> dict[str, Fields] | None:
    return {PLAYLIST: {DELETED: 1}} if _is_alive(seen, PLAYLIST) else None


def _delete_entry(seen: dict[str, Fields], _value: str, _key: str) -> dict[str, Fields] | None:
    return {ENTRY: {DELETED: 1}} if _is_alive(seen, PLAYLIST, ENTRY) else None


def _is_alive(seen: dict[str, Fields], *records: str) -> bool:
    return all(record in seen and not is_deleted(seen[record]) for record in records)


EDITS: dict[str, Change] = {
    "retitles": _retitle,
    "retitles the entry": _retitle_entry,
    "moves the entry": _move_entry,
    "adds an entry": _add_entry,
    "deletes": _delete,
    "deletes the entry": _delete_entry,
}


def _exchanges(world: SmallWorld) -> Iterator[Move]:
    for index, computer in enumerate(world.computers):
        if computer.storage.pend or computer.storage.flight:
            yield f"{computer.device} pushes", lambda one, index=index: _push(one, index)
        if _is_behind(world, computer):
            yield f"{computer.device} pulls", lambda one, index=index: _pull(one, index)


def _is_behind(world: SmallWorld, computer: Computer) -> bool:
    return computer.storage.mark.cursor.seq != max(world.history, default=0) or computer.replica.is_rebuilding


def _push(world: SmallWorld, index: int, *, is_heard: bool = True, fuse: str = "") -> None:
    computer = world.computers[index]
    world.author = computer.device
    wanted = computer.replica.push(allow_deletions=True)
    answer = world.serve_push(computer, wanted) if wanted else world.serve_pull(computer)
    if answer is None or not is_heard:
        return
    computer.storage.fuse = fuse
    world._survives(computer, lambda: world.receive(computer, answer))


def _pull(world: SmallWorld, index: int) -> None:
    computer = world.computers[index]
    world.author = computer.device
    world.receive(computer, world.serve_pull(computer))


def _mishaps(world: SmallWorld, scope: Scope) -> Iterator[Move]:
    for index, (sender, _) in enumerate(world.delayed):
        yield f"{sender.device}'s push arrives", lambda one, index=index: _arrive(one, index)
    if world.mishaps >= scope.mishaps:
        return
    for index, computer in enumerate(world.computers):
        if not (computer.storage.pend or computer.storage.flight):
            continue
        device = computer.device
        yield (
            f"{device} hears nothing",
            lambda one, index=index: _mishap(one, lambda: _push(one, index, is_heard=False)),
        )
        yield f"{device}'s push is delayed", lambda one, index=index: _mishap(one, lambda: _delay(one, index))
        for fuse in ("before", "after"):
            yield (
                f"{device} crashes {fuse} the commit",
                lambda one, index=index, fuse=fuse: _mishap(one, lambda: _push(one, index, fuse=fuse)),
            )
    if world.history:
        yield "a snapshot is taken", lambda one: _mishap(one, one.take_snapshot)
        yield "old commits go", lambda one: _mishap(one, lambda: _truncate(one))
    if world.history != world.backups[0][1]:
        yield "the server is restored", lambda one: _mishap(one, one._restore_server)


def _mishap(world: SmallWorld, happen: Callable[[], object]) -> None:
    world.mishaps += 1
    happen()


def _delay(world: SmallWorld, index: int) -> None:
    computer = world.computers[index]
    world.author = computer.device
    wanted = computer.replica.push(allow_deletions=True)
    if wanted is not None:
        world.delayed.append((computer, wanted))


def _arrive(world: SmallWorld, index: int) -> None:
    sender, wanted = world.delayed.pop(index)
    world.serve_push(sender, wanted)


def _truncate(world: SmallWorld) -> None:
    world.take_snapshot()
    world.truncate_all()


def _problem(world: SmallWorld) -> str:
    """Return which promise a world breaks once everybody has talked, "" for none."""
    if world.trouble:
        return world.trouble
    end = world.fork()
    try:
        end.settle()
        end.check()
    except (Broken, Refused) as problem:
        return str(problem)
    return ""


def _told(storage: MemoryStorage) -> list[object]:
    flight = storage.flight
    return [
        canonical([storage.base, storage.former, list(storage.pend.items())]),
        (flight.pid, sorted(flight.writes)) if flight else None,
        _place(storage.mark),
    ]


def _place(mark: Mark) -> tuple[object, ...]:
    return (str(mark.cursor), str(mark.former), mark.is_met, mark.resynced)


def _copied(audit: Audit) -> Audit:
    other = Audit(deletions=list(audit.deletions), excused=set(audit.excused), had_disaster=audit.had_disaster)
    for mine, theirs in ((other.written, audit.written), (other.seen, audit.seen), (other.entries, audit.entries)):
        mine.update({name: set(values) for name, values in theirs.items()})  # type: ignore[attr-defined]
    return other
