"""Minutes against the share that has arrived: one line for each kind, as a small inline SVG."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from yike.engines.reach.pace import UNREACHED
from yike.engines.reach.streets.model import Floats
from yike.rooms.circle.report.sections import kind_order
from yike.rooms.circle.report.symbols import shape_of
from yike.rooms.circle.report.words import Words, plain

if TYPE_CHECKING:
    from yike.rooms.circle.surveys.surveyed import Survey

MOST_LINES = 6
_W, _H, _LEFT, _TOP, _RIGHT, _BOTTOM = 720.0, 300.0, 46.0, 14.0, 20.0, 36.0


@dataclass(frozen=True)
class Curve:
    """The drawing and its text alternative."""

    svg: str
    text: str
    kinds: tuple[int, ...]


def arrived(survey: Survey, kind: int, minutes: Floats) -> Floats:
    """Return the share of the first weight that reaches a point of the kind within each of ``minutes``."""
    weight = next(iter(survey.weights.values()))
    ds = survey.home_ds[:, kind]
    order = np.argsort(ds, kind="stable")
    heap = np.concatenate(([0.0], np.cumsum(weight[order])))
    count = np.searchsorted(ds[order], np.minimum(minutes * 600.0, UNREACHED - 1), side="right")
    return heap[count] / heap[-1] if heap[-1] > 0.0 else np.full(len(minutes), np.nan)


def _x(minutes: Floats, span: float) -> Floats:
    return _LEFT + minutes / span * (_W - _LEFT - _RIGHT)


def _y(share: Floats) -> Floats:
    return _H - _BOTTOM - share * (_H - _TOP - _BOTTOM)


def _grid(span: float, limit: float, words: Words) -> str:
    """Return axes, their numbers, and the line of the limit."""
    step = next(s for s in (1.0, 2.0, 5.0, 10.0, 20.0, 30.0) if span / s <= 9.0)
    parts = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = float(_y(np.array([share]))[0])
        parts.append(f'<path class="grid" d="M{_LEFT} {y:.0f}H{_W - _RIGHT}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.0f}" text-anchor="end">{share * 100:.0f}%</text>')
    for minute in np.arange(0.0, span + 0.01, step).tolist():
        x = float(_x(np.array([minute]), span)[0])
        parts.append(f'<text x="{x:.0f}" y="{_H - 16}" text-anchor="middle">{plain(minute)}</text>')
    x = float(_x(np.array([limit]), span)[0])
    parts.append(f'<path class="limit" d="M{x:.1f} {_TOP}V{_H - _BOTTOM}"/>')
    parts.append(f'<text x="{_W - _RIGHT}" y="{_H - 2}" text-anchor="end">{escape(words("minutes"))}</text>')
    return "".join(parts)


def _line(kind: int, place: int, minutes: Floats, share: Floats, span: float) -> str:
    xs, ys = _x(minutes, span), _y(share)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
    at = int(len(xs) * (0.42 + 0.09 * place))
    corners = " ".join(f"{xs[at] + u * 5.5:.1f},{ys[at] + v * 5.5:.1f}" for u, v in shape_of(kind))
    return f'<polyline class="arrived" points="{points}"/><polygon class="at" points="{corners}"/>'


def curve(survey: Survey, words: Words) -> Curve | None:
    """Return the curves of the first kinds; None where nobody is counted."""
    limit = float(survey.limits.ds.max()) / 600.0
    span = float(np.ceil(limit * 2.0 / 5.0) * 5.0)
    minutes = np.linspace(0.0, span, 91)
    kinds = kind_order(survey)[:MOST_LINES]
    shares = [arrived(survey, k, minutes) for k in kinds]
    if np.isnan(shares[0]).any():
        return None
    lines = "".join(
        _line(k, i, minutes, share, span) for i, (k, share) in enumerate(zip(kinds, shares, strict=True))
    )
    marks = np.array([limit / 3, limit * 2 / 3, limit, limit * 2])
    told = [_told(survey, k, marks, words) for k in kinds]
    weight = words.weight(next(iter(survey.weights)))
    text = words("curve_alt", weight=weight, points=words("space").join(told))
    svg = (
        f'<svg class="curve" viewBox="0 0 {_W:.0f} {_H:.0f}" role="img" aria-label="{escape(text)}">'
        f"{_grid(span, limit, words)}{lines}</svg>"
    )
    return Curve(svg, text, tuple(kinds))


def _told(survey: Survey, kind: int, marks: Floats, words: Words) -> str:
    shares = arrived(survey, kind, marks).tolist()
    pairs = (
        f"{words.limit(m * 600.0)} {words.percent(s)}" for m, s in zip(marks.tolist(), shares, strict=True)
    )
    return f"{words.kind(survey.kinds[kind])}{words('colon')}{words.listed(pairs)}"
