"""The section of Settings on the audio in the cloud: how much is stored, what is kept here, how fast it goes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.model.cloud import Household
from desktop.services.vault_status import VaultState, VaultStatus
from desktop.ui.bind import Refresh, follow
from desktop.ui.format import count, eta, size, speed
from desktop.ui.lists.menus import Choice, below, open_menu
from desktop.ui.look import Look
from desktop.ui.settings.section import Section
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, Role, paragraph
from desktop.ui.widgets.progress import ProgressLine
from desktop.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from desktop.services.family import Family
    from desktop.services.vault import Vault

NEARLY_FULL = 0.9
LIMITS_KIB_S = (0, 128, 512, 1024, 4096)


class AudioSection(Section):
    """Shown while this computer belongs to a family."""

    def __init__(self, family: Family, vault: Vault, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__("Audio in the cloud", parent=parent)
        self._family, self._vault, self._look = family, vault, look
        self.used = ElidedLabel("", role=Role.STRONG)
        self.share = ElidedLabel("", role=Role.SMALL)
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bar = ProgressLine(look, name="Storage used", tone=Tone.GOOD)
        self.keep = Switch(look, name="Keep everything on this computer")
        self.keep.clicked.connect(vault.set_keeps_everything)
        self.moving = paragraph("", role=Role.SMALL)
        self.pause = Button("Pause", look, icon="pause", is_small=True)
        self.pause.clicked.connect(self._on_pause_clicked)
        self.limit = Button("", look, icon="chevron-down", is_small=True)
        self.limit.clicked.connect(self._on_limit_clicked)
        self.add(self._make_storage())
        self.add_row(
            "Keep everything on this computer",
            self.keep,
            text="Otherwise audio of the family's other computers comes when it is played or published.",
        )
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(ElidedLabel("Sending and fetching", role=Role.STRONG))
        column.addWidget(self.moving)
        self.add_row_of(words, self.pause)
        self.add_row("Speed", self.limit, text="What you play or publish is always fetched as fast as it can be.")
        self._later = Refresh(self, self.refresh)
        follow(self, vault.subscribe, self._later)
        self.refresh()

    def refresh(self) -> None:
        """Show what is stored and what moves."""
        vault = self._vault
        self._show_storage(self._family.last_household)
        self.keep.show_on(vault.keeps_everything)
        self.moving.setText(moving_words(vault.status))
        self.pause.setText("Go on" if vault.is_paused else "Pause")
        self.pause.set_icon("play" if vault.is_paused else "pause")
        self.limit.setText(limit_words(vault.limit_kib_s))
        self.limit.setAccessibleName(f"Speed: {limit_words(vault.limit_kib_s)}")

    def _show_storage(self, household: Household | None) -> None:
        if household is None:
            self.used.setText("Storage")
            self.share.setText("Not known yet")
            self.bar.show_share(0)
            return
        share = household.used_bytes / household.quota_bytes if household.quota_bytes else 0.0
        tone = Tone.BAD if share >= 1 else Tone.WARNING if share > NEARLY_FULL else Tone.GOOD
        self.used.setText(f"{size(household.used_bytes)} of {size(household.quota_bytes)} used")
        self.share.setText("Full" if share >= 1 else f"{size(household.quota_bytes - household.used_bytes)} free")
        self.bar.show_share(share, tone=tone)
        self.bar.setAccessibleDescription(self.used.text())

    def _make_storage(self) -> QWidget:
        part = QWidget()
        line = QHBoxLayout()
        line.addWidget(self.used)
        line.addWidget(self.share, 1)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, Space.S)
        column.setSpacing(Space.S)
        column.addLayout(line)
        column.addWidget(self.bar)
        return part

    def _on_pause_clicked(self) -> None:
        (self._vault.resume if self._vault.is_paused else self._vault.pause)()
        self.refresh()

    def _on_limit_clicked(self) -> None:
        choices = [
            Choice(limit_words(one), partial(self._set_limit, one), is_checked=one == self._vault.limit_kib_s)
            for one in LIMITS_KIB_S
        ]
        open_menu(self, self._look, choices=choices, at=below(self.limit), name="Speed")

    def _set_limit(self, kib_s: int) -> None:
        self._vault.set_limit(kib_s)
        self.refresh()


def limit_words(kib_s: int) -> str:
    """Return "As fast as it can", "At most 512 KB/s"."""
    if not kib_s:
        return "As fast as it can"
    return f"At most {kib_s // 1024} MB/s" if kib_s >= 1024 else f"At most {kib_s} KB/s"


def moving_words(status: VaultStatus) -> str:
    """Return what is on its way between this computer and the cloud."""
    parts = []
    if status.sending:
        parts.append(f"{count(status.sending, 'file')} to send, {size(status.sending_bytes)}")
    if status.fetching:
        parts.append(f"{count(status.fetching, 'file')} to fetch, {size(status.fetching_bytes)}")
    left = status.sending_bytes + status.fetching_bytes
    match status.state:
        case VaultState.PAUSED:
            parts = ["Paused", *parts]
        case VaultState.FULL | VaultState.WAITING if status.trouble is not None:
            return f"{status.trouble.sentence()} {' · '.join(parts)}".strip()
        case VaultState.WORKING if status.speed_bps:
            parts += [speed(status.speed_bps), eta(left / status.speed_bps)]
    return " · ".join(parts) or "Everything that is here is in the cloud."
