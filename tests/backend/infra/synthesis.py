"""Synthesizes the family's cloud the way a person does, and reads the templates that come of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Template:
    """One environment's template. Resources are asked for by type, without "AWS::"."""

    path: Path
    stack: str
    body: Mapping[str, Any]

    def all(self, kind: str) -> dict[str, Mapping[str, Any]]:
        """Return the resources of a type by their names in the template."""
        return {name: one for name, one in self.body["Resources"].items() if one["Type"] == f"AWS::{kind}"}

    def one(self, kind: str) -> Mapping[str, Any]:
        """Return the properties of the only resource of a type."""
        found = list(self.all(kind).values())
        assert len(found) == 1, f"{len(found)} resources are {kind}"
        return dict(found[0]["Properties"])

    def name(self, kind: str) -> str:
        """Return what the only resource of a type is called in the template."""
        (found,) = self.all(kind)
        return found

    @property
    def acknowledged(self) -> dict[tuple[str, str], str]:
        """The findings of cdk-nag that were accepted, as (construct, rule), and why."""
        notes = json.loads((self.path.parent / f"{self.stack}.metadata.json").read_text(encoding="utf-8"))
        return {
            (construct.partition("/")[2].partition("/")[2], rule.removeprefix("Annotation::")): reason
            for construct, entries in notes.items()
            for entry in entries
            if entry["type"] == "aws:cdk:acknowledged-rules"
            for rule, reason in entry["data"].items()
        }


def synthesize(folder: Path, *, environments: Mapping[str, Sequence[str]]) -> dict[str, Template]:
    """Write and read the templates of these environments with these choices, all at once."""
    started = {name: begin(folder / name, f"env={name}", *choices) for name, choices in environments.items()}
    said = {name: "".join(process.communicate(timeout=300)) for name, process in started.items()}
    ended = {name: process.returncode for name, process in started.items()}
    assert (said, ended) == (dict.fromkeys(said, ""), dict.fromkeys(ended, 0)), "it is silent when all is well"
    return {name: _read(folder / name, f"YotoSmartStream-{name}") for name in environments}


def begin(folder: Path, *choices: str) -> subprocess.Popen[str]:
    """Begin a synthesis with choices as a person types them after `-c`."""
    command = [sys.executable, str(ROOT / "packaging" / "synth.py"), str(folder)]
    for choice in choices:
        command += ["-c", choice]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _read(folder: Path, stack: str) -> Template:
    path = folder / f"{stack}.template.json"
    return Template(path, stack, json.loads(path.read_text(encoding="utf-8")))
