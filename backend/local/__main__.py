"""The command line: `python -m backend.local`."""

from __future__ import annotations

import argparse
import logging
import signal
import sqlite3
import ssl
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from urllib.parse import urlsplit

from backend.contract.errors import Refused
from backend.core.ports import Unavailable
from backend.core.world import QUOTA_BYTES
from backend.local.documents import LaterLayout
from backend.local.drafts import make_folder
from backend.local.household import Damaged
from backend.local.identity.database import NewerAccounts
from backend.local.identity.keys import UnusableKey
from backend.local.lock import InUse
from backend.local.mailbox import Letter, Mailbox
from backend.local.reach import Exposed, is_loopback
from backend.local.server import LOOPBACK, HomeServer
from backend.local.web import Certificate

PORT = 8710
MAX_PORT = 65535
GIB = 1024**3
MAX_GIB = 1024**2
LOG_BYTES = 2_000_000
LOGS_KEPT = 3

DESCRIPTION = """\
A family's cloud on this computer or a NAS: it keeps the library of every computer of the family, and its audio, in one
folder. Paste the address that it prints into the app.
"""
EPILOG = """\
Only this computer reaches it unless --host says otherwise; then it wants a certificate, so that nobody on the way can
read or change what is said. To back up, stop it, copy the folder, start it. To restore, the other way round: the
family's computers notice and send again what the copy lacks.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a server until interrupted; return 0, or 1 when it could not start."""
    given = _parser().parse_args(arguments)
    if (given.certificate is None) != (given.key is None):
        return _sorry("--certificate and --key belong together: give both or none.")
    for path in (given.certificate, given.key):
        if path is not None and not path.is_file():
            return _sorry(f"There is no file {path}.")
    try:
        server = _server(given)
        _keep_log(given.dir)
        url = server.start()
    except Exposed as error:
        return _sorry(
            f"On {error} other computers reach this server, and without a certificate anybody on the way can read what "
            "is said. Give --certificate and --key, or say --insecure-lan if you trust everyone on your network."
        )
    except InUse:
        return _sorry(f"Another server is using {given.dir}. Stop it first, or use another folder.")
    except (LaterLayout, NewerAccounts):
        return _sorry(f"{given.dir} was written by a newer version of this program. Update this one.")
    except (Damaged, UnusableKey, sqlite3.DatabaseError) as error:
        return _sorry(f"A file in {given.dir} is damaged: {error}. Put a copy of the folder in its place.")
    except (Refused, Unavailable):
        return _sorry(f"The disk with {given.dir} is full or broken.")
    except ssl.SSLError as error:
        return _sorry(f"The certificate or its key cannot be used: {error}.")
    except OSError as error:
        return _sorry(f"{error.strerror or error}: {error.filename or f'port {given.port} of {given.host}'}.")
    _welcome(server, url=url, given=given)
    _wait()
    server.stop()
    _say("Stopped. Everything is on the disk.")
    return 0


def _server(given: argparse.Namespace) -> HomeServer:
    return HomeServer(
        given.dir,
        port=given.port,
        host=given.host,
        name=given.name,
        mailbox=Mailbox(_show),
        certificate=Certificate(given.certificate, given.key) if given.certificate else None,
        public_url=given.public_url or "",
        is_insecure_wanted=given.insecure_lan,
        quota_bytes=given.quota_gib * GIB,
    )


def _welcome(server: HomeServer, *, url: str, given: argparse.Namespace) -> None:
    reach = "only this computer reaches it" if is_loopback(given.host) else "computers on your network reach it"
    _say(f"The family's cloud is at {url} ({reach}).")
    if given.insecure_lan and not given.certificate and not is_loopback(given.host):
        _say(
            "Nothing is encrypted: whoever is on your network can read along, and a password, too, when an account is "
            "made or a password changed."
        )
    if server.needs_owner:
        _say("In the app, choose Settings > Family > Connect, and paste this address.")
        _say(f"Nobody has an account yet. The first one needs this owner code: {server.owner_code}")
    _say(f"Everything is kept in {given.dir}. Confirmation codes appear here. Press Ctrl+C to stop.")


def _show(letter: Letter) -> None:
    what = {"sign-up": "to confirm the new account", "password": "to set a new password"}.get(letter.purpose, "")
    _say(f"Code {what} of {letter.email}: {letter.code}")


def _wait() -> None:
    is_over = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: is_over.set())
    while not is_over.wait(0.5):  # Windows lets a signal in only between waits
        continue


class _LogFile(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        """Do without a log while the disk takes none."""


def _keep_log(folder: Path) -> None:
    make_folder(folder)
    file = _LogFile(folder / "server.log", maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8")
    console = logging.StreamHandler()
    console.setLevel(logging.ERROR)
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    for handler in (file, console):
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        root.addHandler(handler)
    logging.getLogger("backend.local").setLevel(logging.DEBUG)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _sorry(text: str) -> int:
    sys.stderr.write(f"The family's cloud could not start. {text}\n")
    return 1


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MAX_PORT:
        raise argparse.ArgumentTypeError(f"{text} is no port: a number from 0 to {MAX_PORT} is meant")
    return int(text)


def _gib(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= MAX_GIB:
        raise argparse.ArgumentTypeError(f"{text} is no size: a whole number from 1 to {MAX_GIB} is meant")
    return int(text)


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise argparse.ArgumentTypeError(f"{text} is no address such as https://cloud.example.org")
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m backend.local",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--dir", type=Path, required=True, help="folder for everything, made when missing; it should be on a disk that "
        "you back up")  # fmt: skip
    add("--port", type=_port, default=PORT, help=f"port; 0 picks a free one ({PORT})")
    add("--host", default=LOOPBACK, help=f"address to listen on; 0.0.0.0 is all of them ({LOOPBACK})")
    add("--certificate", type=Path, metavar="F", help="the certificate, with those above it, as PEM")
    add("--key", type=Path, metavar="F", help="its key, as PEM")
    add("--name", default="At home", help="what the app calls this cloud (At home)")
    add("--public-url", type=_address, metavar="URL", help="the address that the family's computers use, when there "
        "is something between them and this server")  # fmt: skip
    add("--quota-gib", type=_gib, default=QUOTA_BYTES // GIB, metavar="N", help="how much audio and pictures a family "
        f"may keep, in GiB ({QUOTA_BYTES // GIB}); start again with more when the cloud is full")  # fmt: skip
    add("--insecure-lan", action="store_true", help="let other computers in without encryption: whoever is on your "
        "network can read along, new passwords too")  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main())
