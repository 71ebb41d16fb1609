"""Pictures of every page in every state, to be looked at: `python -m tests.desktop.ui.screens_gallery DIR`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desktop.model.names import CardId
from desktop.model.publication import Difference, Finding, Plan, Publication, PublishStage, Weight
from desktop.model.upload import Stage
from desktop.services.import_outcome import ImportProgress, ImportResult
from desktop.services.session import SessionState
from desktop.ui.cards.page import CardsPage
from desktop.ui.fonts import load_fonts
from desktop.ui.importing.panel import ImportPanel
from desktop.ui.importing.result import ResultSheet
from desktop.ui.importing.words import caption, heading, share
from desktop.ui.library.edit import EditSheet
from desktop.ui.library.page import LibraryPage
from desktop.ui.look import Look, Preference, apply
from desktop.ui.playlists.page import PlaylistsPage
from desktop.ui.playlists.pick_playlist import PlaylistPicker
from desktop.ui.playlists.pick_recordings import RecordingPicker
from desktop.ui.publish.sheet import PublishSheet
from desktop.ui.uploads.page import UploadsPage
from tests.desktop.ui import household
from tests.desktop.ui.workshop import Notes, make_workshop

SIZE = (1020, 700)


class Gallery:
    """Takes the pictures of one theme."""

    def __init__(self, folder: Path, look: Look) -> None:
        self.folder, self.look = folder, look
        self.app = QApplication.instance()
        self.studio = make_workshop(Path(tempfile.mkdtemp()))
        self.empty = make_workshop(Path(tempfile.mkdtemp()))
        self.large = make_workshop(Path(tempfile.mkdtemp()))
        self.pictures = household.covers(self.studio.library)
        self.keys = household.some_recordings(self.studio.library, times=2, pictures=self.pictures)
        household.some_recordings(self.large.library, times=417, pictures=household.covers(self.large.library))
        self.playlist = self._playlists()
        self._cards()

    def take(self, name: str, widget: QWidget) -> None:
        QApplication.processEvents()
        QApplication.processEvents()
        ratio = f"{widget.devicePixelRatioF():g}x"
        widget.grab().save(str(self.folder / f"{name}-{self.look.theme.name}-{ratio}.png"))

    def window(self, page: QWidget) -> QMainWindow:
        window = QMainWindow()
        window.setCentralWidget(page)
        window.resize(*SIZE)
        window.show()
        QApplication.processEvents()
        return window

    def run(self) -> None:
        for part in (self.library, self.playlists, self.cards, self.uploads, self.publish, self.importing):
            part()

    def library(self) -> None:
        window = self.window(page := LibraryPage(self.studio, self.look, notify=Notes()))
        page.show_playing(self.keys[3])
        page.table.setFocus()
        self.take("library", window)
        page.table.choose(page.model.keys()[1:4])
        self.take("library-chosen", window)
        recordings = self.studio.library.recordings.rows(page.chosen()[:1])
        self._sheet("library-edit", window, EditSheet(recordings, self.look, window=window))
        picker = PlaylistPicker(self.studio.library, self.look, window=window, tracks=3)
        self._sheet("library-add-to-playlist", window, picker)
        page.search.setText("zzz")
        page.search.returnPressed.emit()
        self.take("library-nothing-found", window)
        window.close()
        self._page("library-empty", LibraryPage(self.empty, self.look, notify=Notes()))
        self._page("library-5000", LibraryPage(self.large, self.look, notify=Notes()))

    def playlists(self) -> None:
        window = self.window(page := PlaylistsPage(self.studio, self.look, notify=Notes()))
        page.show_playlist(self.playlist)
        page.table.setFocus()
        self.take("playlists", window)
        page.editor.table.choose(page.editor.model.keys()[1:3])
        self.take("playlists-chosen", window)
        page.editor.table.clearSelection()
        page.editor.table.rename(page.editor.model.key_at(1))
        self.take("playlists-rename", window)
        page.show_playlist(page.model.key_at(0))
        self.take("playlists-too-long", window)
        page.show_playlist(page.model.key_at(page.model.rowCount() - 2))
        self.take("playlists-empty-one", window)
        picker = RecordingPicker(
            self.studio.library, self.look, window=window, playlist="Zoo", on_picked=lambda _keys: None
        )
        self._sheet("playlists-add-tracks", window, picker, lambda: picker.table.choose(self.keys[:3]))
        window.close()
        self._page("playlists-empty", PlaylistsPage(self.empty, self.look, notify=Notes()))

    def cards(self) -> None:
        self.studio.players.add_named("Kitchen", "Mila's room", offline=("Mila's room",))
        window = self.window(page := CardsPage(self.studio, self.look, notify=Notes()))
        self.take("cards", window)
        page.grid.selectionModel().select(
            page.model.index(1, 0), page.grid.selectionModel().SelectionFlag.ClearAndSelect
        )
        self.take("cards-chosen", window)
        page.show_card("c0000")
        self.take("cards-detail", window)
        window.close()
        self._page("cards-signed-out", CardsPage(self.empty, self.look, notify=Notes()))

    def uploads(self) -> None:
        self.studio.uploads.speed_bps = 3_300_000.0
        window = self.window(page := UploadsPage(self.studio, self.look, notify=Notes()))
        self.take("uploads", window)
        page.table.choose(page.model.keys()[:2])
        self.take("uploads-chosen", window)
        window.close()
        self._page("uploads-empty", UploadsPage(self.empty, self.look, notify=Notes()))

    def publish(self) -> None:
        playlist = self.studio.library.playlists.get(self.playlist)
        window = self.window(page := PlaylistsPage(self.studio, self.look, notify=Notes()))
        page.show_playlist(self.playlist)
        plan = Plan(
            playlist=self.playlist,
            title=playlist.title,
            card_id=CardId("c0000"),
            card_title="Bedtime Fables",
            difference=Difference(
                added=tuple(title for title, *_ in household.TITLES[:11]),
                removed=("The Old Story",),
                renamed=(("Part one", "The Beginning"),),
                is_reordered=True,
                is_new_cover=True,
            ),
            findings=(
                Finding(Weight.WARNS, "“The Wind in the Willows” runs for 6 h.", "Tracks of up to an hour are safe."),
            ),
            missing=tuple(self.keys[:11]),
            missing_bytes=214 * 1024 * 1024,
            changed_elsewhere=False,
            base_updated_at="",
        )
        sheet = PublishSheet(self.studio, self.look, window=window, playlist=replace(playlist, card_id=None))
        sheet.open()
        self.take("publish-target", window)
        sheet.targets.show_target("existing", CardId("c0000"))
        self.take("publish-target-card", window)
        sheet.show_plan(replace(plan, findings=()))
        self.take("publish-plan", window)
        stop = Finding(Weight.STOPS, "A card holds 100 tracks: this playlist has 120.", "Take 20 tracks out.")
        sheet.show_plan(replace(plan, changed_elsewhere=True, findings=(stop, *plan.findings)))
        self.take("publish-plan-stopped", window)
        under_way = Publication(
            self.playlist,
            PublishStage.UPLOADING,
            bytes_done=84 << 20,
            bytes_total=214 << 20,
            files_done=4,
            files_total=11,
            eta_s=130,
        )
        self.studio.publisher.show(under_way)
        self.take("publish-progress", window)
        self.studio.publisher.show(
            replace(
                under_way,
                stage=PublishStage.FAILED,
                problem="Yoto did not answer.",
                next_step="Check the network, then try again.",
            )
        )
        self.take("publish-failed", window)
        self.studio.publisher.show(replace(under_way, stage=PublishStage.DONE, card_id=CardId("c0000")))
        self.take("publish-done", window)
        sheet.close()
        window.close()

    def importing(self) -> None:
        window = self.window(page := LibraryPage(self.studio, self.look, notify=Notes()))
        panel = ImportPanel(self.studio, self.look, notify=Notes(), parent=window)
        progress = ImportProgress(17, 48, 84 << 20, 214 << 20, "05 - The Wind in the Willows.mp3", 95)
        panel.heading.setText(heading(progress))
        panel.caption.setText(caption(progress))
        panel.line.show_share(share(progress))
        panel.setGeometry(580, 590, 420, panel.sizeHint().height())
        panel.show()
        self.take("import-panel", window)
        panel.hide()
        result = ImportResult(
            added=tuple(self.keys[:11]),
            known=tuple(self.keys[11:14]),
            unreadable=(
                ("07 - broken.mp3", "The file holds no audio that can be played. It may be cut off."),
                ("A very long file name that nobody can read in one line because it is so long.flac", "It is empty."),
            ),
            not_audio=("notes.txt", "cover.jpg"),
            playlists=(self.playlist,),
        )
        self._sheet("import-result", window, ResultSheet(result, self.studio.library, self.look, window=window))
        assert page.title
        window.close()

    def _page(self, name: str, page: QWidget) -> None:
        window = self.window(page)
        self.take(name, window)
        window.close()

    def _sheet(self, name: str, window: QWidget, sheet: Any, then: Callable[[], None] | None = None) -> None:
        sheet.open()
        if then is not None:
            then()
        self.take(name, window)
        sheet.close()

    def _playlists(self) -> Any:
        library, keys, pictures = self.studio.library, self.keys, self.pictures
        found = household.make_playlist(
            library, "Bedtime Fables", keys[:9], cover=pictures[3], card=CardId("c0000"), with_card_track=True
        )
        long_title = "A long car journey to grandmother's house and back again, with songs 🚗"
        household.make_playlist(library, long_title, keys * 5, cover=pictures[8])
        household.make_playlist(library, "Lullabies", keys[9:12], cover=pictures[10])
        household.make_playlist(library, "おやすみ", keys[2:4])
        household.make_playlist(library, "Zoo", [])
        return found

    def _cards(self) -> None:
        names = [
            "Bedtime Fables",
            "The Tale of Peter Rabbit",
            "小さな冒険 🎧",
            "Sleep Sounds",
            *(t for t, *_ in household.TITLES),
        ]
        cards = [
            household.make_card(
                number,
                title,
                is_own=number % 3 != 1,
                author="The Maple family" if number % 2 else "",
                cover=self.pictures[number % len(self.pictures)] if number != 2 else None,
                tracks=4 + number,
            )
            for number, title in enumerate(names)
        ]
        self.studio.library.transact("Cards", lambda tx: tx.save_cards(cards, complete=True), undoable=False)
        self.studio.session.state = SessionState.SIGNED_IN
        waiting = [
            household.make_recording(900 + number, title=f"Chapter {number + 1}", duration_s=1800)
            for number in range(4)
        ]
        household.add_recordings(self.studio.library, waiting)
        stages = (Stage.SENDING, Stage.WAITING, Stage.PAUSED, Stage.DONE)
        pairs = zip(waiting, stages, strict=True)
        household.save_uploads(
            self.studio.library, [household.make_upload(one, stage=at, share=0.31) for one, at in pairs]
        )


def main(arguments: list[str]) -> int:
    """Take all pictures; once more in a process of its own for 2x, since a process has one scale."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    load_fonts()
    for preference in (Preference.LIGHT, Preference.DARK):
        look = Look(preference=preference)
        apply(app, look.theme)
        Gallery(folder, look).run()
    if "QT_SCALE_FACTOR" not in os.environ and "--twice" in arguments:
        command = [sys.executable, "-m", "tests.desktop.ui.screens_gallery", str(folder)]
        return subprocess.run(command, env={**os.environ, "QT_SCALE_FACTOR": "2"}, check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
