"""How the family's cloud is spoken of."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from desktop.model.cloud import Cloud, CloudKind, Device, Role
from desktop.model.doomed import Doomed
from desktop.services.sync_status import SyncState, SyncStatus
from desktop.ui.format import count, relative

WHAT_IT_IS = (
    "Your family's own cloud keeps one library on all your computers: titles, playlists, covers and the audio itself. "
    "It belongs to you alone, and everything here goes on working without it."
)
_KINDS = {
    CloudKind.AWS: ("cloud", "Your family's own cloud at Amazon"),
    CloudKind.HOME: ("home", "A server at home"),
    CloudKind.DEMO: ("sparkle", "The demo's cloud: it ends with the app"),
}
_ROLES = {Role.OWNER: "Owner", Role.PARENT: "Parent"}
_CODE_PART = 4


class StateWords(NamedTuple):
    """The sidebar's line on the sync: an icon, a few words, and the whole sentence."""

    icon: str
    text: str
    sentence: str
    is_urgent: bool = False


def kind_icon(cloud: Cloud) -> str:
    return _KINDS[cloud.kind][0]


def kind_words(cloud: Cloud) -> str:
    return _KINDS[cloud.kind][1]


def role_words(role: Role) -> str:
    return _ROLES[role]


def address_words(url: str) -> str:
    """Return an address as people read it: without "https://", which says nothing."""
    return url.removeprefix("https://").rstrip("/")


def tidy_address(typed: str) -> str:
    """Return the address in what was pasted. Whether it is meant encrypted, where it does not say, others know."""
    return typed.strip().strip("<>").rstrip("/")


def tidy_invite(typed: str) -> str:
    """Return an invite's code as it was given out ("ABCD-EFGH-JKLM"), however it was typed."""
    letters = "".join(one for one in typed.upper() if one.isalnum())
    return "-".join(letters[at : at + _CODE_PART] for at in range(0, len(letters), _CODE_PART))


def state_words(status: SyncStatus, *, now: float) -> StateWords | None:
    """Return what the sidebar says of the sync; None while there is nothing to say."""
    changes = count(status.waiting, "change")
    match status.state:
        case SyncState.OFF:
            return None
        case SyncState.NEEDS_YOU:
            trouble = status.trouble
            sentence = trouble.sentence() if trouble is not None else "The family's library waits for your answer."
            return StateWords("cloud-warning", "Needs you", sentence, is_urgent=True)
        case SyncState.OFFLINE:
            since = f" since {clock(status.since, now=now)}" if status.since is not None else ""
            waiting = f" {changes} will be sent then." if status.waiting else ""
            sentence = f"The family's cloud cannot be reached{since}. Work on: it goes on by itself.{waiting}"
            return StateWords("cloud-off", f"Offline{since}", sentence)
        case SyncState.WORKING:
            sentence = f"{changes} on the way to the family's cloud." if status.waiting else "Looking for changes."
            return StateWords("refresh", f"{changes} on the way" if status.waiting else "Syncing…", sentence)
        case SyncState.WAITING:
            why = f" {status.trouble.sentence()}" if status.trouble is not None else ""
            return StateWords("cloud-up", f"{changes} waiting", f"{changes} not yet in the family's cloud.{why}")
        case SyncState.UP_TO_DATE:
            when = f" Last looked {relative(status.since, now=now)}." if status.since is not None else ""
            return StateWords("cloud-done", "Up to date", f"This library is as in the family's cloud.{when}")


def doomed_words(doomed: Doomed, *, number: int) -> str:
    """Return what would be deleted, by kinds; where none is known, the `number` of things."""
    kinds = (
        (doomed.playlists, "playlist", None),
        (doomed.recordings, "recording", None),
        (doomed.places, "place in playlists", "places in playlists"),
    )
    parts = [count(many, noun, plural) for many, noun, plural in kinds if many]
    listed = [part for part in (", ".join(parts[:-1]), *parts[-1:]) if part]
    return " and ".join(listed) or count(number, "thing")


def clock(at: float, *, now: float) -> str:
    """Return a moment's time of day, with its day when that is not today: "14:02", "yesterday 14:02", "3 May"."""
    then = datetime.datetime.fromtimestamp(at).astimezone()
    today = datetime.datetime.fromtimestamp(now).astimezone()
    days = (today.date() - then.date()).days
    if days == 0:
        return f"{then:%H:%M}"
    return f"yesterday {then:%H:%M}" if days == 1 else f"{then.day} {then:%B}"


def seen_words(device: Device, *, now: float) -> str:
    """Return when a computer was last there: "Seen 2 h ago"."""
    return f"Seen {relative(device.seen_at, now=now)}" if device.seen_at else "Not seen yet"


def expiry_words(at: float) -> str:
    """Return until when an invite holds."""
    then = datetime.datetime.fromtimestamp(at).astimezone()
    return f"Works once, until {then:%A}, {then.day} {then:%B}, {then:%H:%M}."
