"""The lines of the sidebar: a page with its badge, a player with its live state."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.ui import fonts
from desktop.ui.look import Look
from desktop.ui.theme import Radius, Size, Space, Tone
from desktop.ui.widgets.pill import paint_pill, pill_width

PAGE_HEIGHT = 42
PLAYER_HEIGHT = 54
COMPACT_HEIGHT = 42  # of every line while the icon stands alone


class Line(QAbstractButton):
    """One line of the sidebar; the arrows go from line to line."""

    def __init__(self, text: str, look: Look, *, icon: str, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._icon_name, self._height = look, icon, height
        self._is_hovered = False
        self._is_compact = False
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(160, min(self._height, COMPACT_HEIGHT) if self._is_compact else self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def set_compact(self, is_compact: bool) -> None:
        """Show the icon alone; the words become the tool tip."""
        self._is_compact = is_compact
        self._settle_tip()
        self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """Leave the marking to the sidebar, which knows what is really shown."""

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._is_hovered = False
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _paint_ground(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self._is_hovered:
            painter.setBrush(theme.colour("accent_soft" if self.isChecked() else "hover"))
            painter.drawRoundedRect(body, Radius.M, Radius.M)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(body, Radius.M, Radius.M)

    def _settle_tip(self) -> None:
        self.setToolTip(self.accessibleName() if self._is_compact else "")

    def _icon_place(self, edge: int) -> QRectF:
        left = (self.width() - edge) / 2 if self._is_compact else Space.M + 2.0
        return QRectF(left, (self.height() - edge) / 2, edge, edge)

    def _ink(self) -> str:
        return "on_accent_soft" if self.isChecked() else "text"


class PageLine(Line):
    """The way to a page; `show_count` puts a number behind its name."""

    def __init__(self, text: str, look: Look, *, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(text, look, icon=icon, height=PAGE_HEIGHT, parent=parent)
        self._count = 0

    def show_count(self, count: int) -> None:
        """Show how many things wait there; nought shows nothing."""
        if count != self._count:
            self._count = count
            self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
            self._settle_tip()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        self._paint_ground(painter)
        theme, middle = self._look.theme, self.height() / 2
        icon = f"{self._icon_name}-fill" if self.isChecked() else self._icon_name
        self._look.icons.paint(painter, self._icon_place(20), icon, colour=self._ink())
        if self._is_compact:
            self._paint_mark(painter)
            return
        painter.setFont(
            fonts.font(Size.BODY, weight=QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium)
        )
        painter.setPen(theme.colour(self._ink()))
        left = Space.M + 2 + 20 + Space.M
        painter.drawText(
            QRectF(left, 0, self.width() - left - Space.M, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        if self._count:
            words = f"{self._count:,}"
            width = pill_width(words)
            place = QRectF(self.width() - width - Space.S - 2, middle - 11, width, 22)
            tone = Tone.NEUTRAL if self.isChecked() else Tone.ACCENT
            paint_pill(painter, place, text=words, tone=tone, theme=theme)

    def _paint_mark(self, painter: QPainter) -> None:
        """Draw a dot in place of the count, for which there is no room."""
        if self._count:
            ground = "accent_soft" if self.isChecked() else "sidebar"
            painter.setPen(QPen(self._look.theme.colour(ground), 2))
            painter.setBrush(self._look.theme.colour("accent"))
            painter.drawEllipse(QRectF(self.width() / 2 + 4, self.height() / 2 - 14, 11, 11))


@dataclass(frozen=True, slots=True)
class PlayerState:
    """What the sidebar says of a player. `battery_percent` is None for one that runs on mains or has not said."""

    name: str
    is_mini: bool
    is_online: bool
    is_playing: bool
    words: str
    battery_percent: int | None = None
    is_charging: bool = False


class PlayerLine(Line):
    """A player: its name, a dot for its connection, what plays, its battery."""

    def __init__(self, state: PlayerState, look: Look, *, parent: QWidget | None = None) -> None:
        icon = "player-mini" if state.is_mini else "player"
        super().__init__(state.name, look, icon=icon, height=PLAYER_HEIGHT, parent=parent)
        self._state = state
        self.show_state(state)

    def show_state(self, state: PlayerState) -> None:
        self._state = state
        self._icon_name = "player-mini" if state.is_mini else "player"
        self.setText(state.name)
        battery = f", battery {state.battery_percent}%" if state.battery_percent is not None else ""
        self.setAccessibleName(f"{state.name}: {state.words}{battery}")
        self._settle_tip()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        self._paint_ground(painter)
        state, middle = self._state, self.height() / 2
        ink = self._ink() if state.is_online else "text_muted"
        place = self._icon_place(22)
        self._look.icons.paint(painter, place, self._icon_name, colour=ink)
        self._paint_dot(painter, place)
        if self._is_compact:
            return
        right = self.width() - Space.M
        if state.battery_percent is not None and state.is_online:
            right -= 20
            place = QRectF(right, middle - 18, 18, 18)
            colour = "bad" if state.battery_percent <= 15 and not state.is_charging else "text_muted"
            self._look.icons.paint(
                painter, place, battery_icon(state.battery_percent, state.is_charging), colour=colour
            )
            right -= Space.XS
        left = Space.M + 2 + 22 + Space.M
        name = fonts.font(Size.BODY, weight=QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium)
        self._paint_words(painter, QRectF(left, middle - 19, right - left, 19), state.name, font=name, colour=ink)
        muted = "on_accent_soft" if self.isChecked() else "text_muted"
        line = QRectF(left, middle + 1, self.width() - Space.M - left, 17)
        self._paint_words(painter, line, state.words, font=fonts.font(Size.CAPTION), colour=muted)

    def _paint_dot(self, painter: QPainter, icon: QRectF) -> None:
        theme, state = self._look.theme, self._state
        ground = "accent_soft" if self.isChecked() else "hover" if self._is_hovered else "sidebar"
        tone = theme.colours.accent if state.is_playing else theme.colours.good
        painter.setPen(QPen(theme.colour(ground), 2))
        painter.setBrush(theme.colour(tone if state.is_online else "border_strong"))
        painter.drawEllipse(QRectF(icon.left() + 14, icon.top() + 14, 11, 11))

    def _settle_tip(self) -> None:
        self.setToolTip(self.accessibleName())

    def _paint_words(self, painter: QPainter, room: QRectF, words: str, *, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(self._look.theme.colour(colour))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def battery_icon(percent: int, is_charging: bool = False) -> str:
    """Return the name of the icon for a battery of `percent`."""
    if is_charging:
        return "battery-charging"
    for least, name in ((88, "full"), (60, "high"), (35, "medium"), (12, "low")):
        if percent >= least:
            return f"battery-{name}"
    return "battery-empty"
