"""The menus of a playlist's editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from desktop.ui.lists.menus import Choice


class Edits(Protocol):
    """What the menus need of the editor."""

    def play(self, key: str) -> None: ...

    def rename_chosen(self) -> None: ...

    def step(self, step: int) -> None: ...

    def remove_chosen(self) -> None: ...

    def focus_title(self) -> None: ...

    def choose_cover(self) -> None: ...

    def remove_cover(self) -> None: ...

    def duplicate(self) -> None: ...

    def ask_removal(self) -> None: ...


def track_choices(editor: Edits, keys: Sequence[str], *, away: Sequence[Choice | None] = ()) -> list[Choice | None]:
    """Return what can be done with the chosen tracks; `away` is for those whose audio is not on this computer."""
    one: list[Choice | None] = [
        Choice("Play on this computer", lambda: editor.play(keys[0]), icon="play", key="Enter"),
        Choice("Rename in this playlist", editor.rename_chosen, icon="edit", key="F2"),
        None,
    ]
    moves: list[Choice | None] = [
        Choice("Move up", lambda: editor.step(-1), icon="arrow-up", key="Alt+↑"),
        Choice("Move down", lambda: editor.step(1), icon="arrow-down", key="Alt+↓"),
        Choice("Move to the top", lambda: editor.step(-2), key="Alt+Home"),
        Choice("Move to the bottom", lambda: editor.step(2), key="Alt+End"),
        None,
        Choice("Take out of the playlist", editor.remove_chosen, icon="trash", key="Del"),
    ]
    return [*one, *away, *moves] if len(keys) == 1 else [*away, *moves]


def playlist_choices(editor: Edits) -> list[Choice | None]:
    """Return what can be done with the playlist."""
    return [
        Choice("Rename", editor.focus_title, icon="edit", key="F2"),
        Choice("Change the cover…", editor.choose_cover, icon="image"),
        Choice("Make a copy", editor.duplicate, icon="copy"),
        None,
        Choice("Remove this playlist", editor.ask_removal, icon="trash"),
    ]


def cover_choices(editor: Edits, *, has_cover: bool) -> list[Choice | None]:
    """Return what can be done with the cover."""
    choose = Choice("Choose a picture…", editor.choose_cover, icon="image")
    return [choose, Choice("Remove the cover", editor.remove_cover, icon="trash")] if has_cover else [choose]
