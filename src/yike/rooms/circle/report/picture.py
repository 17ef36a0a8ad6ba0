"""The main map as a PNG for slides and messages: title above, legend below, drawn large and made smaller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from yike.rooms.circle.report import palette
from yike.rooms.circle.report.drawing import Drawing, KindMap
from yike.rooms.circle.report.labels import Label, text_width
from yike.rooms.circle.report.legend import class_names
from yike.rooms.circle.report.lines import CLASSES, UNREACHED_CLASS, Lines
from yike.rooms.circle.report.map import scale_bar
from yike.rooms.circle.report.symbols import shape_of
from yike.rooms.circle.report.typeface import FILE
from yike.rooms.circle.report.words import Words

if TYPE_CHECKING:
    import PIL.Image
    import PIL.ImageDraw
    import PIL.ImageFont

_LARGE = 2.4  # drawn pixels per unit of the sheet; halved at the end
_SMALLER = 2
_HEAD, _FOOT, _EDGE = 118.0, 118.0, 36.0  # units


@dataclass(frozen=True)
class Caption:
    """The words around the map."""

    title: str
    asked: str
    outcome: str
    kinds: Sequence[tuple[int, str]]  # kind and its name, for the legend
    attribution: str
    sketch: bool


class _Pen:
    """A drawing surface in units of the sheet, with the map's corner at (``_EDGE``, ``_HEAD``)."""

    def __init__(self, width: float, height: float) -> None:
        from PIL import Image, ImageDraw  # noqa: PLC0415 - a page alone needs no picture

        size = (round((width + 2 * _EDGE) * _LARGE), round((height + _HEAD + _FOOT) * _LARGE))
        self.image: PIL.Image.Image = Image.new("RGB", size, palette.PAPER)
        self.draw: PIL.ImageDraw.ImageDraw = ImageDraw.Draw(self.image)
        self._font_file = (files("yike.core.look") / "typeface" / FILE).read_bytes()
        self._fonts: dict[int, PIL.ImageFont.FreeTypeFont] = {}
        self.dx, self.dy = 0.0, 0.0

    def font(self, size: float) -> PIL.ImageFont.FreeTypeFont:
        """Return the bundled typeface at a size in units."""
        from PIL import ImageFont  # noqa: PLC0415

        pixels = round(size * _LARGE)
        if pixels not in self._fonts:
            self._fonts[pixels] = ImageFont.truetype(BytesIO(self._font_file), pixels)
        return self._fonts[pixels]

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """Return pixels of a place in units."""
        return (x + self.dx) * _LARGE, (y + self.dy) * _LARGE

    def text(
        self, x: float, y: float, text: str, size: float, ink: str, anchor: str, halo: float = 0.0
    ) -> None:
        """Write a line of text at a place in units; ``halo`` is the width of the paper around it."""
        self.draw.text(
            self.spot(x, y),
            text,
            ink,
            self.font(size),
            anchor,
            stroke_width=round(halo * _LARGE),
            stroke_fill=palette.CARD,
        )

    def lines(self, lines: Lines, ink: str, width: float) -> None:
        """Draw polylines."""
        flat = self._flat(lines)
        pixels = max(1, round(width * _LARGE))
        start = (lines.start * 2).tolist()
        for begin, end in pairwise(start):
            self.draw.line(flat[begin:end], ink, pixels)

    def dashes(self, lines: Lines, ink: str, width: float) -> None:
        """Draw polylines as dashes: every other step of five units along each line."""
        self.lines(dashed(lines, 5.0), ink, width)

    def polygons(self, lines: Lines, fill: str | None, ink: str, width: float = 1.0) -> None:
        """Draw closed rings."""
        flat = self._flat(lines)
        start = (lines.start * 2).tolist()
        for begin, end in pairwise(start):
            if end - begin >= 6:
                self.draw.polygon(flat[begin:end], fill, ink, max(1, round(width * _LARGE)))

    def _flat(self, lines: Lines) -> list[float]:
        both = np.stack((lines.x + self.dx, lines.y + self.dy), axis=1) * _LARGE
        flat: list[float] = both.ravel().tolist()
        return flat

    def sign(self, x: float, y: float, kind: int, radius: float, *, filled: bool) -> None:
        """Draw the sign of a kind with a paper rim."""
        rim = [self.spot(x + u * (radius + 2), y + v * (radius + 2)) for u, v in shape_of(kind)]
        body = [self.spot(x + u * radius, y + v * radius) for u, v in shape_of(kind)]
        self.draw.polygon(rim, palette.CARD)
        fill = palette.INK if filled else palette.CARD
        self.draw.polygon(body, fill, palette.INK, round(1.4 * _LARGE))


