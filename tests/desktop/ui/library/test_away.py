"""Recordings whose audio is not on this computer: seen in every list, kept here on a wish, played once they came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from desktop.model.cloud import Whereabouts
from desktop.model.errors import Offline, Trouble
from desktop.model.names import RecordingKey
from desktop.services.vault_status import VaultStatus
from desktop.ui.bind import end_errands
from desktop.ui.library.page import LibraryPage
from desktop.ui.listening import Listening
from desktop.ui.look import Look
from desktop.ui.players.bar import PlayerBar
from desktop.ui.playlists.editor import PlaylistEditor
from tests.desktop.ui import household
from tests.desktop.ui.cloud import keep_in_step
from tests.desktop.ui.workshop import Notes, open_workshop, shown, turns


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Any]:
    with open_workshop(tmp_path) as made:
        yield made


@pytest.fixture
def keys(workshop: Any) -> list[RecordingKey]:
    """The recordings of a library in step with the family's: the first is on Yoto, the second only here."""
    made = household.some_recordings(workshop.library)
    keep_in_step(workshop.library)
    return made


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def page(qtbot: QtBot, look: Look, workshop: Any, keys: list[RecordingKey], notes: Notes) -> Iterator[LibraryPage]:
    made = LibraryPage(workshop, look, notify=notes)
    window = shown(qtbot, made)
    yield made
    window.deleteLater()


def spoken(page: LibraryPage, key: RecordingKey) -> str:
    row = page.model.value_of(key)
    assert row is not None
    return page.model.spoken_of(row)


def menu_of(page: Any, keys: list[Any]) -> dict[str, Any]:
    page.table.choose(keys)
    page.table.menu_requested.emit(QPoint(10, 10))
    menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
    choices = {action.text().split("\t")[0]: action for action in menu.actions()}
    menu.close()
    return choices


