"""Tells of a change of the library and offers the way back, for as long as it leads back to that change."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.store.changes import Changes
from desktop.store.library import Library
from desktop.ui.bind import follow
from desktop.ui.widgets.toast import Offer, Toast, ToastHost


class Undoing(QObject):
    """Undo and redo with their toasts. The library's next change puts an offer away: it would undo that one instead."""

    def __init__(self, library: Library, toasts: ToastHost, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._library, self._toasts = library, toasts
        self._offered: Toast | None = None
        follow(self, library.subscribe, self._on_library_changed)

    def tell(self, text: str) -> None:
        """Say what the library's last change was, and offer to take it back."""
        self._offer(text, Offer("Undo", self.undo))

    def undo(self) -> None:
        """Take the last change back and say which it was."""
        label = self._library.undo()
        if label is None:
            self._toasts.say("There is nothing to undo.")
        else:
            self._offer(f"Undone: {label}", Offer("Redo", self.redo))

    def redo(self) -> None:
        """Do again the change that was taken back."""
        label = self._library.redo()
        if label is None:
            self._toasts.say("There is nothing to redo.")
        else:
            self._offer(f"Done again: {label}", Offer("Undo", self.undo))

    def _offer(self, text: str, offer: Offer) -> None:
        self._withdraw()
        self._offered = self._toasts.say(text, offer=offer)

    def _withdraw(self) -> None:
        if self._offered is not None and self._offered in self._toasts.toasts():
            self._offered.dismiss()
        self._offered = None

    def _on_library_changed(self, changes: Changes) -> None:
        if "undo" in changes:
            self._withdraw()
