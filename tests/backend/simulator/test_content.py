"""Cards and the library (yoto-api.md 4)."""

import copy
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from backend.simulator.control import Control
from backend.simulator.wire import Json
from tests.backend.conftest import Start, api_of

CARD, SHOP_CARD = "aB3dE", "jK5lM"
ICON = "yoto:#aUm9i3ex3qqAMYBv-i-O-pYMKuMJGICtR3Vhf289u2Q"
DEFAULTS = {"resumeTimeout": 2592000}


def new_card(**changes: object) -> dict[str, Any]:
    """Return the smallest card that the server accepts."""
    track: Json = {"key": "01", "title": "One", "overlayLabel": "1", "type": "audio", "format": "opus"}
    track |= {"trackUrl": "yoto:#" + "A" * 43, "duration": 1, "fileSize": 2, "display": {"icon16x16": ICON}}
    chapter = {"key": "01", "title": "One", "overlayLabel": "1", "tracks": [track], "display": {"icon16x16": ICON}}
    return {"title": "My book", "content": {"chapters": [chapter]}, "metadata": {}} | changes


def stored(api: httpx.Client, control: Control, card_id: str = CARD) -> dict[str, Any]:
    """Return a card as a GET gives it, after any lag."""
    control.advance(3)
    card: dict[str, Any] = api.get(f"/content/{card_id}").json()["card"]
    return card


def test_lists_have_no_chapters_and_only_own_cards(api: httpx.Client) -> None:
    cards = api.get("/content/mine").json()["cards"]
    assert {card["cardId"] for card in cards} == {CARD, "fG4hI"}
    assert all("chapters" not in card["content"] for card in cards)


def test_the_raw_form_has_references(api: httpx.Client, control: Control) -> None:
    track = stored(api, control)["content"]["chapters"][0]["tracks"][0]
    assert track["trackUrl"].startswith("yoto:#")
    assert track["display"]["icon16x16"].startswith("yoto:#")


@pytest.mark.parametrize("path", [f"/content/{CARD}?playable=true&signingType=s3", f"/card/{CARD}"])
def test_the_resolved_form_has_signed_addresses_with_the_hash(api: httpx.Client, path: str) -> None:
    chapter = api.get(path).json()["card"]["content"]["chapters"][0]
    url = chapter["tracks"][0]["trackUrl"]
    identity = url.rpartition("#sha256=")[2]
    assert len(identity) == 43
    assert urlsplit(url).path.endswith(identity)
    assert {"Expires", "Key-Pair-Id", "Signature"} <= {part.split("=")[0] for part in urlsplit(url).query.split("&")}
    assert httpx.get(chapter["display"]["icon16x16"]).headers["content-type"] == "image/png"


def test_addresses_change_each_time_and_expire_after_an_hour(api: httpx.Client, control: Control) -> None:
    def url() -> str:
        card = api.get(f"/card/{CARD}").json()["card"]
        return str(card["content"]["chapters"][0]["tracks"][0]["trackUrl"])

    first = url()
    assert first != url()
    assert httpx.get(first).status_code == 200
    control.advance(3601)
    assert httpx.get(first).status_code == 403


def test_audio_can_be_fetched_in_ranges(api: httpx.Client) -> None:
    url = api.get(f"/card/{CARD}").json()["card"]["content"]["chapters"][0]["tracks"][0]["trackUrl"]
    whole = httpx.get(url).content
    part = httpx.get(url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole[100:200])


def test_ownership_tells_own_from_bought(api: httpx.Client) -> None:
    assert api.get(f"/card/{CARD}").json()["ownership"]["cardIsMadeByUser"] is True
    assert api.get(f"/card/{SHOP_CARD}").json()["ownership"]["cardIsMadeByUser"] is False


def test_a_new_card_gets_an_id_and_the_servers_defaults(api: httpx.Client, control: Control) -> None:
    card = api.post("/content", json=new_card()).json()["card"]
    assert len(card["cardId"]) == 5
    assert (card["content"]["activity"], card["content"]["playbackType"]) == ("yoto_Player", "linear")
    assert card["content"]["config"] == DEFAULTS
    assert card["userId"].startswith("auth0|")
    assert stored(api, control, card["cardId"])["title"] == "My book"


