"""Cards as they were last seen at Yoto: readable with no network."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from desktop.model.card import Card
from desktop.model.names import CardId
from desktop.store import words
from desktop.store.documents import chapters_from_text, chapters_to_text, from_json, to_json

_COLUMNS = """
    id, title, author, description, category, is_own, cover_url, cover, duration_s, size_bytes, updated_at, added_at,
    last_played_at, chapters
"""
_KEPT_VERSIONS = 50  # of one card


class Cards:
    """Reads the cached cards."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, card_id: CardId) -> Card | None:
        row = self._connection.execute(f"select {_COLUMNS} from card where id = ?", (card_id,)).fetchone()  # noqa: S608 - every part is ours
        return None if row is None else _card(row)

    def all(self, search: str = "") -> list[Card]:
        """Return the cards of which a search finds title, author or category ("": all), by title."""
        rows = self._connection.execute(f"select {_COLUMNS} from card")  # noqa: S608 - every part is ours
        cards = [_card(row) for row in rows if words.holds(f"{row[1]} {row[2]} {row[4]}", search)]
        return sorted(cards, key=lambda card: (words.order(card.title), card.id))

    def raw(self, card_id: CardId) -> dict[str, Any] | None:
        """Return the card's JSON as Yoto sent it, or None before it has been opened once."""
        row = self._connection.execute("select raw from card where id = ?", (card_id,)).fetchone()
        return None if row is None or row[0] is None else from_json(row[0])

    def versions(self, card_id: CardId) -> list[tuple[float, dict[str, Any]]]:
        """Return (when, JSON) of the card's kept versions, the newest first."""
        rows = self._connection.execute(
            "select saved_at, raw from card_version where card = ? order by id desc", (card_id,)
        )
        return [(saved_at, from_json(raw)) for saved_at, raw in rows]


def save(connection: sqlite3.Connection, card: Card) -> bool:
    """Write a card; return whether anything changed.

    A card without chapters or cover keeps those that are cached, the cover only while its address is the same.
    """
    held = Cards(connection).get(card.id)
    if held is not None:
        if card.chapters is None:
            card = replace(card, chapters=held.chapters)
        if card.cover is None and card.cover_url == held.cover_url:
            card = replace(card, cover=held.cover)
    if card == held:
        return False
    connection.execute(
        f"""
        insert into card ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (id) do update set
            title = excluded.title, author = excluded.author, description = excluded.description,
            category = excluded.category, is_own = excluded.is_own, cover_url = excluded.cover_url,
            cover = excluded.cover, duration_s = excluded.duration_s, size_bytes = excluded.size_bytes,
            updated_at = excluded.updated_at, added_at = excluded.added_at,
            last_played_at = excluded.last_played_at, chapters = excluded.chapters
        """,  # noqa: S608 - every part is ours
        (
            card.id,
            card.title,
            card.author,
            card.description,
            card.category,
            card.is_own,
            card.cover_url,
            card.cover,
            card.duration_s,
            card.size_bytes,
            card.updated_at,
            card.added_at,
            card.last_played_at,
            chapters_to_text(card.chapters),
        ),
    )
    return True


def save_raw(connection: sqlite3.Connection, card_id: CardId, raw: dict[str, Any]) -> bool:
    """Keep a card's JSON; return whether it differs from what was kept."""
    text = to_json(raw)
    return bool(
        connection.execute("update card set raw = ? where id = ? and raw is not ?", (text, card_id, text)).rowcount
    )


def keep_version(connection: sqlite3.Connection, card_id: CardId, raw: dict[str, Any], *, now: float) -> bool:
    """Keep a version beside the earlier ones unless it is the newest already; the oldest beyond 50 go."""
    text = to_json(raw)
    newest = connection.execute("select raw from card_version where card = ? order by id desc limit 1", (card_id,))
    if newest.fetchone() == (text,):
        return False
    connection.execute("insert into card_version (card, saved_at, raw) values (?, ?, ?)", (card_id, now, text))
    connection.execute(
        """
        delete from card_version where card = ? and id not in
            (select id from card_version where card = ? order by id desc limit ?)
        """,
        (card_id, card_id, _KEPT_VERSIONS),
    )
    return True


def remove(connection: sqlite3.Connection, card_id: str) -> bool:
    """Forget a card; its kept versions stay."""
    return bool(connection.execute("delete from card where id = ?", (card_id,)).rowcount)


def others(connection: sqlite3.Connection, cards: Sequence[Card]) -> list[str]:
    """Return the ids of the cached cards that are not among `cards`."""
    kept = {card.id for card in cards}
    return [card_id for (card_id,) in connection.execute("select id from card") if card_id not in kept]


def _card(row: tuple[Any, ...]) -> Card:
    *fields, chapters = row
    card = Card(*fields)
    return replace(card, is_own=bool(card.is_own), chapters=chapters_from_text(chapters))
