"""A simulated family of whole clients: real libraries on SQLite, real transactions, beside a newer app's computer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from backend.contract.codec import Json
from backend.contract.records import DELETED, Fields, is_deleted
from backend.contract.replica import Replica
from desktop.model.names import CardId, EntryKey, PlaylistKey, RecordingKey, recording_key
from desktop.model.playlist import Entry, Origin, Playlist
from desktop.model.recording import Medium, Recording
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.helpers.family_audit import Audit, Broken
from tests.helpers.family_library import LibraryComputer, LibraryReplica, LibraryStorage, as_storage, joined
from tests.helpers.family_memory import MemoryStorage
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
POOL = 6  # different audio files in the world: two computers import the same one now and then
STRANGE: tuple[Json, ...] = (None, -1, 2**53 - 1, 1.5, "", "../../etc", ["a", 1], {"sha": 7}, True, "V0", "x" * 3000)
STRANGE_FIELDS = (
    ("t_", ("artist", "disc", "duration_s", "size", "ending", "mime", "tags", "cover", "medium", "blob", "sha", "new")),
    ("p_", ("cover", "card_id", "published_at", "new")),
    ("e_", ("recording", "icon", "origin", "new")),
)


@dataclass
class RepeatingAudit(Audit):
    """Knows that undo, redo and restoring write values again, knowingly."""

    repeated: set[str] = field(default_factory=set)

    def check_conflicts(self, final: Mapping[str, Fields]) -> None:
        def is_plain(fields: Fields) -> bool:
            if not {"record", "field", "value"} <= fields.keys():
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
        self.looks = 0
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
        library = computer.disk.library
        is_repeating = self._act(library)
        after = computer.state()
        written = {record: _written(before.get(record, {}), fields) for record, fields in after.items()}
        written = {record: fields for record, fields in written.items() if fields}
        if is_repeating:
            self.audit.repeated |= {str(value) for fields in written.values() for value in fields.values()}
        removed = {record: {DELETED: 1} for record, fields in written.items() if is_deleted(fields)}
        plain = {
            record: {name: value for name, value in fields.items() if name != DELETED or not value}
            for record, fields in written.items()
        }
        self.audit.note({record: fields for record, fields in plain.items() if fields}, before=before)
        # who takes back several edits at once knows them all
        known = {record: {**before.get(record, {}), **after[record], DELETED: 0} for record in removed}
        self.audit.note(removed, before={**before, **known})
        self._look(computer)

    def _strange(self, state: Mapping[str, Fields]) -> dict[str, Fields] | None:
        """Return what only a newer app would write, now and then."""
        prefix, fields = self.chance.choice(STRANGE_FIELDS)
        known = sorted(record for record, told in state.items() if record[:2] == prefix and not is_deleted(told))
        if not known or self.chance.random() < 0.5:
            return None
        return {self.chance.choice(known): {self.chance.choice(fields): self.chance.choice(STRANGE)}}

    def _act(self, library: Library) -> bool:
        """Let the person do something; return whether it writes what was there before."""
        dice = self.chance.random()
        if dice < 0.12:
            return library.undo() is not None
        if dice < 0.15:
            return library.redo() is not None
        losses = library.sync.losses()
        if dice < 0.2 and losses:
            return library.sync.restore(self.chance.choice(losses).key) is not None
        acts = [self.chance.choice(self._ACTS) for _ in range(self.chance.choice((1, 1, 1, 2, 3)))]
        if LibraryWorld._remove in acts:
            acts = [LibraryWorld._remove]  # what is written and removed in one go nobody has seen

        def change(tx: Transaction) -> None:
            for act in acts:
                act(self, library, tx)

        library.transact("Edit", change, undoable=self.chance.random() < 0.9)
        return False

    def _import(self, library: Library, tx: Transaction) -> None:
        sha256 = hashlib.sha256(str(self.chance.randrange(POOL)).encode()).hexdigest()
        key = recording_key(sha256)
        if library.recordings.get(key) is None:
            facts = {"duration_s": round(self.chance.random() * 100, 3), "ending": ".mp3", "mime": "audio/mpeg"}
            tx.add_recording(
                Recording(
                    key, sha256, self.new_value(), size_bytes=7, artist=self.new_value(), added_at=tx.now, **facts
                )  # type: ignore[arg-type]
            )

    def _make_playlist(self, library: Library, tx: Transaction) -> None:
        key = PlaylistKey(self.new_id("p_"))
        tx.add_playlist(Playlist(key, self.new_value(), created_at=tx.now))
        self._fill(library, tx, key, self.chance.randint(0, 2))

    def _add_entries(self, library: Library, tx: Transaction) -> None:
        for playlist in self._some(library.playlists.all()):
            self._fill(library, tx, playlist.key, self.chance.randint(1, 2))

    def _fill(self, library: Library, tx: Transaction, playlist: PlaylistKey, count: int) -> None:
        entries = library.playlists.entries(playlist)
        before = self.chance.choice(entries).key if entries and self.chance.random() < 0.5 else None
        for pos in tx.place(playlist, count, before=before):
            recordings = library.recordings.keys()
            recording = self.chance.choice(recordings) if recordings and self.chance.random() < 0.8 else None
            origin = None if recording else Origin("00", "01", "yoto:#" + "x" * 43, duration_s=9.0)
            title = self.new_value() if self.chance.random() < 0.5 else None
            tx.add_entry(Entry(EntryKey(self.new_id("e_")), playlist, pos, recording, title=title, origin=origin))

    def _rename(self, library: Library, tx: Transaction) -> None:
        dice = self.chance.random()
        if dice < 0.4:
            for key in self._some(library.recordings.keys()):
                tx.edit_recording(key, **{self.chance.choice(("title", "artist")): self.new_value()})
        elif dice < 0.7:
            for playlist in self._some(library.playlists.all()):
                tx.edit_playlist(playlist.key, title=self.new_value())
        else:
            for entry in self._entries(library):
                tx.edit_entry(entry.key, title=self.new_value())

    def _move(self, library: Library, tx: Transaction) -> None:
        for entry in self._entries(library):
            others = [other.key for other in library.playlists.entries(entry.playlist) if other.key != entry.key]
            (pos,) = tx.place(entry.playlist, 1, before=self.chance.choice([*others, None]))
            tx.edit_entry(entry.key, pos=pos)

    def _remove(self, library: Library, tx: Transaction) -> None:
        dice = self.chance.random()
        if dice < 0.5:
            for entry in self._entries(library):
                tx.remove_entry(entry.key)
        elif dice < 0.8:
            for playlist in self._some(library.playlists.all()):
                tx.remove_playlist(playlist.key)
        else:
            for key in self._some(library.recordings.keys()):
                tx.remove_recording(key)

    def _find_out(self, library: Library, tx: Transaction) -> None:
        for key in self._some(library.recordings.keys()):
            medium = Medium("m" * 43, self.chance.randrange(99), 5, "aac", "stereo")
            tx.edit_recording(key, medium=medium, duration_s=round(self.chance.random(), 3), tags=("story",))
            tx.mark_stored(key, is_stored=self.chance.random() < 0.8)

    def _publish(self, library: Library, tx: Transaction) -> None:
        for playlist in self._some(library.playlists.all()):
            tx.edit_playlist(playlist.key, card_id=CardId("abcde"), published_hash="f" * 16, published_at=tx.now)

    _ACTS: tuple[Callable[[LibraryWorld, Library, Transaction], None], ...] = (
        _import,
        _import,
        _make_playlist,
        _add_entries,
        _add_entries,
        _rename,
        _rename,
        _rename,
        _move,
        _remove,
        _find_out,
        _publish,
    )

    def _some(self, things: list[RecordingKey] | list[Playlist]) -> list:  # type: ignore[type-arg]
        return [self.chance.choice(things)] if things else []

    def _entries(self, library: Library) -> list[Entry]:
        playlists = library.playlists.all()
        entries = library.playlists.entries(self.chance.choice(playlists).key) if playlists else []
        return [self.chance.choice(entries)] if entries else []

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

    def _check_doubled(self) -> None:
        """Undo writes values again; the pushes themselves are counted by the caller."""


@contextmanager
def _telling(computer: Computer) -> Iterator[None]:
    try:
        yield
    except AssertionError as problem:
        raise Broken(f"on {computer.device}: {problem}") from problem


def _written(before: Fields, after: Fields) -> dict[str, Json]:
    return {name: value for name, value in after.items() if name not in before or before[name] != value}


def _off(world: LibraryWorld, drift_s: int) -> float:
    return float(world.clock.now + drift_s)
