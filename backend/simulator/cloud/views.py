"""The shapes in which the API shows a card: listed, in the library, resolved (yoto-api.md 4.2, 4.3, 4.9)."""

import copy

from backend.simulator.cloud.card_rules import chapters_of, referenced_media, tracks_of
from backend.simulator.cloud.content import StoredCard
from backend.simulator.cloud.family import Family
from backend.simulator.cloud.media import Signer
from backend.simulator.wire import Json, as_object, as_text


def listed(card: Json, *, cover_width: int | None = None) -> Json:
    """Return a card as lists show it: without chapters, its cover narrowed for the library."""
    shown = copy.deepcopy({key: value for key, value in card.items() if key != "content"})
    content = as_object(card.get("content"))
    shown["content"] = {key: copy.deepcopy(value) for key, value in content.items() if key != "chapters"}
    cover = as_object(as_object(shown.get("metadata")).get("cover"))
    if cover_width is not None and as_text(cover.get("imageL")):
        cover["imageL"] = f"{cover['imageL']}?width={cover_width}"
    return shown


def library_entry(stored: StoredCard, card: Json, *, family: Family, cover_width: int) -> Json:
    """Return a card's entry in the family library."""
    is_own = card.get("userId") == family.user_id
    return {
        "cardId": stored.card_id,
        "familyId": family.family_id,
        "provenanceId": family.family_id[:-5] + stored.card_id.encode().hex()[:5],
        "addedAt": card.get("createdAt"),
        "createdAt": card.get("createdAt"),
        "updatedAt": card.get("updatedAt"),
        "lastPlayedAt": card.get("updatedAt"),
        "reason": stored.reason,
        "shareType": "myo" if is_own else "yoto",
        "inFamilyLibrary": True,
        "card": listed(card, cover_width=cover_width),
    }


def resolved(card: Json, signer: Signer) -> Json:
    """Return a card with addresses in the place of `yoto:#` references."""
    shown = copy.deepcopy(card)
    for chapter in chapters_of(shown):
        _resolve_icon(chapter, signer)
        for track in tracks_of(chapter):
            _resolve_icon(track, signer)
            if identity := referenced_media(track.get("trackUrl")):
                track["trackUrl"] = signer.audio_url(identity)
    return shown


def ownership(*, is_own: bool) -> Json:
    """Return the `ownership` object that goes with a card."""
    return {
        "canAccess": True,
        "userHasRole": False,
        "cardIsFree": False,
        "cardIsMadeByUser": is_own,
        "cardIsCreatedByFamily": is_own,
        "cardIsInFamilyLibrary": True,
        "inCardPacks": False,
        "isAccessibleAsPhysicalPlay": True,
        "isAccessibleUsingSubscription": False,
        "isReconditionCard": False,
        "isShareLink": False,
        "previewAccessOnly": False,
    }


def _resolve_icon(part: Json, signer: Signer) -> None:
    display = as_object(part.get("display"))
    if identity := referenced_media(display.get("icon16x16")):
        display["icon16x16"] = signer.icon_url(identity)
