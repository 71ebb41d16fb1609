"""A family simulated over the real client and server modules: one seed, one schedule, always the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from backend.contract.chain import START
from backend.contract.digest import digest
from backend.contract.errors import Refused
from backend.contract.fold import fold
from backend.contract.messages import (
    Commit,
    Gone,
    Page,
    Push,
    gone_to_json,
    opened,
    page_to_json,
    push_to_bytes,
    read_gone,
    read_page,
    read_push,
)
from backend.contract.records import LINKS, Fields
from backend.contract.replica import Replica, Report, TooManyDeletions
from backend.contract.snapshots import EMPTY, read_snapshot
from backend.contract.storage import Differing
from backend.core import keys, pull, push, retention, snapshot
from backend.core.keys import DeviceKey, FamilyKey
from backend.core.log import Log
from backend.core.ports import Item
from tests.helpers.family_audit import Audit, Broken, audited_values
from tests.helpers.family_memory import Crashed, MemoryDocuments, MemoryObjects, MemoryStorage, MovableClock
from tests.helpers.family_people import edit_of

FAMILY = FamilyKey("f1")
PARTITION = keys.partition(FAMILY)
ROUNDS_TO_SETTLE = 60


@dataclass(frozen=True, slots=True)
class Weather:
    """Which mishaps happen, and how many steps a schedule has."""

    steps: int = 34
    computers: tuple[int, int] = (2, 6)
    has_losses: bool = True
    has_truncation: bool = True
    has_restores: bool = True
    has_clones: bool = True
    clock_offset_s: int = 0
    wild_clock: bool = False


STORM = Weather()


@dataclass
class Computer:
    """One computer of the family: its disk, and the app on it."""

    device: str
    storage: MemoryStorage
    replica: Replica = field(init=False)

    def state(self) -> dict[str, Fields]:
        """Return all that is on its screen."""
        ground = self.storage.former if self.replica.is_rebuilding else self.storage.base
        flight = self.storage.flight.writes if self.storage.flight else {}
        seen = {record: self.replica.view(record) for record in {**ground, **flight, **self.storage.pend}}
        return {record: fields for record, fields in seen.items() if fields is not None}


class World:
    """Two to six computers, a server, a network that loses and repeats, and people who edit all the time."""

    def __init__(self, seed: int, weather: Weather = STORM) -> None:
        self.chance = random.Random(seed)
        self.weather = weather
        self.documents, self.objects = MemoryDocuments(), MemoryObjects()
        self.clock = MovableClock(MovableClock.now + weather.clock_offset_s)
        self.audit = Audit()
        self.happened: Counter[str] = Counter()
        self.delayed: list[tuple[Computer, Push]] = []
        self.history: dict[int, Commit] = {}
        self.backups = [(self.documents.backup(), dict(self.history))]
        self.profiles: list[tuple[Computer, MemoryStorage]] = []
        self.values = 0
        self.is_on_wire = seed % 16 == 0
        self.is_stepping = seed % 3 == 0
        self.is_calm = False
        self.page_commits = (1, 2, 5, 256)[seed % 4]
        self.nested = 0
        self.documents.before_put = self._race
        self.documents.on_put = self._record
        self.computers: list[Computer] = []
        for _ in range(self.chance.randint(*weather.computers)):
            self.add_computer(MemoryStorage())

    # computers

    def add_computer(self, storage: MemoryStorage, *, device: str = "") -> Computer:
        """Add a computer with this disk."""
        computer = Computer(device or f"d{len(self.computers)}", storage)
        self.computers.append(computer)
        self.start(computer)
        return computer

    def start(self, computer: Computer) -> None:
        """Start the app on a computer, as after a crash."""
        computer.storage.fuse = ""
        computer.replica = Replica(
            computer.storage, device=computer.device, new_pid=self.new_uuid, new_ledger_id=lambda: self.new_id("c_")
        )

    def new_uuid(self) -> str:
        digits = f"{self.chance.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"

    def new_id(self, kind: str) -> str:
        return f"{kind}{self.chance.getrandbits(40):010x}"

    def new_value(self) -> str:
        self.values += 1
        return f"v{self.values}"

    # running

    def run(self) -> None:
        """Play the whole schedule and check it; raise Broken when a promise does not hold."""
        for _ in range(self.weather.steps):
            self.step()
        self.settle()
        self.check()

    def end(self) -> None:
        """Let go of what the computers have open, once nobody looks at them any more."""

    def step(self) -> None:
        """Let one thing happen."""
        dice = self.chance.random()
        computer = self.chance.choice(self.computers)
        if dice < 0.36:
            self.edit(computer)
        elif dice < 0.86 or self.is_calm:
            self.exchange(computer)
        else:
            self._mishap(computer)

    def edit(self, computer: Computer, writes: dict[str, Fields] | None = None) -> None:
        """Let the person at a computer do something."""
        before = computer.state()
        writes = writes or edit_of(before, world=self)
        if writes and self._survives(computer, lambda: computer.replica.edit(writes)):
            self.audit.note(writes, before=before)

    def exchange(self, computer: Computer, *, is_reliable: bool = False) -> None:
        """Let a computer send or ask once, over a network that loses and repeats."""
        has_losses = self.weather.has_losses and not is_reliable
        dice = self.chance.random() if has_losses else 1.0
        wanted: Push | None = None
        if is_reliable or self.chance.random() < 0.6:
            wanted = self._frozen(computer, has_losses=has_losses)
        if wanted is not None and dice < 0.2:
            self.delayed.append((computer, wanted))  # it arrives later: for the first time, or again
            self.happened["delayed"] += 1
        if dice < 0.1:
            return
        answer = self.serve_push(computer, wanted) if wanted else self.serve_pull(computer)
        if answer is None or 0.2 < dice < 0.3:
            self.happened["answer lost"] += 1
            return
        if has_losses and self.chance.random() < 0.05:
            computer.storage.fuse = self.chance.choice(("before", "after"))
        self._survives(computer, lambda: self.receive(computer, answer))

    # the server

    def log(self) -> Log:
        return Log(self.documents, self.objects, family=FAMILY, page_commits=self.page_commits)

    def serve_push(self, computer: Computer, wanted: Push) -> Page | Gone | None:
        """Let the server answer a push, None when it is too busy."""
        if self.is_on_wire:
            wanted = read_push(push_to_bytes(wanted))
        try:
            answer = push.push(wanted, log=self.log(), device=DeviceKey(computer.device), clock=self.clock)
        except Refused:
            return None
        if isinstance(answer, push.Conflict):
            self.happened["conflict"] += 1
            answer = answer.page
        return self._over_the_wire(answer, own=wanted.pid)

    def serve_pull(self, computer: Computer) -> Page | Gone:
        """Let the server answer a pull."""
        return self._over_the_wire(pull.pull(computer.replica.cursor, log=self.log()))

    def receive(self, computer: Computer, answer: Page | Gone) -> None:
        """Let a computer take an answer; its person agrees to many deletions."""
        if isinstance(answer, Gone):
            self.happened["forked" if answer.forked else "gone"] += 1
            data = self.objects.get(answer.url)
            found = EMPTY if data is None else read_snapshot(data, sha256=answer.sha256)
            computer.replica.start_over(answer, found)
            return
        if computer.replica.is_rebuilding and self.is_stepping:
            self._read_in_steps(computer, answer)
            return
        try:
            report = computer.replica.take(answer)
        except TooManyDeletions:
            report = computer.replica.take(answer, allow_deletions=True)
        self.happened["resynced"] += report.is_resyncing
        for note in report.notes:
            self.happened[note.outcome] += 1

    def take_snapshot(self) -> None:
        """Fold a snapshot, however little has come since the last one."""
        meta = self.log().meta()
        tail = self.log().tail(meta.snapshot)
        if not isinstance(tail, Gone) and tail.commits:
            self.happened["snapshot"] += 1
            snapshot.take_snapshot(tail.commits, log=self.log(), objects=self.objects, family=FAMILY, meta=meta)

    def truncate(self) -> None:
        """Let the table delete some of the commits that may go, in no order."""
        self.clock.now += self.chance.randint(0, 30) * 24 * 3600
        if self.weather.wild_clock:
            self.clock.now += self.chance.randint(-10, 10) * 365 * 24 * 3600
        retention.let_go_of_old(log=self.log(), clock=self.clock)
        for sort in [key for key, item in self.documents.partitions.get(PARTITION, {}).items() if "ttl" in item]:
            if self.chance.random() < 0.8:
                self.happened["truncated"] += 1
                self.documents.expire(sort, partition=PARTITION)

    def _read_in_steps(self, computer: Computer, page: Page) -> None:
        """Rebuild as an app with a large library does: a few records a transaction, and a crash anywhere in between."""
        replica, storage = computer.replica, computer.storage
        fuse, storage.fuse = storage.fuse, ""
        steps: list[Callable[[], Report]] = [lambda: replica.read(page)]
        if not page.more:
            at_s = page.commits[-1].at_s if page.commits else 0
            steps += [lambda: replica.approach(_some_differing(storage), at_s=at_s)] * self.chance.randint(0, 4)
            steps += [lambda: replica.approach(_differing(storage), at_s=at_s), lambda: replica.arrive(page)]
        crash = self.chance.randrange(len(steps)) if fuse else -1
        for index, step in enumerate(steps):
            storage.fuse = fuse if index == crash else ""
            report = step()
            self.happened["resynced"] += report.is_resyncing
            self.happened.update(note.outcome for note in report.notes)
            if index == 0 and report.should_pull:
                return
        self.happened["stepped"] += not page.more

    # the end

    def settle(self) -> None:
        """Let everything arrive and everybody talk until nobody has anything to say."""
        self.is_calm = True
        for computer, wanted in self.delayed:
            self.serve_push(computer, wanted)
        for _ in range(ROUNDS_TO_SETTLE):
            for computer in self.computers:
                self.exchange(computer, is_reliable=True)
            if all(self._is_settled(computer) for computer in self.computers):
                return
        raise Broken("not settled")

    def check(self) -> None:
        """Raise Broken unless all computers and the server have the same state, with nothing lost or doubled."""
        whole: dict[str, Fields] = {}
        pushes: Counter[str] = Counter()
        for seq in range(1, len(self.history) + 1):
            if seq not in self.history:
                raise Broken(f"no commit {seq}")
            pushes[self.history[seq].pid] += 1
            fold(whole, opened(self.history[seq]))
        for computer in self.computers:
            if computer.storage.base != whole or computer.state() != whole:
                raise Broken(f"diverged: {computer.device}")
            if computer.storage.mark.dig != digest(whole):
                raise Broken(f"wrong digest: {computer.device}")
        if any(count > 1 for count in pushes.values()):
            raise Broken("a push is in the log twice")
        if not self.happened["disaster"]:
            self._check_doubled()
            if self.happened["resynced"]:
                raise Broken("a digest did not fit")
            self.audit.check_conflicts(whole)
        if self.happened["forked"] and not self.happened["server restored"]:
            raise Broken("the log forked by itself")
        self.audit.check(whole)

    def _check_doubled(self) -> None:
        written: Counter[tuple[str, str, str]] = Counter()
        for commit in self.history.values():
            for op in opened(commit):
                written.update(
                    (op.id, name, str(value)) for name, value in op.set.items() if name in ("title", "artist")
                )
        if doubled := [found for found, count in written.items() if count > 1]:
            raise Broken(f"doubled: {doubled}")

    # mishaps

    def _mishap(self, computer: Computer) -> None:
        weather, dice = self.weather, self.chance.random()
        if dice < 0.3 and self.delayed:
            sender, wanted = self.delayed.pop(self.chance.randrange(len(self.delayed)))
            answer = self.serve_push(sender, wanted)
            if answer is not None and not isinstance(answer, Gone) and self.chance.random() < 0.5:
                self._survives(sender, lambda: self.receive(sender, answer))
        elif dice < 0.45 and weather.has_truncation:
            self.take_snapshot()
        elif dice < 0.6 and weather.has_truncation:
            self.truncate()
        elif dice < 0.7 and weather.has_restores:
            self.backups.append((self.documents.backup(), dict(self.history)))
        elif dice < 0.78 and weather.has_restores:
            self._restore_server()
        elif dice < 0.88 and weather.has_clones:
            self.profiles.append((computer, computer.storage.copy()))
        elif dice < 0.94 and weather.has_clones and self.profiles:
            self._restore_profile()
        elif weather.has_clones and len(self.computers) < 7:
            self.happened["disaster"] += 1
            self.happened["cloned"] += 1
            self.add_computer(computer.storage.copy(), device=computer.device)

    def _restore_server(self) -> None:
        documents, history = self.chance.choice(self.backups)
        self.documents.restore(documents)
        self.history = dict(history)
        self.backups = [backup for backup in self.backups if len(backup[1]) <= len(history)]
        self.happened["server restored"] += 1
        self._excuse()

    def _restore_profile(self) -> None:
        computer, storage = self.profiles.pop(self.chance.randrange(len(self.profiles)))
        computer.storage.become(storage)
        self.start(computer)
        self.happened["profile restored"] += 1
        self._excuse()

    def _excuse(self) -> None:
        """Excuse what a disaster has left nowhere."""
        self.happened["disaster"] += 1
        whole: dict[str, Fields] = {}
        for seq in sorted(self.history):
            fold(whole, opened(self.history[seq]))
        places: list[dict[str, Fields]] = [whole]
        for computer in self.computers:
            storage = computer.storage
            places += [storage.base, storage.former, storage.pend]
            places.append(dict(storage.flight.writes) if storage.flight else {})
        self.audit.excuse_all_but(audited_values(places))

    # small things

    def _frozen(self, computer: Computer, *, has_losses: bool) -> Push | None:
        if has_losses and self.chance.random() < 0.05:
            computer.storage.fuse = self.chance.choice(("before", "after"))
        found: list[Push | None] = []
        self._survives(computer, lambda: found.append(computer.replica.push(allow_deletions=True)))
        return found[0] if found else None

    def _survives(self, computer: Computer, action: Callable[[], object]) -> bool:
        """Do something at a computer; when it crashes, start it again. Return whether the person heard of success."""
        try:
            action()
        except Crashed:
            self.happened["crashed"] += 1
            self.start(computer)
            return False
        computer.storage.fuse = ""
        return True

    def _race(self) -> None:
        """Let somebody else be faster, now and then."""
        if self.is_calm or self.nested > 2 or self.chance.random() > 0.1:
            return
        self.nested += 1
        self.happened["race"] += 1
        self.exchange(self.chance.choice(self.computers))
        self.nested -= 1

    def _record(self, sort: str, item: Item) -> None:
        if not sort.startswith("C#"):
            return
        found = self.log().covered(low=int(sort[2:]), high=int(sort[2:]), limit=1)
        self.history[found[0].seq] = found[0]

    def _over_the_wire(self, answer: Page | Gone, *, own: str = "") -> Page | Gone:
        """Carry an answer, in one family of sixteen as the bytes that travel; one's own operations never do."""
        if isinstance(answer, Gone):
            return read_gone(gone_to_json(answer)) if self.is_on_wire else answer
        if self.is_on_wire:
            return read_page(page_to_json(answer, own=own), is_accepted=answer.is_accepted)
        commits = (replace(commit, z=b"") if commit.pid == own else commit for commit in answer.commits)
        return replace(answer, commits=tuple(commits))

    def _is_settled(self, computer: Computer) -> bool:
        storage = computer.storage
        head = self.history[max(self.history)].cursor if self.history else START
        return not (storage.pend or storage.flight or storage.mark.former) and storage.mark.cursor == head


def _differing(storage: MemoryStorage) -> list[Differing]:
    """Return what a rebuild has found different, what hangs on others last."""
    return sorted(storage.differing(), key=lambda one: (one[0][:2] in LINKS, one[0]))


def _some_differing(storage: MemoryStorage) -> list[Differing]:
    return _differing(storage)[:2]
