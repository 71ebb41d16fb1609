"""What the server's own table promises beyond what every table does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.local.documents import LaterLayout, SqliteDocuments


@pytest.fixture
def documents(tmp_path: Path) -> Iterator[SqliteDocuments]:
    documents = SqliteDocuments(tmp_path / "documents.db")
    yield documents
    documents.close()


def test_a_write_is_on_the_disk_when_it_is_answered(documents: SqliteDocuments) -> None:
    with documents._writing() as writer:
        settings = [writer.execute(f"pragma {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]

    assert settings == ["wal", 2]


def test_a_write_that_could_not_be_made_leaves_the_table_as_it_was_and_usable(documents: SqliteDocuments) -> None:
    documents.put_new("F#one", "A", {"n": 1})
    with pytest.raises(TypeError):
        documents.put_new("F#one", "B", {"n": 1.5j})  # type: ignore[dict-item]

    assert documents.put_new("F#one", "C", {"n": 3})
    assert [item["sk"] for item in documents.query("F#one", low=" ", high="~", limit=9)] == ["A", "C"]


def test_everything_is_in_one_file_once_it_is_closed(tmp_path: Path) -> None:
    documents = SqliteDocuments(tmp_path / "documents.db")
    for number in range(50):
        documents.put_new("F#one", f"C#{number:02d}", {"z": bytes(1000)})
        documents.last("F#one", low=" ", high="~")
    documents.close()

    assert [path.name for path in tmp_path.iterdir()] == ["documents.db"]
    again = SqliteDocuments(tmp_path / "documents.db")
    assert len(again.query("F#one", low=" ", high="~", limit=99)) == 50
    again.close()


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "documents.db"
    SqliteDocuments(path).close()
    later = sqlite3.connect(path)
    later.execute("pragma user_version = 99")
    later.close()
    before = path.read_bytes()

    with pytest.raises(LaterLayout):
        SqliteDocuments(path)
    assert path.read_bytes() == before


def test_what_is_no_table_of_ours_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "documents.db"
    path.write_bytes(b"a letter to grandma" * 100)

    with pytest.raises(sqlite3.DatabaseError):
        SqliteDocuments(path)
    assert path.read_bytes() == b"a letter to grandma" * 100
