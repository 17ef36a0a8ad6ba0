"""Make a photo safe to keep: a real picture, of bearable size, without place, time or camera inside.

The picture is decoded and written anew, so that nothing of the file survives but its pixels: no EXIF, no GPS
position, no thumbnail of what was cropped away, no text, nothing appended after the end.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yike.engines.faults import Fault

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 80_000_000  # two 40-megapixel phones; beyond lies a decompression bomb
LONG_SIDE = 2048  # pixels kept; enough to read a door sign
QUALITY = 85


@dataclass(frozen=True)
class Photo:
    """A photo written anew: JPEG bytes and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def _no_photo(name: str) -> Fault:
    return Fault(
        "这不是照片，或照片已经损坏",
        "this is no photo, or it is damaged",
        do_zh="请选一张 JPG、PNG 或 WebP 照片",
        do_en="Choose a JPG, PNG or WebP photo",
        file=name or None,
    )


def _too_large(name: str, zh: str, en: str) -> Fault:
    return Fault(
        f"照片太大：{zh}",
        f"the photo is too large: {en}",
        do_zh="请用手机自带的编辑缩小后再传",
        do_en="Make it smaller with the phone's own editor",
        file=name or None,
    )


def _opened(content: bytes, name: str) -> Image.Image:
    """Open a picture of a format we know and look at its size before any pixel is decoded."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only where a photo is given

    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise _no_photo(name) from None
    except Image.DecompressionBombError:
        raise _too_large(name, "像素太多", "too many pixels") from None
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large(name, f"{picture.width}×{picture.height}", f"{picture.width}×{picture.height}")
    return picture


def _flat(picture: Image.Image) -> Image.Image:
    """Return the picture in plain colours, what is transparent laid on white."""
    from PIL import Image  # noqa: PLC0415

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return picture.convert("RGB")


def _decoded(picture: Image.Image, name: str) -> Image.Image:
    from PIL import ImageOps  # noqa: PLC0415

    try:
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONG_SIDE, LONG_SIDE))
        return _flat(upright)
    except Exception:
        raise _no_photo(name) from None


def clean_photo(content: bytes, name: str = "") -> Photo:
    """Return the photo upright, at most 2,048 pixels long, as JPEG with nothing but its pixels.

    ``name`` is what the person calls the file. Raises ``Fault`` for what is no photo of a known format whatever
    its name says, for more than 20 MB and for more pixels than any phone takes.
    """
    from PIL import Image  # noqa: PLC0415

    if len(content) > MAX_BYTES:
        raise _too_large(name, f"{len(content) >> 20} MB", f"{len(content) >> 20} MB")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of damaged remarks that are thrown away here
        plain = _decoded(_opened(content, name), name)
    bare = Image.new("RGB", plain.size)
    bare.paste(plain)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photo(out.getvalue(), bare.width, bare.height)
