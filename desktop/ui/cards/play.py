"""The offer to play something on a player: at once where there is one, by a menu where there are more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from desktop.model.player import Player
from desktop.services.players import Players
from desktop.ui.lists.menus import Choice, open_menu
from desktop.ui.look import Look


def online(players: Players) -> list[Player]:
    """Return the players that can play right now."""
    return [one for one in players.players() if one.is_online]


def label(players: Players) -> str:
    """Return what the play button says."""
    found = online(players)
    return f"Play on {found[0].name}" if len(found) == 1 else "Play on…"


def offer(players: Players, look: Look, *, owner: QWidget, at: QPoint, play: Callable[[Player], None]) -> None:
    """Play on the only player that is online, or open a menu of all players."""
    found = online(players)
    if len(found) == 1:
        play(found[0])
        return
    open_menu(owner, look, choices=choices(players, play=play), at=at, name="Play on")


def choices(players: Players, *, play: Callable[[Player], None]) -> list[Choice | None]:
    """Return a menu's lines, one a player; those that are switched off say so."""
    lines: list[Choice | None] = []
    for player in players.players():
        icon = "player-mini" if player.family == "mini" else "player"
        if player.is_online:
            lines.append(Choice(f"Play on {player.name}", partial(play, player), icon=icon))
        else:
            lines.append(Choice(f"{player.name} is offline", None, icon=icon))
    return lines or [Choice("No players yet", None)]
