"""Numbers, times and counts in words for people."""

from __future__ import annotations

import datetime

KIB = 1024
MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86_400


def duration(seconds: float | None) -> str:
    """Return a running time as on a player: "4:12", "1:00:00"; "–" where nobody knows (None or 0)."""
    if not seconds or seconds < 0:
        return "–"
    return position(round(seconds))


def position(seconds: float) -> str:
    """Return a point in a track: "0:00", "12:34", "6:12:08"."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, HOUR_S)
    minutes, left = divmod(rest, MINUTE_S)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def length(seconds: float) -> str:
    """Return a total in words: "45 s", "12 min", "9 h 42 min"."""
    if seconds < MINUTE_S:
        return f"{round(max(0.0, seconds))} s"
    minutes = round(seconds / MINUTE_S)
    hours, left = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours:,} h {left} min" if left else f"{hours:,} h"


def size(size_bytes: float) -> str:
    """Return bytes as people read them: "0 KB", "640 KB", "412 MB", "1.3 GB", "100 GB"."""
    kib = max(0.0, size_bytes) / KIB
    if kib < 1000:
        return f"{round(kib)} KB" if kib >= 1 or not size_bytes else "1 KB"
    mib = kib / KIB
    if mib < 9.95:
        return f"{mib:.1f} MB"
    if mib < 1000:
        return f"{round(mib)} MB"
    return f"{mib / KIB:.1f} GB" if mib < 99.95 * KIB else f"{round(mib / KIB)} GB"


def speed(bytes_per_second: float) -> str:
    """Return a rate: "3.2 MB/s"."""
    return f"{size(bytes_per_second)}/s"


def eta(seconds: float | None) -> str:
    """Return how long something will still take, as loosely as we know it; "" for None."""
    if seconds is None:
        return ""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 50:
        return f"about {round(seconds / 10) * 10} seconds left"
    if seconds < HOUR_S:
        return f"about {count(max(1, round(seconds / MINUTE_S)), 'minute')} left"
    return f"about {length(round(seconds / 300) * 300)} left"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return "1 track", "1,204 tracks"; `plural` where an s does not do it."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def relative(at: float, *, now: float) -> str:
    """Return when something was, seen from `now` (both epoch seconds): "just now", "5 min ago", "yesterday"."""
    ago = now - at
    if ago < MINUTE_S:
        return "just now"
    if ago < HOUR_S:
        return f"{int(ago // MINUTE_S)} min ago"
    then = datetime.datetime.fromtimestamp(at).astimezone()
    today = datetime.datetime.fromtimestamp(now).astimezone()
    days = (today.date() - then.date()).days
    if days == 0:
        return f"{int(ago // HOUR_S)} h ago"
    if days == 1:
        return f"yesterday, {then:%H:%M}"
    if days < 7:
        return f"{days} days ago"
    return f"{then.day} {then:%B}" if then.year == today.year else f"{then.day} {then:%B %Y}"