def test_a_row_says_where_its_audio_is(page: LibraryPage, workshop: Any, keys: list[RecordingKey]) -> None:
    local = keys[1]
    for where, words in (
        (Whereabouts.HERE, "On this computer"),
        (Whereabouts.CLOUD, "In the cloud"),
        (Whereabouts.ELSEWHERE, "Not sent yet"),
    ):
        workshop.vault.put(where, local)
        assert spoken(page, local).endswith(words)
    size = workshop.library.recordings.get(local).size_bytes
    workshop.vault.put(Whereabouts.COMING, local, come=size // 2)
    assert spoken(page, local).endswith("Coming 50%")


def test_what_yoto_has_says_so_and_where_its_audio_is(
    page: LibraryPage, workshop: Any, keys: list[RecordingKey]
) -> None:
    workshop.vault.put(Whereabouts.CLOUD, keys[0])
    assert spoken(page, keys[0]).endswith("On Yoto, in the cloud")
    row = page.model.value_of(keys[0])
    assert "in the family's cloud. Play it" in page._rows.tip_of(row)


def test_only_the_row_that_moved_is_drawn(page: LibraryPage, workshop: Any, keys: list[RecordingKey]) -> None:
    changed: list[int] = []
    page.model.dataChanged.connect(lambda first, last: changed.extend(range(first.row(), last.row() + 1)))
    workshop.vault.put(Whereabouts.CLOUD, keys[1])
    assert changed == [page.model.row_of(keys[1])]


def test_a_row_that_is_away_is_drawn_quieter_but_can_be_read(
    page: LibraryPage, workshop: Any, keys: list[RecordingKey]
) -> None:
    before = page.table.grab().toImage()
    workshop.vault.put(Whereabouts.CLOUD, *keys)
    assert page.table.grab().toImage() != before


def test_without_a_family_nothing_is_away(qtbot: QtBot, look: Look, workshop: Any, notes: Notes) -> None:
    made = household.some_recordings(workshop.library)
    workshop.vault.put(Whereabouts.ELSEWHERE, *made)
    page = LibraryPage(workshop, look, notify=notes)
    window = shown(qtbot, page)
    assert spoken(page, made[1]).endswith("On this computer")
    assert "Keep here" not in menu_of(page, [made[1]])
    window.deleteLater()


def test_the_head_counts_what_is_in_the_cloud(page: LibraryPage, workshop: Any) -> None:
    workshop.vault.away = 1204
    workshop.vault.be(VaultStatus())
    assert page.header.caption.text().endswith(" · 1,204 in the cloud")


def test_the_head_counts_anew_when_one_comes(page: LibraryPage, workshop: Any, keys: list[RecordingKey]) -> None:
    workshop.vault.away = 3
    workshop.vault.put(Whereabouts.HERE, keys[0])
    assert page.header.caption.text().endswith(" · 3 in the cloud")


async def test_one_is_kept_here_from_its_menu(
    page: LibraryPage, workshop: Any, keys: list[RecordingKey], notes: Notes, tmp_path: Path
) -> None:
    workshop.vault.put(Whereabouts.CLOUD, keys[1])
    menu_of(page, [keys[1]])["Keep here"].trigger()
    await turns()
    assert workshop.vault.fetched == [keys[1]]
    assert notes == ["“Žižkův příběh – Ünïcödé ✓” is coming from the family's cloud."]
    assert "Stop fetching" in menu_of(page, [keys[1]])
    workshop.vault.arrive(keys[1], tmp_path)
    await turns()
    assert "Keep here" not in menu_of(page, [keys[1]])


async def test_several_come_one_after_the_other(
    page: LibraryPage, workshop: Any, keys: list[RecordingKey], notes: Notes, tmp_path: Path
) -> None:
    workshop.vault.put(Whereabouts.CLOUD, *keys[1:3])
    chosen = keys[:3]
    menu_of(page, chosen)["Keep 2 recordings here"].trigger()
    await turns()
    first = workshop.vault.fetched[0]
    assert len(workshop.vault.fetched) == 1
    workshop.vault.arrive(first, tmp_path)
    await turns()
    assert sorted(workshop.vault.fetched) == sorted(keys[1:3])
    workshop.vault.arrive(workshop.vault.fetched[1], tmp_path)
    await turns()
    assert notes == ["2 recordings are coming from the family's cloud."]


async def test_a_fetch_is_stopped_from_the_menu(page: LibraryPage, workshop: Any, keys: list[RecordingKey]) -> None:
    workshop.vault.put(Whereabouts.COMING, keys[1])
    menu_of(page, [keys[1]])["Stop fetching"].trigger()
    assert workshop.vault.cancelled == [keys[1]]


async def test_a_playlists_tracks_say_the_same_and_have_the_same_menu(
    qtbot: QtBot, look: Look, workshop: Any, keys: list[RecordingKey], notes: Notes
) -> None:
    playlist = household.make_playlist(workshop.library, "Zoo", keys[:3])
    editor = PlaylistEditor(workshop, look, notify=notes)
    window = shown(qtbot, editor)
    editor.show_playlist(playlist)
    workshop.vault.put(Whereabouts.CLOUD, keys[1])
    row = editor.model.value_of(editor.model.key_at(1))
    assert row is not None
    assert editor.model.spoken_of(row).endswith("In the cloud")
    assert "Keep here" in menu_of(editor, [editor.model.key_at(1)])
    window.deleteLater()


class Window(QMainWindow):
    """A window that keeps what it was told went wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: list[Trouble] = []

    def show_trouble(self, trouble: Trouble) -> None:
        self.troubles.append(trouble)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.deleteLater()


@pytest.fixture
def bar(look: Look, workshop: Any, keys: list[RecordingKey], window: Window) -> PlayerBar:
    def no_sound(_: object) -> Any:
        raise AssertionError("nothing is played in this test")

    made = PlayerBar(workshop, look, Listening(no_sound, window))
    window.setCentralWidget(made)
    return made


async def test_playing_what_is_in_the_cloud_shows_that_it_comes(
    bar: PlayerBar, workshop: Any, keys: list[RecordingKey], window: Window
) -> None:
    size = workshop.library.recordings.get(keys[1]).size_bytes
    bar.computer.play(keys[1], line=tuple(keys))
    await turns()
    assert workshop.vault.fetched == [keys[1]]
    assert bar.title.text() == "Žižkův příběh – Ünïcödé ✓"
    workshop.vault.put(Whereabouts.COMING, keys[1], come=size // 4)
    await turns()
    assert bar.state.words.text() == "Coming from the cloud… 25%"
    workshop.library.transact("Rename", lambda tx: tx.edit_recording(keys[1], title="Žižka"))
    await turns()
    assert bar.title.text() == "Žižka"
    bar.computer.play(keys[1])
    assert workshop.vault.fetched == [keys[1]]
    await end_errands(window)


async def test_it_plays_as_soon_as_it_is_here(
    bar: PlayerBar, workshop: Any, keys: list[RecordingKey], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    played: list[tuple[str, Path]] = []
    monkeypatch.setattr(Listening, "play", lambda _, recording, path: played.append((recording.key, path)))
    bar.computer.play(keys[1])
    await turns()
    workshop.vault.arrive(keys[1], tmp_path)
    await turns()
    assert played == [(keys[1], tmp_path)]


async def test_what_was_chosen_last_plays_whichever_comes_first(
    bar: PlayerBar, workshop: Any, keys: list[RecordingKey], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    played: list[str] = []
    monkeypatch.setattr(Listening, "play", lambda _, recording, path: played.append(recording.key))
    bar.computer.play(keys[1], line=tuple(keys))
    await turns()
    bar.computer.next()
    await turns()
    assert workshop.vault.fetched == [keys[1], keys[2]]
    workshop.vault.arrive(keys[1], tmp_path)
    await turns()
    assert played == []
    workshop.vault.arrive(keys[2], tmp_path)
    await turns()
    assert played == [keys[2]]


async def test_a_fetch_that_fails_is_told_and_leaves_nothing_coming(
    bar: PlayerBar, workshop: Any, keys: list[RecordingKey], window: Window
) -> None:
    bar.computer.play(keys[1])
    await turns()
    workshop.vault.fail(keys[1], Offline("It is in the cloud, which does not answer.", next_step="Try again."))
    await turns()
    assert [one.message for one in window.troubles] == ["It is in the cloud, which does not answer."]
    assert bar.computer.scene().title == "Nothing playing"
