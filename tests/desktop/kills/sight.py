"""What a person sees of a library, in words that are the same whichever keys chance has given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.model.recording import Recording
from desktop.store.library import Library
from tests.desktop.kills.desk import sha_of

Track = tuple[object, ...]
List = tuple[str, str | None, tuple[Track, ...]]


@dataclass(frozen=True, slots=True)
class Sight:
    """Recordings by their SHA-256, playlists with their tracks, and what was replaced."""

    recordings: dict[str, dict[str, object]]
    playlists: tuple[List, ...]
    losses: tuple[tuple[str, ...], ...] = ()


def sight(library: Library) -> Sight:
    rows = library.recordings.rows(library.recordings.keys())
    by_key = {row.key: row for row in rows}
    playlists = [
        (
            one.title,
            one.cover,
            tuple(
                (by_key[entry.recording].sha256 if entry.recording else "", entry.title, entry.icon)
                for entry in library.playlists.entries(one.key)
            ),
        )
        for one in library.playlists.all()
    ]
    losses = sorted((loss.title, loss.field, loss.lost) for loss in library.sync.losses(1000))
    return Sight({row.sha256: _shown(row) for row in rows}, tuple(sorted(playlists, key=repr)), tuple(losses))


def missing(seen: Sight, *, before: Sight, after: Sight) -> list[str]:
    """Return what is not as it was before an operation, nor as after it: each thing may be the one or the other."""
    found = []
    for sha256 in before.recordings.keys() & after.recordings.keys():
        shown = seen.recordings.get(sha256)
        wanted = (before.recordings[sha256], after.recordings[sha256])
        if shown is None or any(value not in (wanted[0][name], wanted[1][name]) for name, value in shown.items()):
            found.append(f"recording {shown}, not {wanted}")
    same = set(before.playlists) & set(after.playlists)
    found += [f"playlist {one} {count} times" for one in same if (count := seen.playlists.count(one)) != 1]
    least = min(len(before.playlists), len(after.playlists))
    if not least <= len(seen.playlists) <= max(len(before.playlists), len(after.playlists)):
        found.append(f"{len(seen.playlists)} playlists")
    changed = {title for title, *_ in before.playlists} & {title for title, *_ in after.playlists}
    shown_titles = [title for title, *_ in seen.playlists]
    found += [
        f"playlist {title} {shown_titles.count(title)} times" for title in changed if shown_titles.count(title) != 1
    ]
    return found


def half_files(profile: Path) -> list[str]:
    """Return the files that bear a name which is not that of their bytes."""
    files = [path for part in ("audio", "artwork") for path in (profile / part).glob("??/*")]
    return [path.name for path in files if ".part" not in path.name and sha_of(path.read_bytes()) != path.stem]


def rubbish(profile: Path) -> list[str]:
    """Return the files that are in the way of becoming one, and have not."""
    names = [path for path in profile.rglob("*") if path.is_file()]
    return [path.name for path in names if ".part" in path.name or path.name.startswith(".")]


def _shown(row: Recording) -> dict[str, object]:
    return {"title": row.title, "artist": row.artist, "album": row.album, "tags": row.tags, "cover": row.cover}
