"""Cut Noto Sans SC for this house: the regular weight only, in slices by what its pages say together.

The typeface comes from npm with all weights, cut by how common characters are on the whole web: an office page then
needs twenty slices and half a megabyte. Here one weight is taken out of it (bold is drawn by the browser), on a
grid of 500 units, and cut anew, the characters a page shares with others first:

1. Latin, digits and European marks, with their kerning;
2. the lines of ``type.txt``, learned from the pages of the demonstration (``docs/look.md``);
3. what else pages and code say, then the other characters of GB 2312 level 1, common ones first;
4. all others, by blocks of 64 code points: rare characters of names.

A browser asks for a slice where a page shows one of its characters; of two slices that name a character the later
rule counts. So the last kind needs no lists and the style sheet stays small.
"""

from __future__ import annotations

import gc
import hashlib
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import brotli
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, woff2
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Yike Noto Sans SC"
WEIGHT = 400
UNITS = (
    500  # half as fine as the typeface's own: an eighth less, and at 36 px a thirtieth of a pixel off at most
)
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
DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "HVAR", "STAT", "vhea", "vmtx", "prep", "gasp")
LATIN = {*range(0x20, 0x7F), 0xA0, 0xA9, 0xB0, 0xB7, 0xD7, 0x2013, 0x2018, 0x2019, 0x201C, 0x201D, 0x2192}
NAMES_KEPT = (0, 14)  # copyright and licence; browsers need no other
SLICE, BLOCK = 40, 64  # characters of a slice that nothing was learned about; code points of a block
DATE = 3_800_000_000  # seconds since 1904: the same build gives the same bytes
WORKERS = 2
QUICK = SimpleNamespace(compress=partial(brotli.compress, quality=9, lgwin=16), MODE_FONT=brotli.MODE_FONT)
Cut = tuple[int, bytes, tuple[int, int]]  # code point, outline, (width, left side)


@dataclass(frozen=True)
class Slice:
    """A file of the typeface: its name and characters; ``block``: first and last code point it is asked for."""

    name: str
    codes: tuple[int, ...]
    block: tuple[int, int] | None = None


def said(root: Path, suffixes: Iterable[str]) -> Counter[int]:
    """Count in how many files with these suffixes each Chinese character or mark stands."""
    found: Counter[int] = Counter()
    for path in sorted(root.rglob("*")):
        if path.suffix in suffixes and "node_modules" not in path.parts:
            found.update({ord(character) for character in HAN.findall(path.read_text(encoding="utf-8"))})
    return found


