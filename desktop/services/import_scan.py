"""Finds the audio in what was dropped: folder by folder, in natural order, off the loop."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop.model.lenient import storable
from desktop.model.picture import picture_mime
from desktop.model.recording import AUDIO_ENDINGS
from desktop.model.titles import folder_title, is_disc_folder, natural_key

MAX_COVER_BYTES = 8 * 1024 * 1024
_COVER_STEMS = ("cover", "folder", "front", "album", "artwork")
_PICTURE_ENDINGS = frozenset({".jpg", ".jpeg", ".png"})
_IGNORED = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class Found:
    """One audio file. `disc` is the number of the disc folder in which it lies, if it lies in one."""

    path: Path
    size_bytes: int
    disc: int | None = None

    @property
    def stem(self) -> str:
        return _shown(self.path.stem)

    @property
    def name(self) -> str:
        return _shown(self.path.name)


@dataclass(frozen=True, slots=True)
class FoundFolder:
    """A folder that will be a playlist; `path` None holds the loose files, which will not."""

    path: Path | None
    title: str
    files: tuple[Found, ...]
    cover: bytes | None = None


@dataclass(slots=True)
class Haul:
    """All that was found. `not_audio` are names that nobody takes for audio, `unreadable` (name, reason)."""

    folders: list[FoundFolder] = field(default_factory=list)
    not_audio: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    @property
    def file_count(self) -> int:
        return sum(len(folder.files) for folder in self.folders)

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for folder in self.folders for file in folder.files)


def scan(paths: Sequence[Path], *, is_cancelled: Callable[[], bool] = lambda: False) -> Haul:
    """Return the audio under `paths`, each file once. Reads names and sizes only; for a worker's thread."""
    return _Scan(is_cancelled).run(paths)


class _Scan:
    def __init__(self, is_cancelled: Callable[[], bool]) -> None:
        self._is_cancelled = is_cancelled
        self._haul = Haul()
        self._seen: set[tuple[int, int]] = set()  # folders and files by identity: links that go round end here

    def run(self, paths: Sequence[Path]) -> Haul:
        loose: list[Found] = []
        for path in _natural(dict.fromkeys(paths)):
            if _is_folder(path):
                self._tree(path)
            else:
                loose += self._file(path, disc=None)
        self._tell_apart()
        if loose:
            self._haul.folders.insert(0, FoundFolder(path=None, title="", files=tuple(loose)))
        return self._haul

    def _tell_apart(self) -> None:
        """Name folders of the same name after the one around them, too."""
        names = Counter(folder.title for folder in self._haul.folders)
        self._haul.folders = [
            replace(folder, title=f"{_title(folder.path.resolve().parent)} – {folder.title}")
            if folder.path is not None and names[folder.title] > 1
            else folder
            for folder in self._haul.folders
        ]

    def _tree(self, top: Path) -> None:
        """Take a folder and all below it, each folder before those in it, however deep."""
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            if self._is_new(folder):
                waiting += reversed(self._folder(folder))

    def _folder(self, folder: Path) -> list[Path]:
        """Take a folder; return those below that are still to take. Disc folders belong to the album around them."""
        files, below = self._listed(folder)
        found = [one for path in files for one in self._file(path, disc=None)]
        cover = _cover(files)
        discs = [path for path in below if is_disc_folder(path.name)]
        for number, disc in enumerate(discs, start=1):
            if self._is_new(disc):
                inside, deeper = self._listed(disc)
                found += [one for path in inside for one in self._file(path, disc=number)]
                cover = cover or _cover(inside)
                below += deeper
        if found:
            self._haul.folders.append(
                FoundFolder(path=folder, title=_title(folder.resolve()), files=tuple(found), cover=cover)
            )
        return [path for path in below if path not in discs]

    def _listed(self, folder: Path) -> tuple[list[Path], list[Path]]:
        """Return (files, folders) in natural order, without hidden ones."""
        if self._is_cancelled():
            return [], []
        try:
            with os.scandir(folder) as entries:
                visible = [entry for entry in entries if not _is_hidden(entry.name)]
                folders = [Path(entry.path) for entry in visible if _is_folder(entry)]
                files = [Path(entry.path) for entry in visible if not _is_folder(entry)]
        except OSError as error:
            self._haul.unreadable.append((_shown(folder.name), _reason(error, "folder")))
            return [], []
        return _natural(files), _natural(folders)

    def _file(self, path: Path, *, disc: int | None) -> list[Found]:
        name = _shown(path.name)
        if _is_hidden(name):
            return []
        try:
            state = path.stat()
        except (OSError, ValueError) as error:
            self._haul.unreadable.append((name, _reason(error, "file")))
            return []
        if path.suffix.lower() not in AUDIO_ENDINGS:
            if not (path.suffix.lower() in _PICTURE_ENDINGS and path.stem.casefold() in _COVER_STEMS):
                self._haul.not_audio.append(name)
            return []
        if not stat.S_ISREG(state.st_mode):
            self._haul.not_audio.append(name)
            return []
        return [Found(path=path, size_bytes=state.st_size, disc=disc)]

    def _is_new(self, folder: Path) -> bool:
        try:
            state = folder.stat()
        except OSError as error:
            self._haul.unreadable.append((_shown(folder.name), _reason(error, "folder")))
            return False
        identity = (state.st_dev, state.st_ino)
        is_new = identity not in self._seen or state.st_ino == 0
        self._seen.add(identity)
        return is_new


def _cover(files: Iterable[Path]) -> bytes | None:
    """Return the picture beside the audio that is meant as its cover, the best name first."""
    pictures = {path.stem.casefold(): path for path in files if path.suffix.lower() in _PICTURE_ENDINGS}
    for stem in _COVER_STEMS:
        path = pictures.get(stem)
        try:
            if path is not None and _is_small_file(path.stat()):
                picture = path.read_bytes()
                if picture_mime(picture):
                    return picture
        except OSError:
            continue
    return None


def _is_small_file(state: os.stat_result) -> bool:
    """Return whether this may be read whole; reading a pipe would wait for ever."""
    return stat.S_ISREG(state.st_mode) and state.st_size <= MAX_COVER_BYTES


def _shown(name: str) -> str:
    return unicodedata.normalize("NFC", storable(name))


def _title(folder: Path) -> str:
    return folder_title(storable(folder.name))


def _natural(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: natural_key(path.name))


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name.casefold() in _IGNORED


def _is_folder(entry: os.DirEntry[str] | Path) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _reason(error: OSError | ValueError, noun: str) -> str:
    if isinstance(error, FileNotFoundError):
        return f"The {noun} is not there any more."
    if isinstance(error, PermissionError):
        return f"This {noun} may not be opened by you."
    return f"The {noun} cannot be opened."
