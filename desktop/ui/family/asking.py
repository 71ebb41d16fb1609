"""The short questions before something that cannot be taken back by a click."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.ui.bind import spawn
from desktop.ui.lists.sheets import put_question
from desktop.ui.look import Look
from desktop.ui.widgets.buttons import Kind
from desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from desktop.services.family import Family


def ask_first(
    owner: QWidget,
    look: Look,
    *,
    title: str,
    text: str,
    yes: str,
    then: Callable[[], Coroutine[Any, Any, object]],
    kind: Kind = Kind.DANGER,
) -> None:
    """Put a question over the window of `owner`; do `then` after a yes. What fails is shown by the window."""
    sheet = Sheet(look, window=owner, title=title, text=text)
    sheet.add_button("Cancel", answers=False)
    sheet.add_button(yes, kind=kind, answers=True)
    put_question(sheet, lambda: ignore(spawn(owner, then())))


def ask_disconnect(owner: QWidget, look: Look, family: Family) -> None:
    """Ask whether this computer should forget the family's cloud, and let it."""
    ask_first(
        owner,
        look,
        title="Disconnect from the family's cloud?",
        text="The library on this computer stays as it is. Audio that is only in the cloud cannot be played here any "
        "more; connecting again brings it back.",
        yes="Disconnect",
        then=family.disconnect,
    )


def ignore(_: object) -> None:
    """Take what a call returns, for slots that must return nothing."""
