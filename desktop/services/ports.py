"""What the services need of the world: one Protocol a boundary, implemented by the gateways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from desktop.model.account import Tokens
    from desktop.model.card import Card
    from desktop.model.command import Command
    from desktop.model.heard import Heard
    from desktop.model.icon import Icon
    from desktop.model.names import CardId, PlayerId
    from desktop.model.player import Player
    from desktop.model.recording import AudioFacts, StoredAudio
    from desktop.model.upload import Progress, Ticket

Json = dict[str, Any]


class Clock(Protocol):
    """Time, handed in. `monotonic` measures, `now` (epoch seconds) is for people and expiry dates."""

    def monotonic(self) -> float: ...

    def now(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class SignInPage(Protocol):
    """The loopback page to which the browser comes back, on its fixed port."""

    async def wait_for_code(self, *, state: str, timeout_s: float) -> str:
        """Return the code of the redirect. Raise NotAllowed (denied), Refused (wrong state) or Trouble (timeout, port
        taken)."""


class YotoAuth(Protocol):
    """The OAuth side of Yoto (yoto-api.md 1)."""

    async def authorize_url(self, *, state: str, challenge: str) -> str: ...

    async def exchange(self, *, code: str, verifier: str) -> Tokens: ...

    async def refresh(self, refresh_token: str) -> Tokens:
        """Raise SignInNeeded when the grant is gone, Offline when nobody answered."""

    async def profile(self, access_token: str) -> tuple[str, str]:
        """Return (name, email); empty strings where the scope does not allow it."""


class TokenStore(Protocol):
    """Keeps the session between starts, encrypted."""

    async def load(self) -> Tokens | None: ...

    async def save(self, tokens: Tokens) -> None:
        """Return only when it is on the disk (fsync). Raise NoSecretStore when it cannot be kept safely."""

    async def clear(self) -> None: ...

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Hold the cross-process lock: refresh tokens are single use."""


class Bearer(Protocol):
    """Hands out a valid access token; the session implements it and gateways ask it before each call."""

    async def access_token(self, *, rejected: str | None = None) -> str:
        """Return a token that is valid for at least a minute. `rejected` names one that Yoto has just refused."""


class YotoLibrary(Protocol):
    """Cards and their content (yoto-api.md 4)."""

    async def cards(self) -> list[Card]:
        """Return own and family cards, each once, without chapters."""

    async def content(self, card_id: CardId) -> Json:
        """Return an own card's raw JSON with `yoto:#` references. Raise NotFound."""

    async def card(self, card_id: CardId) -> Json:
        """Return any card of the family, raw, with resolved addresses. Raise NotFound."""

    async def save(self, content: Json) -> Json:
        """POST the whole object; return the card as Yoto stored it. Raise Refused with Yoto's words."""


class YotoMedia(Protocol):
    """Uploads, covers, icons and pictures (yoto-api.md 5)."""

    async def ticket(self, *, sha256: str, file_name: str) -> Ticket: ...

    async def send(
        self, url: str, *, path: Path, mime: str, on_progress: Callable[[int], None], idle_timeout_s: float = 60.0
    ) -> None:
        """PUT the file's bytes, streamed from the disk, without our bearer. `on_progress` gets bytes sent so far."""

    async def progress(self, upload_id: str) -> Progress: ...

    async def upload_cover(self, picture: bytes, *, mime: str) -> str:
        """Return the address to put into `metadata.cover.imageL`."""

    async def upload_icon(self, picture: bytes) -> str:
        """Return the media id (43 characters)."""

    async def icons(self) -> list[Icon]: ...

    async def fetch(self, url: str) -> bytes:
        """Return a picture's bytes (covers, icons), at most 8 MiB."""


class YotoDevices(Protocol):
    async def players(self) -> list[Player]: ...

    async def config(self, player: PlayerId) -> Json:
        """Return the raw `device` object: settings and the last shadow (yoto-api.md 2.2)."""


class PlayerLink(Protocol):
    """One MQTT connection for all players (yoto-api.md 3.1). All callbacks come on the loop's thread."""

    async def connect(
        self,
        *,
        token: str,
        players: Sequence[PlayerId],
        on_heard: Callable[[PlayerId, Heard], None],
        on_lost: Callable[[str], None],
    ) -> None:
        """Connect, subscribe and return when subscribed; raise Offline or NotAllowed. `on_lost` is called once when
        this connection ends without `close`."""

    def send(self, player: PlayerId, command: Command, *, request_id: str) -> None: ...

    async def close(self) -> None: ...


class AudioReader(Protocol):
    """Reads tags and durations in a process of its own, with limits on time and memory."""

    async def read(self, path: Path) -> AudioFacts:
        """Raise Unreadable with the reason in plain words, Trouble when that process cannot be had at all."""


class AudioFiles(Protocol):
    """Brings audio into the library folder."""

    async def store(
        self, source: Path, *, on_bytes: Callable[[int], None], is_cancelled: Callable[[], bool]
    ) -> StoredAudio:
        """Copy and hash `source` in one pass off the loop, then rename it into its place.

        `on_bytes` gets the bytes of this file so far, on the loop's thread; `is_cancelled` is asked on the worker's.
        When cancelled, or when this coroutine is, no half file stays; raise CancelledError. Raise Unreadable or NoRoom.
        """

    async def discard(self, audio: StoredAudio) -> None:
        """Give back a stored file that did not become a recording: it is deleted, unless it was here before or somebody
        else was given it, too."""


class PictureReader(Protocol):
    async def square(self, picture: bytes, *, edge: int) -> bytes:
        """Return a PNG/JPEG centre-cropped to `edge` x `edge` pixels. Raise Unreadable."""