def dashed(lines: Lines, step: float) -> Lines:
    """Return every other stretch of ``step`` units of each line."""
    if not len(lines):
        return lines
    pieces: list[tuple[np.ndarray, np.ndarray]] = []
    for begin, end in pairwise(lines.start.tolist()):
        x, y = lines.x[begin:end], lines.y[begin:end]
        along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
        marks = np.arange(0.0, along[-1], 2 * step)
        ends = np.stack((marks, np.minimum(marks + step, along[-1])), axis=1).ravel()
        pieces.append((np.interp(ends, along, x), np.interp(ends, along, y)))
    x, y = (np.concatenate([p[i] for p in pieces]) for i in (0, 1))
    return Lines(x, y, np.arange(0, len(x) + 1, 2, dtype=np.int32))


def _line(x: Sequence[float], y: Sequence[float]) -> Lines:
    """Return one line through these places."""
    return Lines(np.array(x), np.array(y), np.array([0, len(x)], np.int32))


def _ground(pen: _Pen, drawing: Drawing) -> None:
    w, h = drawing.frame.width, drawing.frame.height
    pen.polygons(_line([0.0, w, w, 0.0], [0.0, 0.0, h, h]), palette.CARD, palette.INK)
    pen.polygons(drawing.water_areas, palette.WATER, palette.WATER_EDGE)
    pen.lines(drawing.water_lines, palette.WATER, 7.0)


def _streets(pen: _Pen, one: KindMap, heft: float) -> None:
    last = UNREACHED_CLASS
    pen.dashes(one.streets[last], palette.STREETS[last], palette.WIDTHS[last] * heft)
    for c in reversed(range(CLASSES - 1)):
        pen.lines(one.streets[c], palette.STREETS[c], palette.WIDTHS[c] * heft)


def _gaps(pen: _Pen, one: KindMap) -> None:
    for outline in one.outlines:
        for x, y in outline.rings:
            pen.polygons(_line(x.tolist(), y.tolist()), None, palette.RED, 1.6)
    for outline in one.outlines:
        cx, cy = pen.spot(outline.x, outline.y)
        r = 12.5 * _LARGE
        pen.draw.ellipse((cx - r, cy - r, cx + r, cy + r), palette.CARD, palette.RED, round(1.6 * _LARGE))
        pen.text(outline.x, outline.y, str(outline.number), 14.0, palette.RED, "mm")


