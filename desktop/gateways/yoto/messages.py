"""What players say and what is said to them: MQTT payloads to values and back (yoto-api.md 3)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from desktop.gateways.yoto import topics
from desktop.gateways.yoto.fields import read_event, read_status
from desktop.model import lenient
from desktop.model.command import (
    Command,
    Pause,
    PlayCard,
    RequestEvents,
    RequestStatus,
    Resume,
    SetSleepTimer,
    SetVolume,
    Stop,
)
from desktop.model.heard import Answer, Change, Heard, Presence
from desktop.model.names import PlayerId
from desktop.model.volume import command_for_step

Json = Mapping[str, Any]
CARD_URI = "https://yoto.io/"

_log = logging.getLogger(__name__)


def parse(topic: str, payload: bytes) -> tuple[PlayerId, Heard] | None:
    """Return who said what; None for what is not understood, which is never worth an error.

    Live radio sends titles that are no UTF-8: they are read with replacement characters (yoto-api.md 3.4).
    """
    split = topics.split(topic)
    reader = _READERS.get(split[1]) if split else None
    if split is None or reader is None:
        return None
    try:
        body = lenient.parsed(payload.decode("utf-8", errors="replace"))
    except ValueError:
        _log.debug("not JSON: %d bytes on %s", len(payload), topic)
        return None
    heard = reader(body) if isinstance(body, dict) else None
    return (split[0], heard) if heard is not None else None


def _event(body: Json) -> Heard:
    return Change(patch=read_event(body), is_event=True)


def _status(body: Json) -> Heard | None:
    status = body.get("status")
    return Change(patch=read_status(status), is_event=False) if isinstance(status, dict) else None


def _presence(body: Json) -> Heard | None:
    state = body.get("state")
    return Presence(is_online=state == "online") if state in ("online", "offline") else None


def _answer(body: Json) -> Heard | None:
    """The one key beside `req_body` names the command, in whichever spelling (yoto-api.md 3.8)."""
    status = body.get("status")
    if not isinstance(status, dict):
        return None
    names = [name for name in status if name != "req_body"]
    if len(names) != 1:
        return None
    request = status.get("req_body")
    request = request if isinstance(request, str) else ""
    is_ok = str(status[names[0]]).upper() == "OK"
    return Answer(name=names[0], is_ok=is_ok, request_id=_request_id(request), body=request)


def _request_id(request: str) -> str | None:
    try:
        body = lenient.parsed(request)
    except ValueError:
        return None
    found = body.get("requestId") if isinstance(body, dict) else None
    return found if isinstance(found, str) and found else None


_READERS: Mapping[str, Callable[[Json], Heard | None]] = {
    topics.EVENTS: _event,
    topics.TWIN_EVENTS: _event,
    topics.STATUS: _status,
    topics.FULL_STATUS: _status,
    topics.BOOT_STATUS: _status,
    topics.PRESENCE: _presence,
    topics.RESPONSE: _answer,
}


def encode(command: Command, request_id: str) -> tuple[str, bytes]:
    """Return (topic suffix, payload) of a command. Its `requestId` comes back in the answer's `req_body`."""
    suffix, body = _spell(command)
    return f"command/{suffix}", json.dumps({**body, "requestId": request_id}).encode("utf-8")


def _spell(command: Command) -> tuple[str, dict[str, Any]]:
    match command:
        case PlayCard():
            return "card/start", _start(command)
        case Pause():
            return "card/pause", {}
        case Resume():
            return "card/resume", {}
        case Stop():
            return "card/stop", {}
        case SetVolume(step):
            return "volume/set", {"volume": command_for_step(step)}
        case SetSleepTimer(seconds):
            return "sleep-timer/set", {"seconds": max(0, seconds)}
        case RequestEvents():
            return "events/request", {}
        case RequestStatus():
            return "status", {}


def _start(play: PlayCard) -> dict[str, Any]:
    """Keys go out literally; with them always `secondsIn`: else the active card ignores them (yoto-api.md 3.7)."""
    body: dict[str, Any] = {"uri": CARD_URI + play.card_id}
    if play.chapter_key is not None:
        body["chapterKey"] = play.chapter_key
        if play.track_key is not None:
            body["trackKey"] = play.track_key
    if play.chapter_key is not None or play.seconds_in is not None:
        body["secondsIn"] = max(0, play.seconds_in or 0)
    return body
