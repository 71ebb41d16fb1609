"""What the app's own lists carry when rows are dragged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData

RECORDINGS = "application/x-yoto-smart-stream-recordings"
ENTRIES = "application/x-yoto-smart-stream-entries"
PLAYLISTS = "application/x-yoto-smart-stream-playlists"


def carry(mime_type: str, keys: Sequence[str]) -> QMimeData:
    """Return drag data that holds `keys`."""
    data = QMimeData()
    data.setData(mime_type, QByteArray(json.dumps(list(keys)).encode("utf-8")))
    return data


def carried(data: QMimeData, mime_type: str) -> list[str]:
    """Return the keys of this kind in drag data; none when it holds something else."""
    if not data.hasFormat(mime_type):
        return []
    try:
        keys = json.loads(bytes(data.data(mime_type).data()))
    except ValueError:
        return []
    return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []


def carried_files(data: QMimeData) -> list[Path]:
    """Return the local files and folders in drag data."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
