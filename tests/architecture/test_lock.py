"""The lock holds every dependency that the project names, each pinned by its hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PINS = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def pinned() -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in PINS.findall(_lock())}


def _lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_every_named_dependency_is_locked_within_its_range() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [Requirement(line) for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]
    locked = pinned()
    outside = [str(one) for one in named if not one.specifier.contains(locked.get(canonicalize_name(one.name), "0"))]
    assert outside == []


def test_every_locked_package_has_hashes() -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9._-]+==)", _lock(), flags=re.MULTILINE)[1:]
    assert len(blocks) == len(PINS.findall(_lock()))
    assert [block.split("\n")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_each_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    silent = [line for line in lines if re.match(r'\s+"[A-Za-z0-9._-]+[<>=]=?', line) and "#" not in line]
    assert silent == []