def learned(file: Path) -> list[list[int]]:
    """Return the code points of each line of ``type.txt``."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [[ord(character) for character in line] for line in lines if line and not line.startswith("#")]


def codes(ranges: str) -> set[int]:
    """Return the code points of a CSS ``unicode-range``."""
    found: set[int] = set()
    for part in ranges.replace("U+", "").replace("u+", "").split(","):
        first, _, last = part.strip().partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def ranges(wanted: Iterable[int]) -> str:
    """Return code points as a CSS ``unicode-range``, runs joined."""
    runs: list[list[int]] = []
    for code in sorted(wanted):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{a:x}" if a == b else f"U+{a:x}-{b:x}" for a, b in runs)


def _has(file: Path) -> set[int]:
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap())


def sources(css: str, folder: Path) -> dict[str, set[int]]:
    """Return what each file of the cut typeface covers of what China and Europe write, the first to look in first.

    A character that two files name belongs to the later rule, as in a browser.
    """
    found, taken = {}, set[int]()
    for rule in reversed(FACE.findall(css)):
        name, covered = SOURCE.search(rule), RANGE.search(rule)
        if not name or not covered or not (folder / name[1]).exists():
            continue
        had = codes(covered[1]) & _has(folder / name[1])
        kept = {code for code in had if any(a <= code <= b for a, b in KEPT)}
        found[name[1]] = kept - taken
        taken |= kept
    return {name: kept for name, kept in found.items() if kept}


def regular(file: Path, without: Iterable[str] = ()) -> TTFont:
    """Return one file of the typeface in the regular weight, less some tables."""
    font = TTFont(file, recalcTimestamp=False)
    for tag in without:
        if tag in font:
            del font[tag]
    instantiateVariableFont(font, {"wght": WEIGHT}, inplace=True)
    font["head"].modified = font["head"].created = DATE
    font["name"].names = [record for record in font["name"].names if record.nameID in NAMES_KEPT]
    return font


def _plain(font: TTFont, name: str) -> Glyph:
    """Return an outline that needs no other."""
    glyph = font["glyf"][name]
    if not glyph.isComposite():
        return glyph
    parts = font.getGlyphSet()
    outline, pen = DecomposingRecordingPen(parts), TTGlyphPen(None)
    parts[name].draw(outline)
    outline.replay(pen)
    return pen.glyph()


def outlines(file: Path, wanted: set[int]) -> list[Cut]:
    """Return the wanted characters that a file has, on the grid of `UNITS`."""
    font = regular(file, DROPPED)
    cmap, glyf = font.getBestCmap(), font["glyf"]
    found, share = [], UNITS / font["head"].unitsPerEm
    for code in sorted(wanted & set(cmap)):
        glyph, width = _plain(font, cmap[code]), font["hmtx"][cmap[code]][0]
        glyph.expand(glyf)
        if glyph.numberOfContours:
            glyph.coordinates.scale((share, share))
            glyph.coordinates.toInt()
            glyph.recalcBounds(glyf)
        side = glyph.xMin if glyph.numberOfContours else 0
        found.append((code, glyph.compile(glyf, recalcBBoxes=False), (round(width * share), side)))
    return found


def _bare(file: Path) -> bytes:
    """Return a font without characters: what every slice shares."""
    font = regular(file, DROPPED)
    _fill(font, [])
    scale_upem(font, UNITS)
    return _saved(font, None)


def _saved(font: TTFont, flavor: str | None) -> bytes:
    font.flavor = flavor
    whole = BytesIO()
    font.save(whole)
    return whole.getvalue()


def _fill(font: TTFont, cuts: list[Cut]) -> None:
    """Replace the characters of a font."""
    names = {code: f"u{code:04X}" for code, _, _ in cuts}
    glyphs = {".notdef": font["glyf"][".notdef"]} | {names[code]: Glyph(data) for code, data, _ in cuts}
    metrics = {".notdef": font["hmtx"][".notdef"]} | {names[code]: sides for code, _, sides in cuts}
    font.setGlyphOrder(list(glyphs))
    font["glyf"].glyphs, font["glyf"].glyphOrder = glyphs, list(glyphs)
    font["hmtx"].metrics = metrics
    table = CmapSubtable.newSubtable(4)
    table.platformID, table.platEncID, table.language, table.cmap = 3, 1, 0, names
    font["cmap"].tables = [table]


def _cut(task: tuple[bytes, list[Cut], bool]) -> bytes:
    """Return a slice. ``hard``: squeezed as far as it goes, which takes twice the time and saves a fortieth."""
    bare, cuts, hard = task
    font = TTFont(BytesIO(bare), recalcTimestamp=False)
    _fill(font, cuts)
    with nullcontext() if hard else patch.object(woff2, "brotli", QUICK):
        return _saved(font, "woff2")


def latin(files: Iterable[Path]) -> bytes:
    """Return the Latin slice: letters, digits, marks and their kerning."""
    file = next(file for file in files if 0x41 in _has(file))
    font = regular(file)
    options = Options(
        hinting=False, layout_features=["kern", "ccmp", "locl"], name_IDs=list(NAMES_KEPT), glyph_names=False
    )
    options.notdef_outline = (
        True  # a character that no typeface here has is a box: a name must not lose it unseen
    )
    options.drop_tables += ["BASE", "STAT", "vhea", "vmtx", "prep", "gasp"]
    cutter = Subsetter(options)
    cutter.populate(unicodes=LATIN)
    cutter.subset(font)
    scale_upem(font, UNITS)
    return _saved(font, "woff2")


def first_level() -> set[int]:
    """Return the code points of the 3,755 common hanzi of GB 2312 level 1."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return {ord(character) for character in (two.decode("gb2312", "ignore") for two in cells) if character}