def test_a_read_right_after_a_write_still_sees_the_old_state(api: httpx.Client, control: Control) -> None:
    card = stored(api, control)
    api.post("/content", json=card | {"title": "New title"})
    assert api.get(f"/content/{CARD}").json()["card"]["title"] == "Songs for the morning"
    assert control.content(CARD)["title"] == "New title"
    control.advance(1.1)
    assert api.get(f"/content/{CARD}").json()["card"]["title"] == "New title"
    listed = {each["cardId"]: each["title"] for each in api.get("/content/mine").json()["cards"]}
    assert listed[CARD] == "Songs for the morning"
    control.advance(1.0)
    listed = {each["cardId"]: each["title"] for each in api.get("/content/mine").json()["cards"]}
    assert listed[CARD] == "New title"


def test_a_new_card_is_not_found_for_a_second(api: httpx.Client, control: Control) -> None:
    card_id = api.post("/content", json=new_card()).json()["card"]["cardId"]
    assert api.get(f"/content/{card_id}").status_code == 404
    control.advance(1.1)
    assert api.get(f"/content/{card_id}").status_code == 200


def test_an_update_replaces_the_whole_card(api: httpx.Client, control: Control) -> None:
    api.post("/content", json=new_card(cardId=CARD, metadata={}))
    card = stored(api, control)
    assert (card["cardId"], card["title"], card["metadata"]) == (CARD, "My book", {})
    assert len(card["content"]["chapters"]) == 1


def test_an_update_without_its_id_makes_a_second_card(api: httpx.Client, control: Control) -> None:
    card = stored(api, control)
    del card["cardId"]
    assert api.post("/content", json=card).json()["card"]["cardId"] != CARD
    assert len(control.cards()) == 4


def test_a_title_in_the_metadata_alone_leaves_the_card_nameless(api: httpx.Client, control: Control) -> None:
    body = new_card(metadata={"title": "My book"})
    del body["title"]
    card_id = api.post("/content", json=body).json()["card"]["cardId"]
    assert "title" not in stored(api, control, card_id)


def test_durations_and_sizes_are_repaired_but_the_format_is_not(api: httpx.Client, control: Control) -> None:
    card = stored(api, control)
    track = card["content"]["chapters"][0]["tracks"][0]
    right = (track["duration"], track["fileSize"])
    track |= {"duration": 1, "fileSize": 1, "format": "mp3"}
    api.post("/content", json=card)
    track = stored(api, control)["content"]["chapters"][0]["tracks"][0]
    assert (track["duration"], track["fileSize"]) == right
    assert track["format"] == "mp3"


def test_unknown_fields_survive(api: httpx.Client, control: Control) -> None:
    card = stored(api, control) | {"somethingNew": {"a": [1]}}
    api.post("/content", json=card)
    assert stored(api, control)["somethingNew"] == {"a": [1]}


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("display", "icon16x16"), "https://card-content.yotoplay.com/x~/abc", "icon16x16 must be in format"),
        (("display", "icon16x16"), "yoto:#short", "mediaId is 43 characters"),
        (("key",), 1, "key must be a string"),
        (("tracks",), [], "tracks must contain at least 1"),
    ],
)
def test_what_the_server_refuses(api: httpx.Client, place: tuple[str, ...], value: object, message: str) -> None:
    body = copy.deepcopy(new_card())
    target = body["content"]["chapters"][0]
    for name in place[:-1]:
        target = target[name]
    target[place[-1]] = value
    answer = api.post("/content", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad-request")
    assert message in answer.json()["error"]["message"]


def test_titles_are_at_most_100_characters(api: httpx.Client) -> None:
    assert api.post("/content", json=new_card(title="x" * 100)).status_code == 200
    assert api.post("/content", json=new_card(title="x" * 101)).status_code == 400


def test_a_deleted_card_is_gone_and_cannot_be_restored(api: httpx.Client, control: Control) -> None:
    card = stored(api, control)
    assert api.delete(f"/content/{CARD}").json() == {"status": "ok"}
    control.advance(3)
    assert api.get(f"/content/{CARD}").status_code == 404
    assert CARD not in {each["cardId"] for each in api.get("/content/mine").json()["cards"]}
    assert CARD in {each["cardId"] for each in api.get("/content/mine?showdeleted=true").json()["cards"]}
    answer = api.post("/content", json=card)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "Deleted card cannot be restored")
    assert api.delete(f"/content/{CARD}").status_code == 404


