"""The map as inline SVG: few paths, whole-number relative coordinates, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import numpy as np

from yike.engines.reach.streets.model import Floats
from yike.rooms.circle.report.drawing import Drawing, KindMap, Signs
from yike.rooms.circle.report.frame import round_length
from yike.rooms.circle.report.labels import Label
from yike.rooms.circle.report.lines import BEYOND, CLASSES, UNREACHED_CLASS, Lines
from yike.rooms.circle.report.outline import Outline
from yike.rooms.circle.report.symbols import SHAPES, shape_of
from yike.rooms.circle.report.words import Words

SCALE = 2  # SVG units per unit of the sheet: whole numbers then mean half pixels
_SIGN = 15.0  # radius of a sign in SVG units


def path_data(lines: Lines, *, closed: bool = False) -> str:
    """Return all lines as one path: each starts relative to the end of the one before, in whole numbers."""
    if not len(lines):
        return ""
    x = np.rint(lines.x * SCALE).astype(np.int64)
    y = np.rint(lines.y * SCALE).astype(np.int64)
    first = lines.start[:-1]
    dx, dy = np.diff(x, prepend=0), np.diff(y, prepend=0)
    if closed:  # after z the pen stands where the ring began
        dx[first[1:]] = x[first[1:]] - x[first[:-1]]
        dy[first[1:]] = y[first[1:]] - y[first[:-1]]
    starts = np.zeros(len(x), np.bool_)
    starts[first] = True
    keep = starts | (dx != 0) | (dy != 0)
    words = [f"{u} {v}" for u, v in zip(dx[keep].tolist(), dy[keep].tolist(), strict=True)]
    for i in np.flatnonzero(starts[keep]).tolist():
        words[i] = ("zm" if closed and i else "m") + words[i]
    return " ".join(words).replace(" -", "-").replace(" m", "m").replace(" z", "z") + ("z" if closed else "")


def _corners(corners: Iterable[tuple[float, float]], radius: float) -> str:
    return " ".join(f"{x * radius:.1f},{y * radius:.1f}" for x, y in corners)


def _ring(x: Floats, y: Floats) -> str:
    return path_data(Lines(x, y, np.array([0, len(x)], np.int32)), closed=True)


def definitions(drawing: Drawing) -> str:
    """Return the hidden drawing that all maps share: water, signs, north."""
    w, h = drawing.frame.width * SCALE, drawing.frame.height * SCALE
    signs = "".join(
        f'<polygon id="sign{i}" class="sign" points="{_corners(s, _SIGN)}"/>' for i, s in enumerate(SHAPES)
    )
    water = (
        f'<g id="water"><path class="wa" d="{path_data(drawing.water_areas, closed=True)}"/>'
        f'<path class="wl" d="{path_data(drawing.water_lines)}"/></g>'
    )
    north = '<g id="north"><path d="M0-44L15 16L0 6L-15 16Z"/><text y="46">N</text></g>'
    return (
        f'<svg class="defs" viewBox="0 0 {w:.0f} {h:.0f}" width="0" height="0" aria-hidden="true">'
        f"<defs>{water}{signs}{north}</defs></svg>"
    )


def _signs(signs: Signs) -> str:
    rows = zip(signs.x.tolist(), signs.y.tolist(), signs.kind.tolist(), signs.open_now.tolist(), strict=True)
    uses = (
        f'<use href="#sign{k % len(SHAPES)}" x="{x * SCALE:.0f}" y="{y * SCALE:.0f}"{"" if o else hollow}/>'
        for hollow in (' class="shut"',)
        for x, y, k, o in rows
    )
    return f'<g class="signs">{"".join(uses)}</g>'


def _outline(outline: Outline) -> str:
    rings = "".join(_ring(x, y) for x, y in outline.rings)
    x, y = outline.x * SCALE, outline.y * SCALE
    return (
        f'<path class="gap" d="{rings}"/><g class="gapno" transform="translate({x:.0f} {y:.0f})">'
        f'<circle r="25"/><text dy=".36em">{outline.number}</text></g>'
    )


def _label(label: Label) -> str:
    style = ' class="wn"' if label.water else ""
    if len(label.spots) > 1:
        xs = " ".join(f"{x * SCALE:.0f}" for x, _ in label.spots)
        ys = " ".join(f"{y * SCALE + label.size * SCALE * 0.36:.0f}" for _, y in label.spots)
        return f'<text{style} x="{xs}" y="{ys}">{escape(label.text)}</text>'
    (x, y) = label.spots[0]
    place = f"translate({x * SCALE:.0f} {y * SCALE:.0f})" + (f"rotate({label.angle})" if label.angle else "")
    return f'<text{style} dy=".36em" transform="{place}">{escape(label.text)}</text>'


def _labels(labels: Iterable[Label], name: str) -> str:
    return f'<g class="names {name}">{"".join(_label(label) for label in labels)}</g>'


def scale_bar(drawing: Drawing, words: Words) -> tuple[float, str]:
    """Return the length of the scale bar in units of the sheet and what is written on it."""
    metres = round_length(drawing.frame.width * drawing.frame.metres / 5.0)
    text = words.metres(metres) if metres < 1000 else words.kilometres(metres / 1000)
    return metres / drawing.frame.metres, text


def _furniture(drawing: Drawing, words: Words, sketch: bool, attribution: str) -> str:
    """Return scale bar, north, attribution and, for a sketch, the mark that says so."""
    w, h = drawing.frame.width * SCALE, drawing.frame.height * SCALE
    length, text = scale_bar(drawing, words)
    bar = f'<path d="M0-14V0H{length * SCALE:.0f}V-14"/><text x="{length * SCALE / 2:.0f}" y="-12">{text}</text>'
    parts = [
        f'<g class="scale" transform="translate(44 {h - 40:.0f})">{bar}</g>',
        f'<use href="#north" class="north" x="{w - 56:.0f}" y="78"/>',
        f'<text class="credit" x="{w - 24:.0f}" y="{h - 22:.0f}">{escape(attribution)}</text>',
    ]
    if sketch:
        mark = escape(words("sketch"))
        parts.append(f'<g class="sketch" transform="translate(36 40)"><text y="40">{mark}</text></g>')
    return "".join(parts)


def _streets(one: KindMap) -> str:
    """Return one path for each class, the nearest streets on top.

    Streets beyond the limit get a light core, shown in print only: there they read as double lines, so that
    the limit can be told without colour.
    """
    parts = []
    for c in (UNREACHED_CLASS, *reversed(range(CLASSES - 1))):
        if len(one.streets[c]):
            beyond = c in BEYOND
            name = f' id="k{one.kind}s{c}"' if beyond else ""
            parts.append(f'<path class="s{c}"{name} d="{path_data(one.streets[c])}"/>')
            parts.append(f'<use class="core" href="#k{one.kind}s{c}"/>' if beyond else "")
    return "".join(parts)


def svg(drawing: Drawing, one: KindMap, words: Words, title: str, *, sketch: bool, attribution: str) -> str:
    """Return one map. ``title`` is its text alternative."""
    w, h = drawing.frame.width * SCALE, drawing.frame.height * SCALE
    return (
        f'<svg class="map" viewBox="0 0 {w:.0f} {h:.0f}" role="img" aria-label="{escape(title)}">'
        f'<rect class="ground" width="{w:.0f}" height="{h:.0f}"/><use href="#water"/>'
        f'<g class="streets">{_streets(one)}</g><g class="gaps">{"".join(_outline(o) for o in one.outlines)}</g>'
        f"{_labels(one.names, 'many')}{_labels(one.few_names, 'few')}{_signs(one.signs)}"
        f"{_furniture(drawing, words, sketch, attribution)}</svg>"
    )


def sign_svg(kind: int, *, shut: bool = False) -> str:
    """Return the sign of a kind by itself, for legends and tables."""
    points = _corners(shape_of(kind), 7.0)
    style = "sign shut" if shut else "sign"
    return (
        f'<svg class="key" viewBox="-10-10 20 20" aria-hidden="true"><polygon class="{style}" '
        f'points="{points}"/></svg>'
    )
