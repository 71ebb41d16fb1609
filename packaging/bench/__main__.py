"""Runs one bench in this process: `python -m bench NAME [--quick]`, a line of JSON for each figure."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from dataclasses import asdict


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", help="the name of a module beside this one")
    parser.add_argument("--quick", action="store_true", help="small numbers, for a test of the bench itself")
    said = parser.parse_args()
    bench = importlib.import_module(f"bench.{said.name}")
    for figure in bench.run(is_quick=said.quick):
        sys.stdout.write(json.dumps(asdict(figure)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
