"""The Settings page: account, family, appearance, library folder, about."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.services.session import Session
from desktop.store.library import Library
from desktop.ui.brand import NAME
from desktop.ui.family.settings import FamilySettings
from desktop.ui.format import count, size
from desktop.ui.look import Look, Preference
from desktop.ui.settings.account import AccountSection
from desktop.ui.settings.appearance import choose_appearance
from desktop.ui.settings.section import Section
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.header import PageHeader
from desktop.ui.widgets.labels import ElidedLabel, Role
from desktop.ui.widgets.segmented import SegmentedControl

MOST_WIDTH = 760
LICENCES = (
    "Free software under the GNU General Public License, version 3 or later. Typeface: Inter (SIL OFL). "
    "Icons: Phosphor (MIT). Not affiliated with Yoto Ltd."
)
DEMO_TEXT = (
    "You are in the demo: players and cards are simulated on this computer, and its library is apart from your own. "
    "Nothing here reaches Yoto."
)


class SettingsPage(QWidget):
    """A column of sections."""

    def __init__(
        self,
        library: Library,
        session: Session,
        look: Look,
        *,
        version: str,
        is_demo: bool = False,
        family: FamilySettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._library, self._look = library, look
        self.family = family
        self.account = AccountSection(session, look, parent=self)
        self.account.setHidden(is_demo)
        self.appearance = self._make_appearance()
        self.folder = ElidedLabel(str(library.folder), role=Role.SMALL, mode=Qt.TextElideMode.ElideMiddle)
        sections: list[QWidget] = [self.account, self._make_appearance_section(), self._make_library_section()]
        if is_demo:
            sections[0] = Section("Demo", text=DEMO_TEXT)
        if family is not None:
            sections.insert(1, family)
        sections.append(self._make_about(version))
        inner = QWidget()
        inner.setMaximumWidth(MOST_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, Space.M, Space.XXL)
        column.setSpacing(Space.L)
        for section in sections:
            column.addWidget(section)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("Settings")
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.XXL, Space.XL, Space.XL, 0)
        page.setSpacing(Space.L)
        page.addWidget(PageHeader("Settings", caption="On this computer"))
        page.addWidget(scroll, 1)

    def on_shown(self) -> None:
        self.appearance.set_value(self._look.preference.value)
        self._show_size()
        if self.family is not None:
            self.family.on_shown()

    def focus_account(self) -> None:
        """Put the keyboard where signing in begins."""
        self.account.focus_client_id()

    def _make_appearance(self) -> SegmentedControl:
        control = SegmentedControl(
            self._look,
            name="Theme",
            choices=[
                (Preference.SYSTEM.value, "System", "computer"),
                (Preference.LIGHT.value, "Light", "sun"),
                (Preference.DARK.value, "Dark", "moon"),
            ],
        )
        control.set_value(self._look.preference.value)
        control.chosen.connect(self._on_appearance_chosen)
        return control

    def _make_appearance_section(self) -> Section:
        section = Section("Appearance")
        section.add_row("Theme", self.appearance, text="System follows what your computer is set to.")
        return section

    def _make_library_section(self) -> Section:
        section = Section(
            "Library", text="Your audio, covers and playlists live in one folder. Back it up like any other."
        )
        show = Button("Show folder", self._look, icon="folder-open")
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._library.folder))))
        self.total = ElidedLabel("", role=Role.STRONG)
        row = QWidget()
        words = QVBoxLayout(row)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        words.addWidget(self.total)
        words.addWidget(self.folder)
        section.add_row_of(row, show)
        self._show_size()
        return section

    def _make_about(self, version: str) -> Section:
        section = Section("About")
        section.add_row(f"{NAME} {version}", text=LICENCES)
        return section

    def _show_size(self) -> None:
        number, _, size_bytes = self._library.recordings.totals()
        self.total.setText(f"{count(number, 'recording')} · {size(size_bytes)}")

    def _on_appearance_chosen(self, value: str) -> None:
        choose_appearance(self._library, self._look, Preference(value))
