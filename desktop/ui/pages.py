"""What the window needs to know of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `is_listed` puts it into the sidebar; the players' page has its own lines there.

    A `widget` that takes time to make may be given as a function, which the window calls when it first needs it.
    """

    id: str
    title: str
    icon: str
    widget: QWidget | Callable[[], QWidget]
    is_at_foot: bool = False
    is_listed: bool = True


@runtime_checkable
class Searchable(Protocol):
    """A page with a search field (Ctrl+F)."""

    def focus_search(self) -> None: ...


@runtime_checkable
class Listing(Protocol):
    """A page with a list, which has the keyboard when somebody goes there by a key."""

    def focus_list(self) -> None: ...


@runtime_checkable
class ShowsPlayer(Protocol):
    """The page that shows one player at a time."""

    def show_player(self, player: str) -> None: ...


@runtime_checkable
class Arriving(Protocol):
    """A page that does something each time it comes into view."""

    def on_shown(self) -> None: ...
