"""Covers and icons (yoto-api.md 5.5, 5.6)."""

import io
from typing import Any

import httpx
import pytest
from PIL import Image, ImageStat

COVER = "/media/coverImage/user/me/upload"
ICON = "/media/displayIcons/user/me/upload"


def picture(size: tuple[int, int], *, mode: str = "RGBA", kind: str = "PNG", colour: object = (9, 9, 9, 255)) -> bytes:
    buffer = io.BytesIO()
    image = Image.new(mode, size, colour)  # type: ignore[arg-type]
    image.save(buffer, kind)
    return buffer.getvalue()


def upload_icon(api: httpx.Client, body: bytes, *, converted: bool) -> httpx.Response:
    return api.post(ICON, params={"autoConvert": str(converted).lower(), "filename": "x"}, content=body)


def icon_of(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200
    icon: dict[str, Any] = answer.json()["displayIcon"]
    return icon


@pytest.mark.parametrize(
    ("cover_type", "size"), [("default", (638, 1011)), ("myo", (520, 400)), ("podcast", (600, 600))]
)
def test_covers_are_cropped_to_their_types_size(api: httpx.Client, cover_type: str, size: tuple[int, int]) -> None:
    answer = api.post(COVER, params={"autoconvert": "true", "coverType": cover_type}, content=picture((900, 700)))
    url = answer.json()["coverImage"]["mediaUrl"]
    assert Image.open(io.BytesIO(httpx.get(url).content)).size == size
    assert Image.open(io.BytesIO(httpx.get(f"{url}?width=250").content)).width == 250


def test_an_unconverted_cover_is_stored_as_it_came(api: httpx.Client) -> None:
    body = picture((30, 20))
    url = api.post(COVER, params={"autoconvert": "false"}, content=body).json()["coverImage"]["mediaUrl"]
    assert httpx.get(url).content == body


@pytest.mark.parametrize("path", [COVER, ICON])
def test_what_is_no_picture_is_refused(api: httpx.Client, path: str) -> None:
    assert api.post(path, content=b"no picture").status_code == 400


def test_a_form_is_refused(api: httpx.Client) -> None:
    answer = api.post(ICON, files={"file": ("a.png", picture((16, 16)))})
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "A binary image file is required")


def test_an_icon_is_new_once_and_a_duplicate_has_an_empty_url(api: httpx.Client) -> None:
    body = picture((16, 16))
    first, second = (icon_of(upload_icon(api, body, converted=False)) for _ in range(2))
    assert (first["new"], len(first["mediaId"]), len(first["displayIconId"])) == (True, 43, 24)
    assert second["url"] == {}
    assert "new" not in second
    assert second["mediaId"] == first["mediaId"]
    assert {"_id", "createdAt"} <= set(second)


@pytest.mark.parametrize(
    "body", [picture((32, 32)), picture((16, 16), mode="P", colour=1), picture((16, 16), mode="RGB", colour=(1, 2, 3))]
)
def test_an_unconverted_icon_must_be_16_by_16_rgba_png(api: httpx.Client, body: bytes) -> None:
    assert upload_icon(api, body, converted=False).status_code == 400


def test_a_gif_is_taken_as_it_is(api: httpx.Client) -> None:
    icon = icon_of(upload_icon(api, picture((16, 16), mode="P", kind="GIF", colour=1), converted=False))
    assert httpx.get(icon["url"]).headers["content-type"] == "image/gif"


def test_a_converted_icon_is_16_by_16_and_not_too_bright(api: httpx.Client) -> None:
    body = picture((300, 200), mode="RGB", kind="JPEG", colour=(255, 255, 255))
    icon = icon_of(upload_icon(api, body, converted=True))
    image = Image.open(io.BytesIO(httpx.get(icon["url"]).content))
    assert (image.size, image.mode) == ((16, 16), "RGBA")
    assert ImageStat.Stat(image.convert("L")).mean[0] <= 171


def test_the_two_lists(api: httpx.Client) -> None:
    upload_icon(api, picture((16, 16)), converted=False)
    (public,) = api.get("/media/displayIcons/user/yoto").json()["displayIcons"]
    (own,) = api.get("/media/displayIcons/user/me").json()["displayIcons"]
    assert (public["title"], public["publicTags"], public["public"], public["userId"]) == (
        "Moon",
        ["night"],
        True,
        "yoto",
    )
    assert own["public"] is False
    assert "title" not in own
