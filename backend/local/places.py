"""Finds for each key its own place below a folder."""

from __future__ import annotations

import string
from pathlib import Path

MAX_NAME = 255

_PLAIN = frozenset(string.ascii_lowercase + string.digits + "-_.")


def place(folder: Path, key: str) -> Path:
    """Return where the file of a key is; no two keys share a place, and none is outside of the folder.

    Capitals are written `~a`, for disks to which `A` and `a` are one name; what is no plain letter is written `%hh`.
    Raise ValueError for a key with an empty segment or one that is too long for a file's name.
    """
    names = [_name(segment) for segment in key.split("/")]
    if not all(names) or max(map(len, names)) > MAX_NAME:
        raise ValueError(f"no key of a file: {key[:80]!r}")
    return folder.joinpath(*names)


def _name(segment: str) -> str:
    name = "".join(_letter(letter) for letter in segment)
    # Names of dots mean other folders, and Windows drops a dot at the end.
    if name.startswith("."):
        name = f"%2e{name[1:]}"
    return f"{name[:-1]}%2e" if name.endswith(".") else name


def _letter(letter: str) -> str:
    if letter in _PLAIN:
        return letter
    if letter in string.ascii_uppercase:
        return f"~{letter.lower()}"
    return "".join(f"%{byte:02x}" for byte in letter.encode())
