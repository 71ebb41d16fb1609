"""Players and what they last reported, for a screen that is right from the first moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from desktop.model.names import PlayerId
from desktop.model.player import Player, Reported
from desktop.store.documents import reported_from_text, reported_to_text


class Players:
    """Reads the account's players and their last reports."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self) -> list[Player]:
        """Return the players in the order in which Yoto lists them."""
        rows = self._connection.execute(
            "select id, name, family, generation, nickname, is_online from player order by rowid"
        )
        return [
            Player(PlayerId(key), name, family, generation, nickname, bool(is_online))
            for key, name, family, generation, nickname, is_online in rows
        ]

    def reported(self, player: PlayerId) -> Reported | None:
        """Return a player's last known report, or None when it never spoke."""
        row = self._connection.execute("select reported from player_report where player = ?", (player,)).fetchone()
        return None if row is None else reported_from_text(row[0])


def save_all(connection: sqlite3.Connection, players: Sequence[Player]) -> set[PlayerId]:
    """Make these the account's players; return those that came, went or changed."""
    held = {player.id: player for player in Players(connection).all()}
    wanted = {player.id: player for player in players}
    if list(held.items()) == list(wanted.items()):
        return set()
    connection.execute("delete from player")
    connection.executemany(
        "insert into player (id, name, family, generation, nickname, is_online) values (?, ?, ?, ?, ?, ?)",
        [
            (player.id, player.name, player.family, player.generation, player.nickname, player.is_online)
            for player in wanted.values()
        ],
    )
    gone = held.keys() - wanted.keys()
    connection.executemany("delete from player_report where player = ?", [(player,) for player in gone])
    changed = {key for key, player in wanted.items() if held.get(key) != player}
    return changed | gone or set(wanted)


def save_reported(connection: sqlite3.Connection, player: PlayerId, reported: Reported) -> bool:
    """Keep a player's report; return whether it differs from what was kept."""
    text = reported_to_text(reported)
    return bool(
        connection.execute(
            """
            insert into player_report values (?, ?)
            on conflict (player) do update set reported = excluded.reported where reported is not excluded.reported
            """,
            (player, text),
        ).rowcount
    )
