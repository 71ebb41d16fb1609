"""All that Settings shows of the family, section by section; most of it only once this computer is connected."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.model.errors import Trouble
from desktop.model.names import RecordingKey
from desktop.services.family import FamilyState
from desktop.ui.bind import Refresh, follow, spawn
from desktop.ui.family.audio import AudioSection
from desktop.ui.family.computers import ComputersSection
from desktop.ui.family.connection import ConnectionSection
from desktop.ui.family.people import PeopleSection
from desktop.ui.family.safety import SafetySection
from desktop.ui.look import Look
from desktop.ui.theme import Space

if TYPE_CHECKING:
    from desktop.services.family import Family
    from desktop.services.vault import Vault

LOOK_AGAIN_MS = 60_000


class FamilySettings(QWidget):
    """Reads what is known at once, and asks the cloud again whenever the page comes into view.

    While somebody may be looking at it, it asks once a minute as well: others join, and computers come and go.
    """

    connect_wanted = Signal()
    invite_wanted = Signal()
    password_wanted = Signal()
    second_factor_wanted = Signal()

    def __init__(self, family: Family, vault: Vault, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._family, self._vault = family, vault
        self._asking: asyncio.Task[object] | None = None
        self.connection = ConnectionSection(family, look)
        self.audio = AudioSection(family, vault, look)
        self.people = PeopleSection(family, look)
        self.computers = ComputersSection(family, look)
        self.safety = SafetySection(family, look)
        self.connection.connect_wanted.connect(self.connect_wanted)
        self.people.invite_wanted.connect(self.invite_wanted)
        self.safety.password_wanted.connect(self.password_wanted)
        self.safety.second_factor_wanted.connect(self.second_factor_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.L)
        for section in (self.connection, self.audio, self.people, self.computers, self.safety):
            column.addWidget(section)
        self._was_member = False
        self._again = QTimer(self, interval=LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look_again)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._look_again)
        self._later = Refresh(self, self._on_family_changed)
        follow(self, family.subscribe, self._later)
        self._was_sending = False
        follow(self, vault.subscribe, self._on_vault_moved)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known."""
        is_member = self._family.state is FamilyState.MEMBER
        for section in (self.audio, self.people, self.computers):
            section.setVisible(is_member)
        self.safety.setVisible(self._family.state in (FamilyState.MEMBER, FamilyState.HOMELESS))
        for part in (self.connection, self.audio, self.people, self.safety):
            part.refresh()

    def on_shown(self) -> None:
        """Ask the cloud who and what belongs to the family now."""
        if self._family.state is FamilyState.MEMBER and self._asking is None:
            self._asking = spawn(self, self._ask())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._again.stop()

    def _look_again(self) -> None:
        if self.isVisible() and QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive:
            self.on_shown()

    async def _ask(self) -> None:
        try:
            await self._family.household()
            self.computers.show_devices(await self._family.devices())
            self.computers.show_words("")
        except Trouble as trouble:
            self.computers.show_words(f"As last known. {trouble.sentence()}")
        finally:
            self._asking = None

    def _on_vault_moved(self, _: frozenset[RecordingKey]) -> None:
        """Ask how much the cloud holds once all is sent."""
        was_sending, self._was_sending = self._was_sending, bool(self._vault.status.sending)
        if was_sending and not self._was_sending:
            self._look_again()

    def _on_family_changed(self) -> None:
        is_member = self._family.state is FamilyState.MEMBER
        self.refresh()
        if is_member and not self._was_member and self.isVisible():
            self.on_shown()
        self._was_member = is_member
