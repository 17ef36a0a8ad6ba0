"""The fault of a polygon, with the place to look at, in words and in degrees."""

from __future__ import annotations

from yike.engines.faults import Fault

Place = tuple[float, float]  # longitude and latitude, WGS-84 degrees


class Misdrawn(Fault):
    """A polygon that cannot be used. ``at`` is the place to look at, None where the whole is wrong."""

    def __init__(
        self, zh: str, en: str, *, do: tuple[str, str], at: Place | None = None, row: int | None = None
    ) -> None:
        super().__init__(zh, en, do_zh=do[0], do_en=do[1], row=row)
        self.at = at


def place_text(at: Place) -> str:
    """Return a place as people read it off a map, six decimals (about 10 cm)."""
    return f"{at[0]:.6f}, {at[1]:.6f}"


_SIDES_ZH = {(0, 0): "中部", (1, 0): "东部", (-1, 0): "西部", (0, 1): "北部", (0, -1): "南部"} | {
    (1, 1): "东北角",
    (-1, 1): "西北角",
    (1, -1): "东南角",
    (-1, -1): "西南角",
}
_SIDES_EN = {(0, 0): "middle", (1, 0): "east", (-1, 0): "west", (0, 1): "north", (0, -1): "south"} | {
    (1, 1): "north-east",
    (-1, 1): "north-west",
    (1, -1): "south-east",
    (-1, -1): "south-west",
}


def _third(value: float, low: float, high: float) -> int:
    """Return -1, 0 or 1: in which third between ``low`` and ``high`` a value lies."""
    share = (value - low) / (high - low) if high > low else 0.5
    return -1 if share < 1 / 3 else int(share > 2 / 3)


def side_words(at: Place, box: tuple[float, float, float, float]) -> tuple[str, str]:
    """Return in which part of a box (west, south, east, north) a place lies, in Chinese and English."""
    key = _third(at[0], box[0], box[2]), _third(at[1], box[1], box[3])
    return _SIDES_ZH[key], _SIDES_EN[key]
