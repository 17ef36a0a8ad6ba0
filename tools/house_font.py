"""Put the characters the house itself says into few slices of Noto Sans SC: a page needs three, not twenty.

The typeface comes cut by how common characters are on the whole web. An office's pages say the same thousand over
and over: those of the pages (first slice) and those of the code, the demonstration's names and streets (second
slice) are gathered here out of the cut typeface; all others stay where they were. Layout tables are left out:
Chinese needs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont

FACE = re.compile(r"@font-face\s*{.*?}", re.DOTALL)
SOURCE = re.compile(r"url\(\./files/([^)]+)\)")
RANGE = re.compile(r"unicode-range:\s*([^;]+);")
KEPT = (
    (0x20, 0x24F),
    (0x2000, 0x27BF),
    (0x3000, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
)
HAN = re.compile("[\u2014\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "HVAR", "vhea", "vmtx", "prep", "gasp")
DATE = 3_800_000_000  # seconds since 1904: the same build gives the same bytes


def characters(root: Path, suffixes: Iterable[str]) -> set[int]:
    """Return the code points of all Chinese characters and marks in files with these suffixes."""
    found: set[str] = set()
    for path in sorted(root.rglob("*")):
        if path.suffix in suffixes and "node_modules" not in path.parts:
            found.update(HAN.findall(path.read_text(encoding="utf-8")))
    return {ord(character) for character in found}


def codes(ranges: str) -> set[int]:
    """Return the code points of a CSS ``unicode-range``."""
    found: set[int] = set()
    for part in ranges.replace("U+", "").replace("u+", "").split(","):
        first, _, last = part.strip().partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def ranges(wanted: set[int]) -> str:
    """Return code points as a CSS ``unicode-range``, runs joined."""
    runs: list[list[int]] = []
    for code in sorted(wanted):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{a:x}" if a == b else f"U+{a:x}-{b:x}" for a, b in runs)


def _empty(font: TTFont) -> None:
    """Leave of a slice only what every slice shares."""
    for tag in DROPPED:
        if tag in font:
            del font[tag]
    font["head"].modified = font["head"].created = DATE
    font.recalcTimestamp = False


def _copy(source: TTFont, target: dict[str, object], wanted: set[int]) -> None:
    """Add the outlines, widths and variations of the wanted characters to what is gathered."""
    cmap = source.getBestCmap()
    for code in sorted(wanted & set(cmap)):
        name, own = cmap[code], f"u{code:04X}"
        glyph = source["glyf"][name]
        if glyph.isComposite():
            raise ValueError(f"U+{code:04X} is made of parts")
        target[own] = (code, glyph, source["hmtx"][name], source["gvar"].variations.get(name, []))


def gathered(files: Iterable[Path], wanted: set[int]) -> TTFont:
    """Return one font with the wanted characters out of many slices."""
    glyphs: dict[str, object] = {}
    font = None
    for file in files:
        slice_ = TTFont(file)
        _copy(slice_, glyphs, wanted)
        font = font or slice_
    assert font is not None, "no slice was given"  # noqa: S101
    _fill(font, glyphs)
    return font


def _fill(font: TTFont, glyphs: dict[str, object]) -> None:
    """Replace a slice's characters with those gathered."""
    _empty(font)
    order = [".notdef", *glyphs]
    notdef = font["glyf"][".notdef"], font["hmtx"][".notdef"], font["gvar"].variations.get(".notdef", [])
    parts = {".notdef": notdef, **{name: entry[1:] for name, entry in glyphs.items()}}  # type: ignore[index]
    font["glyf"].glyphs = {name: part[0] for name, part in parts.items()}
    font["hmtx"].metrics = {name: part[1] for name, part in parts.items()}
    font["gvar"].variations = {name: part[2] for name, part in parts.items()}
    font["glyf"].setGlyphOrder(order) if hasattr(font["glyf"], "setGlyphOrder") else None
    font.setGlyphOrder(order)
    mapping = {entry[0]: name for name, entry in glyphs.items()}  # type: ignore[index]
    for table in font["cmap"].tables:
        table.cmap = {code: name for code, name in mapping.items() if code < 0x10000 or table.format == 12}
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format in (4, 12)]


def face(name: str, covered: set[int]) -> str:
    """Return the style rule of a slice."""
    return (
        "@font-face{font-family:'Noto Sans SC Variable';font-style:normal;font-display:swap;font-weight:100 900;"
        f"src:url(./fonts/{name}) format('woff2');unicode-range:{ranges(covered)}}}"
    )


def slices(css: str, folder: Path) -> dict[str, set[int]]:
    """Return what each slice of the cut typeface covers of what China and Europe write, by its file's name."""
    found = {}
    for rule in FACE.findall(css):
        name, covered = SOURCE.search(rule), RANGE.search(rule)
        if name and covered and (folder / name[1]).exists():
            found[name[1]] = {code for code in codes(covered[1]) if any(a <= code <= b for a, b in KEPT)}
    return found


def write(css: str, folder: Path, target: Path, tiers: dict[str, set[int]]) -> str:
    """Write one slice for each tier into ``target`` and return the style sheet of all slices.

    ``tiers``: a name and the code points it should have; a character goes into the first that wants it.
    """
    known, rules, taken = slices(css, folder), [], set()
    for tier, asked in tiers.items():
        wanted = asked - taken
        files = [folder / name for name, covered in known.items() if covered & wanted]
        font = gathered(files, wanted)
        covered = set(font.getBestCmap())
        taken |= covered
        font.flavor = "woff2"
        font.save(target / f"{tier}.woff2")
        rules.append(face(f"{tier}.woff2", covered))
    rest = [face(name, covered - taken) for name, covered in known.items() if covered - taken]
    return "\n".join([*rest, *rules])
