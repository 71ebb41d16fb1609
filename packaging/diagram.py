"""Draws docs/aws-architecture.svg and writes docs/aws-architecture.md from the synthesized template."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from architecture.blueprint import Blueprint
from architecture.costs import Prices, Use, bill
from architecture.drawing import draw
from architecture.overview import overview
from bundle import ROOT
from synth import synthesize

STACK = "YotoSmartStream-family"
NAME = "aws-architecture"


def main() -> int:
    parser = argparse.ArgumentParser(prog="diagram.py", description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path, default=ROOT / "docs", help="where both files go")
    parser.add_argument("--template", type=Path, help="a template that is there already, instead of a new synthesis")
    arguments = parser.parse_args()
    if arguments.template is not None:
        write(arguments.directory, blueprint=Blueprint.read(arguments.template))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        failed = synthesize(Path(folder))
        if failed:
            return failed
        write(arguments.directory, blueprint=Blueprint.read(Path(folder) / f"{STACK}.template.json"))
    return 0


def write(directory: Path, *, blueprint: Blueprint) -> None:
    """Write the picture and the overview."""
    use, prices = Use(), Prices()
    lines = bill(blueprint, use=use, prices=prices)
    for ending, text in (
        ("svg", draw(blueprint, lines, prices)),
        ("md", overview(blueprint, lines=lines, use=use, prices=prices)),
    ):
        (directory / f"{NAME}.{ending}").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
