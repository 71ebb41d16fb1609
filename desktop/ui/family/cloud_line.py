"""Which cloud it is: its mark, its name, where it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.model.cloud import Cloud
from desktop.ui.family.words import address_words, kind_icon, kind_words
from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Space
from desktop.ui.widgets.labels import ElidedLabel, Role


class CloudLine(QWidget):
    """Shows one cloud in two lines."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icon_name = "cloud"
        self._mark = QLabel()
        self.name = ElidedLabel("", role=Role.STRONG)
        self.address = ElidedLabel("", role=Role.SMALL, mode=Qt.TextElideMode.ElideMiddle)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.address)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        follow_look(look, self._dress)

    def show_cloud(self, cloud: Cloud) -> None:
        self._icon_name = kind_icon(cloud)
        self.name.setText(cloud.name or kind_words(cloud))
        where = address_words(cloud.url)
        self.address.setText(f"{kind_words(cloud)} · {where}" if cloud.name else where)
        self._dress()

    def _dress(self) -> None:
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(self._look.icons.pixmap(self._icon_name, colour="accent", size=24, scale=scale))
