"""The sheet that takes a playlist onto a card: where to, what changes, how far, what now."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.model.errors import SignInNeeded, Trouble
from desktop.model.names import CardId, PlayerId
from desktop.model.playlist import Playlist
from desktop.model.publication import Plan, Publication, PublishStage
from desktop.services.studio import Studio
from desktop.ui.bind import follow, spawn
from desktop.ui.look import Look
from desktop.ui.publish.done import DoneView
from desktop.ui.publish.notice import Notice
from desktop.ui.publish.progress import ProgressView
from desktop.ui.publish.summary import SummaryView
from desktop.ui.publish.targets import Target, TargetView
from desktop.ui.theme import Tone
from desktop.ui.widgets.buttons import Kind
from desktop.ui.widgets.sheet import Sheet

ROOM = 356  # pixels: the height of every step, so that the sheet keeps its size
UNDER_WAY = (PublishStage.UPLOADING, PublishStage.WRITING, PublishStage.CHECKING)


class PublishSheet(Sheet):
    """Publishes one playlist. Closing it stops nothing."""

    card_wanted = Signal(str)  # card id: show the card's own version
    sign_in_wanted = Signal()
    played = Signal(str)  # the name of the player that was asked

    def __init__(self, studio: Studio, look: Look, *, window: QWidget, playlist: Playlist) -> None:
        super().__init__(look, window=window, title=f"Publish “{playlist.title}”", width=560)
        self._studio = studio
        self._playlist = playlist
        self._plan: Plan | None = None
        self._planning: asyncio.Task[object] | None = None
        self._was_new = playlist.card_id is None
        self.targets = TargetView(studio.library, look)
        self.summary = SummaryView(look)
        self.progress = ProgressView(look)
        self.done_view = DoneView(look)
        self._trouble_page = QWidget()
        QVBoxLayout(self._trouble_page).setContentsMargins(0, 0, 0, 0)
        self._views = QStackedWidget()
        self._views.setFixedHeight(ROOM)
        for view in (self.targets, self.summary, self.progress, self.done_view, self._trouble_page):
            self._views.addWidget(view)
        self.body.addWidget(self._views)
        self.other = self.add_button("Another card", kind=Kind.PLAIN)
        self.look_at = self.add_button("Look at the card")
        self.stop = self.add_button("Stop")
        self.leave = self.add_button("Cancel", answers=False)
        self.go = self.add_button("Publish", kind=Kind.PRIMARY)
        self._wire()

    def open(self) -> None:
        """Show the publish that is under way, or begin with the first question that is still open."""
        current = self._studio.publisher.current(self._playlist.key)
        if current is not None and current.stage in UNDER_WAY:
            self._show_publication(current)
        else:
            self._studio.publisher.dismiss(self._playlist.key)
            if self._playlist.card_id is not None:
                self.targets.show_target(Target.EXISTING, self._playlist.card_id)
                self._draw_up(self._playlist.card_id)
            else:
                self._ask_target()
        super().open()

    # The steps

    def _ask_target(self) -> None:
        self._plan = None
        self._show(self.targets, go="Continue", leave="Cancel")
        self.go.setEnabled(self.targets.is_settled)

    def _draw_up(self, card_id: CardId | None) -> None:
        self.progress.show_words("Looking at the card…" if card_id is not None else "Checking the tracks…")
        self._show(self.progress, leave="Cancel")
        self._planning = spawn(self, self._fetch_plan(card_id))

    async def _fetch_plan(self, card_id: CardId | None) -> None:
        try:
            plan = await self._studio.publisher.plan(self._playlist.key, card_id)
        except Trouble as trouble:
            self._show_trouble(trouble)
        else:
            self.show_plan(plan)

    def show_plan(self, plan: Plan) -> None:
        """Ask whether this is to be done."""
        self._plan = plan
        self._was_new = plan.card_id is None
        self.summary.show_plan(plan)
        go = "Overwrite" if plan.changed_elsewhere else "Publish"
        self._show(self.summary, go=go, leave="Cancel", look_at=plan.changed_elsewhere)
        is_needed = not plan.difference.is_empty or bool(plan.missing)
        self.go.setEnabled(plan.can_publish and is_needed)
        if not is_needed and plan.card_id is not None:
            self.leave.setText("Done")

    def _start(self) -> None:
        if self._plan is not None:
            self._studio.publisher.start(self._plan, overwrite=self._plan.changed_elsewhere)
            current = self._studio.publisher.current(self._playlist.key)
            if current is not None:
                self._show_publication(current)

    def _show_publication(self, publication: Publication) -> None:
        if publication.stage is PublishStage.DONE:
            self._show_end()
        elif publication.stage is not PublishStage.FAILED:
            self.progress.show_publication(publication)
            self._show(self.progress, leave="Close", stop=True)
        elif publication.is_stale:
            self._draw_up(publication.card_id)
        else:
            self._show_trouble(Trouble(publication.problem, next_step=publication.next_step))

    def _show_end(self) -> None:
        players = [one for one in self._studio.players.players() if one.is_online]
        self.done_view.show_end(title=self._playlist.title, is_new=self._was_new, players=players)
        self._show(self.done_view, leave="Done")

    def _show_trouble(self, trouble: Trouble) -> None:
        notice = Notice(trouble.message, self._look, tone=Tone.BAD, next_step=trouble.next_step)
        for old in self._trouble_page.findChildren(Notice):
            old.setParent(None)
            old.deleteLater()
        column = self._trouble_page.layout()
        assert column is not None
        column.addWidget(notice)
        column.setAlignment(notice, Qt.AlignmentFlag.AlignVCenter)
        is_signed_out = isinstance(trouble, SignInNeeded)
        self._show(self._trouble_page, go="Sign in" if is_signed_out else "Try again", leave="Close", other=True)

    # Buttons

    def _on_go_clicked(self) -> None:
        view = self._views.currentWidget()
        if view is self.targets:
            self._draw_up(self.targets.card_id)
        elif view is self.summary:
            self._start()
        elif self.go.text() == "Sign in":
            self.sign_in_wanted.emit()
            self.reject()
        else:
            self._draw_up(self._plan.card_id if self._plan is not None else self.targets.card_id)

    def _on_stop_clicked(self) -> None:
        self._studio.publisher.cancel(self._playlist.key)

    def _on_look_at_clicked(self) -> None:
        if self._plan is not None and self._plan.card_id is not None:
            self.card_wanted.emit(self._plan.card_id)
            self.reject()

    def _on_play_wanted(self, player_id: str) -> None:
        current = self._studio.publisher.current(self._playlist.key)
        player = next((one for one in self._studio.players.players() if one.id == player_id), None)
        if current is None or current.card_id is None or player is None:
            return
        self._studio.players.play_card(PlayerId(player_id), current.card_id)
        self.played.emit(player.name)
        self.accept()

    def _on_publication(self, publication: Publication) -> None:
        if publication.playlist == self._playlist.key and self.isVisible():
            self._show_publication(publication)

    def _wire(self) -> None:
        self.targets.changed.connect(self._on_targets_changed)
        self.targets.accepted.connect(self._on_go_clicked)
        self.go.clicked.connect(self._on_go_clicked)
        self.stop.clicked.connect(self._on_stop_clicked)
        self.other.clicked.connect(self._ask_target)
        self.summary.other_wanted.connect(self._ask_target)
        self.look_at.clicked.connect(self._on_look_at_clicked)
        self.done_view.play_wanted.connect(self._on_play_wanted)
        follow(self, self._studio.publisher.subscribe, self._on_publication)

    def _on_targets_changed(self) -> None:
        if self._views.currentWidget() is self.targets:
            self.go.setEnabled(self.targets.is_settled)

    def _show(
        self, view: QWidget, *, go: str = "", leave: str, other: bool = False, look_at: bool = False, stop: bool = False
    ) -> None:
        self._views.setCurrentWidget(view)
        self.go.setVisible(bool(go))
        self.go.setText(go)
        self.go.setEnabled(True)
        self.leave.setText(leave)
        self.other.setVisible(other)
        self.look_at.setVisible(look_at)
        self.stop.setVisible(stop)
