"""The colours of the report: paper and ink, canal blue, crabapple red. Checked for contrast by the tests."""

from __future__ import annotations

PAPER, CARD, INK, SOFT, RULE = "#faf7f0", "#fffdf8", "#22262b", "#5a5f66", "#d9d2c3"
RED, BLUE = "#a8213a", "#1d567d"
WATER, WATER_EDGE, WATER_NAME = "#d6e6ee", "#a9c8d8", "#3a6d89"

# nearest to farthest, then not reachable: blue inside the limit, red outside; lightest at the limit itself,
# so that the order also shows in grey. Distinguishable with every common kind of colour blindness.
MINUTES = ("#12324f", "#2a6c9c", "#6fa8c9", "#e2906f", "#b3263f")
UNREACHED_GREY = "#8a8780"
STREETS = (*MINUTES, UNREACHED_GREY)
WIDTHS = (2.3, 2.1, 1.9, 2.0, 2.2, 1.3)  # units of the sheet


def heft(metres: float) -> float:
    """Return how much heavier streets are drawn on a large-scale sheet; ``metres`` of ground per unit."""
    return float(min(1.6, max(0.9, (6.0 / metres) ** 0.35)))


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = (int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def heat(share: float) -> tuple[str, str]:
    """Return background and ink for a share 0..1 in the table of hours: paper to canal blue."""
    low, high = (0xF7, 0xF1, 0xE6), (0x1D, 0x56, 0x7D)
    mix = "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(low, high, strict=True))
    back = f"#{mix}"
    inks = (INK, "#ffffff", "#000000")  # in the middle only black has a contrast of 4.5
    return back, next(ink for ink in inks if contrast(back, ink) >= 4.5)
