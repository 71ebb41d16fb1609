"""What one named environment of the family's cloud is to be, read from the words given on the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from aws_cdk import aws_logs as logs

Ask: TypeAlias = Callable[[str], object]

LASTING = "family"  # the one environment that is for keeps unless told otherwise
GIB = 1024**3
_NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class BadChoice(Exception):
    """A word on the command line is not one that we know; the text says which ones are."""


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment. `is_lasting`: what the family stored survives the stack, and nothing deletes it by mistake."""

    name: str
    bundle: Path
    cloud_name: str
    is_lasting: bool
    is_open: bool  # whoever knows the address may make an account (which sees nothing until it is invited)
    is_fast_start: bool
    mail: str  # whom alarms and the budget write to; "" for nobody
    quota_bytes: int

    @property
    def log_retention(self) -> logs.RetentionDays:
        """How long logs are kept."""
        return logs.RetentionDays.ONE_MONTH if self.is_lasting else logs.RetentionDays.ONE_WEEK

    @property
    def stack_name(self) -> str:
        """The name of the stack, in CloudFormation and as a template's file."""
        return f"YotoSmartStream-{self.name}"


def read(ask: Ask) -> Environment:
    """Return the environment that the context describes. Raise BadChoice for a word that makes no sense."""
    name = _word(ask, "env", LASTING)
    if not _NAME.fullmatch(name):
        raise BadChoice("env: up to 20 small letters, digits and hyphens, a letter first")
    mail = _word(ask, "mail", "")
    if mail and not _ADDRESS.fullmatch(mail):
        raise BadChoice("mail: an e-mail address")
    return Environment(
        name=name,
        bundle=Path(_word(ask, "bundle", "")),
        cloud_name=_word(ask, "name", "Our family"),
        is_lasting=_yes(ask, "keep", name == LASTING),
        is_open=_yes(ask, "sign_up", True),
        is_fast_start=_yes(ask, "fast_start", False),
        mail=mail,
        quota_bytes=_whole(ask, "quota_gib", 50) * GIB,
    )


def _word(ask: Ask, key: str, default: str) -> str:
    given = ask(key)
    return default if given is None else str(given)


def _yes(ask: Ask, key: str, default: bool) -> bool:
    word = _word(ask, key, "yes" if default else "no").lower()
    if word not in ("yes", "no"):
        raise BadChoice(f"{key}: yes or no")
    return word == "yes"


def _whole(ask: Ask, key: str, default: int) -> int:
    word = _word(ask, key, str(default))
    if not word.isdecimal() or not 0 < int(word) <= 100_000:
        raise BadChoice(f"{key}: a whole number, 1 or more")
    return int(word)
