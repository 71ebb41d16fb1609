"""A Yoto of the tests' own: cards with read lag, uploads over a line of limited speed, transcodes that take time."""

from __future__ import annotations

import asyncio
import base64
import copy
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from desktop.model.card import Card
from desktop.model.content import read_card
from desktop.model.errors import NotFound, Refused, Trouble, Unreadable
from desktop.model.icon import Icon, is_reference
from desktop.model.names import CardId
from desktop.model.recording import Medium
from desktop.model.upload import Progress, Ticket
from desktop.services.ports import Clock, Json

OWNER = "auth0|parent"
BLOCK_BYTES = 64 * 1024
WAIT = Progress(phase="", percent=None, medium=None, is_rejected=False)


def media_hash(text: str) -> str:
    """Return 43 characters such as Yoto's hashes have."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def reference(text: str) -> str:
    return f"yoto:#{media_hash(text)}"


class FakeYotoLibrary:
    """Implements ports.YotoLibrary. What was written reads as before for `lag_s`, and in lists for `list_lag_s`.

    `troubles` are raised by the next saves, one each; a `(trouble, True)` is raised after the card was stored.
    """

    def __init__(self, clock: Clock, *, lag_s: float = 0.0, list_lag_s: float = 0.0) -> None:
        self.clock = clock
        self.lag_s = lag_s
        self.list_lag_s = list_lag_s
        self.saved: list[Json] = []
        self.troubles: list[tuple[Trouble, bool]] = []
        self.read_troubles: list[Trouble] = []
        self.shop: dict[str, Json] = {}
        self.calls: list[str] = []
        self._versions: dict[str, list[tuple[float, Json | None]]] = {}
        self._ids = iter(f"card{number}" for number in range(1, 10))

    def put(self, raw: Json) -> Json:
        """Let somebody else write a card; return it as it is stored."""
        stored = copy.deepcopy(raw)
        stored.setdefault("cardId", next(self._ids))
        stored.setdefault("userId", OWNER)
        stored["updatedAt"] = self._stamp()
        self._versions.setdefault(stored["cardId"], []).append((self.clock.monotonic(), stored))
        return copy.deepcopy(stored)

    def delete(self, card_id: str) -> None:
        self._versions[card_id].append((float("-inf"), None))

    def now(self, card_id: str) -> Json:
        """Return a card as it is, without lag."""
        raw = self._versions[card_id][-1][1]
        assert raw is not None
        return raw

    @property
    def ids(self) -> list[str]:
        return [card_id for card_id, line in self._versions.items() if line[-1][1] is not None]

    async def cards(self) -> list[Card]:
        self.calls.append("cards")
        self._maybe_fail()
        found = [self._seen(card_id, lag_s=self.list_lag_s) for card_id in self._versions]
        own = [read_card({**raw, "content": {}}, own_user_id=OWNER) for raw in found if raw is not None]
        shop = [read_card(raw, own_user_id=OWNER) for raw in self.shop.values()]
        return [card for card in (*own, *shop) if card is not None]

    async def content(self, card_id: CardId) -> Json:
        self.calls.append("content")
        await asyncio.sleep(0)  # no answer comes at once: others get their turn
        self._maybe_fail()
        raw = self._seen(card_id, lag_s=self.lag_s)
        if raw is None:
            raise NotFound("Yoto does not have this any more.")
        return copy.deepcopy(raw)

    async def card(self, card_id: CardId) -> Json:
        self.calls.append("card")
        self._maybe_fail()
        if card_id not in self.shop:
            raise NotFound("Yoto does not have this any more.")
        return copy.deepcopy(self.shop[card_id])

    async def save(self, content: Json) -> Json:
        self.calls.append("save")
        self.saved.append(copy.deepcopy(content))
        trouble, is_stored = self.troubles.pop(0) if self.troubles else (None, True)
        stored = self._store(content) if is_stored else None
        if trouble is not None:
            raise trouble
        assert stored is not None
        return stored

    def _store(self, content: Json) -> Json:
        if not 1 <= len(content.get("title") or "") <= 100:
            raise Refused("Yoto refused this: title is required")
        card_id = content.get("cardId")
        if card_id and (card_id not in self._versions or self._versions[card_id][-1][1] is None):
            raise Refused("Yoto refused this: Deleted card cannot be restored")
        for chapter in content["content"]["chapters"]:
            for part in (chapter, *chapter["tracks"]):
                icon = (part.get("display") or {}).get("icon16x16")
                if icon is not None and not is_reference(icon):
                    raise Refused('Yoto refused this: icon16x16 must be in format "yoto:#{mediaId}"')
        stored = copy.deepcopy(content)
        stored["content"].setdefault("config", {}).setdefault("resumeTimeout", 2592000)
        stored.setdefault("createdAt", self._stamp())
        return self.put(stored)

    def _seen(self, card_id: str, *, lag_s: float) -> Json | None:
        now = self.clock.monotonic()
        seen = [raw for at, raw in self._versions.get(card_id, []) if now - at >= lag_s]
        return seen[-1] if seen else None

    def _maybe_fail(self) -> None:
        if self.read_troubles:
            raise self.read_troubles.pop(0)

    def _stamp(self) -> str:
        moment = datetime.fromtimestamp(self.clock.now(), UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(slots=True)
class Job:
    """One preparation at the fake Yoto; it begins when the bytes are there."""

    sha256: str
    began_at: float | None = None


@dataclass(slots=True)
class FakeYotoMedia:
    """Implements ports.YotoMedia. The line is shared: `line_bps` bytes a second over all that is being sent.

    `answer` may replace the answer of a poll; `troubles` are raised by the next calls of a name, one each.
    """

    clock: Clock
    line_bps: float = 8_000_000.0
    transcode_s: float = 12.0
    has: set[str] = field(default_factory=set)
    rejects: set[str] = field(default_factory=set)
    answer: Callable[[str, float], Progress | None] = lambda sha256, elapsed: None
    troubles: dict[str, list[Trouble]] = field(default_factory=dict)
    calls: list[tuple[str, str, float]] = field(default_factory=list)
    most_at_once: int = 0
    pictures: dict[str, bytes] = field(default_factory=dict)
    _sending: int = 0
    _jobs: dict[str, Job] = field(default_factory=dict)
    _line: asyncio.Lock = field(default_factory=asyncio.Lock)

    def times(self, name: str, sha256: str | None = None) -> list[float]:
        """Return when a call was made."""
        return [at for call, about, at in self.calls if call == name and sha256 in (None, about)]

    async def ticket(self, *, sha256: str, file_name: str) -> Ticket:
        self._note("ticket", sha256)
        upload_id = media_hash(sha256)
        job = self._jobs.setdefault(upload_id, Job(sha256))
        if sha256 in self.has:
            job.began_at = self.clock.monotonic() if job.began_at is None else job.began_at
            return Ticket(upload_id, None)
        return Ticket(upload_id, f"https://storage.test/{sha256}")

    async def send(
        self, url: str, *, path: Path, mime: str, on_progress: Callable[[int], None], idle_timeout_s: float = 60.0
    ) -> None:
        sha256 = url.rsplit("/", 1)[-1]
        self._note("send", sha256)
        self._sending += 1
        self.most_at_once = max(self.most_at_once, self._sending)
        try:
            total = _size(path)
            sent = 0
            while sent < total:
                block = min(BLOCK_BYTES, total - sent)
                async with self._line:
                    await self.clock.sleep(block / self.line_bps)
                sent += block
                self._maybe_fail("middle of send")
                on_progress(sent)
        finally:
            self._sending -= 1
        self.has.add(sha256)
        self._jobs[media_hash(sha256)].began_at = self.clock.monotonic()

    async def progress(self, upload_id: str) -> Progress:
        job = self._jobs.get(upload_id)
        self._note("progress", job.sha256 if job else "")
        if job is None or job.began_at is None:
            raise NotFound("Yoto does not have this any more.")
        elapsed = self.clock.monotonic() - job.began_at
        answer = self.answer(job.sha256, elapsed)
        if answer is not None:
            return answer
        if job.sha256 in self.rejects:
            return Progress(phase="", percent=None, medium=None, is_rejected=True)
        if elapsed < self.transcode_s:
            percent = int(100 * elapsed / self.transcode_s)
            return Progress(phase="transcoding", percent=percent, medium=None, is_rejected=False)
        return done(job.sha256)

    async def upload_cover(self, picture: bytes, *, mime: str) -> str:
        self._note("cover", hashlib.sha256(picture).hexdigest())
        return f"https://card-content.yotoplay.com/owner/pub/{media_hash(repr(picture))}"

    async def upload_icon(self, picture: bytes) -> str:
        return media_hash(repr(picture))

    async def icons(self) -> list[Icon]:
        return []

    async def fetch(self, url: str) -> bytes:
        self._note("fetch", url)
        if url not in self.pictures:
            raise NotFound("Yoto does not have this any more.")
        return self.pictures[url]

    def _note(self, name: str, about: str) -> None:
        self.calls.append((name, about, self.clock.monotonic()))
        self._maybe_fail(name)

    def _maybe_fail(self, name: str) -> None:
        waiting = self.troubles.get(name)
        if waiting:
            raise waiting.pop(0)


def _size(path: Path) -> int:
    """Return a file's size at once: a thread would take real time, of which a stepped clock knows nothing."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise Unreadable(f"The file {path.name} cannot be opened.") from error


