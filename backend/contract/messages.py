"""What computers and the family's cloud say to each other about the log."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from backend.contract.chain import Cursor, link, read_cursor
from backend.contract.codec import Json, canonical, deflate, inflate, parse
from backend.contract.errors import Code, Refused
from backend.contract.fold import dependency_ids, written_ids
from backend.contract.records import Op, read_ops

SCHEMA = 1  # of the records that this version writes

_PUSH_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{32}\Z", re.ASCII)


@dataclass(frozen=True)  # no slots: what it says is kept beside the fields
class Commit:
    """One accepted push. `z` is the gzip of the operations' canonical JSON; `dig` is of the state after it."""

    seq: int
    pid: str
    dev: str
    prev: str
    h: str
    dig: int
    min_schema: int
    at_s: int  # the server's time, for people only
    z: bytes

    @property
    def cursor(self) -> Cursor:
        """The place in the log just after this commit."""
        return Cursor(self.seq, self.h)

    @cached_property
    def ops(self) -> tuple[Op, ...]:
        """What it wrote, for whoever asks more than once. Raise Refused as `opened` does."""
        return opened(self)


@dataclass(frozen=True, slots=True)
class Push:
    """A frozen batch on its way: the same `pid` and `ops` however often it is sent.

    `body` is the canonical JSON of the operations, where somebody has it already.
    """

    cursor: Cursor
    pid: str
    schema: int
    ops: tuple[Op, ...]
    dig: int
    body: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """The commits after a cursor. `is_accepted` answers a push: it is the last of these, or in a later page."""

    commits: tuple[Commit, ...]
    more: bool = False
    is_accepted: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The cursor is of no use any more (410): start from the snapshot, or from nothing when `seq` is 0."""

    seq: int
    h: str
    url: str
    sha256: str
    forked: bool

    @property
    def cursor(self) -> Cursor:
        """The place in the log at which the snapshot was taken."""
        return Cursor(self.seq, self.h)


def encode_ops(ops: Sequence[Op]) -> bytes:
    """Return the body of a push: the canonical JSON of its operations."""
    return f"[{','.join([op.text for op in ops])}]".encode()


def opened(commit: Commit) -> tuple[Op, ...]:
    """Return a commit's operations; raise Refused when its hash does not fit what it holds."""
    body = inflate(commit.z)
    check_link(commit, body=body)
    return read_ops(parse(body))


def check_link(commit: Commit, *, body: bytes) -> None:
    """Raise Refused when a commit's hash does not fit a body."""
    if link(commit.prev, pid=commit.pid, body=body) != commit.h:
        raise Refused(Code.BAD_COMMIT, f"the hash of {commit.seq}")


def footprint(ops: Sequence[Op]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids that operations write and those that they depend on."""
    return written_ids(ops), dependency_ids(ops)


def push_to_bytes(push: Push) -> bytes:
    """Return a push as the gzip that is sent."""
    before = canonical({"cur": str(push.cursor), "dig": f"{push.dig:032x}"})
    after = canonical({"pid": push.pid, "schema": push.schema})
    return deflate(b'%s,"ops":%s,%s' % (before[:-1], push.body or encode_ops(push.ops), after[1:]))


def read_push(data: bytes) -> Push:
    """Return the push in a request's gzip; raise Refused when anything in it is against the contract."""
    told = parse(inflate(data))
    if not isinstance(told, dict):
        raise Refused(Code.BAD_OP, "a push is an object")
    pid, schema, dig = told.get("pid"), told.get("schema"), told.get("dig")
    if not isinstance(pid, str) or not _PUSH_ID.match(pid):
        raise Refused(Code.BAD_PUSH_ID)
    if type(schema) is not int or not 0 < schema < 2**31:
        raise Refused(Code.BAD_VALUE, "schema")
    if not isinstance(dig, str) or not _DIGEST.match(dig):
        raise Refused(Code.BAD_VALUE, "dig")
    return Push(read_cursor(told.get("cur")), pid, schema, read_ops(told.get("ops")), int(dig, 16))


def page_to_json(page: Page, *, own: str = "") -> dict[str, Json]:
    """Return a page as an answer has it; the operations of the push `own` are left out, since its author has them."""
    return {
        "commits": [_commit_to_json(commit, is_own=commit.pid == own) for commit in page.commits],
        "more": page.more,
    }


def read_page(told: Json, *, is_accepted: bool = False) -> Page:
    """Return the page in an answer; raise Refused when it is none."""
    commits = told.get("commits") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(commits, list):
        raise Refused(Code.BAD_COMMIT, "no commits")
    return Page(tuple(map(_read_commit, commits)), more=told.get("more") is True, is_accepted=is_accepted)


def gone_to_json(gone: Gone) -> dict[str, Json]:
    """Return the body of a 410."""
    told: dict[str, Json] = {
        "seq": gone.seq,
        "h": gone.h,
        "url": gone.url,
        "sha256": gone.sha256,
        "forked": gone.forked,
    }
    return {"gone": told}


def read_gone(told: Json) -> Gone:
    """Return what a 410 says; raise Refused when it says nothing."""
    said = told.get("gone") if isinstance(told, dict) else None
    if not isinstance(said, dict):
        raise Refused(Code.BAD_SNAPSHOT)
    seq, h, url, sha256 = said.get("seq"), said.get("h"), said.get("url"), said.get("sha256")
    if type(seq) is not int or not isinstance(url, str) or not isinstance(sha256, str):
        raise Refused(Code.BAD_SNAPSHOT)
    cursor = read_cursor(f"{seq}.{h}")
    return Gone(cursor.seq, cursor.h, url, sha256, forked=said.get("forked") is True)


def _commit_to_json(commit: Commit, *, is_own: bool) -> Json:
    return {
        "seq": commit.seq,
        "pid": commit.pid,
        "dev": commit.dev,
        "prev": commit.prev,
        "h": commit.h,
        "dig": f"{commit.dig:032x}",
        "min": commit.min_schema,
        "at": commit.at_s,
        "z": "" if is_own else base64.b64encode(commit.z).decode(),
    }


def _read_commit(told: Json) -> Commit:
    if not isinstance(told, dict):
        raise Refused(Code.BAD_COMMIT)
    numbers = [told.get(name) for name in ("seq", "min", "at")]
    texts = [told.get(name) for name in ("pid", "dev", "prev", "h", "dig", "z")]
    if any(type(number) is not int for number in numbers) or not all(isinstance(text, str) for text in texts):
        raise Refused(Code.BAD_COMMIT)
    seq, min_schema, at_s = (number for number in numbers if isinstance(number, int))
    pid, dev, prev, h, dig, z = (text for text in texts if isinstance(text, str))
    try:
        body = base64.b64decode(z, validate=True)
    except binascii.Error:
        raise Refused(Code.BAD_COMMIT, "z") from None
    if not _DIGEST.match(dig) or not _DIGEST.match(prev) or not _DIGEST.match(h):
        raise Refused(Code.BAD_COMMIT, "a hash")
    return Commit(seq, pid, dev, prev, h, int(dig, 16), min_schema, at_s, body)
