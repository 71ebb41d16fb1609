"""The uploads' page: what is on its way to Yoto, how far, how fast, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.model.names import UploadKey
from desktop.model.upload import Stage
from desktop.services.studio import Studio
from desktop.store.changes import Changes
from desktop.ui.bind import Refresh, follow
from desktop.ui.format import count
from desktop.ui.lists.choosing import tie
from desktop.ui.lists.menus import Choice, open_menu
from desktop.ui.lists.pages import Notify, page_column, room
from desktop.ui.lists.table import KeyedTable
from desktop.ui.look import Look
from desktop.ui.models.uploads import UploadsModel, Which
from desktop.ui.theme import Space
from desktop.ui.uploads.delegate import UploadDelegate
from desktop.ui.uploads.words import Pace, summary
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.header import PageHeader
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.segmented import SegmentedControl
from desktop.ui.widgets.selection import SelectAllBar

Act = Callable[[Iterable[UploadKey]], None]
RUNNING = (Stage.WAITING, Stage.SENDING, Stage.PREPARING)


class UploadsPage(QWidget):
    """Shows the uploads that are open, or those that are done."""

    def __init__(self, studio: Studio, look: Look, *, notify: Notify, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = "Uploads"
        self._studio, self._look, self._notify = studio, look, notify
        self._library, self._uploads = studio.library, studio.uploads
        self.model = UploadsModel(self._library, live=self._uploads.live, parent=self)
        self.which = SegmentedControl(
            look, name="Which uploads", choices=[(Which.OPEN, "In progress", None), (Which.DONE, "Done", None)]
        )
        self.search = SearchField(look, placeholder="Search uploads")
        self.header = PageHeader("Uploads", actions=(self.search, self.which))
        self._pause_all = Button("Pause all", look, icon="pause", is_small=True)
        self._pause_all.clicked.connect(self.toggle_all)
        self._clear = Button("Clear the list", look, icon="trash", is_small=True)
        self._clear.clicked.connect(self._uploads.clear_done)
        self._rest = QStackedWidget()
        self._rest.addWidget(self._pause_all)
        self._rest.addWidget(self._clear)
        self._rest.setSizePolicy(self._pause_all.sizePolicy())
        self.bar = SelectAllBar(look, noun="upload", rest=self._rest)
        self._acts: list[tuple[Button, tuple[Stage, ...]]] = []
        self._fill_bar()
        self.table = KeyedTable(self.model, look, name="Uploads", noun="upload")
        self.table.show_rows(UploadDelegate(self._library, look, self.table, pace=self._pace_of))
        self._empty = EmptyState("upload", look, title="", text="")
        self._stack = room(self.table, self._empty)
        column = page_column(self)
        column.setSpacing(Space.M)
        column.addWidget(self.header)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        self._later = Refresh(self, self.refresh)
        self._wire()
        self.refresh()

    def refresh(self) -> None:
        """Read the uploads anew, keeping what is chosen."""
        self.model.show(search=self.search.text().strip())
        self._settle()

    def focus_list(self) -> None:
        """Put the keyboard into the list."""
        self.table.setFocus()

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def chosen(self, *stages: Stage) -> list[UploadKey]:
        """Return the chosen uploads that are in one of these stages."""
        rows = (self.model.value_of(key) for key in self.table.chosen_keys())
        return [row.upload.key for row in rows if row is not None and row.upload.stage in stages]

    def toggle_all(self) -> None:
        """Pause everything that moves, or go on with everything that is paused."""
        uploads = self._library.uploads.all()
        running = [one.key for one in uploads if one.stage in RUNNING]
        if running:
            self._uploads.pause(running)
        else:
            self._uploads.resume([one.key for one in uploads if one.stage is Stage.PAUSED])

    def pause(self) -> None:
        self._uploads.pause(self.chosen(*RUNNING))

    def resume(self) -> None:
        self._uploads.resume(self.chosen(Stage.PAUSED))

    def retry(self) -> None:
        self._uploads.retry(self.chosen(Stage.FAILED))

    def cancel(self) -> None:
        keys = self.chosen(*RUNNING, Stage.PAUSED)
        if keys:
            self._uploads.cancel(keys)
            self._notify(f"Cancelled {count(len(keys), 'upload')}. The recordings stay in your library.")

    def toggle(self, key: str) -> None:
        """Do the obvious with one upload: pause it, go on with it, or try it again."""
        row = self.model.value_of(key)
        if row is None:
            return
        stage = row.upload.stage
        if stage in RUNNING:
            self._uploads.pause([row.upload.key])
        elif stage is Stage.PAUSED:
            self._uploads.resume([row.upload.key])
        elif stage is Stage.FAILED:
            self._uploads.retry([row.upload.key])

    def on_library_changed(self, changes: Changes) -> None:
        if "upload" in changes or "recording" in changes:
            self._later()

    def on_uploads_moved(self, keys: frozenset[UploadKey]) -> None:
        if self.isVisible():
            self.model.refresh(keys)
            self._tell()

    def _wire(self) -> None:
        tie(self.bar, self.table, self.model)
        self.table.chosen_changed.connect(self._settle_acts)
        self.which.chosen.connect(self._on_which_chosen)
        self.search.searched.connect(lambda _text: self.refresh())
        self.table.opened.connect(self.toggle)
        self.table.remove_requested.connect(self.cancel)
        self.table.menu_requested.connect(self._open_menu)
        follow(self, self._library.subscribe, self.on_library_changed)
        follow(self, self._uploads.subscribe, self.on_uploads_moved)

    def _on_which_chosen(self, which: str) -> None:
        self.table.clearSelection()
        self.model.show_which(Which(which))
        self._settle()

    def _settle(self) -> None:
        self._tell()
        self._settle_acts()
        rows = self.model.rowCount()
        self._stack.setCurrentWidget(self.table if rows else self._empty)
        self.bar.setVisible(bool(rows))
        if self.model.search:
            self._empty.set_words(title="Nothing found", text="No upload fits this search.")
        elif self.which.value() == Which.DONE:
            self._empty.set_words(title="Nothing here", text="Uploads that have ended well are listed here.")
        else:
            self._empty.set_words(
                title="Nothing on the way",
                text="Publishing a playlist uploads what Yoto does not have yet. Uploads go on where they were when "
                "the app starts again, and three run at the same time.",
            )

    def _tell(self) -> None:
        uploads = self._library.uploads.all()
        open_ones = [one for one in uploads if one.stage not in (Stage.DONE, Stage.CANCELLED)]
        self.header.set_caption(
            summary(
                open_ones,
                left_bytes=self._uploads.remaining_bytes(open_ones),
                pace=Pace(self._uploads.speed_bps, self._uploads.total_eta_s),
                waiting=self._uploads.waiting,
            )
            if uploads
            else ""
        )
        is_running = any(one.stage in RUNNING for one in open_ones)
        self._pause_all.setText("Pause all" if is_running else "Resume all")
        self._pause_all.set_icon("pause" if is_running else "play")
        self._pause_all.setEnabled(is_running or any(one.stage is Stage.PAUSED for one in open_ones))
        self._rest.setCurrentWidget(self._clear if self.which.value() == Which.DONE else self._pause_all)

    def _settle_acts(self) -> None:
        for button, stages in self._acts:
            button.setEnabled(bool(self.chosen(*stages)))

    def _pace_of(self, key: UploadKey) -> Pace:
        return Pace(self._uploads.speed_of(key), self._uploads.eta_s(key))

    def _open_menu(self, at: QPoint) -> None:
        acts = (
            ("Pause", self.pause, "pause", RUNNING),
            ("Resume", self.resume, "play", (Stage.PAUSED,)),
            ("Try again", self.retry, "retry", (Stage.FAILED,)),
            ("Cancel", self.cancel, "close", (*RUNNING, Stage.PAUSED)),
        )
        choices = [Choice(text, run, icon=icon) for text, run, icon, stages in acts if self.chosen(*stages)]
        if choices:
            open_menu(self.table, self._look, choices=choices, at=at, name="Upload")

    def _fill_bar(self) -> None:
        for text, icon, run, stages in (
            ("Pause", "pause", self.pause, RUNNING),
            ("Resume", "play", self.resume, (Stage.PAUSED,)),
            ("Try again", "retry", self.retry, (Stage.FAILED,)),
            ("Cancel", "close", self.cancel, (*RUNNING, Stage.PAUSED)),
        ):
            button = Button(text, self._look, icon=icon, is_small=True)
            button.clicked.connect(run)
            self.bar.add_action(button)
            self._acts.append((button, stages))
