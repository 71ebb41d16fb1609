"""What the app writes down, with everything secret taken out at the root."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 1024 * 1024
BACKUPS = 3
_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_NOISY = ("httpx", "httpcore", "botocore", "urllib3", "asyncio", "PIL", "keyring", "qasync")  # or tell too much

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b(bearer)\s+[^\s\"',;]+"), r"\1 (hidden)"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){0,4}"), "(hidden token)"),
    (re.compile(r"\bv1\.[A-Za-z0-9_-]{8,}"), "(hidden token)"),
    (
        re.compile(
            r"(?i)([\"']?\b(?:access_token|refresh_token|id_token|code_verifier|client_secret|password|popCode|"
            r"activationPopCode|registrationCode)\b[\"']?\s*[:=]\s*[\"']?)[^\s\"'&,;}]+"
        ),
        r"\1(hidden)",
    ),
    (re.compile(r"\b((?:https?|wss?)://[^\s\"'<>?#]+)[?#][^\s\"'<>]*"), r"\1?(hidden)"),
    (re.compile(r"(?<![\w/])(/[\w./%-]+)\?[^\s\"'<>]+"), r"\1?(hidden)"),
)


def redact(text: str) -> str:
    """Return `text` without bearer tokens, JWTs, refresh tokens and the query parts of addresses."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Redacts a record when it is whole: arguments put in, traceback and all."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def configure(file: Path, *, is_verbose: bool = False) -> logging.Handler:
    """Send all logging to `file`, which is kept small by rotation; return the handler, to close at the end."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(file, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8", delay=True)
    handler.setFormatter(RedactingFormatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if is_verbose else logging.INFO)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    return handler
