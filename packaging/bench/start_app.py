"""The app, started by its entry point, that says when its window was painted and answered a key."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

from desktop.__main__ import run

NOWHERE = "http://127.0.0.1:9"


def main() -> int:
    """Run the app on the profile that the command line names. What watches it needs Qt: it is loaded when that is."""
    watches: list[Any] = []
    code = run(
        ["--profile", sys.argv[1], "--auth-url", NOWHERE, "--api-url", NOWHERE],
        on_open=lambda life: watches.append(importlib.import_module("bench.start_watch").Watch(life)),
    )
    watch = watches[0]
    said = {"painted_ns": watch.painted_ns, "usable_ns": watch.usable_ns, "heavy": watch.heavy}
    sys.stdout.write(json.dumps(said))
    return code


if __name__ == "__main__":
    sys.exit(main())
