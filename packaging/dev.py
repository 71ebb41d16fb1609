"""The one door for people who work on the project: demo, run, test, lint, bench, home, simulate, kill, synth, tour."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from groundwork import ROOT, NotReady, has_screen, prepare, say

CHECKED = ("desktop", "backend", "packaging", "tests")


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (text, _run) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=f"{text}; further words are handed on as they are")
        if name == "tour":
            command.add_argument("directory", nargs="?", default="build/tour", help="where the screenshots go")
    arguments, rest = parser.parse_known_args()
    arguments.rest = rest
    try:
        return COMMANDS[arguments.command][1](arguments)
    except NotReady as problem:
        print(problem, file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as problem:
        print(f"This step failed: {' '.join(map(str, problem.cmd))}", file=sys.stderr)
        return problem.returncode or 1
    except KeyboardInterrupt:
        return 130


def demo(arguments: argparse.Namespace) -> int:
    if not has_screen():
        directory = Path(tempfile.gettempdir()) / "yoto-smart-stream-tour"
        say(f"There is no screen here, so the demo is played without one; its pictures go to {directory}")
        return _tour(directory, ())
    return _python(prepare(), ("-m", "desktop", "--demo", *arguments.rest))


def run(arguments: argparse.Namespace) -> int:
    return _python(prepare(), ("-m", "desktop", *arguments.rest))


def test(arguments: argparse.Namespace) -> int:
    """Run the checks that read, then the suite; pytest alone when it is given arguments."""
    python = prepare(for_tests=True)
    if not arguments.rest:
        _lint(python)
    return _python(python, ("-m", "pytest", *arguments.rest), offscreen=True)


def lint(_arguments: argparse.Namespace) -> int:
    _lint(prepare())
    return 0


def bench(arguments: argparse.Namespace) -> int:
    return _python(prepare(), (str(ROOT / "packaging" / "benchmarks.py"), *arguments.rest), offscreen=True)


def home(arguments: argparse.Namespace) -> int:
    return _python(prepare(), ("-m", "backend.local", *arguments.rest))


def simulate(arguments: argparse.Namespace) -> int:
    return _python(prepare(), (str(ROOT / "packaging" / "simulate.py"), *arguments.rest))


def kill(arguments: argparse.Namespace) -> int:
    return _python(prepare(), (str(ROOT / "packaging" / "kill_points.py"), *arguments.rest))


def synth(arguments: argparse.Namespace) -> int:
    return _python(prepare(), (str(ROOT / "packaging" / "synth.py"), *arguments.rest))


def inspect(arguments: argparse.Namespace) -> int:
    return _python(prepare(), (str(ROOT / "packaging" / "inspect_library.py"), *arguments.rest))


def tour(arguments: argparse.Namespace) -> int:
    return _tour(Path(arguments.directory), arguments.rest)


def _tour(directory: Path, rest: Sequence[str]) -> int:
    script = str(ROOT / "packaging" / "tour.py")
    return _python(prepare(), (script, str(directory.resolve()), *rest), offscreen=True)


def _lint(python: Path) -> None:
    checks = (
        ("ruff check", ("-m", "ruff", "check", *CHECKED)),
        ("ruff format", ("-m", "ruff", "format", "--check", "--quiet", *CHECKED)),
        ("mypy --strict", ("-m", "mypy")),
        (
            "the dependency rule",
            ("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"),
        ),
    )
    for name, command in checks:
        say(name)
        subprocess.run([str(python), *command], check=True, cwd=ROOT)


def _python(python: Path, arguments: Sequence[str], *, offscreen: bool = False) -> int:
    environment = dict(os.environ)
    if offscreen:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.run([str(python), *arguments], check=False, cwd=ROOT, env=environment).returncode


COMMANDS: dict[str, tuple[str, Callable[[argparse.Namespace], int]]] = {
    "demo": ("start the app with a simulated Yoto and a full library", demo),
    "run": ("start the app", run),
    "test": ("run every check and the whole suite", test),
    "lint": ("run ruff, mypy and the dependency rule", lint),
    "bench": ("measure, each figure beside its limit", bench),
    "home": ("run the family's cloud on this computer: home --dir DIR", home),
    "simulate": ("play random schedules of the family's sync and look for a broken promise", simulate),
    "kill": ("kill the syncing app at each of its steps, or fill its disk (--disk), and look at what it leaves", kill),
    "synth": ("write the templates of the family's cloud on AWS to a folder: synth DIR", synth),
    "inspect": ("say what a library folder holds, in numbers, for a bug report", inspect),
    "tour": ("play the journeys without a screen and save a screenshot of each step", tour),
}

if __name__ == "__main__":
    sys.exit(main())
