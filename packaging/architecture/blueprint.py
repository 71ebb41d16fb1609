"""Reads a CloudFormation template: its resources, and single values in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class NotThere(Exception):
    """The template does not have what the picture shows; the text says what."""


@dataclass(frozen=True, slots=True)
class Source:
    """Resources of one type, without "AWS::", whose names in the template begin with `prefix`."""

    kind: str
    prefix: str = ""


class Blueprint:
    """A synthesized template."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._resources: Mapping[str, Mapping[str, Any]] = body["Resources"]
        self._parameters: Mapping[str, Mapping[str, Any]] = body.get("Parameters", {})

    @classmethod
    def read(cls, path: Path) -> Blueprint:
        """Read a template's file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    @property
    def names(self) -> frozenset[str]:
        """What the template calls its resources."""
        return frozenset(self._resources)

    def all(self, source: Source) -> dict[str, Mapping[str, Any]]:
        """Return the resources of a source with their properties, by name."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self._resources.items()
            if resource["Type"] == f"AWS::{source.kind}" and name.startswith(source.prefix)
        }

    def count(self, kind: str) -> int:
        """Return how many resources of a type there are."""
        return len(self.all(Source(kind)))

    def value(self, source: Source, path: str) -> Any:
        """Return one value of the only resource of a source; `path` has dots, and numbers for places in lists.

        A reference to a parameter is followed to its default. Raise NotThere when there is no such value.
        """
        found = list(self.all(source).values())
        if len(found) != 1:
            raise NotThere(f"{len(found)} resources instead of one: {source.kind} {source.prefix}")
        at: Any = found[0]
        for step in path.split("."):
            try:
                at = at[int(step)] if isinstance(at, list) else at[step]
            except (KeyError, IndexError, TypeError, ValueError):
                raise NotThere(f"{source.kind} {path}: no {step}") from None
        if isinstance(at, dict) and at.get("Ref") in self._parameters:
            return self._parameters[at["Ref"]]["Default"]
        return at

    def deletion(self, source: Source) -> str:
        """Return what becomes of the only resource of a source when the stack goes: Retain or Delete."""
        (name,) = self.all(source)
        return str(self._resources[name].get("DeletionPolicy", "Delete"))
