"""Kills the app at every statement, file operation and request of a script, and tells what that lost."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script is the suite's own

from tests.desktop.kills.campaign import Tally, kill_at_all
from tests.desktop.kills.points import Kind

TELL_EVERY = 100


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 when no kill lost, doubled or blocked anything, else 1."""
    parser = argparse.ArgumentParser(prog="dev.py simulate --kill", description=__doc__)
    parser.add_argument("--step", type=int, default=1, metavar="N", help="only every N-th point (1)")
    parser.add_argument("--kind", type=Kind, choices=list(Kind), action="append", help="only points of this kind (all)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one for each core)")
    said = parser.parse_args(words)
    tally = kill_at_all(jobs=said.jobs, step=said.step, kinds=said.kind or tuple(Kind), heard=_tell)
    print(tally.summary())
    for line in tally.wrong[:20]:
        print(line, file=sys.stderr)
    return 1 if tally.wrong else 0


def _tell(tally: Tally) -> None:
    if (tally.killed.total() + tally.beyond) % TELL_EVERY == 0:
        print(tally.summary(), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
