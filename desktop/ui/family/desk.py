"""Where what the window asks of the family's cloud comes together: connecting, inviting, syncing, answering."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from desktop.model.errors import DeviceRevoked, NoSecretStore, SignInNeeded
from desktop.services.family import FamilyState
from desktop.services.studio import Studio
from desktop.services.sync_status import SyncState, SyncStatus
from desktop.ui.bind import follow
from desktop.ui.family.connect_sheet import ConnectSheet
from desktop.ui.family.deletion_sheet import DeletionSheet
from desktop.ui.family.invite_sheet import InviteSheet
from desktop.ui.family.password_sheet import PasswordSheet
from desktop.ui.family.second_factor_sheet import SecondFactorSheet
from desktop.ui.family.sync_line import SyncLine
from desktop.ui.family.words import doomed_words
from desktop.ui.look import Look
from desktop.ui.theme import Tone
from desktop.ui.widgets.sheet import Sheet
from desktop.ui.widgets.toast import Offer
from desktop.ui.window import MainWindow


class FamilyDesk(QObject):
    """One for the window. One sheet at a time; the sidebar's line on the sync is its own."""

    def __init__(
        self,
        studio: Studio,
        look: Look,
        *,
        window: MainWindow,
        open_demo_cloud: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        super().__init__(window)
        self._studio, self._look, self._window = studio, look, window
        self._open_demo_cloud = open_demo_cloud
        self._sheet: Sheet | None = None
        self._letter = ""  # the code of the demo's last letter
        self._unkept: NoSecretStore | None = None  # what the person has been told of the session
        self._asked = 0  # about how many deletions the person has been told
        self.line = SyncLine(studio.sync, look)
        window.sidebar.add_state(self.line)
        self.line.activity_wanted.connect(lambda: window.show_page("activity"))
        self.line.answer_wanted.connect(self.show_needs)
        follow(self, studio.sync.subscribe, self._on_status)
        follow(self, studio.family.subscribe, self._on_family_changed)
        self._on_family_changed(studio.family.state)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._on_application_state)

    @property
    def sheet(self) -> Sheet | None:
        """Return the sheet that is open."""
        return self._sheet

    def connect_cloud(self, *, has_to_sign_in: bool = False) -> None:
        """Open the sheet that connects this computer, at the first question that is open."""
        sheet = ConnectSheet(
            self._studio.family,
            self._look,
            window=self._window,
            counts=self._counts,
            open_demo_cloud=self._open_demo_cloud,
            has_to_sign_in=has_to_sign_in,
            is_back=self._studio.library.sync.is_on,
        )
        if self._letter:
            sheet.show_letter(self._letter)
        self._open(sheet)

    def invite(self) -> None:
        """Open the sheet with a code for the other parent."""
        self._open(InviteSheet(self._studio.family, self._look, window=self._window))

    def change_password(self) -> None:
        sheet = PasswordSheet(self._studio.family, self._look, window=self._window)
        sheet.accepted.connect(lambda: self._window.notify("The password is changed."))
        self._open(sheet)

    def begin_second_factor(self, on_done: Callable[[], None]) -> None:
        """Open the sheet that ties an authenticator app to the account."""
        sheet = SecondFactorSheet(self._studio.family, self._look, window=self._window)
        sheet.accepted.connect(on_done)
        self._open(sheet)

    def sync_now(self) -> None:
        self._studio.sync.hurry()
        self._window.notify("Looking for changes of the family.")

    def show_letter(self, email: str, code: str) -> None:
        """Let one of the demo's letters arrive: it has no e-mail."""
        del email
        self._letter = code
        if isinstance(self._sheet, ConnectSheet):
            self._sheet.show_letter(code)

    def show_needs(self) -> None:
        """Put the question that the sync waits for, or go where it can be settled."""
        status, state = self._studio.sync.status, self._studio.family.state
        if status.deletions:
            self._ask_about(status)
        elif state is not FamilyState.MEMBER:
            self.connect_cloud()
        elif isinstance(status.trouble, (SignInNeeded, DeviceRevoked)):
            self.connect_cloud(has_to_sign_in=True)
        else:
            self._window.show_page("settings")
            if status.trouble is not None:
                self._window.show_trouble(status.trouble)

    def _ask_about(self, status: SyncStatus) -> None:
        sheet = DeletionSheet(
            self._look,
            window=self._window,
            doomed=self._studio.library.sync.doomed,
            number=status.deletions,
            origin=status.deletions_from,
            examples=self._studio.library.sync.examples(),
        )
        sheet.kept.connect(self._on_kept)
        sheet.deleted.connect(self._on_deleted)
        self._open(sheet)

    def _on_kept(self) -> None:
        self._studio.sync.refuse_deletions()
        self._window.notify("Kept. They stay on every computer of the family.")

    def _on_deleted(self) -> None:
        self._studio.sync.allow_deletions()

    def _on_status(self, status: SyncStatus) -> None:
        if status.state is SyncState.NEEDS_YOU and status.deletions and status.deletions != self._asked:
            words = doomed_words(self._studio.library.sync.doomed, number=status.deletions)
            text = f"{words} would be deleted. Your answer is needed."
            self._window.toasts.say(text, tone=Tone.WARNING, offer=Offer("Look", self.show_needs))
        self._asked = status.deletions

    def _on_family_changed(self, _: FamilyState) -> None:
        before, self._unkept = self._unkept, self._studio.family.unkept
        if self._unkept is not None and self._unkept is not before:
            self._window.toasts.say(self._unkept.sentence(), tone=Tone.WARNING)

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        self._studio.sync.set_in_front(state is Qt.ApplicationState.ApplicationActive)

    def _counts(self) -> tuple[int, int]:
        library = self._studio.library
        return library.recordings.count(), len(library.playlists.all())

    def _open(self, sheet: Sheet) -> None:
        if self._sheet is not None:
            sheet.deleteLater()
            return
        self._sheet = sheet
        sheet.finished.connect(self._on_sheet_finished)
        sheet.open()

    def _on_sheet_finished(self) -> None:
        if self._sheet is not None:
            self._sheet.deleteLater()
        self._sheet = None
