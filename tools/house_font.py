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
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from math import floor
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import brotli
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, woff2
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
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
TRIPLET = bytes(1 if flag < 84 else 2 if flag < 120 else 3 if flag < 124 else 4 for flag in range(128)) * 2
QUICK = SimpleNamespace(compress=partial(brotli.compress, quality=9, lgwin=16), MODE_FONT=brotli.MODE_FONT)
Cut = tuple[int, Glyph, tuple[int, int]]  # code point, outline, (width, left side)


@dataclass(frozen=True)
class Slice:
    """A file of the typeface: its name and characters; ``block``: first and last code point it is asked for."""

    name: str
    codes: tuple[int, ...]
    block: tuple[int, int] | None = None


LETTERS = Slice("latin", tuple(sorted(LATIN)))


def said(files: Iterable[Path]) -> Counter[int]:
    """Count in how many files each Chinese character or mark stands."""
    found: Counter[int] = Counter()
    for path in files:
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


def regular(font: TTFont, without: Iterable[str] = ()) -> TTFont:
    """Return a file of the typeface in the regular weight, less some tables."""
    for tag in without:
        if tag in font:
            del font[tag]
    instantiateVariableFont(font, {"wght": WEIGHT}, inplace=True)
    font["head"].modified = font["head"].created = DATE
    font["name"].names = [record for record in font["name"].names if record.nameID in NAMES_KEPT]
    return font


class _Wanted(woff2.WOFF2GlyfTable):
    """The outlines of a file as they come compressed, of which only those at ``places`` are read.

    A file holds some 140 characters and often a handful is wanted, but each must be stepped over: how long it is
    stands only in itself.
    """

    def __init__(self, places: frozenset[int]) -> None:
        super().__init__("glyf")
        self.places = places

    def _decodeGlyph(self, place: int) -> Glyph:  # noqa: N802
        contours = self.nContourStream[place]
        if place in self.places or contours <= 0:
            return super()._decodeGlyph(place)
        points = 0
        for _ in range(contours):
            more, self.nPointsStream = woff2.unpack255UShort(self.nPointsStream)
            points += more
        flags, self.flagStream = self.flagStream[:points], self.flagStream[points:]
        self.glyphStream = self.glyphStream[sum(flags.translate(TRIPLET)) :]
        hints, self.glyphStream = woff2.unpack255UShort(self.glyphStream)
        self.instructionStream = self.instructionStream[hints:]
        if self.bboxBitmap[place >> 3] & (0x80 >> (place & 7)):
            self.bboxStream = self.bboxStream[8:]
        return Glyph()


class Drawn(Glyph):
    """An outline that keeps its bytes: tables would work them out anew each time they are laid together."""

    def compile(self, *_: Any, **__: Any) -> bytes:
        """Return the bytes."""
        packed: bytes = self.packed
        return packed

    def expand(self, _: Any) -> None:
        """Do nothing: its points are known too."""


class _Drawing(woff2.WOFF2GlyfTable):
    """The outlines of a slice for its writer, which would otherwise read them anew out of their bytes."""

    def __init__(self, known: Any) -> None:
        super().__init__("glyf")
        self.glyphs, self.glyphOrder = known.glyphs, known.glyphOrder

    def decompile(self, *_: Any) -> None:
        """Do nothing: they are known."""

    def _encodeBBox(self, place: int, glyph: Glyph) -> None:  # noqa: N802
        if not isinstance(glyph, Drawn):  # the box of those is that of their points: it is not written
            super()._encodeBBox(place, glyph)


def _part(file: Path, wanted: set[int]) -> TTFont:
    """Return one file of the typeface in the regular weight, only with the outlines of these characters."""
    font = TTFont(file, recalcTimestamp=False)
    names, places = {font.getBestCmap()[code] for code in wanted}, font.getReverseGlyphMap()
    glyf = _Wanted(frozenset(map(places.__getitem__, names)))
    glyf.reconstruct(font.reader.tables["glyf"].loadData(font.reader.transformBuffer), font)
    glyf.glyphOrder = [name for name in glyf.glyphOrder if name in names]
    font.tables["glyf"] = glyf
    return regular(font, DROPPED)


def _on_our_grid(glyph: Glyph, share: float) -> Drawn:
    """Turn an outline of the typeface into one on our grid, for good."""
    if glyph.isComposite():  # there is none among these characters
        raise NotImplementedError("an outline made of others, which may have been left out")
    if glyph.numberOfContours:
        glyph.coordinates.scale((share, share))
        glyph.coordinates.toInt()
        glyph.recalcBounds(None)
    glyph.packed = glyph.compile(None, recalcBBoxes=False)
    glyph.__class__ = Drawn
    return glyph


