"""Colours can be read: WCAG 2.2 AA computed for every pair that meets on a page, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yike.core import look
from yike.rooms.circle.report.palette import contrast

TOKENS = (Path(look.__file__).parent / "frontend/css/tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "card", "wash")
TEXTS = ("ink", "soft", "red", "blue", "blue-deep", "ok", "warn")
TONES = (("ok", "ok-wash"), ("warn", "warn-wash"), ("red", "red-wash"), ("blue", "blue-wash"))
FILLED = (("on-blue", "blue"), ("on-blue", "blue-deep"), ("on-red", "red"), ("paper", "ink"))
EDGES = ("edge", "ink", "red", "blue", "ok", "warn")


def block(opening: str) -> dict[str, str]:
    """Return the tokens set in the first rule that starts with ``opening``."""
    rule = TOKENS.split(opening, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z-]+):\s*([^;]+);", rule))


LIGHT = block(":root {")
DARK = {**LIGHT, **block(':root:not([data-theme="light"]) {')}
THEMES = {"light": LIGHT, "dark": DARK}


def below(theme: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    return [f"{a} on {b}" for a, b in pairs if contrast(theme[a], theme[b]) < least]


@pytest.mark.parametrize("name", THEMES)
def test_text_stands_out_from_every_ground(name: str) -> None:
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    assert below(THEMES[name], [*pairs, *TONES, *FILLED], 4.5) == []


@pytest.mark.parametrize("name", THEMES)
def test_edges_of_controls_stand_out_from_every_ground(name: str) -> None:
    assert below(THEMES[name], [(edge, ground) for edge in EDGES for ground in GROUNDS], 3.0) == []


def test_dark_is_the_same_whether_chosen_or_asked_for_by_the_device() -> None:
    assert block(':root:not([data-theme="light"]) {') == block(':root[data-theme="dark"] {')


def test_dark_sets_every_colour_anew() -> None:
    colours = {name for name, value in LIGHT.items() if re.match(r"#|rgb", value)}
    assert colours - set(block(':root[data-theme="dark"] {')) == set()
