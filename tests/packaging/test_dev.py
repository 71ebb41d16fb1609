"""The developers' one door: standard library only, and a plain word when something is missing."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOOR = ROOT / "packaging" / "dev.py"


@pytest.mark.parametrize("name", ["dev.py", "groundwork.py"])
def test_the_door_needs_nothing_but_python(name: str) -> None:
    tree = ast.parse((ROOT / "packaging" / name).read_text(encoding="utf-8"))
    imported = {
        (node.module or "").partition(".")[0] if isinstance(node, ast.ImportFrom) else alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported <= set(sys.stdlib_module_names) | {"groundwork"}


def test_every_command_is_explained() -> None:
    told = subprocess.run([sys.executable, str(DOOR), "--help"], capture_output=True, text=True, check=True).stdout
    for command in ("demo", "run", "test", "lint", "bench", "simulate", "tour"):
        assert f"    {command}" in told


@pytest.mark.skipif(sys.platform != "linux" or not Path("/usr/bin/apt-get").exists(), reason="a matter of Debian")
def test_without_rights_the_exact_command_is_told() -> None:
    script = (
        "import sys; sys.path.insert(0, 'packaging')\n"
        "import os, groundwork\n"
        "os.geteuid = lambda: 1000\n"
        "try:\n    groundwork._require(['libgl1'])\n"
        "except groundwork.NotReady as problem:\n    print(problem)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env=dict(os.environ)
    ).stdout
    assert "sudo apt-get install --yes --no-install-recommends libgl1" in told


def test_a_library_is_described_in_numbers_and_without_titles(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from desktop.store.library import Library\n"
        "from desktop.services.playlists import Playlists\n"
        "library = Library.open(Path(sys.argv[1])); Playlists(library).create('Our secret songs'); library.close()\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, check=True)
    look = [sys.executable, str(ROOT / "packaging" / "inspect_library.py"), str(tmp_path)]
    told = subprocess.run(look, capture_output=True, text=True, check=True).stdout
    assert "playlist: 1 rows" in told
    assert "secret" not in told


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems always have a screen")
def test_without_a_screen_the_demo_says_so_and_plays_the_tour() -> None:
    script = (
        "import sys; sys.path.insert(0, 'packaging')\n"
        "import argparse, dev\n"
        "dev._tour = lambda directory, rest: print('the tour goes to', directory.name) or 0\n"
        "dev.demo(argparse.Namespace(rest=[]))\n"
    )
    bare = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env=bare
    ).stdout
    assert "There is no screen here" in told
    assert "the tour goes to yoto-smart-stream-tour" in told
