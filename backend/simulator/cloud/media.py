"""Stored audio and pictures, known by their SHA-256, and the signed addresses they are served from."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import mutagen
from mutagen.oggopus import OggOpus

from backend.simulator.clock import Clock
from backend.simulator.wire import media_id

KEY_PAIR_ID = "K11LSW6MSMMNOP"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Medium:
    """One stored audio file. The cloud claims `format` opus for all; `content_type` tells what the bytes are."""

    media_id: str
    path: Path
    size: int
    duration_s: int
    channels: str
    content_type: str
    input_format: str
    format: str = "opus"


@dataclass(frozen=True, slots=True)
class Picture:
    """One stored cover or icon."""

    picture_id: str
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Probe:
    """What an audio file says of itself."""

    duration_s: int
    channels: str
    content_type: str
    input_format: str
    title: str
    artist: str


def probe(path: Path) -> Probe | None:
    """Read an audio file's header and tags; None when it is not audio that can be decoded."""
    try:
        audio = mutagen.File(path, easy=True)
    except mutagen.MutagenError:
        return None
    if audio is None or audio.info is None or not getattr(audio.info, "length", 0):
        return None
    tags = audio.tags or {}
    return Probe(
        duration_s=max(1, round(audio.info.length)),
        channels="mono" if getattr(audio.info, "channels", 2) == 1 else "stereo",
        content_type="audio/ogg" if isinstance(audio, OggOpus) else str(audio.mime[0]),
        input_format=type(audio).__name__.lower(),
        title=str((tags.get("title") or [""])[0]),
        artist=str((tags.get("artist") or [""])[0]),
    )


class MediaStore:
    """All audio and pictures of the simulated cloud."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._media: dict[str, Medium] = {}
        self._pictures: dict[str, Picture] = {}

    def medium(self, identity: str) -> Medium | None:
        """Return the audio with this 43-character identity."""
        return self._media.get(identity)

    def picture(self, identity: str) -> Picture | None:
        """Return the cover or icon with this identity."""
        return self._pictures.get(identity)

    def add_medium(self, path: Path, *, identity: str, probed: Probe) -> Medium:
        """Take an audio file in, where it lies."""
        medium = Medium(
            media_id=identity,
            path=path,
            size=path.stat().st_size,
            duration_s=probed.duration_s,
            channels=probed.channels,
            content_type=probed.content_type,
            input_format=probed.input_format,
        )
        self._media[identity] = medium
        return medium

    def add_file(self, path: Path) -> Medium:
        """Take in an audio file of a world; raises ValueError when it is not audio."""
        probed = probe(path)
        if probed is None:
            raise ValueError(f"not an audio file: {path}")
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
        return self.add_medium(path, identity=media_id(digest.digest()), probed=probed)

    def add_picture(self, body: bytes, *, content_type: str) -> Picture:
        """Take a converted picture in and return it with its identity."""
        picture = Picture(media_id(hashlib.sha256(body).digest()), body, content_type)
        self._pictures[picture.picture_id] = picture
        return picture


class Signer:
    """Makes and checks the addresses of media; audio addresses expire and change each time (yoto-api.md 4.3)."""

    def __init__(self, clock: Clock, *, base_url: str, lifetime_s: float, owner: str) -> None:
        self._clock = clock
        self._base_url = base_url
        self._lifetime_s = lifetime_s
        self._owner = owner
        self._secret = secrets.token_bytes(32)

    def audio_url(self, identity: str) -> str:
        """Return a signed address of audio, as secure-media.yotoplay.com gives them."""
        expires = int(self._clock.now() + self._lifetime_s)
        path = f"/secure-media/{secrets.token_urlsafe(6)}~/{identity}"
        query = f"Expires={expires}&Key-Pair-Id={KEY_PAIR_ID}&Signature={self._signature(path, str(expires))}"
        return f"{self._base_url}{path}?{query}#sha256={identity}"

    def icon_url(self, identity: str) -> str:
        """Return the address of an icon; its policy part rotates."""
        return f"{self._base_url}/card-content/{secrets.token_urlsafe(6)}~/{identity}"

    def cover_url(self, identity: str) -> str:
        """Return the lasting address of a cover."""
        return f"{self._base_url}/card-content/{self._owner}~/pub/{identity}"

    def upload_url(self, upload_id: str) -> str:
        """Return a presigned address to PUT an upload to."""
        expires = int(self._clock.now() + self._lifetime_s)
        path = f"/upload-host/{upload_id}"
        signature = self._signature(path, str(expires))
        return (
            f"{self._base_url}{path}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=SIMULATED%2Feu-west-2%2Fs3"
            f"&X-Amz-Expires={int(self._lifetime_s)}&X-Amz-SignedHeaders=host&Expires={expires}&X-Amz-Signature={signature}"
        )

    def is_valid(self, url: str) -> bool:
        """Say whether this signed address was made here and has not expired."""
        parts = urlsplit(url)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        expires = query.get("Expires", "0")
        signature = query.get("Signature") or query.get("X-Amz-Signature") or ""
        is_ours = hmac.compare_digest(signature, self._signature(parts.path, expires))
        return is_ours and int(expires) > self._clock.now()

    def _signature(self, path: str, expires: str) -> str:
        return hmac.new(self._secret, f"{path}?{expires}".encode(), hashlib.sha256).hexdigest()
