"""The lists over a real library: what they hold, and what a change makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QModelIndex, Qt, QUrl
from PySide6.QtTest import QAbstractItemModelTester

from desktop.model.names import CardId, UploadKey
from desktop.model.upload import Stage
from desktop.services.playlists import Playlists
from desktop.store.library import Library
from desktop.ui.models.cards import CardsModel, Whose
from desktop.ui.models.entries import EntriesModel, entry_keys
from desktop.ui.models.mime import ENTRIES, RECORDINGS, carried, carry
from desktop.ui.models.places import PlacesModel
from desktop.ui.models.playlists import PlaylistsModel
from desktop.ui.models.recordings import FIRST_SCREEN, RecordingsModel
from desktop.ui.models.state import Whereabouts, words
from desktop.ui.models.uploads import UploadsModel, Which
from tests.desktop.ui import household

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def library(tmp_path: Path, qapp: object) -> Iterator[Library]:
    made = Library.open(tmp_path)
    yield made
    made.close()


def titles(model: Any) -> list[str]:
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def test_recordings_stand_newest_first_and_in_the_order_that_is_chosen(library: Library) -> None:
    household.add_recordings(library, [household.make_recording(1, title="B"), household.make_recording(2, title="A")])
    model = RecordingsModel(library)
    tester = QAbstractItemModelTester(model, FATAL)
    model.show(search="", order="added")
    assert titles(model) == ["A", "B"]
    model.show(search="", order="title")
    assert titles(model) == ["A", "B"]
    model.show(search="b", order="title")
    assert titles(model) == ["B"]
    assert tester.model() is model


def test_a_search_shows_its_first_screen_at_once_and_the_rest_when_it_is_completed(library: Library) -> None:
    household.add_recordings(library, [household.make_recording(number) for number in range(FIRST_SCREEN + 50)])
    model = RecordingsModel(library)
    model.show(search="track", order="added")
    assert (model.rowCount(), model.is_complete) == (FIRST_SCREEN, False)
    model.complete()
    assert (model.rowCount(), model.is_complete) == (FIRST_SCREEN + 50, True)


def test_a_recording_says_where_its_audio_is(library: Library) -> None:
    keys = household.some_recordings(library)
    model = RecordingsModel(library, live=lambda _key: 3_000_000)
    model.show(search="", order="added")
    where = [row.where for key in keys[:6] if (row := model.value_of(key)) is not None]
    assert where == [
        Whereabouts.ON_YOTO,
        Whereabouts.LOCAL,
        Whereabouts.SENDING,
        Whereabouts.FAILED,
        Whereabouts.ON_YOTO,
        Whereabouts.PREPARING,
    ]
    row = model.value_of(keys[2])
    assert row is not None
    assert words(row.where, percent=row.percent) == "Uploading 93%"


def test_live_bytes_lead_to_the_recording_that_they_belong_to(library: Library) -> None:
    (key, *_) = household.some_recordings(library)
    upload = UploadKey(key.replace("t_", "u_", 1))
    model = RecordingsModel(library)
    assert model.recordings_of([upload]) == []
    household.save_uploads(library, [household.make_upload(library.recordings.rows([key])[0], stage=Stage.WAITING)])
    assert model.recordings_of([upload]) == [key]


def test_entries_keep_the_playlists_order_and_their_own_titles(library: Library) -> None:
    keys = household.some_recordings(library)
    playlist = household.make_playlist(library, "One", keys[:3], with_card_track=True)
    model = EntriesModel(library)
    tester = QAbstractItemModelTester(model, FATAL)
    model.show(playlist)
    assert titles(model) == [*(title for title, *_ in household.TITLES[:3]), "A song from the old card"]
    Playlists(library).rename_entry(entry_keys(model.keys())[1], "Mine")
    model.show(playlist)
    assert titles(model)[1] == "Mine"
    last = model.value_at(3)
    assert last is not None
    assert (last.where, last.number) == (Whereabouts.ON_CARD, 4)
    assert tester.model() is model


def test_a_move_keeps_the_selection_on_the_moved_track(library: Library) -> None:
    keys = household.some_recordings(library)
    playlist = household.make_playlist(library, "One", keys[:4])
    model = EntriesModel(library)
    model.show(playlist)
    selection = QItemSelectionModel(model)
    selection.select(model.index(3, 0), QItemSelectionModel.SelectionFlag.Select)
    moved = model.key_at(3)
    Playlists(library).move_entries(playlist, entry_keys([moved]), entry_keys([model.key_at(0)])[0])
    model.show(playlist)
    assert [index.row() for index in selection.selectedIndexes()] == [0]
    assert model.key_at(0) == moved


@pytest.mark.parametrize(
    ("chosen", "step", "expected"),
    [
        ("a", -1, None),
        ("c", -1, "acbde"),
        ("cd", -1, "acdbe"),
        ("bd", -1, "abdce"),
        ("e", 1, None),
        ("b", 1, "acbde"),
        ("bd", 1, "acbde"),
        ("ab", 1, "cabde"),
    ],
)
def test_a_step_moves_the_chosen_by_one_and_closes_up_a_scattered_choice(
    library: Library, chosen: str, step: int, expected: str | None
) -> None:
    recordings = [household.make_recording(number, title=letter) for number, letter in enumerate("abcde")]
    playlist = household.make_playlist(library, "One", household.add_recordings(library, recordings))
    model = EntriesModel(library)
    model.show(playlist)
    letters = dict(zip("abcde", model.keys(), strict=True))
    moved = model.before_after_step([letters[letter] for letter in chosen], step=step)
    if moved is None:
        assert expected is None
        return
    before = entry_keys([moved[1]])[0] if moved[1] else None
    Playlists(library).move_entries(playlist, entry_keys(moved[0]), before)
    model.show(playlist)
    assert "".join(titles(model)) == expected


def drop(model: Any, data: QMimeData, row: int) -> bool:
    return bool(model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, QModelIndex()))


def test_a_drop_asks_for_what_it_means(library: Library, tmp_path: Path) -> None:
    playlist = household.make_playlist(library, "One", household.some_recordings(library)[:3])
    model = EntriesModel(library)
    model.show(playlist)
    asked: list[tuple[list[Any], str]] = []
    for signal in (model.move_requested, model.recordings_dropped, model.files_dropped):
        signal.connect(lambda what, before: asked.append((what, before)))
    first, second, third = model.keys()
    drop(model, carry(ENTRIES, [first, second]), 1)
    drop(model, carry(RECORDINGS, ["t_x"]), 2)
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.mp3"))])
    drop(model, files, 3)
    assert asked == [([first, second], third), (["t_x"], third), ([tmp_path / "a.mp3"], "")]


def test_a_filter_lets_nothing_be_moved(library: Library) -> None:
    playlist = household.make_playlist(library, "One", household.some_recordings(library)[:3])
    model = EntriesModel(library)
    model.show(playlist, search="gruff")
    assert titles(model) == ["The Gruffalo"]
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled
    assert model.before_after_step(model.keys(), step=1) is None
    assert not model.canDropMimeData(carry(ENTRIES, model.keys()), Qt.DropAction.MoveAction, 0, 0, QModelIndex())


def test_what_is_dragged_out_of_the_library_are_its_keys(library: Library) -> None:
    household.some_recordings(library)
    model = RecordingsModel(library)
    model.show(search="", order="added")
    data = model.mimeData([model.index(2, 0), model.index(0, 0)])
    assert carried(data, RECORDINGS) == [model.key_at(0), model.key_at(2)]
    assert carried(data, ENTRIES) == []


def test_playlists_follow_their_titles_and_take_drops(library: Library) -> None:
    keys = household.some_recordings(library)
    zoo, ape = household.make_playlist(library, "Zoo", keys[:2]), household.make_playlist(library, "Ape", [])
    model = PlaylistsModel(library)
    tester = QAbstractItemModelTester(model, FATAL)
    model.show()
    assert titles(model) == ["Ape", "Zoo"]
    asked: list[tuple[str, list[str]]] = []
    model.recordings_dropped.connect(lambda key, what: asked.append((key, what)))
    model.dropMimeData(carry(RECORDINGS, [keys[0]]), Qt.DropAction.CopyAction, -1, 0, model.index(0, 0))
    assert asked == [(ape, [keys[0]])]
    Playlists(library).rename(zoo, "Aardvarks")
    model.show()
    assert titles(model) == ["Aardvarks", "Ape"]
    assert tester.model() is model


def test_cards_are_mine_the_familys_or_all(library: Library) -> None:
    cards = [household.make_card(1, "Mine"), household.make_card(2, "Theirs", is_own=False)]
    library.transact("Cards", lambda tx: tx.save_cards(cards, complete=True), undoable=False)
    model = CardsModel(library)
    model.show(whose=Whose.ALL)
    assert titles(model) == ["Mine", "Theirs"]
    model.show(whose=Whose.OWN)
    assert titles(model) == ["Mine"]
    model.show(whose=Whose.FAMILY, search="the")
    assert titles(model) == ["Theirs"]


def test_a_card_lists_its_tracks_in_playing_order(qapp: object) -> None:
    model = PlacesModel()
    model.show(household.make_card(1, "One", tracks=3))
    assert titles(model) == ["One, part 1", "One, part 2", "One, part 3"]


def test_uploads_stand_by_what_they_are_doing(library: Library) -> None:
    recordings = [household.make_recording(number, title=f"R{number}") for number in range(5)]
    household.add_recordings(library, recordings)
    stages = (Stage.FAILED, Stage.WAITING, Stage.SENDING, Stage.DONE, Stage.CANCELLED)
    pairs = zip(recordings, stages, strict=True)
    household.save_uploads(library, [household.make_upload(one, stage=stage) for one, stage in pairs])
    model = UploadsModel(library)
    model.show()
    assert titles(model) == ["R2", "R1", "R0"]
    model.show_which(Which.DONE)
    assert titles(model) == ["R3"]


def test_a_finished_upload_leaves_the_list_without_a_reset(library: Library) -> None:
    recordings = [household.make_recording(number) for number in range(3)]
    household.add_recordings(library, recordings)
    household.save_uploads(library, [household.make_upload(one, stage=Stage.SENDING) for one in recordings])
    model = UploadsModel(library)
    model.show()
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    household.save_uploads(library, [household.make_upload(recordings[1], stage=Stage.DONE)])
    model.show()
    assert (model.rowCount(), resets) == (2, [])


def test_an_unknown_card_id_is_no_row(library: Library) -> None:
    model = CardsModel(library)
    model.show()
    assert model.row_of(CardId("nope")) is None
    assert model.value_of("nope") is None
