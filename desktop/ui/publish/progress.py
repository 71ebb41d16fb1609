"""A publish under way: its stage, its bytes, its end in sight."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.model.publication import Publication, PublishStage
from desktop.ui.look import Look
from desktop.ui.publish.words import bytes_words, stage_words
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.labels import Caption, Heading, Role, paragraph
from desktop.ui.widgets.progress import ProgressLine

_SHARE_AFTER_UPLOAD = {PublishStage.WRITING: 0.96, PublishStage.CHECKING: 0.98, PublishStage.DONE: 1.0}


class ProgressView(QWidget):
    """Shows a Publication."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = Heading(role=Role.SECTION)
        self.line = ProgressLine(look, name="Publishing")
        self.bytes = Caption(" ")
        self.hint = paragraph("You can close this: publishing goes on, and so do the uploads.", role=Role.SMALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.stage)
        column.addWidget(self.line)
        column.addWidget(self.bytes)
        column.addSpacing(Space.L)
        column.addWidget(self.hint)

    def show_words(self, words: str) -> None:
        """Say what is done before there is anything to measure."""
        self.stage.setText(words)
        self.line.show_share(0)
        self.bytes.setText(" ")
        self.hint.hide()

    def show_publication(self, publication: Publication) -> None:
        self.stage.setText(stage_words(publication))
        self.bytes.setText(bytes_words(publication) or " ")
        self.line.show_share(share(publication), tone=Tone.WARNING if publication.waiting else Tone.ACCENT)
        self.hint.show()


def share(publication: Publication) -> float:
    """Return how much of a publish is done, 0.0 to 1.0; the bytes are nearly all of it."""
    if publication.stage is PublishStage.UPLOADING:
        if not publication.bytes_total:
            return 0.0
        return 0.95 * publication.bytes_done / publication.bytes_total
    return _SHARE_AFTER_UPLOAD.get(publication.stage, 0.0)
