"""The app's own records: what happened, and what the person has set."""

from __future__ import annotations

from desktop.store.activity import ActivityLine
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.support import Ear, FixedClock


def set_preference(library: Library, name: str, value: object) -> None:
    library.transact("Set", lambda tx: tx.set_preference(name, value))


def test_activity_is_read_newest_first(library: Library, clock: FixedClock, ear: Ear) -> None:
    clock.now = 1.0
    library.transact("Note", lambda tx: tx.note("import", "Two files came."))
    clock.now = 2.0
    library.transact("Note", lambda tx: tx.note("publish", "Published.", "12 tracks", "p_1"))
    assert library.activity.recent(1) == [ActivityLine(2.0, "publish", "Published.", "12 tracks", "p_1")]
    assert [line.at for line in library.activity.recent(10)] == [2.0, 1.0]
    assert "activity" in ear.last
    assert not library.can_undo


def test_the_last_five_thousand_lines_are_kept(library: Library) -> None:
    def many(tx: Transaction) -> None:
        for number in range(5_003):
            tx.note("x", str(number))

    library.transact("Note", many)
    lines = library.activity.recent(6_000)
    assert len(lines) == 5_000
    assert (lines[0].sentence, lines[-1].sentence) == ("5002", "3")


def test_a_preference_is_anything_that_json_can_say(library: Library) -> None:
    for value in ("dark", 3, 2.5, True, None, ["a"], {"width": 10}):
        set_preference(library, "x", value)
        assert library.preferences.get("x", "default") == value
    assert library.preferences.get("never set") is None
    assert library.preferences.get("never set", 7) == 7


def test_only_a_preference_that_changes_is_news(library: Library, ear: Ear) -> None:
    set_preference(library, "theme", "dark")
    set_preference(library, "theme", "dark")
    assert [changes.of("preference") for changes in ear.heard] == [{"theme"}]
