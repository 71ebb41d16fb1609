"""Players: known at once at the next start, with their last words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop.model.names import CardId, PlayerId
from desktop.model.player import Playback, Player, Reported, Slot
from desktop.store.library import Library
from tests.desktop.store.support import Ear

KITCHEN = Player(PlayerId("y1"), "Kitchen", "v3", "gen3", "K", is_online=True)
NURSERY = Player(PlayerId("y2"), "Nursery", "mini")
REPORT = Reported(is_online=True, playback=Playback.PAUSED, card_id=CardId("abcde"), slot=Slot.PHYSICAL, position_s=3)


def save(library: Library, *players: Player) -> None:
    library.transact("Refresh", lambda tx: tx.save_players(list(players)), undoable=False)


def report(library: Library, reported: Reported) -> None:
    library.transact("Heard", lambda tx: tx.save_reported(KITCHEN.id, reported), undoable=False)


def test_players_and_reports_outlive_a_restart(folder: Path) -> None:
    library = Library.open(folder)
    save(library, NURSERY, KITCHEN)
    report(library, REPORT)
    library.close()

    library = Library.open(folder)
    assert library.players.all() == [NURSERY, KITCHEN]
    restored = library.players.reported(KITCHEN.id)
    assert restored == REPORT
    assert restored is not None
    assert restored.playback is Playback.PAUSED
    assert library.players.reported(NURSERY.id) is None
    library.close()


def test_only_players_that_changed_are_news(library: Library, ear: Ear) -> None:
    save(library, KITCHEN, NURSERY)
    save(library, KITCHEN, replace(NURSERY, is_online=True))
    assert ear.last.of("player") == {NURSERY.id}
    heard = len(ear.heard)
    save(library, KITCHEN, replace(NURSERY, is_online=True))
    report(library, REPORT)
    report(library, REPORT)
    assert len(ear.heard) == heard + 1


def test_a_player_that_left_takes_its_report_along(library: Library, ear: Ear) -> None:
    save(library, KITCHEN, NURSERY)
    report(library, REPORT)
    save(library, NURSERY)
    assert ear.last.of("player") == {KITCHEN.id}
    assert library.players.reported(KITCHEN.id) is None


def test_a_new_order_of_players_is_kept(library: Library, ear: Ear) -> None:
    save(library, KITCHEN, NURSERY)
    save(library, NURSERY, KITCHEN)
    assert library.players.all() == [NURSERY, KITCHEN]
    assert ear.last.of("player") == {KITCHEN.id, NURSERY.id}


def test_a_report_field_of_another_version_is_left_out(library: Library) -> None:
    report(library, REPORT)
    library._connection.execute("update player_report set reported = json_set(reported, '$.aura', 'green')")
    assert library.players.reported(KITCHEN.id) == REPORT
