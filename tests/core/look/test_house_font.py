"""The house's own slices of Noto Sans SC: every character in one of them, its outline as in the typeface."""

from __future__ import annotations

import importlib
from collections import Counter
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from services import missing
from yike.core import look

HERE = Path(look.__file__).parent
SOURCE = HERE / "frontend/node_modules/@fontsource-variable/noto-sans-sc"
TEXT = "海棠红，水巷蓝。"
RARE = "瑧"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """Return ``tools/house_font.py``, where the typeface is there to be cut."""
    if not SOURCE.exists():
        missing("The typeface", "npm packages were not installed: python tools/assets.py")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE.parents[3] / "tools"))
        return importlib.import_module("house_font")


@pytest.fixture(scope="module")
def asked(tool: Any) -> dict[Path, set[int]]:
    """Return the files of the typeface with the characters to be taken out of each."""
    css = (SOURCE / "wght.css").read_text(encoding="utf-8")
    return {SOURCE / "files" / name: codes for name, codes in tool.sources(css, SOURCE / "files").items()}


@pytest.fixture(scope="module")
def planned(tool: Any, asked: dict[Path, set[int]]) -> list[Any]:
    """Return the slices of the house as it stands."""
    common = [code for codes in asked.values() for code in sorted(codes)]
    lines = tool.learned(HERE / "frontend/type.txt")
    slices: list[Any] = tool.plan(lines, Counter(map(ord, TEXT)), common, set(common))
    return slices


@pytest.fixture(scope="module")
def cut(tool: Any, asked: dict[Path, set[int]]) -> list[TTFont]:
    """Return two slices: one squeezed hard, and a block squeezed quickly."""
    own = tool.Slice("own", tuple(sorted(map(ord, TEXT))))
    block = tool.Slice("u", (ord(RARE),), (ord(RARE), ord(RARE)))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE.parents[3] / "tools"))  # its processes import it anew
        with tool.workers() as pool:
            return [TTFont(BytesIO(data)) for data in tool.cut(pool, [own, block], asked)]


def drawn(font: TTFont, character: str) -> tuple[list[Any], int]:
    """Return the outline of a character and its width."""
    name = font.getBestCmap()[ord(character)]
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return pen.value, font["hmtx"][name][0]


def original(asked: dict[Path, set[int]], character: str) -> TTFont:
    """Return the file of the typeface that has a character, in the regular weight."""
    file = next(file for file, codes in asked.items() if ord(character) in codes)
    return instantiateVariableFont(TTFont(file), {"wght": 400})


def test_the_slices_have_what_was_asked_and_nothing_else(cut: list[TTFont]) -> None:
    assert [set(font.getBestCmap()) for font in cut] == [set(map(ord, TEXT)), {ord(RARE)}]
    assert [len(font.getGlyphOrder()) for font in cut] == [len(TEXT) + 1, 2]


@pytest.mark.parametrize("character", ["海", "，", "蓝", RARE])
def test_outlines_are_those_of_the_typeface_to_half_a_unit(
    cut: list[TTFont], asked: dict[Path, set[int]], character: str
) -> None:
    own, whole = drawn(cut[character == RARE], character), drawn(original(asked, character), character)
    assert [step for step, _ in own[0]] == [step for step, _ in whole[0]]
    points = [
        (mine, 2 * half)
        for (_, ours), (_, theirs) in zip(whole[0], own[0], strict=True)
        for point, other in zip(ours, theirs, strict=True)
        for mine, half in zip(point or (), other or (), strict=True)
    ]
    assert len(points) > 20
    assert max(abs(mine - doubled) for mine, doubled in points) <= 1
    assert own[1] * 2 == whole[1]


def test_the_same_characters_give_the_same_bytes(tool: Any, asked: dict[Path, set[int]]) -> None:
    file = next(file for file, codes in asked.items() if ord("海") in codes)
    once, again = (
        tool._cut((tool._bare(file), tool.outlines(file, {ord("海")}), hard)) for hard in (True, True)
    )
    assert once == again


