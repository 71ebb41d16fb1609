"""The rules of how the code is laid out, read off the files themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "desktop").rglob("*.py"), *(ROOT / "backend").rglob("*.py")])
MODULES = [path for path in SOURCES if path.read_text(encoding="utf-8").strip()]
BROAD_CATCHERS = {"desktop/services/supervisor.py", "desktop/ui/application.py", "backend/aws/function.py"}
EMPTY_WORDS = re.compile(r"(Manager|Helper|Utils?|Data|Info|Common)$")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_opens_with_one_sentence(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert text, "no docstring"
    assert len(text.split("\n\n")[0]) <= 240, "say it in one sentence"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inner, f"imports inside functions at lines {inner}"


def _broad_handlers(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = ast.unparse(node.type) if node.type else ""
        if not caught or re.search(r"\b(Exception|BaseException)\b", caught):
            yield node.lineno


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_broad_except_stands_only_where_the_style_allows_it(path: Path) -> None:
    if name(path) in BROAD_CATCHERS:
        return
    assert not list(_broad_handlers(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_classes_are_named_by_nouns_of_the_domain(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    empty = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and EMPTY_WORDS.search(node.name)]
    assert not empty


def test_nothing_blocks_the_window_or_waits_by_sleeping() -> None:
    forbidden = re.compile(r"processEvents\(|\.exec\(\)|\.exec_\(|\btime\.sleep\(")
    offenders = [
        f"{name(path)}:{number}"
        for path in MODULES
        if name(path).startswith("desktop/")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert not offenders


PURE = {
    "__future__", "base64", "binascii", "collections", "contextlib", "dataclasses", "enum", "functools", "hashlib",
    "itertools", "json", "re", "typing", "urllib.parse", "zlib",
}  # fmt: skip
DOORS = {"backend/core/asgi.py": {"asyncio"}}  # it answers real HTTP, in threads and within a time


@pytest.mark.parametrize(
    "path", [path for path in MODULES if name(path).startswith(("backend/contract/", "backend/core/"))], ids=name
)
def test_contract_and_core_have_no_clock_chance_or_channel_of_their_own(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asked = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    asked |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    others = {module for module in asked if not module.startswith(("backend.contract", "backend.core"))}
    known = PURE | DOORS.get(name(path), set())
    assert {module for module in others if module not in known and module.partition(".")[0] not in known} == set()
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"open", "input", "print", "__import__", "exec", "eval"}


def test_todo_notes_are_not_left_in_the_code() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert not [name(path) for path in MODULES if marks.search(path.read_text(encoding="utf-8"))]


def test_packaging_does_not_shadow_the_package_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_a_noun_of_the_domain_names_its_module_in_every_layer() -> None:
    nouns = {
        "playlist": ("desktop/model/playlist.py", "desktop/store/playlists.py", "desktop/services/playlists.py"),
        "recording": ("desktop/model/recording.py", "desktop/store/recordings.py", "desktop/services/recordings.py"),
        "card": ("desktop/model/card.py", "desktop/store/cards.py", "desktop/services/cards.py"),
        "player": ("desktop/model/player.py", "desktop/store/players.py", "desktop/services/players.py"),
        "upload": ("desktop/model/upload.py", "desktop/store/uploads.py", "desktop/services/uploads.py"),
    }
    missing = [path for paths in nouns.values() for path in paths if not (ROOT / path).exists()]
    assert not missing
