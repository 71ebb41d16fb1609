"""The system's dialog for a picture that becomes a cover."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.playlists.cover import PICTURE_ENDINGS


def choose_picture(window: QWidget, *, on_path: Callable[[Path], None]) -> None:
    """Ask for one picture; `on_path` gets it."""
    endings = " ".join(f"*{ending}" for ending in PICTURE_ENDINGS)
    dialog = QFileDialog(window, "Choose a cover", "", f"Pictures ({endings});;All files (*)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: on_path(Path(name)))
    dialog.open()
