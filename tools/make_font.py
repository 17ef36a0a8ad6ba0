"""Make the small Chinese typeface that reports carry.

Takes the regular weight of Noto Sans SC (SIL Open Font License 1.1), for instance from the npm package
``@expo-google-fonts/noto-sans-sc``, and keeps the 6,763 hanzi of GB 2312, a few more that names and
places use, Latin, punctuation and the signs a map legend needs. Hinting and layout tables are dropped, so a
page can cut out its own glyphs in a few milliseconds. Run once; the result is kept in the repository::

    npm pack @expo-google-fonts/noto-sans-sc && tar xzf expo-google-fonts-noto-sans-sc-*.tgz
    python tools/make_font.py package/400Regular/NotoSansSC_400Regular.ttf \
        src/yike/core/look/typeface/NotoSansSC-subset.ttf
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

BEYOND_GB2312 = (
    "邨堃喆珺祎垚犇昇祐煊翀赟濛澍珩玥芃芮㙍㘵埗塱汈潟涞浉浬"
    "漖砩硚碶碛窎墈墩墺岙岽峂崀嵊弶坨垌垟堽滆泖淞淦湉溇浥汭"
)
RANGES = (
    (0x20, 0x7F),
    (0xA0, 0x180),  # Latin-1 and Extended-A: street names of Europe and the Americas
    (0x2010, 0x2028),
    (0x2030, 0x203C),
    (0x2150, 0x2170),
    (0x2190, 0x219A),
    (0x2460, 0x2474),  # circled numbers of the gaps
    (0x3000, 0x3018),
    (0xFF01, 0xFF5F),
)
SIGNS = "€№℃ΩΣΔαβγλμπρσω−×÷±≈≠≤≥∞∑√∩∪■□▲△▼▽◆◇○◎●★☆♀♂㎡㎞↔"


def gb2312() -> set[int]:
    """Return the code points of the 6,763 hanzi, levels 1 and 2."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(c) for c in (two.decode("gb2312", "ignore") for two in cells) if c}


def wanted() -> set[int]:
    """Return every code point that is kept."""
    blocks = {code for start, stop in RANGES for code in range(start, stop)}
    return gb2312() | blocks | {ord(c) for c in BEYOND_GB2312 + SIGNS}


def flatten(font: TTFont) -> None:
    """Turn composite glyphs into plain outlines, so that cutting one out never needs another."""
    glyphs = font.getGlyphSet()
    for name in font.getGlyphOrder():
        if font["glyf"][name].isComposite():
            outline = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(outline)
            pen = TTGlyphPen(None)
            outline.replay(pen)
            font["glyf"][name] = pen.glyph()


def main() -> None:
    """Write the subset of the font given on the command line."""
    parser = argparse.ArgumentParser(description="Cut the report typeface out of Noto Sans SC Regular.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    args = parser.parse_args()
    font = TTFont(args.source, recalcTimestamp=False)
    options = Options(
        hinting=False,
        layout_features=[],
        glyph_names=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "gasp", "prep", "DSIG"],
    )
    cut = Subsetter(options)
    cut.populate(unicodes=wanted() & set(font.getBestCmap()))
    cut.subset(font)
    flatten(font)
    font.save(args.target)


if __name__ == "__main__":
    main()
