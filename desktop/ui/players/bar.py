"""The bottom bar: what the chosen player plays, and every control of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.model.errors import Trouble
from desktop.model.names import PlayerId
from desktop.services.studio import Studio
from desktop.ui.bind import Refresh, follow, show_trouble, spawn
from desktop.ui.listening import Listening
from desktop.ui.lists.menus import Choice, open_menu
from desktop.ui.look import Look
from desktop.ui.players.cover import CoverView
from desktop.ui.players.scene import Scene, sleep_words
from desktop.ui.players.sleep_menu import open_sleep_menu
from desktop.ui.players.state_line import StateLine
from desktop.ui.players.target import COMPUTER, ComputerTarget, PlayerTarget, Target
from desktop.ui.players.target_button import TargetButton
from desktop.ui.players.transport import SeekLine, TransportButtons
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import IconButton
from desktop.ui.widgets.labels import ElidedLabel, Role
from desktop.ui.widgets.slider import Slider

TICK_MS = 100  # between events the position runs on by itself
COVER_EDGE = 56
NARROW_BELOW = 1040  # pixels: the seek line needs the room more than the player's name and the long volume
VOLUME_WIDTH, NARROW_VOLUME_WIDTH = 112, 80
LEAST_WORDS = 112
_CHOSEN = "bar_target"


class PlayerBar(QFrame):
    """Steers one target at a time: a player or this computer. `target_changed` tells which.

    `remarked` brings a sentence on what was asked that is no failure: a volume cut at the player's limit.
    """

    target_changed = Signal(str)
    remarked = Signal(str)

    def __init__(self, studio: Studio, look: Look, listening: Listening, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bottom-bar")
        self.setAccessibleName("Now playing")
        self._studio, self._look = studio, look
        self.computer = ComputerTarget(studio, listening, spawn=partial(spawn, self))
        self._target: Target = self.computer
        self._build(look)
        self._refresh = Refresh(self, self.refresh)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.refresh)
        follow(self, studio.players.subscribe, self._on_players_changed)
        follow(self, studio.players.subscribe_link, self._refresh)
        follow(self, studio.library.subscribe, self._refresh)
        follow(self, studio.vault.subscribe, self._refresh)
        listening.changed.connect(self._refresh)
        listening.moved.connect(self._refresh)
        self._choose_remembered()

    @property
    def target(self) -> Target:
        return self._target

    def choose(self, target_id: str) -> None:
        """Steer the player with this id, or this computer (`COMPUTER`)."""
        is_computer = target_id == COMPUTER
        self._target = self.computer if is_computer else PlayerTarget(self._studio, PlayerId(target_id))
        if self._studio.library.preferences.get(_CHOSEN) != target_id:
            self._studio.library.transact(
                "Choose player", lambda tx: tx.set_preference(_CHOSEN, target_id), undoable=False
            )
        self.refresh()
        self.target_changed.emit(target_id)

    def refresh(self) -> None:
        """Draw the target as it is now."""
        scene = self._target.scene()
        self.cover.show_scene(scene)
        self.title.setText(scene.title)
        self.state.show_scene(scene)
        self.buttons.show_scene(scene)
        self.seek.show_scene(scene)
        self.chooser.show_target(scene)
        self._show_volume(scene)
        self.sleep.setVisible(self._target.id != COMPUTER)
        self.sleep.setEnabled(scene.can_sleep or scene.sleep_s is not None)
        self.sleep.set_name(sleep_words(scene.sleep_s))
        self.sleep.set_icon("sleep-timer-fill" if scene.sleep_s else "sleep-timer", colour=_on(scene.sleep_s))
        if scene.is_playing or scene.sleep_s:
            self._tick.start()
        else:
            self._tick.stop()

    def _show_volume(self, scene: Scene) -> None:
        if self.volume.maximum() != scene.volume_most:
            self.volume.setMaximum(scene.volume_most)
            self.volume.setPageStep(max(1, scene.volume_most // 4))
        self.volume.setEnabled(scene.can_set_volume)
        self.volume.show_cap(scene.cap)
        self.volume.show_value(scene.volume, is_asked=scene.is_volume_asked)
        share = scene.volume / scene.volume_most
        self.mute.set_icon("volume-mute" if not scene.volume else "volume-low" if share < 0.5 else "volume")
        self.mute.setEnabled(scene.can_set_volume)
        self.mute.set_name("Mute" if scene.volume else "Unmute")

    def _build(self, look: Look) -> None:
        self.cover = CoverView(look, edge=COVER_EDGE)
        self.title = ElidedLabel(role=Role.STRONG)
        self.state = StateLine(look)
        self.buttons = TransportButtons(look)
        self.seek = SeekLine(look)
        self.sleep = IconButton("sleep-timer", look, name="Sleep timer")
        self.mute = IconButton("volume", look, name="Mute")
        self.volume = Slider(look, name="Volume", most=16)
        self.chooser = TargetButton(look)
        self._unmuted = 6
        self._lay_out()
        self.buttons.toggled.connect(lambda: self._do(self._target.toggle))
        self.buttons.next_wanted.connect(lambda: self._do(self._target.next))
        self.buttons.previous_wanted.connect(lambda: self._do(self._target.previous))
        self.seek.sought.connect(lambda seconds: self._do(lambda: self._target.seek(seconds)))
        self.volume.chosen.connect(lambda volume: self._do(lambda: self._set_volume(volume)))
        self.volume.valueChanged.connect(self._on_volume_value_changed)
        self.mute.clicked.connect(self.toggle_mute)
        self.sleep.clicked.connect(self._open_sleep_menu)
        self.chooser.clicked.connect(self._open_chooser)

    def _lay_out(self) -> None:
        self.title.setMinimumWidth(LEAST_WORDS)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.state)
        words.addStretch(1)
        left = QHBoxLayout()
        left.setSpacing(Space.M)
        left.addWidget(self.cover)
        left.addLayout(words, 1)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        row.addLayout(left, 3)
        row.addWidget(self.buttons)
        row.addWidget(self.seek, 5)
        for widget in (self.sleep, self.mute, self.volume, self.chooser):
            row.addWidget(widget)
        row.setAlignment(self.buttons, Qt.AlignmentFlag.AlignVCenter)
        self._settle(is_narrow=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle(is_narrow=event.size().width() < NARROW_BELOW)

    def _settle(self, *, is_narrow: bool) -> None:
        self._row.setSpacing(Space.S if is_narrow else Space.L)
        self._row.setStretch(0, 4 if is_narrow else 3)
        self.volume.setFixedWidth(NARROW_VOLUME_WIDTH if is_narrow else VOLUME_WIDTH)
        self.chooser.set_compact(is_narrow)

    def toggle_mute(self) -> None:
        """Fall silent, or go back to the volume from before."""
        volume = self._target.scene().volume
        if volume:
            self._unmuted = volume
        self._do(lambda: self._set_volume(0 if volume else self._unmuted))

    def step_volume(self, steps: int) -> None:
        """Louder or quieter by whole steps."""
        scene = self._target.scene()
        size = max(1, scene.volume_most // 16)
        wanted = min(scene.volume_most, max(0, scene.volume + steps * size))
        self._do(lambda: self._set_volume(wanted))

    def do_toggle(self) -> None:
        """Play or pause, for the keyboard and the palette."""
        if self._target.scene().can_toggle:
            self._do(self._target.toggle)

    def do_next(self) -> None:
        """Go to the next track, for the keyboard and the palette."""
        if self._target.scene().can_skip:
            self._do(self._target.next)

    def do_previous(self) -> None:
        """Go to the previous track, for the keyboard and the palette."""
        if self._target.scene().can_skip:
            self._do(self._target.previous)

    def _do(self, intent: Callable[[], None]) -> None:
        try:
            intent()
        except Trouble as trouble:
            show_trouble(self, trouble)
        self.refresh()

    def _choose_remembered(self) -> None:
        remembered = self._studio.library.preferences.get(_CHOSEN)
        known = [player.id for player in self._studio.players.players()]
        if remembered == COMPUTER or remembered in known:
            self.choose(str(remembered))
        elif known:
            self.choose(self._likely(known))
        else:
            self.refresh()

    def _likely(self, known: list[PlayerId]) -> str:
        """Return a player that plays, else one that is online, else the first."""
        shown = self._studio.players.shown
        playing = [one for one in known if shown(one).is_playing]
        online = [one for one in known if shown(one).reported.is_online]
        return (playing or online or known)[0]

    def _on_players_changed(self, players: set[PlayerId]) -> None:
        if self._target.id == COMPUTER and self._studio.library.preferences.get(_CHOSEN) is None:
            self._choose_remembered()
        elif self._target.id in players:
            self.refresh()

    def _set_volume(self, volume: int) -> None:
        remark = self._target.set_volume(volume)
        if remark is not None:
            self.remarked.emit(remark)

    def _on_volume_value_changed(self, volume: int) -> None:
        if self.volume.isSliderDown():
            with suppress(Trouble):  # said once, when the handle is let go
                self._target.set_volume(volume)

    def _open_sleep_menu(self) -> None:
        is_running = self._target.scene().sleep_s is not None
        menu = open_sleep_menu(
            self, self._look, at=self._above(self.sleep), is_running=is_running, choose=self._on_sleep_chosen
        )
        menu.move(self._above(self.sleep, height=menu.sizeHint().height()))

    def _on_sleep_chosen(self, seconds: int) -> None:
        self._do(lambda: self._target.set_sleep_timer(seconds))

    def _open_chooser(self) -> None:
        choices: list[Choice | None] = [self._choice(one.name, one.id) for one in self._studio.players.players()]
        choices += [None, self._choice("This computer", COMPUTER)]
        menu = open_menu(self, self._look, choices=choices, at=self._above(self.chooser), name="Choose a player")
        size = menu.sizeHint()
        menu.move(self._above(self.chooser, height=size.height(), width=size.width()))

    def _choice(self, name: str, target_id: str) -> Choice:
        is_offline = target_id != COMPUTER and not self._studio.players.shown(PlayerId(target_id)).reported.is_online
        text = f"{name} (offline)" if is_offline else name
        return Choice(text, partial(self.choose, target_id), is_checked=self._target.id == target_id)

    def _above(self, button: QWidget, *, height: int = 0, width: int = 0) -> QPoint:
        """Return where a menu of this size stands over a button, its right edge on the button's."""
        return button.mapToGlobal(QPoint(button.width() - width if width else 0, -height - Space.XS))


def _on(seconds: int | None) -> str:
    return "accent" if seconds else "text"
