"""Publishing as a person sees it: where to, what changes, how far, what now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.errors import Offline, SignInNeeded
from desktop.model.names import CardId, PlaylistKey, RecordingKey
from desktop.model.publication import Difference, Finding, Plan, Publication, PublishStage, Weight
from desktop.ui.look import Look
from desktop.ui.publish.desk import PublishDesk
from desktop.ui.publish.notice import Notice
from desktop.ui.publish.sheet import PublishSheet
from desktop.ui.publish.words import bytes_words, groups, headline
from desktop.ui.widgets.buttons import Button
from tests.desktop.ui import household
from tests.desktop.ui.workshop import Notes, open_workshop, shown, turns

CARD = CardId("c0001")
PLAN = Plan(
    playlist=PlaylistKey(""),
    title="Zoo",
    card_id=CARD,
    card_title="Old zoo",
    difference=Difference(added=("One", "Two"), removed=("Three",), renamed=(("A", "B"),), is_reordered=True),
    findings=(),
    missing=(RecordingKey("t_1"),),
    missing_bytes=214 << 20,
    changed_elsewhere=False,
    base_updated_at="",
)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Any]:
    with open_workshop(tmp_path) as made:
        cards = [household.make_card(1, "Old zoo"), household.make_card(2, "Bought", is_own=False)]
        made.library.transact("Cards", lambda tx: tx.save_cards(cards, complete=True), undoable=False)
        made.publisher.plan_ = PLAN
        yield made


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> Iterator[QWidget]:
    made = shown(qtbot, QWidget())
    yield made
    made.deleteLater()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def desk(workshop: Any, look: Look, window: QWidget, notes: Notes) -> PublishDesk:
    return PublishDesk(workshop, look, window=window, notify=notes)


def opened(desk: PublishDesk, workshop: Any, *, card: CardId | None = None) -> PublishSheet:
    key = household.make_playlist(workshop.library, "Zoo", [], card=card)
    desk.open(key)
    window = desk.parent()
    sheet = window.findChild(PublishSheet) if window is not None else None
    assert sheet is not None
    return sheet


def notices(sheet: PublishSheet) -> list[str]:
    return [one.accessibleName() for one in sheet.findChildren(Notice) if one.isVisible()]


def test_the_headline_counts_tracks_and_bytes() -> None:
    assert headline(replace(PLAN, difference=Difference(added=("x",) * 11))) == "+11 tracks, 214 MB to upload"
    assert headline(PLAN) == "+2 tracks, −1 track, 214 MB to upload"
    renamed = replace(PLAN, difference=Difference(renamed=(("A", "B"),)), missing=(), missing_bytes=0)
    assert headline(renamed) == "Same tracks, nothing to upload"
    assert headline(replace(renamed, difference=Difference())) == "The card is up to date"


def test_every_kind_of_change_has_its_line() -> None:
    change = replace(
        PLAN.difference, title=("Old", "New"), is_new_cover=True, repainted=("One",), repaired=("Two", "Three")
    )
    assert [group.heading for group in groups(change)] == [
        "2 tracks added",
        "1 track removed",
        "1 track renamed",
        "Another order of the tracks",
        "Another title",
        "The playlist's cover",
        "1 icon changed",
        "2 tracks repaired, which players would not have played",
    ]


@pytest.mark.parametrize(
    ("publication", "words"),
    [
        ({"bytes_done": 84 << 20, "eta_s": 130}, "84 MB of 214 MB · about 2 minutes left"),
        ({"bytes_done": 84 << 20, "waiting": "You are offline."}, "You are offline."),
        ({"bytes_done": 214 << 20}, "214 MB of 214 MB · Yoto prepares the audio"),
        ({"stage": PublishStage.WRITING}, ""),
    ],
)
def test_the_bytes_say_how_long_or_why_not(publication: dict[str, Any], words: str) -> None:
    base = Publication(PlaylistKey("p"), PublishStage.UPLOADING, bytes_total=214 << 20)
    assert bytes_words(replace(base, **publication)) == words


async def test_a_playlist_without_a_card_asks_where_to(desk: PublishDesk, workshop: Any) -> None:
    sheet = opened(desk, workshop)
    assert sheet.targets.isVisible()
    sheet.targets.show_target("existing")
    assert not sheet.go.isEnabled()
    assert sheet.targets.table.model().rowCount() == 1  # only own cards can be written
    sheet.targets.show_target("existing", CARD)
    sheet.go.click()
    await turns()
    assert workshop.publisher.asked == [CARD]
    assert sheet.summary.isVisible()


async def test_a_playlist_on_a_card_goes_straight_to_the_difference(desk: PublishDesk, workshop: Any) -> None:
    sheet = opened(desk, workshop, card=CARD)
    await turns()
    assert sheet.summary.headline.text() == "+2 tracks, −1 track, 214 MB to upload"
    assert sheet.summary.target.text() == "To the card “Old zoo”"
    assert sheet.go.text() == "Publish"
    sheet.summary.other_wanted.emit()
    assert sheet.targets.isVisible()


async def test_publishing_shows_bytes_and_ends_at_the_player(desk: PublishDesk, workshop: Any, notes: Notes) -> None:
    workshop.players.add_named("Kitchen", "Attic", offline=("Attic",))
    sheet = opened(desk, workshop, card=CARD)
    await turns()
    sheet.go.click()
    (plan, is_overwriting) = workshop.publisher.started[0]
    assert (plan.card_id, is_overwriting) == (CARD, False)
    under_way = workshop.publisher.current(plan.playlist)
    workshop.publisher.show(replace(under_way, bytes_done=107 << 20, bytes_total=214 << 20, files_total=2))
    assert sheet.progress.stage.text() == "Uploading: 0 of 2 tracks ready"
    assert sheet.progress.bytes.text() == "107 MB of 214 MB"
    workshop.publisher.show(replace(under_way, stage=PublishStage.DONE))
    assert sheet.done_view.heading.text() == "On the card."
    assert sheet.done_view.linking.isHidden()
    (play,) = [one for one in sheet.done_view.findChildren(Button) if one.isVisible()]
    assert play.text() == "Play on Kitchen"
    play.click()
    assert workshop.players.played == [("y-Kitchen", CARD, None, None)]
    assert notes == ["Asked Kitchen to play it."]


async def test_a_new_card_says_how_to_link_it(desk: PublishDesk, workshop: Any) -> None:
    workshop.publisher.plan_ = replace(PLAN, card_id=None, card_title="")
    sheet = opened(desk, workshop)
    sheet.go.click()
    await turns()
    assert sheet.summary.target.text() == "To a new card"
    sheet.go.click()
    key = workshop.publisher.started[0][0].playlist
    workshop.publisher.show(Publication(key, PublishStage.DONE, CARD))
    assert "Yoto app on your phone" in sheet.done_view.linking.text()
    assert sheet.done_view.linking.isVisible()


async def test_a_card_changed_elsewhere_asks_before_it_is_overwritten(
    desk: PublishDesk, workshop: Any, qtbot: QtBot
) -> None:
    workshop.publisher.plan_ = replace(PLAN, changed_elsewhere=True)
    sheet = opened(desk, workshop, card=CARD)
    await turns()
    assert (sheet.go.text(), sheet.look_at.isVisible()) == ("Overwrite", True)
    assert any("changed elsewhere" in text for text in notices(sheet))
    with qtbot.waitSignal(desk.card_wanted) as wanted:
        sheet.look_at.click()
    assert wanted.args == [CARD]
    assert workshop.publisher.started == []


async def test_overwriting_is_told_to_the_publisher(desk: PublishDesk, workshop: Any) -> None:
    workshop.publisher.plan_ = replace(PLAN, changed_elsewhere=True)
    sheet = opened(desk, workshop, card=CARD)
    await turns()
    sheet.go.click()
    assert workshop.publisher.started[0][1] is True


async def test_what_stops_a_publish_cannot_be_passed(desk: PublishDesk, workshop: Any) -> None:
    stop = Finding(Weight.STOPS, "A card holds 100 tracks.", "Take 20 out.")
    workshop.publisher.plan_ = replace(PLAN, findings=(stop,))
    sheet = opened(desk, workshop, card=CARD)
    await turns()
    assert not sheet.go.isEnabled()
    assert notices(sheet) == ["A card holds 100 tracks. Take 20 out."]


async def test_a_plan_that_cannot_be_made_says_why_and_is_tried_again(desk: PublishDesk, workshop: Any) -> None:
    workshop.publisher.plan_ = Offline("Yoto cannot be reached.", next_step="Check the network.")
    sheet = opened(desk, workshop, card=CARD)
    await turns()
    assert notices(sheet) == ["Yoto cannot be reached. Check the network."]
    workshop.publisher.plan_ = PLAN
    sheet.go.click()
    await turns()
    assert sheet.summary.isVisible()


async def test_without_a_session_the_way_leads_to_signing_in(desk: PublishDesk, workshop: Any, qtbot: QtBot) -> None:
    workshop.publisher.plan_ = SignInNeeded("You are not signed in.")
    sheet = opened(desk, workshop, card=CARD)
    await turns()
    assert sheet.go.text() == "Sign in"
    with qtbot.waitSignal(desk.sign_in_wanted):
        sheet.go.click()


async def test_stopping_leaves_the_uploads_alone(desk: PublishDesk, workshop: Any) -> None:
    sheet = opened(desk, workshop, card=CARD)
    await turns()
    sheet.go.click()
    sheet.stop.click()
    assert len(workshop.publisher.cancelled) == 1
    key = workshop.publisher.cancelled[0]
    workshop.publisher.show(Publication(key, PublishStage.FAILED, CARD, "Publishing was stopped.", "Publish again."))
    assert notices(sheet) == ["Publishing was stopped. Publish again."]


async def test_a_publish_in_the_background_is_told_when_it_ends(desk: PublishDesk, workshop: Any, notes: Notes) -> None:
    sheet = opened(desk, workshop, card=CARD)
    await turns()
    sheet.go.click()
    sheet.leave.click()
    await turns()
    key = workshop.publisher.started[0][0].playlist
    workshop.publisher.show(Publication(key, PublishStage.DONE, CARD))
    assert notes == ["“Zoo” is on its card."]


async def test_opening_it_again_shows_the_publish_under_way(desk: PublishDesk, workshop: Any) -> None:
    key = household.make_playlist(workshop.library, "Zoo", [], card=CARD)
    workshop.publisher.show(Publication(key, PublishStage.WRITING, CARD))
    desk.open(key)
    window = desk.parent()
    sheet = window.findChild(PublishSheet) if window is not None else None
    assert sheet is not None
    assert sheet.progress.stage.text() == "Writing the card"
    assert any("publishing goes on" in one.text() for one in sheet.findChildren(QLabel))
    assert workshop.publisher.asked == []
