"""The benches: the runner finds all of them, each measures a small load, and a missed goal is told."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"
MEASURING = {path.stem for path in (PACKAGING / "bench").glob("*.py") if "\ndef run(" in path.read_text("utf-8")}
FIGURE = re.compile(r"^.+: [\d,.e+]+ ?\S*( \(limit [\d,.]+: (ok|missed)\))?(, beside .+)?$")


@pytest.fixture
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The runner, with the benches beside it as when it is started."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    return importlib.import_module("benchmarks")


def measured(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PACKAGING / "benchmarks.py"), "--quick", *words],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_runner_knows_every_bench(benchmarks: Any) -> None:
    assert set(benchmarks.NAMES) == MEASURING


@pytest.mark.parametrize("name", sorted(MEASURING))
def test_a_bench_measures_a_small_load(name: str) -> None:
    run = measured(name)
    assert run.returncode == 0, run.stderr
    head, _, table = run.stdout.partition("\n\n")
    title, *figures = head.splitlines()
    assert title == f"-- {name}"
    assert figures
    assert [line for line in figures if not FIGURE.match(line)] == []
    assert len(table.splitlines()) == len(figures) + 2  # its head, and the word on small numbers


def test_a_missed_goal_fails_only_the_strict_run(
    benchmarks: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = benchmarks.Figure("a keystroke", 17.0, "ms", 16.0)
    monkeypatch.setattr(benchmarks, "measured", lambda name, *, is_quick: [slow])
    assert benchmarks.main(["search"]) == 0
    assert benchmarks.main(["search", "--strict"]) == 1
    assert "a keystroke: 17 ms (limit 16: missed)" in capsys.readouterr().out


def test_a_bench_that_breaks_fails_the_run(
    benchmarks: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benchmarks.sys, "executable", "false")
    assert benchmarks.main(["search"]) == 1
    assert "search could not be measured" in capsys.readouterr().out


def test_an_unknown_name_is_told(benchmarks: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        benchmarks.main(["serch"])
    assert "there is no bench called serch" in capsys.readouterr().err