def _round(points: GlyphCoordinates, **_: Any) -> None:
    """Round as the library does, in a third of the time."""
    points.array[:] = array("d", [floor(value + 0.5) for value in points.array])


def outlines(file: Path, wanted: set[int]) -> list[Cut]:
    """Return the wanted characters that a file has, on the grid of `UNITS`."""
    with patch.object(GlyphCoordinates, "toInt", _round):
        return _outlines(_part(file, wanted & _has(file)), wanted)


def _outlines(font: TTFont, wanted: set[int]) -> list[Cut]:
    share, metrics = UNITS / font["head"].unitsPerEm, font["hmtx"].metrics
    named = {code: name for code, name in sorted(font.getBestCmap().items()) if code in wanted}
    # by name: characters that look the same share one outline, which is not to be made smaller twice
    drawn = {name: _on_our_grid(font["glyf"][name], share) for name in set(named.values())}
    return [
        (code, drawn[name], (round(metrics[name][0] * share), getattr(drawn[name], "xMin", 0)))
        for code, name in named.items()
    ]


def _bare(file: Path) -> bytes:
    """Return a font without characters: what every slice shares."""
    font = regular(TTFont(file, recalcTimestamp=False), DROPPED)
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
    glyphs = {".notdef": font["glyf"][".notdef"]} | {names[code]: glyph for code, glyph, _ in cuts}
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
    quick = nullcontext() if hard else patch.object(woff2, "brotli", QUICK)
    with quick, patch.object(woff2, "WOFF2GlyfTable", lambda _: _Drawing(font["glyf"])):
        return _saved(font, "woff2")


def latin(files: Iterable[Path]) -> bytes:
    """Return the Latin slice: letters, digits, marks and their kerning."""
    file = next(file for file in files if 0x41 in _has(file))
    font = regular(TTFont(file, recalcTimestamp=False))
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


def workers() -> ProcessPoolExecutor:
    """Return processes that cut; none starts before there is something to do."""
    return ProcessPoolExecutor(WORKERS, get_context("spawn"), gc.disable)


def cut(pool: ProcessPoolExecutor, parts: list[Slice], asked: dict[Path, set[int]]) -> Iterator[bytes]:
    """Give the file of each slice, cut out of those files of the typeface that have its characters."""
    letters = pool.submit(latin, list(asked)) if parts[-1:] == [LETTERS] else None
    parts = [part for part in parts if part != LETTERS]
    wanted = {code for part in parts for code in part.codes}
    files = {file: kept & wanted for file, kept in asked.items() if kept & wanted}
    cuts = {one[0]: one for found in pool.map(outlines, files, files.values()) for one in found}
    if parts:
        bare = _bare(next(iter(files)))
        tasks = [(bare, [cuts[code] for code in sorted(part.codes)], not part.block) for part in parts]
        yield from pool.map(_cut, tasks, chunksize=4)
    if letters:
        yield letters.result()


def write(
    source: Path,
    target: Path,
    lines: list[list[int]],
    spoken: Counter[int],
    kept: Path,
    *,
    first: bool = False,
) -> tuple[str, bool]:
    """Write every slice into ``target``; return their style sheet, and whether all characters are in them.

    ``source``: the folder of the npm package; ``lines``: characters that stand together; ``spoken``: others of
    ours, with how often; ``kept``: where slices made before lie, so that a new word costs a few slices only;
    ``first``: leave out rare characters that were never cut, most of the work: the device's own typeface has them.
    """
    css = (source / "wght.css").read_text(encoding="utf-8")
    asked = {source / "files" / name: codes for name, codes in sources(css, source / "files").items()}
    common = [code for codes in asked.values() for code in sorted(codes)]
    planned = [*plan(lines, spoken, common, set(common)), LETTERS]
    known = {part: kept / name for part, name in seals(planned, css).items()}
    parts = [part for part in planned if not (first and part.block) or known[part].is_file()]
    fresh = [part for part in parts if not known[part].is_file()]
    kept.mkdir(exist_ok=True)
    with workers() as pool:
        for part, data in zip(fresh, cut(pool, fresh, asked), strict=True):
            half = known[part].with_suffix(".half")
            half.write_bytes(data)
            half.replace(known[part])
    for file in set(kept.iterdir()) - set(known.values()):
        file.unlink()
    for part in parts:
        shutil.copyfile(known[part], target / f"{part.name}.woff2")
    return "\n".join(map(face, parts)), len(parts) == len(planned)
