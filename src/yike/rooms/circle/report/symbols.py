"""The signs of the kinds: shapes that differ without colour, drawn alike on the page and in the picture."""

from __future__ import annotations

from math import cos, pi, sin

_HALF_TURN = -pi / 2.0  # the first corner points up


def _ring(corners: int, radius: float = 1.0, turn: float = 0.0) -> list[tuple[float, float]]:
    angles = (_HALF_TURN + turn + 2.0 * pi * i / corners for i in range(corners))
    return [(radius * cos(a), radius * sin(a)) for a in angles]


def _star() -> list[tuple[float, float]]:
    outer, inner = _ring(5, 1.2), _ring(5, 0.52, pi / 5.0)
    return [corner for pair in zip(outer, inner, strict=True) for corner in pair]


def _plus() -> list[tuple[float, float]]:
    arm, full = 0.38, 1.05
    quarter = [(-arm, -full), (arm, -full), (arm, -arm)]
    turns = ((1, 0), (0, 1), (-1, 0), (0, -1))
    return [(x * c - y * s, x * s + y * c) for c, s in turns for x, y in quarter]


def _turned(corners: list[tuple[float, float]], angle: float) -> list[tuple[float, float]]:
    return [(x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)) for x, y in corners]


def _spark() -> list[tuple[float, float]]:
    outer, inner = _ring(4, 1.35), _ring(4, 0.5, pi / 4.0)
    return [corner for pair in zip(outer, inner, strict=True) for corner in pair]


# circle, square, triangle, diamond, plus, star, pentagon, triangle down, cross, hexagon, spark, triangles left
# and right; radius about 1
SHAPES: tuple[tuple[tuple[float, float], ...], ...] = tuple(
    tuple((round(x, 3), round(y, 3)) for x, y in corners)
    for corners in (
        _ring(20, 0.95),
        _ring(4, 1.18, pi / 4.0),
        [(x, y + 0.18) for x, y in _ring(3, 1.22)],
        _ring(4, 1.22),
        _plus(),
        _star(),
        _ring(5, 1.08),
        _ring(3, 1.22, pi),
        _turned(_plus(), pi / 4.0),
        _ring(6, 1.1),
        _spark(),
        _ring(3, 1.22, -pi / 2.0),
        _ring(3, 1.22, pi / 2.0),
    )
)


def shape_of(kind: int) -> tuple[tuple[float, float], ...]:
    """Return the corners of a kind's sign, y downwards. Beyond thirteen kinds the shapes come again."""
    return SHAPES[kind % len(SHAPES)]