def _turned(pen: _Pen, label: Label, ink: str) -> None:
    """Write a label at its angle: drawn level on its own small sheet, turned, laid on."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    font = pen.font(label.size)
    halo = round(2.4 * _LARGE)
    w, h = (
        round((text_width(label.text, label.size) * 1.3 + 12) * _LARGE),
        round(label.size * 1.6 * _LARGE) + 2 * halo,
    )
    masks = []
    for stroke in (halo, 0):
        mask = Image.new("L", (w, h), 0)
        ImageDraw.Draw(mask).text((w / 2, h / 2), label.text, 255, font, "mm", stroke_width=stroke)
        masks.append(mask.rotate(-label.angle, Image.Resampling.BILINEAR, expand=True))
    x, y = pen.spot(*label.spots[0])
    corner = (round(x - masks[0].width / 2), round(y - masks[0].height / 2))
    for colour, mask in zip((palette.CARD, ink), masks, strict=True):
        pen.image.paste(colour, corner, mask)


def _names(pen: _Pen, one: KindMap) -> None:
    for label in one.names:
        ink = palette.WATER_NAME if label.water else palette.INK
        if len(label.spots) > 1:
            for (x, y), character in zip(label.spots, label.text, strict=True):
                pen.text(x, y, character, label.size, ink, "mm", 2.4)
        elif abs(label.angle) < 1.0:
            pen.text(*label.spots[0], label.text, label.size, ink, "mm", 2.4)
        else:
            _turned(pen, label, ink)


def _signs(pen: _Pen, one: KindMap) -> None:
    signs = one.signs
    rows = zip(signs.x.tolist(), signs.y.tolist(), signs.kind.tolist(), signs.open_now.tolist(), strict=True)
    for x, y, kind, open_now in rows:
        pen.sign(x, y, kind, 7.0, filled=open_now)


def _furniture(pen: _Pen, drawing: Drawing, caption: Caption, words: Words) -> None:
    w, h = drawing.frame.width, drawing.frame.height
    length, text = scale_bar(drawing, words)
    bar = [pen.spot(*p) for p in ((22, h - 27), (22, h - 20), (22 + length, h - 20), (22 + length, h - 27))]
    pen.draw.line(bar, palette.INK, round(1.6 * _LARGE))
    pen.text(22 + length / 2, h - 27, text, 15.0, palette.INK, "mb", 2.4)
    arrow = ((w - 28, 17), (w - 20, 47), (w - 28, 42), (w - 36, 47))
    pen.draw.polygon([pen.spot(*p) for p in arrow], palette.INK)
    pen.text(w - 28, 62, words("north"), 15.0, palette.INK, "mm", 2.4)
    pen.text(w - 12, h - 12, caption.attribution, 13.0, palette.SOFT, "rb", 2.4)
    if caption.sketch:
        pen.text(18, 24, words("sketch"), 24.0, palette.RED, "lm", 2.4)


def _head(pen: _Pen, caption: Caption) -> None:
    pen.text(_EDGE, 46, caption.title, 36.0, palette.INK, "lm")
    pen.text(_EDGE, 90, caption.asked, 19.0, palette.SOFT, "lm")


def _foot(pen: _Pen, drawing: Drawing, one: KindMap, caption: Caption, words: Words) -> None:
    top = _HEAD + drawing.frame.height + 32
    x = _EDGE
    for c, name in enumerate(class_names(one.limit_ds, words)):
        line = _line([x, x + 34.0], [top, top])
        (pen.dashes if c == UNREACHED_CLASS else pen.lines)(line, palette.STREETS[c], 6.0)
        pen.text(x + 42, top, name, 16.0, palette.INK, "lm")
        x += 42 + text_width(name, 16.0) + 26
    x, top = _EDGE, top + 36
    for kind, name in caption.kinds:
        if x + text_width(name, 16.0) > drawing.frame.width:
            break
        pen.sign(x + 10, top, kind, 8.0, filled=True)
        pen.text(x + 26, top, name, 16.0, palette.INK, "lm")
        x += 26 + text_width(name, 16.0) + 26
    pen.text(_EDGE, top + 30, caption.outcome, 16.0, palette.SOFT, "lm")


def _margins(pen: _Pen, drawing: Drawing) -> None:
    """Lay paper over whatever ran beyond the edge of the map, and rule the edge."""
    left, top = pen.spot(0.0, 0.0)
    right, bottom = pen.spot(drawing.frame.width, drawing.frame.height)
    whole = pen.image.size
    strips = ((0, 0, left, whole[1]), (right, 0, *whole), (0, 0, whole[0], top), (0, bottom, *whole))
    for strip in strips:
        pen.draw.rectangle(strip, palette.PAPER)
    pen.draw.rectangle((left, top, right, bottom), None, palette.INK, round(1.4 * _LARGE))


def _map(pen: _Pen, drawing: Drawing, one: KindMap, caption: Caption, words: Words) -> None:
    pen.dx, pen.dy = _EDGE, _HEAD
    _ground(pen, drawing)
    _streets(pen, one, palette.heft(drawing.frame.metres))
    _gaps(pen, one)
    _names(pen, one)
    _signs(pen, one)
    _furniture(pen, drawing, caption, words)
    _margins(pen, drawing)
    pen.dx, pen.dy = 0.0, 0.0


def write_picture(path: Path, drawing: Drawing, one: KindMap, caption: Caption, words: Words) -> None:
    """Write the map of ``one`` kind as a PNG of about 1,770 pixels across."""
    from PIL.Image import Dither, Quantize  # noqa: PLC0415

    pen = _Pen(drawing.frame.width, drawing.frame.height)
    _map(pen, drawing, one, caption, words)
    _head(pen, caption)
    _foot(pen, drawing, one, caption, words)
    small = pen.image.reduce(_SMALLER)
    small.quantize(128, method=Quantize.FASTOCTREE, dither=Dither.NONE).save(path, compress_level=6)
