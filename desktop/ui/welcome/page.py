"""The first page: try the demo, begin with one's own audio, sign in, or connect to the family's cloud."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import fonts
from desktop.ui.brand import NAME, Mark
from desktop.ui.look import Look
from desktop.ui.theme import Radius, Size, Space
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.labels import ElidedLabel, Role, paragraph
from desktop.ui.widgets.pressing import pressed_by


class Door(QAbstractButton):
    """A large button with an icon, a heading and what lies behind it."""

    def __init__(
        self, icon: str, look: Look, *, title: str, text: str, is_first: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._look, self._detail, self._is_first = icon, look, text, is_first
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(240, 200)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        is_lit = self.underMouse() or self.isDown()
        ground = "accent_fill_hover" if is_lit else "accent_fill"
        painter.setBrush(theme.colour(ground if self._is_first else "hover" if is_lit else "surface"))
        edge = theme.colour(ground if self._is_first else "border")
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(body, Radius.XL, Radius.XL)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("text" if self._is_first else "focus"), 2))
            painter.drawRoundedRect(body, Radius.XL, Radius.XL)
        ink = "on_accent_fill" if self._is_first else "text"
        mark = "on_accent_fill" if self._is_first else "on_accent_soft"
        self._look.icons.paint(painter, QRectF(Space.XL, Space.XL, 32, 32), self._icon_name, colour=mark)
        painter.setPen(theme.colour(ink))
        painter.setFont(fonts.font(Size.SECTION, weight=QFont.Weight.DemiBold))
        room = QRectF(Space.XL, Space.XL + 48, self.width() - 2 * Space.XL, 24)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setPen(theme.colour(ink if self._is_first else "text_muted"))
        painter.setFont(fonts.font(Size.SMALL))
        below = QRectF(Space.XL, room.bottom() + Space.S, room.width(), self.height() - room.bottom() - Space.L)
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop), self._detail)


class WelcomePage(QWidget):
    """What a new person sees. Each way says by a signal that it was chosen."""

    demo_wanted = Signal()
    own_audio_wanted = Signal()
    sign_in_wanted = Signal()
    connect_wanted = Signal()

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        title = ElidedLabel(f"Welcome to {NAME}", role=Role.PAGE)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text = paragraph(
            "Your family's audio library, cards made by drag and drop, and a remote you can trust. "
            "Everything stays on this computer until you publish it."
        )
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        text.setMaximumWidth(520)
        self.demo = Door(
            "sparkle",
            look,
            title="Try the demo",
            text="A full library, a few cards and three simulated players. No account, no network.",
            is_first=True,
        )
        self.own_audio = Door(
            "folder-open",
            look,
            title="Start with your own audio",
            text="Drop files or folders on the window. A folder becomes a playlist with clean titles.",
        )
        self.sign_in = Door(
            "sign-in",
            look,
            title="Sign in to Yoto",
            text="See your cards and players, publish playlists, and play them from here.",
        )
        self.demo.clicked.connect(self.demo_wanted)
        self.own_audio.clicked.connect(self.own_audio_wanted)
        self.sign_in.clicked.connect(self.sign_in_wanted)
        self.connect_button = Button("My family has a library already", look, kind=Kind.PLAIN, icon="cloud")
        self.connect_button.setAccessibleDescription("Connect to the family's cloud")
        self.connect_button.clicked.connect(self.connect_wanted)
        doors = QHBoxLayout()
        doors.setSpacing(Space.L)
        for door in (self.demo, self.own_audio, self.sign_in):
            doors.addWidget(door, 1)
        field = QWidget()
        field.setMaximumWidth(860)
        inner = QVBoxLayout(field)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(Mark(edge=72), 0, Qt.AlignmentFlag.AlignHCenter)
        inner.addSpacing(Space.XL)
        inner.addWidget(title)
        inner.addSpacing(Space.S)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(text, 1000)
        middle.addStretch(1)
        inner.addLayout(middle)
        inner.addSpacing(Space.XXL + Space.S)
        inner.addLayout(doors)
        inner.addSpacing(Space.XL)
        inner.addWidget(self.connect_button, 0, Qt.AlignmentFlag.AlignHCenter)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(field, 1000)
        across.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        column.addStretch(4)
        column.addLayout(across)
        column.addStretch(5)
