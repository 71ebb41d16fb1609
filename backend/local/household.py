"""Knows what is where in the one folder that a server's whole state is in."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path

from backend.core.ports import Chance
from backend.local.drafts import sync_folder
from backend.local.leave import SECRET_BYTES

REGION = "home"

README = """\
This folder is a family's whole cloud: its accounts, its library and its audio.
To back it up, stop the server, copy the folder, start the server. To restore, the other way round.
Who can read this folder can read everything in it. Change nothing in it by hand.
"""


class Damaged(Exception):
    """A file of the folder is not as it was written."""


@dataclass(frozen=True, slots=True)
class Household:
    """A server's folder, and the names by which its accounts go (Cognito's words for them)."""

    folder: Path
    pool: str
    client: str
    secret: bytes  # signs the addresses of files

    @property
    def documents(self) -> Path:
        """The file of the items."""
        return self.folder / "documents.db"

    @property
    def objects(self) -> Path:
        """The folder of the files."""
        return self.folder / "objects"

    @property
    def identity(self) -> Path:
        """The folder of the accounts."""
        return self.folder / "identity"


def open_household(folder: Path, *, chance: Chance) -> Household:
    """Return a folder's household, made when there is none. Raise OSError, or Damaged rather than begin anew."""
    path = folder / "household.json"
    if not path.exists():
        _write_new(folder / "README.txt", README)
        _write_new(path, json.dumps(_invented(chance), indent=1))
    try:
        told = json.loads(path.read_bytes())
        return Household(folder, told["pool"], told["client"], bytes.fromhex(told["secret"]))
    except (ValueError, KeyError, TypeError):
        raise Damaged(str(path)) from None


def _invented(chance: Chance) -> dict[str, str]:
    name, client = (base64.b32encode(chance(15)).decode().lower() for _ in range(2))
    return {"pool": f"{REGION}_{name[:9]}", "client": client, "secret": chance(SECRET_BYTES).hex()}


def _write_new(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)
