"""Runs the benches and prints each figure beside its limit: `packaging/dev.py bench [NAME ...]`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.figure import Figure

HERE = Path(__file__).resolve().parent
NAMES = ("search", "start", "remote", "importing", "memory", "uploads", "function", "family")


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 when everything could be measured (with --strict: and no goal was missed), else 1."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="small numbers, for a test of the benches themselves")
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    said = parser.parse_args(words)
    if unknown := sorted(set(said.names) - set(NAMES)):
        parser.error(f"there is no bench called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    figures: list[Figure] = []
    failed: list[str] = []
    for name in said.names or NAMES:
        print(f"-- {name}", flush=True)
        try:
            for figure in measured(name, is_quick=said.quick):
                figures.append(figure)
                print(figure.line(), flush=True)
        except subprocess.CalledProcessError:
            failed.append(name)
            print(f"{name} could not be measured", flush=True)
    print(f"\n{table(figures)}")
    if said.quick:
        print("Measured with small numbers: the limits are not meant for these.")
    is_missed = said.strict and not all(figure.is_ok for figure in figures)
    return 1 if failed or is_missed else 0


def measured(name: str, *, is_quick: bool) -> Iterator[Figure]:
    """Yield the figures of one bench, which gets a process of its own: nothing that ran before is in its memory."""
    command = [sys.executable, "-m", "bench", name, *(["--quick"] if is_quick else [])]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            yield Figure(**json.loads(line))
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def table(figures: Sequence[Figure]) -> str:
    """Return all figures as a table for a person."""
    rows = [("figure", "measured", "limit", "")]
    for figure in figures:
        limit = "" if figure.limit is None else f"{figure.limit:,.4g}"
        rows.append((figure.name, f"{figure.value:,.4g} {figure.unit}".rstrip(), limit, figure.verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:>{widths[1]}}  {limit:>{widths[2]}}  {verdict}".rstrip()
        for name, value, limit, verdict in rows
    )


if __name__ == "__main__":
    sys.exit(main())
