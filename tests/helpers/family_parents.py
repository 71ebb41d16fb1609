"""What the people of a simulated family do to a library of theirs, through the library's own door."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import Enum, auto

from desktop.model.names import CardId, EntryKey, PlaylistKey, RecordingKey, recording_key
from desktop.model.playlist import Entry, Origin, Playlist
from desktop.model.recording import Medium, Recording
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.helpers.family_people import Surroundings

POOL = 6  # different audio files in the world: two computers import the same one now and then


class Deed(Enum):
    """What a person did: something new, a step of undo or redo, or putting back what was lost."""

    NEW = auto()
    REVERTED = auto()
    RESTORED = auto()


class Parents:
    """They import, order, rename, remove, publish, undo: whatever chance has them do."""

    def __init__(self, world: Surroundings) -> None:
        self._world = world

    def act(self, library: Library) -> Deed:
        """Let one of them do something."""
        dice = self._world.chance.random()
        if dice < 0.12:
            return Deed.REVERTED if library.undo() is not None else Deed.NEW
        if dice < 0.15:
            return Deed.REVERTED if library.redo() is not None else Deed.NEW
        losses = library.sync.losses()
        if dice < 0.2 and losses:
            loss = self._world.chance.choice(losses)
            return Deed.RESTORED if library.sync.restore(loss.key) is not None else Deed.NEW
        acts = [self._world.chance.choice(self._ACTS) for _ in range(self._world.chance.choice((1, 1, 1, 2, 3)))]
        if Parents._remove in acts:
            acts = [Parents._remove]  # what is written and removed in one go nobody has seen

        def change(tx: Transaction) -> None:
            for act in acts:
                act(self, library, tx)

        library.transact("Edit", change, undoable=self._world.chance.random() < 0.9)
        return Deed.NEW

    def _import(self, library: Library, tx: Transaction) -> None:
        sha256 = hashlib.sha256(str(self._world.chance.randrange(POOL)).encode()).hexdigest()
        key = recording_key(sha256)
        if library.recordings.get(key) is None:
            facts = {"duration_s": round(self._world.chance.random() * 100, 3), "ending": ".mp3", "mime": "audio/mpeg"}
            tx.add_recording(
                Recording(
                    key,
                    sha256,
                    self._world.new_value(),
                    size_bytes=7,
                    artist=self._world.new_value(),
                    added_at=tx.now,
                    **facts,
                )  # type: ignore[arg-type]
            )

    def _make_playlist(self, library: Library, tx: Transaction) -> None:
        key = PlaylistKey(self._world.new_id("p_"))
        tx.add_playlist(Playlist(key, self._world.new_value(), created_at=tx.now))
        self._fill(library, tx, key, self._world.chance.randint(0, 2))

    def _add_entries(self, library: Library, tx: Transaction) -> None:
        for playlist in self._some(library.playlists.all()):
            self._fill(library, tx, playlist.key, self._world.chance.randint(1, 2))

    def _fill(self, library: Library, tx: Transaction, playlist: PlaylistKey, count: int) -> None:
        entries = library.playlists.entries(playlist)
        before = self._world.chance.choice(entries).key if entries and self._world.chance.random() < 0.5 else None
        for pos in tx.place(playlist, count, before=before):
            recordings = library.recordings.keys()
            recording = (
                self._world.chance.choice(recordings) if recordings and self._world.chance.random() < 0.8 else None
            )
            origin = None if recording else Origin("00", "01", "yoto:#" + "x" * 43, duration_s=9.0)
            title = self._world.new_value() if self._world.chance.random() < 0.5 else None
            tx.add_entry(
                Entry(EntryKey(self._world.new_id("e_")), playlist, pos, recording, title=title, origin=origin)
            )

    def _rename(self, library: Library, tx: Transaction) -> None:
        dice = self._world.chance.random()
        if dice < 0.4:
            for key in self._some(library.recordings.keys()):
                tx.edit_recording(key, **{self._world.chance.choice(("title", "artist")): self._world.new_value()})
        elif dice < 0.7:
            for playlist in self._some(library.playlists.all()):
                tx.edit_playlist(playlist.key, title=self._world.new_value())
        else:
            for entry in self._entries(library):
                tx.edit_entry(entry.key, title=self._world.new_value())

    def _move(self, library: Library, tx: Transaction) -> None:
        for entry in self._entries(library):
            others = [other.key for other in library.playlists.entries(entry.playlist) if other.key != entry.key]
            (pos,) = tx.place(entry.playlist, 1, before=self._world.chance.choice([*others, None]))
            tx.edit_entry(entry.key, pos=pos)

    def _remove(self, library: Library, tx: Transaction) -> None:
        dice = self._world.chance.random()
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
            medium = Medium("m" * 43, self._world.chance.randrange(99), 5, "aac", "stereo")
            duration_s = round(self._world.chance.random(), 3)
            tx.edit_recording(key, medium=medium, duration_s=duration_s, tags=(self._world.new_value(),))
            tx.mark_stored(key, is_stored=self._world.chance.random() < 0.8)

    def _publish(self, library: Library, tx: Transaction) -> None:
        for playlist in self._some(library.playlists.all()):
            tx.edit_playlist(
                playlist.key, card_id=CardId(self._world.new_value()), published_hash="f" * 16, published_at=tx.now
            )

    _ACTS: tuple[Callable[[Parents, Library, Transaction], None], ...] = (
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
        return [self._world.chance.choice(things)] if things else []

    def _entries(self, library: Library) -> list[Entry]:
        playlists = library.playlists.all()
        entries = library.playlists.entries(self._world.chance.choice(playlists).key) if playlists else []
        return [self._world.chance.choice(entries)] if entries else []
