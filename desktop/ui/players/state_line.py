"""One line on where a command stands: asked, confirmed by the player, or failed with the reason."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.ui.look import Look, follow_look
from desktop.ui.players.scene import Scene
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.labels import ElidedLabel, Role

CONFIRMED_MS = 1800  # long enough to be seen, short enough not to be in the way
MARK = 14
_MARKS = {Tone.ACCENT: "refresh", Tone.GOOD: "check-circle-fill", Tone.BAD: "error-fill"}


class StateLine(QWidget):
    """Shows a scene's caption; for a moment after the player's own word came, that it came."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._scene: Scene | None = None
        self.mark = QLabel()
        self.words = ElidedLabel(role=Role.SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self.mark)
        row.addWidget(self.words, 1)
        self._confirmed = QTimer(self, singleShot=True, interval=CONFIRMED_MS)
        self._confirmed.timeout.connect(self._draw)
        follow_look(look, self._draw)

    @property
    def is_confirmed(self) -> bool:
        """Return whether it just says that the player has confirmed."""
        return self._confirmed.isActive()

    def show_scene(self, scene: Scene) -> None:
        before, self._scene = self._scene, scene
        if before is not None and before.name == scene.name:
            if before.is_any_asked and not scene.is_any_asked and scene.caption_tone is not Tone.BAD:
                self._confirmed.start()
            elif scene.is_any_asked or scene.caption_tone is Tone.BAD:
                self._confirmed.stop()
        else:
            self._confirmed.stop()
        self._draw()

    def _draw(self) -> None:
        scene = self._scene
        if scene is None:
            return
        is_confirmed = self.is_confirmed
        tone = Tone.GOOD if is_confirmed else scene.caption_tone
        self.words.setText(f"{scene.name} confirmed" if is_confirmed else scene.caption)
        self.words.set_role(Role.BAD if tone is Tone.BAD else Role.SMALL)
        icon = _MARKS.get(tone)
        self.mark.setVisible(icon is not None)
        if icon is not None:
            colour = self._look.theme.colours.strong(tone)
            self.mark.setPixmap(self._look.icons.pixmap(icon, colour=colour, size=MARK, scale=self.devicePixelRatioF()))
