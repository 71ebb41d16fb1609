"""A server in a process of its own, to be killed and starved."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from socket import create_server

ROOT = Path(__file__).parents[2]
START_S = 30.0


def free_port() -> int:
    """Return a port that nobody uses just now."""
    with create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class ServerProcess:
    """`python -m backend.local` as a person starts it, with all that it says."""

    def __init__(self, folder: Path, *options: str, port: int = 0, before: Sequence[str] = ()) -> None:
        command = [*before, sys.executable, "-m", "backend.local", "--dir", str(folder), "--port", str(port), *options]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        self._said = ""
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def url(self) -> str:
        """The address that it has printed."""
        return self.heard(r"The family's cloud is at (\S+) ")

    @property
    def owner_code(self) -> str:
        """The owner code that it has printed."""
        return self.heard(r"owner code: (\S+)")

    @property
    def said(self) -> str:
        """All that it has printed until now."""
        return self._said

    def heard(self, pattern: str) -> str:
        """Wait until it has printed something; return what is in the pattern's brackets."""
        with self._news:
            assert self._news.wait_for(lambda: re.search(pattern, self._said), START_S), self._said
            found = re.search(pattern, self._said)
            assert found is not None
            return found[1]

    def kill(self) -> None:
        """Kill it as a power cut does: it has no say in it."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Stop it as a person does; return its exit code. Harmless when it has ended."""
        return self._end(signal.SIGTERM)

    def wait(self) -> int:
        """Wait until it ends by itself; return its exit code."""
        return self._end(None)

    def _end(self, how: signal.Signals | None) -> int:
        if how is not None:
            self._process.send_signal(how)
        code = self._process.wait(START_S)
        self._reader.join(START_S)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self._said += line
                self._news.notify_all()