def done(sha256: str, *, format: str = "opus", duration_s: int = 60) -> Progress:
    """Return the last answer of a preparation."""
    medium = Medium(
        sha=media_hash(f"opus {sha256}"), duration_s=duration_s, size_bytes=500_000, format=format, channels="stereo"
    )
    return Progress(phase="complete", percent=100, medium=medium, is_rejected=False)


def card_json(*titles: str, title: str = "A card", audio: str = "audio") -> Json:
    """Return an own card of one-track chapters, with fields that the app does not know at every level."""
    chapters = [
        {
            "key": f"{number:02d}",
            "title": name,
            "overlayLabel": str(number),
            "display": {"icon16x16": reference("icon"), "future": number},
            "duration": 60,
            "fileSize": 500_000,
            "surprise": {"chapter": number},
            "tracks": [
                {
                    "key": "01",
                    "title": name,
                    "overlayLabel": str(number),
                    "type": "audio",
                    "trackUrl": reference(f"{audio} {name}"),
                    "format": "opus",
                    "duration": 60,
                    "fileSize": 500_000,
                    "channels": "stereo",
                    "display": {"icon16x16": reference("icon")},
                    "ambient": None,
                    "surprise": ["track", number],
                }
            ],
        }
        for number, name in enumerate(titles, start=1)
    ]
    return {
        "title": title,
        "surprise": "card",
        "content": {
            "activity": "yoto_Player",
            "version": "1",
            "playbackType": "linear",
            "restricted": True,
            "config": {"resumeTimeout": 2592000, "shuffle": [{"start": 0, "end": 1, "limit": 1}], "surprise": 1},
            "chapters": chapters,
            "editSettings": {"autoOverlayLabels": "chapter-labels"},
        },
        "metadata": {
            "description": "Kept",
            "cover": {"imageL": "https://card-content.yotoplay.com/owner/pub/cover"},
            "media": {
                "duration": 60 * len(titles),
                "fileSize": 500_000 * len(titles),
                "readableFileSize": round(500_000 * len(titles) / 1024 / 1024, 1),
            },
            "surprise": {"meta": True},
        },
    }
