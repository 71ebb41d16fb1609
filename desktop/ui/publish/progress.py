"""A publish under way: its stage, its bytes, its end in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.model.publication import Publication, PublishStage
from desktop.ui.look import Look
from desktop.ui.publish.words import bytes_words, stage_words
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.empty import Emblem
from desktop.ui.widgets.labels import Caption, Heading, Role, paragraph
from desktop.ui.widgets.progress import ProgressLine

HINT = "You can close this: publishing goes on, and so do the uploads."
_SHARE_AFTER_UPLOAD = {PublishStage.WRITING: 0.96, PublishStage.CHECKING: 0.98, PublishStage.DONE: 1.0}


class ProgressView(QWidget):
    """Shows a Publication."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = Heading(role=Role.SECTION)
        self.stage.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.line = ProgressLine(look, name="Publishing")
        self.bytes = Caption(" ")
        self.bytes.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint = paragraph(" ", role=Role.SMALL)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addStretch(2)
        column.addWidget(Emblem("publish", look, edge=72), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Space.S)
        column.addWidget(self.stage)
        column.addWidget(self.line)
        column.addWidget(self.bytes)
        column.addStretch(3)
        column.addWidget(self.hint)

    def show_words(self, words: str) -> None:
        """Say what is done before there is anything to measure."""
        self.stage.setText(words)
        self.line.show_share(0)
        self.bytes.setText(" ")
        self.hint.setText(" ")

    def show_publication(self, publication: Publication) -> None:
        self.stage.setText(stage_words(publication))
        self.bytes.setText(bytes_words(publication) or " ")
        self.line.show_share(share(publication), tone=Tone.WARNING if publication.waiting else Tone.ACCENT)
        self.hint.setText(HINT)


def share(publication: Publication) -> float:
    """Return how much of a publish is done, 0.0 to 1.0; the bytes are nearly all of it."""
    if publication.stage is PublishStage.UPLOADING:
        if not publication.bytes_total:
            return 0.0
        return 0.95 * publication.bytes_done / publication.bytes_total
    return _SHARE_AFTER_UPLOAD.get(publication.stage, 0.0)
