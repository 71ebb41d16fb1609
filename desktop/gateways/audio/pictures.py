"""Makes pictures square, within bounds; for the worker process only."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from desktop.model.errors import Unreadable

MAX_PIXELS = 50_000_000
JPEG_QUALITY = 88
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")


def square(picture: bytes, *, edge: int) -> bytes:
    """Return the middle of the picture, `edge` x `edge` pixels: PNG where it is small or see-through, else JPEG."""
    try:
        with Image.open(io.BytesIO(picture), formats=_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Unreadable("The picture is too large.")
            image.draft("RGB", (edge * 2, edge * 2))
            upright = ImageOps.exif_transpose(image)
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            return _encoded(ImageOps.fit(upright.convert(mode), (edge, edge), Image.Resampling.LANCZOS))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise Unreadable("The picture is damaged or of an unknown kind.") from error
    except MemoryError as error:
        raise Unreadable("The picture is too large.") from error


def _encoded(image: Image.Image) -> bytes:
    out = io.BytesIO()
    if image.mode == "RGBA" or image.width <= 64:
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()