def _chunks(kind: str, wanted: list[int]) -> Iterator[Slice]:
    for number, start in enumerate(range(0, len(wanted), SLICE)):
        yield Slice(f"{kind}-{number:02}", tuple(wanted[start : start + SLICE]))


def _blocks(wanted: set[int]) -> Iterator[Slice]:
    blocks: dict[int, list[int]] = {}
    for code in sorted(wanted):
        blocks.setdefault(code // BLOCK, []).append(code)
    for inside in blocks.values():
        yield Slice(f"u{inside[0]:x}", tuple(inside), (inside[0], inside[-1]))


def plan(lines: list[list[int]], spoken: Counter[int], common: list[int], known: set[int]) -> list[Slice]:
    """Return all slices, those that count most last. ``common``: every character, the commonest first."""
    rank = {code: place for place, code in enumerate(common)}
    left = known - LATIN
    own = []
    for number, line in enumerate(lines):
        own.append(Slice(f"house-{number:02}", tuple(code for code in dict.fromkeys(line) if code in left)))
        left -= set(line)
    by_use = sorted(left & set(spoken), key=lambda code: (-spoken[code], code))
    left -= set(by_use)
    by_rank = sorted(left & first_level(), key=rank.__getitem__)
    left -= set(by_rank)
    house = [part for part in own if part.codes]
    return [*_blocks(left), *reversed([*house, *_chunks("said", by_use), *_chunks("common", by_rank)])]


def face(part: Slice) -> str:
    """Return the style rule of a slice."""
    asked = f"U+{part.block[0]:x}-{part.block[1]:x}" if part.block else ranges(part.codes)
    return (
        f"@font-face{{font-family:'{FAMILY}';font-display:swap;"
        f"src:url(fonts/{part.name}.woff2)format('woff2');unicode-range:{asked}}}"
    )


def seals(parts: Iterable[Slice], source: str) -> dict[Slice, str]:
    """Return a name for what each slice is made of: the typeface, this tool, the characters."""
    made_by = hashlib.sha256(f"{source}\0{Path(__file__).read_text(encoding='utf-8')}".encode()).hexdigest()
    return {part: hashlib.sha256(f"{made_by}\0{part.codes}".encode()).hexdigest() for part in parts}


def cut(parts: list[Slice], asked: dict[Path, set[int]]) -> Iterator[bytes]:
    """Give the file of each slice, cut out of those files of the typeface that have its characters."""
    wanted = {code for part in parts for code in part.codes}
    files = {file: kept & wanted for file, kept in asked.items() if kept & wanted}
    with ProcessPoolExecutor(WORKERS, get_context("spawn"), gc.disable) as pool:
        cuts = {one[0]: one for found in pool.map(outlines, files, files.values()) for one in found}
        bare = _bare(next(iter(files)))
        tasks = [(bare, [cuts[code] for code in sorted(part.codes)], not part.block) for part in parts]
        yield from pool.map(_cut, tasks, chunksize=4)


def write(source: Path, target: Path, lines: list[list[int]], spoken: Counter[int], kept: Path) -> str:
    """Write every slice into ``target`` and return their style sheet.

    ``source``: the folder of the npm package; ``lines``: characters that stand together; ``spoken``: others of
    ours, with how often; ``kept``: where slices made before lie, so that a new word costs a few slices only.
    """
    css = (source / "wght.css").read_text(encoding="utf-8")
    asked = {source / "files" / name: codes for name, codes in sources(css, source / "files").items()}
    common = [code for codes in asked.values() for code in sorted(codes)]
    parts = plan(lines, spoken, common, set(common))
    known = {part: kept / name for part, name in seals(parts, css).items()}
    fresh = [part for part, file in known.items() if not file.is_file()]
    kept.mkdir(exist_ok=True)
    for part, data in zip(fresh, cut(fresh, asked) if fresh else (), strict=True):
        half = known[part].with_suffix(".half")
        half.write_bytes(data)
        half.replace(known[part])
    for file in set(kept.iterdir()) - set(known.values()):
        file.unlink()
    for part, file in known.items():
        shutil.copyfile(file, target / f"{part.name}.woff2")
    (target / "latin.woff2").write_bytes(latin(asked))
    return "\n".join([*map(face, parts), face(Slice("latin", tuple(set(common) & LATIN)))])
