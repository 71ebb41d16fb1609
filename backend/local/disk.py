"""Says in the core's words that the disk is full, or broken."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from backend.contract.errors import Code, Refused
from backend.core.ports import Unavailable

# A limit on a file's size or on a person's share is no other trouble than a full disk, nor is its cure.
FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})

WHERE = "the disk of the family's server"

log = logging.getLogger("backend.local")


@contextmanager
def disk_trouble() -> Iterator[None]:
    """Raise Refused with FULL when the disk takes no more, Unavailable when it fails otherwise; and note it.

    Also a decorator.
    """
    try:
        yield
    except (TimeoutError, ConnectionError):  # the network's, though they are OSErrors
        raise
    except (OSError, sqlite3.OperationalError) as error:
        log.error("The disk does not take or give what it should: %s", error)
        if is_full(error):
            raise Refused(Code.FULL, WHERE) from error
        raise Unavailable from error


def is_full(error: OSError | sqlite3.OperationalError) -> bool:
    """Return whether there is no room, rather than something broken."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
