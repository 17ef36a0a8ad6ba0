"""The typeface a page carries: exactly its glyphs, unchanged."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from yike.rooms.circle.report.typeface import font_bytes, font_face, glyph_of, needs_font, woff

TEXT = "双塔街道：步行 15 分钟，葑门横街 é ã №①"


@pytest.fixture(scope="module")
def whole():
    return TTFont(BytesIO(font_bytes()))


def outline(font, code):
    pen = RecordingPen()
    font.getGlyphSet()[font.getBestCmap()[code]].draw(pen)
    return pen.value


def test_the_bundled_font_covers_every_hanzi_of_gb2312():
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    hanzi = {ord(c) for c in (two.decode("gb2312", "ignore") for two in cells) if c}
    assert len(hanzi) == 6763
    assert hanzi - glyph_of().keys() == set()


def test_the_bundled_font_is_small_and_carries_its_licence(whole):
    assert len(font_bytes()) < 2_500_000
    assert whole["name"].getDebugName(13).startswith("This Font Software is licensed under the SIL Open Font")


def test_the_character_map_reads_as_the_font_library_reads_it(whole):
    assert glyph_of() == {code: whole.getGlyphID(name) for code, name in whole.getBestCmap().items()}


def test_a_cut_font_has_the_same_outlines_and_widths(whole):
    cut = TTFont(BytesIO(woff(TEXT)))
    assert set(cut.getBestCmap()) == {ord(c) for c in TEXT} & glyph_of().keys()
    for code, name in cut.getBestCmap().items():
        assert outline(cut, code) == outline(whole, code)
        assert cut["hmtx"][name] == whole["hmtx"][whole.getBestCmap()[code]]


@given(st.text(st.characters(max_codepoint=0x9FFF, exclude_categories=("Cs",)), max_size=60))
def test_any_text_cuts_to_exactly_its_known_characters(text):
    cut = TTFont(BytesIO(woff(text)))
    assert set(cut.getBestCmap() or {}) == {ord(c) for c in text} & glyph_of().keys()


def test_a_page_without_chinese_carries_no_font():
    assert font_face("Liechtenstein, Vaduz é", "F") == ""
    assert (needs_font("Rua São José"), needs_font("步")) == (False, True)


def test_a_page_with_chinese_carries_its_font_inside():
    rule = font_face("步行", "F")
    head, data = rule.split("base64,")
    assert head == '@font-face{font-family:"F";src:url(data:font/woff;'
    assert b64decode(data.split(")")[0])[:4] == b"wOFF"
