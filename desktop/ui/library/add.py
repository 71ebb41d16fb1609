"""The ways to add audio: the menu of the button, and the system's own dialogs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.model.recording import AUDIO_ENDINGS
from desktop.ui.lists.menus import Choice, below, open_menu
from desktop.ui.look import Look

_FILTER = f"Audio ({' '.join(f'*{ending}' for ending in sorted(AUDIO_ENDINGS))});;All files (*)"


def offer_adding(button: QWidget, look: Look, *, on_paths: Callable[[list[Path]], None]) -> None:
    """Open the menu of `button`: files, or a whole folder. `on_paths` gets what was chosen."""
    window = button.window()
    open_menu(
        button,
        look,
        choices=[
            Choice("Audio files…", lambda: choose_files(window, on_paths=on_paths), icon="file-audio"),
            Choice("A folder…", lambda: choose_folder(window, on_paths=on_paths), icon="folder"),
        ],
        at=below(button),
        name="Add audio",
    )


def choose_files(window: QWidget, *, on_paths: Callable[[list[Path]], None]) -> None:
    """Open the system's dialog for audio files."""
    dialog = QFileDialog(window, "Add audio files", "", _FILTER)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    _open(dialog, on_paths)


def choose_folder(window: QWidget, *, on_paths: Callable[[list[Path]], None]) -> None:
    """Open the system's dialog for a folder, which becomes a playlist."""
    dialog = QFileDialog(window, "Add a folder of audio")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    _open(dialog, on_paths)


def _open(dialog: QFileDialog, on_paths: Callable[[list[Path]], None]) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: on_paths([Path(name) for name in names]))
    dialog.open()