def test_an_outline_does_not_depend_on_what_else_is_wanted_of_its_file(
    tool: Any, asked: dict[Path, set[int]]
) -> None:
    file, codes = next((file, codes) for file, codes in asked.items() if ord("海") in codes)
    whole = {code: (glyph.packed, sides) for code, glyph, sides in tool.outlines(file, codes)}
    few = sorted(codes)[::7]
    assert [(code, (glyph.packed, sides)) for code, glyph, sides in tool.outlines(file, set(few))] == [
        (code, whole[code]) for code in few
    ]


def test_characters_that_look_the_same_have_the_same_size(tool: Any, asked: dict[Path, set[int]]) -> None:
    file = next(file for file, codes in asked.items() if {0x2776, 0x278A} <= codes)
    (_, one, sides), (_, same, others) = tool.outlines(file, {0x2776, 0x278A})
    assert (one.packed, sides) == (same.packed, others)
    assert one.xMax - one.xMin > tool.UNITS * 0.9


def test_a_first_cut_leaves_out_the_rare_characters_that_were_never_cut(
    tool: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wght.css").write_text("", encoding="utf-8")
    kept, common, rare = tmp_path / "kept", set(map(ord, TEXT)), {ord(RARE), ord("㐀")}
    monkeypatch.setattr(tool, "sources", lambda css, folder: {"a.woff2": common | rare})
    monkeypatch.setattr(tool, "cut", lambda pool, parts, asked: [part.name.encode() for part in parts])

    def write(name: str, *, first: bool) -> tuple[set[str], bool]:
        target = tmp_path / name
        target.mkdir()
        css, whole = tool.write(tmp_path, target, [], Counter(common), kept, first=first)
        assert len(tool.FACE.findall(css)) == len(list(target.iterdir()))
        return {path.stem for path in target.iterdir()}, whole

    own, blocks = {"said-00", "latin"}, {f"u{code:x}" for code in rare}
    assert write("first", first=True) == (own, False)
    assert write("whole", first=False) == (own | blocks, True)
    next(file for file in kept.iterdir() if file.read_bytes() == b"u3400").unlink()
    assert write("one left", first=True) == ((own | blocks) - {"u3400"}, False)
    assert write("again", first=False) == (own | blocks, True)
    assert write("all there", first=True) == (own | blocks, True)


def test_each_character_of_the_typeface_stands_in_exactly_one_slice(tool: Any, planned: list[Any]) -> None:
    css = (SOURCE / "wght.css").read_text(encoding="utf-8")
    named = {code for match in tool.RANGE.findall(css) for code in tool.codes(match)}
    had = {
        code for file in (SOURCE / "files").glob("*-wght-normal.woff2") for code in TTFont(file).getBestCmap()
    }
    kept = {code for code in had & named if any(first <= code <= last for first, last in tool.KEPT)}
    stands = Counter(code for part in planned for code in part.codes)
    assert set(stands) == kept - tool.LATIN
    assert set(stands.values()) == {1}


def test_the_last_rule_that_names_a_character_has_it(tool: Any, planned: list[Any]) -> None:
    taken: dict[int, Any] = {}
    for part in planned:
        for code in range(part.block[0], part.block[1] + 1) if part.block else part.codes:
            taken[code] = part
    wrong = [part.name for part in planned for code in part.codes if taken[code] is not part]
    assert (wrong, len(planned) > 300) == ([], True)


def test_each_line_that_was_learned_is_a_slice(tool: Any, planned: list[Any]) -> None:
    lines = tool.learned(HERE / "frontend/type.txt")
    house = sorted((part for part in planned if part.name.startswith("house")), key=lambda part: part.name)
    assert [set(part.codes) for part in house] == [set(line) for line in lines]


def test_a_character_that_nothing_here_has_is_drawn_as_a_box(
    tool: Any, asked: dict[Path, set[int]], cut: list[TTFont]
) -> None:
    fonts = [TTFont(BytesIO(tool.latin(asked))), *cut]
    assert [font["glyf"][".notdef"].numberOfContours > 0 for font in fonts] == [True] * 3


def test_latin_keeps_its_kerning(tool: Any, asked: dict[Path, set[int]]) -> None:
    font = TTFont(BytesIO(tool.latin(asked)))
    assert [record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord].count("kern") >= 1
    assert {ord("A"), ord("z"), ord("0"), ord("—") - 1} <= set(font.getBestCmap()) <= tool.LATIN
