"""The icon collections: Yoto's public one and the family's own (yoto-api.md 5.6)."""

import hashlib
from dataclasses import dataclass, field

from backend.simulator.clock import Clock, iso
from backend.simulator.cloud.media import MediaStore, Picture, Signer
from backend.simulator.wire import Json


@dataclass(frozen=True, slots=True)
class Icon:
    """One icon record."""

    display_icon_id: str
    media_id: str
    user_id: str
    created_at: str
    is_public: bool
    title: str = ""
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class Icons:
    """All icons; pictures with the same bytes are the same icon."""

    clock: Clock
    media: MediaStore
    signer: Signer
    user_id: str
    _icons: dict[str, Icon] = field(default_factory=dict)

    def add_public(self, picture: Picture, *, title: str, tags: tuple[str, ...]) -> Icon:
        """Put an icon into Yoto's public collection."""
        return self._add(picture, user_id="yoto", is_public=True, title=title, tags=tags)

    def add_own(self, picture: Picture) -> tuple[Icon, bool]:
        """Put an icon into the family's collection and say whether it is new there."""
        known = self._icons.get(f"{self.user_id}/{picture.picture_id}")
        if known is not None:
            return known, False
        return self._add(picture, user_id=self.user_id, is_public=False, title="", tags=()), True

    def listed(self, *, is_public: bool) -> list[Json]:
        """Return one collection as its list shows it."""
        return [self._record(icon) for icon in self._icons.values() if icon.is_public == is_public]

    def upload_answer(self, icon: Icon, *, is_new: bool) -> Json:
        """Return the answer to an upload; a duplicate has an empty `url` object and no `new`."""
        answer: Json = {
            "mediaId": icon.media_id,
            "displayIconId": icon.display_icon_id,
            "userId": icon.user_id,
        }
        if is_new:
            return answer | {"url": self.signer.icon_url(icon.media_id), "new": True}
        return answer | {"_id": icon.display_icon_id, "createdAt": icon.created_at, "url": {}}

    def _record(self, icon: Icon) -> Json:
        record: Json = {
            "displayIconId": icon.display_icon_id,
            "mediaId": icon.media_id,
            "userId": icon.user_id,
            "createdAt": icon.created_at,
            "url": self.signer.icon_url(icon.media_id),
            "public": icon.is_public,
        }
        if icon.is_public:
            record |= {"title": icon.title, "publicTags": list(icon.tags)}
        return record

    def _add(self, picture: Picture, *, user_id: str, is_public: bool, title: str, tags: tuple[str, ...]) -> Icon:
        key = f"{user_id}/{picture.picture_id}"
        identity = hashlib.sha256(key.encode()).hexdigest()[:24]
        created_at = iso(self.clock.now())
        self._icons[key] = Icon(identity, picture.picture_id, user_id, created_at, is_public, title, tags)
        return self._icons[key]
