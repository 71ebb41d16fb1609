"""How a playlist measures up to a card's limits: three meters, and a sentence where one is passed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.model.playlist import ADVISED_TRACK_SECONDS, Limit, Playlist, capacity
from desktop.ui.format import count, length, size
from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.labels import ElidedLabel, Role
from desktop.ui.widgets.progress import Meter, limit_tone


class Remark(QWidget):
    """One sentence behind a mark in its tone."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tone = Tone.WARNING
        self._mark = QLabel()
        self._words = ElidedLabel(role=Role.SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self._mark)
        row.addWidget(self._words, 1)
        follow_look(look, self._dress)

    def say(self, text: str, *, tone: Tone) -> None:
        self._words.setText(text)
        self.setAccessibleName(text)
        self._tone = tone
        self._dress()

    def _dress(self) -> None:
        icon = "error-fill" if self._tone is Tone.BAD else "warning-fill"
        colour = self._look.theme.colours.strong(self._tone)
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(self._look.icons.pixmap(icon, colour=colour, size=16, scale=scale))


class CapacityPanel(QWidget):
    """Shows the limits of yoto-api.md 5.4: red where a card cannot hold more, amber where Yoto only advises."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        limits = capacity(tracks=0, size_bytes=0, duration_s=0)
        self._meters = [Meter(look, name=limit.name) for limit in limits]
        self._said: list[tuple[str, Tone]] = []
        self._is_compact = False
        self._remarks = [Remark(look) for _ in range(len(limits) + 1)]
        meters = QHBoxLayout()
        meters.setSpacing(Space.XL)
        for meter in self._meters:
            meter.setMinimumWidth(100)
            meters.addWidget(meter, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(meters)
        column.addSpacing(Space.XS)
        for remark in self._remarks:
            column.addWidget(remark)

    def show_playlist(self, playlist: Playlist, *, durations_s: Sequence[float]) -> None:
        """Measure a playlist; `durations_s` are its tracks', to find those that are too long by themselves."""
        limits = capacity(tracks=playlist.entry_count, size_bytes=playlist.card_bytes, duration_s=playlist.duration_s)
        for meter, limit in zip(self._meters, limits, strict=True):
            meter.show_limit(limit)
        said = [(sentence(limit), limit_tone(limit)) for limit in limits if limit.is_over]
        if long_ones := sum(seconds > ADVISED_TRACK_SECONDS for seconds in durations_s):
            tracks = count(long_ones, "track is", "tracks are")
            said.append((f"{tracks} longer than an hour, which Yoto often fails to prepare.", Tone.WARNING))
        self._said = said
        self._say()

    def set_compact(self, is_compact: bool) -> None:
        """Say only the weightiest sentence, for want of room; the others are in the tool tip."""
        if is_compact is not self._is_compact:
            self._is_compact = is_compact
            self._say()

    def _say(self) -> None:
        shown = self._said[:1] if self._is_compact else self._said
        self.setToolTip("\n".join(text for text, _ in self._said) if len(shown) < len(self._said) else "")
        for remark, told in zip_longest(self._remarks, shown):
            remark.setVisible(told is not None)
            if told is not None:
                remark.say(told[0], tone=told[1])


def sentence(limit: Limit) -> str:
    """Return what passing a limit means, in words: what a card cannot hold, or what Yoto advises against."""
    over = limit.used - limit.allowed
    match limit.unit:
        case "tracks":
            return f"A card holds {int(limit.allowed)} tracks: take {count(int(over), 'track')} out."
        case "bytes":
            return f"A card holds {size(limit.allowed)}: this is {size(over)} too much."
        case _:
            return f"Yoto advises at most {length(limit.allowed)} a card; longer ones often work."