def test_shop_cards_cannot_be_changed(api: httpx.Client, control: Control) -> None:
    assert api.post("/content", json=new_card(cardId=SHOP_CARD)).status_code == 403
    assert api.delete(f"/content/{SHOP_CARD}").status_code == 404


def test_an_invalid_timezone_is_refused(api: httpx.Client) -> None:
    assert api.get(f"/content/{CARD}?timezone=Europe/London").status_code == 200
    assert api.get(f"/content/{CARD}?timezone=Mars/Olympus").status_code == 400


def test_an_edit_in_the_phone_app_moves_updated_at(api: httpx.Client, control: Control) -> None:
    before = stored(api, control)["updatedAt"]
    control.update_card(CARD, {"title": "Edited on the phone"})
    after = stored(api, control)
    assert after["title"] == "Edited on the phone"
    assert after["updatedAt"] > before


def test_library_entries_have_the_captured_fields(api: httpx.Client) -> None:
    answer = api.get("/card/family/library").json()
    assert answer["subscriptions"] == []
    entries = {entry["cardId"]: entry for entry in answer["cards"]}
    assert set(entries[CARD]) == {
        *("cardId", "familyId", "provenanceId", "addedAt", "createdAt", "updatedAt", "lastPlayedAt"),
        *("reason", "shareType", "inFamilyLibrary", "card"),
    }
    assert (entries[CARD]["reason"], entries[CARD]["shareType"]) == ("myo-content-add", "myo")
    assert (entries[SHOP_CARD]["reason"], entries[SHOP_CARD]["shareType"]) == ("physical-add", "yoto")
    cover = entries[CARD]["card"]["metadata"]["cover"]["imageL"]
    assert cover.endswith("?width=250")
    assert httpx.get(cover).headers["content-type"] == "image/png"


def test_groups_are_an_array_of_at_most_20_and_drop_unknown_cards(api: httpx.Client) -> None:
    url = "/card/family/library/groups"
    body = {"name": "Bedtime", "imageId": "fp-cards", "items": [{"contentId": CARD}, {"contentId": "zZzZz"}]}
    group = api.post(url, json=body).json()
    assert [item["contentId"] for item in group["items"]] == [CARD]
    assert [each["name"] for each in api.get(url).json()] == ["Bedtime"]
    api.put(f"{url}/{group['id']}", json=body | {"name": "Night"})
    assert api.get(f"{url}/{group['id']}").json()["name"] == "Night"
    statuses = [api.post(url, json=body).status_code for _ in range(20)]
    assert statuses == [200] * 19 + [400]
    assert api.delete(f"{url}/{group['id']}").json() == {"id": group["id"]}
    assert api.get(f"{url}/{group['id']}").status_code == 404


def test_the_family_has_a_member(api: httpx.Client) -> None:
    assert api.get("/user/family").json()["family"]["members"][0]["email"] == "hills@example.com"


def test_without_lag_everything_is_seen_at_once(start: Start) -> None:
    ready = start(read_lag_s=0.0, list_lag_s=0.0).ready
    with api_of(ready) as api:
        card_id = api.post("/content", json=new_card()).json()["card"]["cardId"]
        assert api.get(f"/content/{card_id}").status_code == 200
        assert api.get("/content/mine").json()["cards"][0]["cardId"] == card_id
