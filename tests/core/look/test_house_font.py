"""The house's own slices of Noto Sans SC: outlines, widths and weights as in the typeface they come from."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from services import missing
from yike.core import look

HERE = Path(look.__file__).parent
SLICES = HERE / "frontend/node_modules/@fontsource-variable/noto-sans-sc"
TEXT = "海棠红，水巷蓝。"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a folder with one slice of eight characters, and the style sheet."""
    if not SLICES.exists():
        missing("The typeface", "npm packages were not installed: python tools/assets.py")
    path = HERE.parents[3] / "tools/house_font.py"
    spec = importlib.util.spec_from_file_location("house_font_tool", path)
    assert spec
    assert spec.loader
    tool: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    folder = tmp_path_factory.mktemp("fonts")
    css = (SLICES / "wght.css").read_text(encoding="utf-8")
    return folder, tool.write(css, SLICES / "files", folder, {"own": {ord(character) for character in TEXT}})


def outline(font: TTFont, character: str, weight: int) -> tuple[object, object]:
    """Return the outline and width of a character at a weight."""
    fixed = instantiateVariableFont(font, {"wght": weight}, inplace=False)
    name = fixed.getBestCmap()[ord(character)]
    glyph = fixed["glyf"][name]
    return list(glyph.getCoordinates(fixed["glyf"])[0]), fixed["hmtx"][name]


def source_of(character: str) -> TTFont:
    return next(
        font
        for file in sorted((SLICES / "files").glob("*.woff2"))
        if ord(character) in (font := TTFont(file)).getBestCmap()
    )


def test_the_slice_has_what_was_asked_and_nothing_else(made: tuple[Path, str]) -> None:
    font = TTFont(made[0] / "own.woff2")
    assert set(font.getBestCmap()) == {ord(character) for character in TEXT}
    assert len(font.getGlyphOrder()) == len(TEXT) + 1


@pytest.mark.parametrize("weight", [400, 600])
@pytest.mark.parametrize("character", ["海", "，"])
def test_outlines_are_those_of_the_typeface_at_every_weight(
    made: tuple[Path, str], character: str, weight: int
) -> None:
    own = TTFont(made[0] / "own.woff2")
    assert outline(own, character, weight) == outline(source_of(character), character, weight)


def test_each_character_stands_in_one_slice_only(made: tuple[Path, str]) -> None:
    ranges = [line.split("unicode-range:")[1].rstrip("}") for line in made[1].splitlines()]
    assert sum("6d77" in part or "6D77" in part for part in ranges) == 1
