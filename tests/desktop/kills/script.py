"""Forty things that happen to a computer of the family: what a person does, what others do, what the app does alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop.model.names import EntryKey, PlaylistKey
from tests.desktop.kills.desk import Desk, sha_of

PNG = b"\x89PNG\r\n\x1a\n"
ELDER = [b"elder %d " % number * size for number, size in enumerate((90_000, 2_000, 3_000))]
ELDERS_COVER = PNG + b"elder" * 3000
SONGS = [b"song %d " % number * 3_000 for number in range(3)]
STORY, LATE = b"story " * 60_000, b"late " * 5_000
COVER, OTHER_COVER = PNG + b"bedtime" * 2000, PNG + b"car" * 1000

Step = Callable[[Desk], Awaitable[None] | None]


def lay_out(folder: Path) -> None:
    """Put the files there that the script imports."""
    (folder / "Songs").mkdir(parents=True)
    for number, data in enumerate(SONGS):
        (folder / "Songs" / f"song {number}.mp3").write_bytes(data)
    (folder / "story.mp3").write_bytes(STORY)
    (folder / "late.mp3").write_bytes(LATE)


class Script:
    """Each step does its thing unless it is done: a person who starts the app again looks before doing it twice."""

    def __init__(self, sources: Path) -> None:
        self._sources = sources
        song = list(map(sha_of, SONGS))
        elder = list(map(sha_of, ELDER))
        self._song, self._elder = song, elder
        self.steps: tuple[tuple[str, Step], ...] = (
            ("import a folder", lambda one: one.bring_in(sources / "Songs")),
            ("rename a recording", lambda one: one.recordings.edit(one.of(song[0]).key, title="One")),
            ("make a playlist", lambda one: self._make(one, "Bedtime", song[0], song[1])),
            ("give it a cover", lambda one: one.playlists.set_cover(_list(one, "Bedtime"), COVER)),
            ("rename a playlist", lambda one: _retitle(one, "Songs", "Our songs")),
            ("move a track", lambda one: self._move_last_first(one, "Our songs")),
            ("edit a recording", lambda one: one.recordings.edit(one.of(song[2]).key, artist="Nobody")),
            ("undo it", self._undo_artist),
            ("import a file", lambda one: one.bring_in(sources / "story.mp3")),
            ("add it to a playlist", lambda one: self._add(one, "Bedtime", sha_of(STORY))),
            ("join the family", lambda one: one.sync_up()),
            ("send audio and covers", lambda one: one.carry()),
            ("fetch audio", lambda one: one.fetch(elder[0])),
            ("rename what came", lambda one: one.recordings.edit(one.of(elder[0]).key, title="Renamed here")),
            (
                "others rename and add",
                lambda one: _others(one, 14, {"elder 1": {"album": "Old"}, **_new_list("Theirs")}),
            ),
            ("push and pull", lambda one: one.sync_up()),
            ("rename, offline", lambda one: one.recordings.edit(one.of(elder[1]).key, title="Mine")),
            (
                "others rename the same",
                lambda one: _others(one, 17, {"elder 1": {"title": "Yours"}, "One": {"artist": "X"}}),
            ),
            ("push into a conflict", lambda one: one.sync_up()),
            ("restore what was lost", lambda one: self._restore(one, "Mine")),
            ("push it", lambda one: one.sync_up()),
            ("the server is copied", lambda one: one.door.ask("backup")),
            ("remove a recording", lambda one: self._remove(one, song[1])),
            ("rename a playlist again", lambda one: _retitle(one, "Bedtime", "Good night")),
            ("push both", lambda one: one.sync_up()),
            ("the server is put back", lambda one: one.door.ask("restore")),
            ("make a playlist for the car", lambda one: self._make(one, "Car", elder[0], song[0])),
            ("push to a server that forgot", lambda one: one.sync_up()),
            ("undo the playlist", lambda one: self._toggle(one, "Car", is_there=False)),
            ("do it again", lambda one: self._toggle(one, "Car", is_there=True)),
            ("restore a title", lambda one: self._restore(one, "Good night")),
            ("copy a playlist", lambda one: self._duplicate(one, "Our songs")),
            ("take a track out", lambda one: self._take_out(one, "Our songs (copy)", song[0])),
            ("call a track something", lambda one: self._call(one, "Good night", sha_of(STORY), "The long one")),
            ("others delete", lambda one: _others(one, 34, {"elder 2": {"_del": 1}, **_new_list("Theirs, too")})),
            ("edit what is deleted", lambda one: one.recordings.edit(one.of(elder[2]).key, title="Still wanted")),
            ("push a life back", lambda one: one.sync_up()),
            ("import one more", lambda one: one.bring_in(sources / "late.mp3")),
            ("remove a playlist", lambda one: self._remove_list(one, "Our songs (copy)")),
            ("carry all, and push", self._finish),
        )

    def _make(self, one: Desk, title: str, *recordings: str) -> None:
        if not _lists(one, title):
            one.playlists.create(title, [one.of(sha256).key for sha256 in recordings])

    def _add(self, one: Desk, title: str, sha256: str) -> None:
        if not _entry(one, title, sha256):
            one.playlists.add_recordings(_list(one, title), [one.of(sha256).key])

    def _move_last_first(self, one: Desk, title: str) -> None:
        entries = one.library.playlists.entries(_list(one, title))
        if entries[-1].recording == one.of(self._song[2]).key:
            one.playlists.move_entries(_list(one, title), [entries[-1].key], before=entries[0].key)

    def _undo_artist(self, one: Desk) -> None:
        if one.of(self._song[2]).artist:
            assert one.library.undo() is not None
        assert not one.of(self._song[2]).artist

    def _restore(self, one: Desk, value: str) -> None:
        for loss in one.library.sync.losses():
            if loss.lost == value:
                assert one.library.sync.restore(loss.key) is not None
        assert value in {one.of(self._elder[1]).title, *(playlist.title for playlist in one.library.playlists.all())}

    def _remove(self, one: Desk, sha256: str) -> None:
        key = one.library.recordings.by_sha(sha256)
        if key is not None:
            one.recordings.remove([key.key])

    def _toggle(self, one: Desk, title: str, *, is_there: bool) -> None:
        if bool(_lists(one, title)) != is_there:
            assert (one.library.redo() if is_there else one.library.undo()) is not None
        assert bool(_lists(one, title)) == is_there

    def _duplicate(self, one: Desk, title: str) -> None:
        if not _lists(one, f"{title} (copy)"):
            one.playlists.duplicate(_list(one, title))

    def _take_out(self, one: Desk, title: str, sha256: str) -> None:
        if key := _entry(one, title, sha256):
            one.playlists.remove_entries(_list(one, title), [key])

    def _call(self, one: Desk, title: str, sha256: str, name: str) -> None:
        key = _entry(one, title, sha256)
        assert key is not None
        one.playlists.rename_entry(key, name)

    def _remove_list(self, one: Desk, title: str) -> None:
        one.playlists.remove(_lists(one, title))

    async def _finish(self, one: Desk) -> None:
        await one.carry()
        await one.sync_up()


def _others(one: Desk, number: int, writes: dict[str, dict[str, object]]) -> None:
    one.door.ask("write", number=number, writes=writes)


def _new_list(title: str) -> dict[str, dict[str, object]]:
    name = f"p_{sha_of(title.encode())[:26].upper()}"
    return {name: {"title": title}}


def _lists(one: Desk, title: str) -> list[PlaylistKey]:
    return [playlist.key for playlist in one.library.playlists.all() if playlist.title == title]


def _list(one: Desk, title: str) -> PlaylistKey:
    (key,) = _lists(one, title)
    return key


def _retitle(one: Desk, before: str, after: str) -> None:
    for key in _lists(one, before):
        one.playlists.rename(key, after)
    _list(one, after)


def _entry(one: Desk, title: str, sha256: str) -> EntryKey | None:
    recording = one.of(sha256).key
    entries = one.library.playlists.entries(_list(one, title))
    return next((entry.key for entry in entries if entry.recording == recording), None)
