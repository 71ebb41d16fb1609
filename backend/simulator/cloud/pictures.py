"""What the cloud does to covers and icons before it stores them (yoto-api.md 5.5, 5.6)."""

import io

from PIL import Image, ImageEnhance, ImageOps, ImageStat, UnidentifiedImageError

COVER_SIZES = {
    "default": (638, 1011),
    "activities": (638, 1011),
    "music": (638, 1011),
    "sfx": (638, 1011),
    "stories": (638, 1011),
    "myo": (520, 400),
    "podcast": (600, 600),
    "radio": (600, 600),
}
ICON_SIZE = (16, 16)
BRIGHT = 255 * 2 / 3


class PictureError(Exception):
    """The bytes are no picture, or not the picture that was asked for; the message is the API's."""


def opened(body: bytes) -> Image.Image:
    """Decode a picture; raises PictureError when it is none."""
    try:
        image = Image.open(io.BytesIO(body))
        image.load()
    except (UnidentifiedImageError, OSError) as error:
        raise PictureError("A binary image file is required") from error
    return image


def cover(body: bytes, *, cover_type: str, is_converted: bool) -> tuple[bytes, str]:
    """Return a cover's stored bytes and content type: cropped from the centre to its type's size, or as it came."""
    image = opened(body)
    if not is_converted:
        return body, Image.MIME.get(image.format or "PNG", "image/png")
    fitted = ImageOps.fit(image.convert("RGB"), COVER_SIZES[cover_type], Image.Resampling.LANCZOS)
    return _encoded(fitted, "JPEG"), "image/jpeg"


def icon(body: bytes, *, is_converted: bool) -> tuple[bytes, str]:
    """Return an icon's stored bytes and content type; unconverted it must be 16x16 and RGBA PNG or GIF already."""
    image = opened(body)
    if not is_converted:
        if image.size != ICON_SIZE:
            raise PictureError("Icon must be exactly 16x16 pixels")
        if image.format == "GIF":
            return body, "image/gif"
        if image.format != "PNG" or image.mode != "RGBA":
            raise PictureError("Icon must be a 24-bit RGBA PNG without a palette")
        return body, "image/png"
    small = ImageOps.fit(image.convert("RGBA"), ICON_SIZE, Image.Resampling.LANCZOS)
    mean = ImageStat.Stat(small.convert("L")).mean[0]
    if mean > BRIGHT:
        small = ImageEnhance.Brightness(small).enhance(BRIGHT / mean)
    return _encoded(small, "PNG"), "image/png"


def narrowed(body: bytes, *, width: int) -> bytes:
    """Return a JPEG or PNG cover scaled down to a width, as `?width=250` asks for."""
    image = opened(body)
    if image.width <= width:
        return body
    height = max(1, round(image.height * width / image.width))
    return _encoded(image.resize((width, height), Image.Resampling.LANCZOS), image.format or "PNG")


def _encoded(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()
