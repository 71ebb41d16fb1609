"""The family's cloud at home in a process of its own: says its address, then every letter, until its input ends."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from backend.local.mailbox import Letter, Mailbox
from backend.local.server import HomeServer


def main() -> int:
    def show(letter: Letter) -> None:
        _say({"email": letter.email, "code": letter.code})

    server = HomeServer(Path(sys.argv[1]), kind="demo", name="Bench", mailbox=Mailbox(show))
    _say({"url": server.start()})
    try:
        sys.stdin.read()
    finally:
        server.stop()
    return 0


def _say(told: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
