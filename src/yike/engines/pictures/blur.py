"""Make parts of a photo unrecognisable: faces, number plates, door numbers. What was there is gone, not hidden."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass

from yike.engines.faults import Fault
from yike.engines.pictures.clean import QUALITY, Photo

CELLS = 8  # a photo is ticked in as many cells across as down
COARSE = 6  # squares across a blurred box: fewer than any face needs to be known again


@dataclass(frozen=True)
class Box:
    """A part of a photo, in fractions of its width and height from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


def cells(ticked: Iterable[int], count: int = CELLS) -> list[Box]:
    """Return the boxes of ticked cells, counted row by row from 0. Raises ``Fault`` for one that there is not."""
    found = []
    for cell in sorted(set(ticked)):
        if not 0 <= cell < count * count:
            raise _no_cell()
        row, column = divmod(cell, count)
        found.append(Box(column / count, row / count, (column + 1) / count, (row + 1) / count))
    return found


def _no_cell() -> Fault:
    return Fault(
        "要遮住的地方不在照片里",
        "what is to be blurred lies outside the photo",
        do_zh="请在照片上重新勾选",
        do_en="Tick it on the photo again",
    )


def blurred(jpeg: bytes, boxes: Iterable[Box]) -> Photo:
    """Return the photo with coarse squares in place of the boxes; each box keeps at most 6 x 6 colours."""
    from PIL import Image  # noqa: PLC0415 - only where a photo is given

    picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    for box in boxes:
        where = _pixels(box, picture.width, picture.height)
        part = picture.crop(where)
        small = part.resize((COARSE, COARSE), Image.Resampling.BOX)
        picture.paste(small.resize(part.size, Image.Resampling.NEAREST), where)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photo(out.getvalue(), picture.width, picture.height)


def _pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    left, top = math.floor(box.left * width), math.floor(box.top * height)
    right, bottom = math.ceil(box.right * width), math.ceil(box.bottom * height)
    return left, top, max(right, left + 1), max(bottom, top + 1)
