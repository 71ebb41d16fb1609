"""Kills the app at every statement, file operation and request of a script, and tells what that lost."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script is the suite's own

from tests.desktop.kills.campaign import Choice, Tally, fail_at, kill_at, misjudge_time
from tests.desktop.kills.points import Kind

TELL_EVERY = 100
DISK = (Kind.FILE, Kind.PAGE)


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 when nothing was lost, doubled, stuck or left in halves, else 1."""
    parser = argparse.ArgumentParser(prog="dev.py kill", description=__doc__)
    parser.add_argument("--disk", action="store_true", help="let the disk be full at every write of it, instead")
    parser.add_argument("--clocks", action="store_true", help="let its clocks be ten years wrong, instead")
    parser.add_argument("--step", type=int, default=1, metavar="N", help="only every N-th point (1)")
    parser.add_argument("--most", type=int, metavar="N", help="at most so many points of each kind (all)")
    parser.add_argument("--kind", type=Kind, choices=list(Kind), action="append", help="only points of this kind (all)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one for each core)")
    said = parser.parse_args(words)
    if said.clocks:
        differences = misjudge_time(said.most)
        return _judge(f"clocks ten years wrong: {len(differences)} differences", differences)
    strike, kinds = (fail_at, DISK) if said.disk else (kill_at, tuple(Kind))
    choice = Choice(tuple(said.kind or kinds), step=said.step, most=said.most)
    tally = strike(choice, jobs=said.jobs, heard=_tell)
    for sentence, count in tally.told.most_common():
        print(f"{count:5} x {sentence}")
    return _judge(tally.summary(), tally.wrong)


def _judge(summary: str, wrong: Sequence[str]) -> int:
    print(summary)
    for line in wrong[:20]:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def _tell(tally: Tally) -> None:
    if tally.count % TELL_EVERY == 0:
        print(tally.summary(), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
