"""What a person sees of a library, and whether that is what the family's log says."""

from __future__ import annotations

from collections.abc import Mapping

from backend.contract.rank import is_position
from backend.contract.records import Fields, is_deleted, recording_sha256
from desktop.store.library import Library


def sight(library: Library) -> tuple[object, ...]:
    """Return all that a person can see of a library, in an order that is the same everywhere."""
    playlists = sorted(library.playlists.all(), key=lambda playlist: playlist.key)
    recordings = library.recordings.rows(sorted(library.recordings.keys()))
    return (
        recordings,
        playlists,
        [library.playlists.entries(playlist.key) for playlist in playlists],
        sorted(loss.key for loss in library.sync.losses(limit=10_000)),
        [recording.key for recording in recordings if library.sync.is_stored(recording.key)],
    )


def assert_rows_are_the_fold(library: Library, state: Mapping[str, Fields]) -> None:
    """Check that the rows show just what lives in a state and can be shown, under the same titles and places."""
    living = {record: fields for record, fields in state.items() if not is_deleted(fields)}
    recordings = {record for record, fields in living.items() if record[:2] == "t_" and _is_recording(record, fields)}
    playlists = {
        record for record, fields in living.items() if record[:2] == "p_" and isinstance(fields.get("title"), str)
    }
    shown = {recording.key: recording for recording in library.recordings.rows(library.recordings.keys())}
    assert shown.keys() == recordings
    for key, recording in shown.items():
        fields = living[key]
        for name in ("title", "artist"):
            told = fields.get(name, "")
            assert getattr(recording, name) == (told if isinstance(told, str) else ""), (key, name)
        assert library.sync.is_stored(key) == (fields.get("blob") == 1), key
    lists = {playlist.key: playlist for playlist in library.playlists.all()}
    assert lists.keys() == playlists
    for key, playlist in lists.items():
        assert playlist.title == living[key]["title"], key
        expected = sorted(
            (_pos(fields), record)
            for record, fields in living.items()
            if record[:2] == "e_" and fields.get("playlist") == key and _is_shown(fields, recordings)
        )
        entries = library.playlists.entries(key)
        assert [(entry.pos, entry.key) for entry in entries] == expected, key
        for entry in entries:
            told = living[entry.key].get("title")
            assert entry.title == (told if isinstance(told, str) else None), entry.key


def assert_search_agrees(library: Library) -> None:
    """Check that the index holds every visible recording under each of its words and its playlists' words, no other."""
    connection = library._connection
    connection.execute("insert into recording_search (recording_search) values ('integrity-check')")
    indexed = connection.execute("select count(*) from recording_search").fetchone()[0]
    keys = library.recordings.keys()
    assert indexed == len(keys)
    titles = {playlist.key: playlist.title for playlist in library.playlists.all()}
    for recording in library.recordings.rows(keys):
        for word in (recording.title, recording.artist, recording.album, *recording.tags):
            assert recording.key in library.recordings.keys(word), (recording.key, word)
        for playlist in library.recordings.playlists_of(recording.key):
            assert recording.key in library.recordings.keys(titles[playlist]), (recording.key, titles[playlist])


def _is_recording(record: str, fields: Fields) -> bool:
    return recording_sha256(record, fields.get("sha")) is not None


def _is_shown(fields: Fields, recordings: set[str]) -> bool:
    recording = fields.get("recording")
    if isinstance(recording, str) and recording.startswith("t_"):
        return recording in recordings
    return isinstance(fields.get("origin"), dict) and "track_url" in fields["origin"]  # type: ignore[operator]


def _pos(fields: Fields) -> str:
    pos = fields.get("pos")
    return pos if isinstance(pos, str) and is_position(pos) else "V"
