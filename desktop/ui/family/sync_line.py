"""The sidebar's quiet line on the sync: up to date, three changes waiting, offline, needs you."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.services.sync_status import SyncState, SyncStatus
from desktop.ui import fonts
from desktop.ui.bind import Refresh, follow
from desktop.ui.family.words import StateWords, state_words
from desktop.ui.look import Look
from desktop.ui.navigation import Line
from desktop.ui.theme import Radius, Size, Space

if TYPE_CHECKING:
    from desktop.services.sync import Sync

HEIGHT = 36
SETTLE_MS = 600  # a sync that is through within this shows no "Syncing…"


class SyncLine(Line):
    """Hidden while no cloud is connected. `activity_wanted` and `answer_wanted` say where a click leads."""

    activity_wanted = Signal()
    answer_wanted = Signal()

    def __init__(
        self, sync: Sync, look: Look, *, now: Callable[[], float] = time.time, parent: QWidget | None = None
    ) -> None:
        super().__init__("", look, icon="cloud", height=HEIGHT, parent=parent)
        self.setCheckable(False)
        self._sync, self._now = sync, now
        self._words: StateWords | None = None
        self._later = Refresh(self, self.refresh)
        self._calm = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._calm.timeout.connect(self.refresh)
        self.clicked.connect(self._on_clicked)
        follow(self, sync.subscribe, self._on_status)
        self.refresh()

    def refresh(self) -> None:
        """Say what holds now."""
        self._words = words = state_words(self._sync.status, now=self._now())
        self.setVisible(words is not None)
        if words is not None:
            self._icon_name = words.icon
            self.setText(words.text)
            self.setAccessibleName(f"Family's library: {words.text}")
            self.setAccessibleDescription(words.sentence)
            self.setToolTip(words.sentence)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        words = self._words
        if words is None:
            return
        painter = QPainter(self)
        theme = self._look.theme
        if words.is_urgent:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("warning_soft"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), Radius.M, Radius.M)
        self._paint_ground(painter)
        ink = "on_warning_soft" if words.is_urgent and not self._is_hovered else "text_muted"
        edge = 20 if self._is_compact else 18
        place = self._icon_place(edge)
        if not self._is_compact:
            place.moveLeft(place.left() + 1)
        self._look.icons.paint(painter, place, words.icon, colour=ink)
        if self._is_compact:
            return
        font = fonts.font(Size.SMALL, weight=QFont.Weight.DemiBold if words.is_urgent else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(theme.colour(ink))
        left = Space.M + 2 + 20 + Space.M
        room = QRectF(left, 0, self.width() - left - Space.S, self.height())
        shown = QFontMetrics(font).elidedText(words.text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    def _settle_tip(self) -> None:
        self.setToolTip(self._words.sentence if self._words is not None else "")

    def _on_status(self, status: SyncStatus) -> None:
        if status.state is SyncState.WORKING and not status.waiting and self._words is not None:
            if not self._calm.isActive():
                self._calm.start()
            return
        self._calm.stop()
        self._later()

    def _on_clicked(self) -> None:
        is_asking = self._sync.status.state is SyncState.NEEDS_YOU
        (self.answer_wanted if is_asking else self.activity_wanted).emit()
