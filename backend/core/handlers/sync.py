"""Answers what is asked of the family's log."""

from __future__ import annotations

from backend.contract.chain import read_cursor
from backend.contract.errors import Code, Refused
from backend.contract.messages import Gone, gone_to_json, page_to_json, read_push
from backend.core import pull, push
from backend.core.access import Computer
from backend.core.call import Answer, Call
from backend.core.log import Log
from backend.core.upkeep import after_push

GZIP = "application/gzip"


def read(call: Call, computer: Computer) -> Answer:
    """Answer a pull."""
    named = call.query.get("cur", ())
    if len(named) != 1:
        raise Refused(Code.BAD_CURSOR)
    page = pull.pull(read_cursor(named[0]), log=_log(call, computer))
    return _gone(page) if isinstance(page, Gone) else Answer(200, page_to_json(page))


def write(call: Call, computer: Computer) -> Answer:
    """Answer a push; when it is accepted, look after the log."""
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != GZIP:
        raise Refused(Code.BAD_TYPE, f"a push is {GZIP}")
    wanted, log = read_push(call.body), _log(call, computer)
    found = push.push(wanted, log=log, device=computer.device, clock=call.world.clock)
    if isinstance(found, Gone):
        return _gone(found)
    if isinstance(found, push.Conflict):
        return Answer(409, {**page_to_json(found.page), "r": "conflict"})
    after_push(found, log=log, family=computer.family, world=call.world)
    return Answer(200, {**page_to_json(found, own=wanted.pid), "r": "ok"})


def _log(call: Call, computer: Computer) -> Log:
    return Log(call.world.documents, call.world.objects, family=computer.family)


def _gone(gone: Gone) -> Answer:
    return Answer(410, gone_to_json(gone))
