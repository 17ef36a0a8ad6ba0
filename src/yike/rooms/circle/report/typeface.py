"""The bundled Chinese typeface, cut down to the glyphs one page uses.

The font file was made by ``tools/make_font.py``: plain TrueType outlines, no hinting, no layout tables, no
composite glyphs. So a page's subset is a matter of copying slices, done here in milliseconds; a general font
library takes half a second to import. Formats: OpenType 1.9 (glyf, loca, hmtx, cmap 4) and WOFF 1.0.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

FILE = "NotoSansSC-subset.ttf"
_CJK = ((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x2460, 0x24FF))
_COPIED = ("OS/2", "name", "post")


def font_bytes() -> bytes:
    """Return the whole bundled font file."""
    return (files("yike.core.look") / "typeface" / FILE).read_bytes()


@cache
def _tables() -> dict[str, bytes]:
    data = font_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(count))
    return {tag.decode().strip(): data[start : start + size] for tag, _, start, size in entries}


@cache
def glyph_of() -> dict[int, int]:
    """Return code point -> glyph number, read from the font's format 4 character map."""
    cmap = _tables()["cmap"]
    (count,) = struct.unpack_from(">H", cmap, 2)
    starts = (struct.unpack_from(">HHI", cmap, 4 + 8 * i)[2] for i in range(count))
    at = next(s for s in starts if struct.unpack_from(">H", cmap, s)[0] == 4)
    half = struct.unpack_from(">H", cmap, at + 6)[0] // 2
    word = np.frombuffer(cmap, ">u2", offset=at, count=struct.unpack_from(">H", cmap, at + 2)[0] // 2)
    word = word.astype(np.int64)
    end, start = word[7 : 7 + half], word[8 + half : 8 + 2 * half]
    delta, offset = word[8 + 2 * half : 8 + 3 * half], word[8 + 3 * half : 8 + 4 * half]
    found: dict[int, int] = {}
    for i in range(half):
        codes = np.arange(start[i], end[i] + 1)
        if offset[i]:
            codes_at = 8 + 3 * half + i + offset[i] // 2 + (codes - start[i])
            glyphs = np.where(word[codes_at], word[codes_at] + delta[i], 0) & 0xFFFF
        else:
            glyphs = (codes + delta[i]) & 0xFFFF
        found.update(zip(codes.tolist(), glyphs.tolist(), strict=True))
    return {code: glyph for code, glyph in found.items() if glyph and code != 0xFFFF}


def needs_font(text: str) -> bool:
    """Return whether the text has characters that many machines cannot show without help."""
    return any(start <= ord(c) <= stop for c in set(text) for start, stop in _CJK)


def _cmap(codes: list[int]) -> bytes:
    """Return a character map that gives the sorted ``codes`` the glyphs from 1 on."""
    runs: list[tuple[int, int, int]] = []
    for glyph, code in enumerate(codes, 1):
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code, runs[-1][2])
        else:
            runs.append((code, code, (glyph - code) & 0xFFFF))
    runs.append((0xFFFF, 0xFFFF, 1))
    n, power = len(runs), 1 << (len(runs).bit_length() - 1)
    start, end, delta = zip(*((s, e, d) for s, e, d in runs), strict=True)
    words = [*end, 0, *start, *delta, *([0] * n)]
    search = (2 * n, 2 * power, power.bit_length() - 1, 2 * (n - power))
    body = struct.pack(">HHH4H", 4, 14 + 2 * len(words), 0, *search) + struct.pack(f">{len(words)}H", *words)
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + body


def _patched(table: bytes, at: int, value: int) -> bytes:
    return table[:at] + struct.pack(">H", value) + table[at + 2 :]


def _metrics(tables: dict[str, bytes], glyphs: NDArray[np.int64]) -> bytes:
    (full,) = struct.unpack_from(">H", tables["hhea"], 34)
    raw = np.frombuffer(tables["hmtx"], ">u2").astype(np.int64)
    advance = raw[2 * np.minimum(glyphs, full - 1)]
    bearing = raw[np.where(glyphs < full, 2 * glyphs + 1, full + glyphs)]
    return np.stack((advance, bearing), axis=1).astype(">u2").tobytes()


def _cut(codes: list[int]) -> dict[str, bytes]:
    tables, known = _tables(), glyph_of()
    glyphs = np.array([0, *(known[c] for c in codes)], np.int64)
    long_offsets = struct.unpack_from(">h", tables["head"], 50)[0]
    loca = np.frombuffer(tables["loca"], ">u4" if long_offsets else ">u2").astype(np.int64)
    loca = loca if long_offsets else loca * 2
    outlines = [tables["glyf"][loca[g] : loca[g + 1]] for g in glyphs]
    outlines = [o + b"\0" * (-len(o) % 4) for o in outlines]
    offsets = np.concatenate(([0], np.cumsum([len(o) for o in outlines])))
    return {
        **{tag: tables[tag] for tag in _COPIED},
        "cmap": _cmap(codes),
        "glyf": b"".join(outlines),
        "head": _patched(tables["head"], 50, 1),
        "hhea": _patched(tables["hhea"], 34, len(glyphs)),
        "hmtx": _metrics(tables, glyphs),
        "loca": offsets.astype(">u4").tobytes(),
        "maxp": _patched(tables["maxp"], 4, len(glyphs)),
    }


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    return int(np.frombuffer(padded, ">u4").sum(dtype=np.uint64) & 0xFFFFFFFF)


def _woff(tables: dict[str, bytes]) -> bytes:
    """Return the tables as one WOFF 1.0 file, each compressed."""
    tags = sorted(tables, key=lambda tag: tag.encode())
    offset, entries, bodies = 44 + 20 * len(tags), [], []
    sfnt = 12 + 16 * len(tags) + sum(len(t) + (-len(t) % 4) for t in tables.values())
    for tag in tags:
        raw = tables[tag]
        packed = zlib.compress(raw, 9)
        packed = packed if len(packed) < len(raw) else raw
        entries.append(
            struct.pack(">4sIIII", tag.encode().ljust(4), offset, len(packed), len(raw), _checksum(raw))
        )
        bodies.append(packed + b"\0" * (-len(packed) % 4))
        offset += len(bodies[-1])
    head = struct.pack(
        ">4sIIHHIHHIIIII", b"wOFF", 0x00010000, offset, len(tags), 0, sfnt, 1, 0, 0, 0, 0, 0, 0
    )
    return head + b"".join(entries) + b"".join(bodies)


def woff(text: str) -> bytes:
    """Return a WOFF font with exactly the characters of ``text`` that the bundled font has."""
    codes = sorted({ord(c) for c in set(text)} & glyph_of().keys())
    return _woff(_cut(codes))


def font_face(text: str, family: str) -> str:
    """Return an ``@font-face`` rule that carries the glyphs of ``text``; empty where none need help."""
    if not needs_font(text):
        return ""
    data = b64encode(woff(text)).decode()
    return f'@font-face{{font-family:"{family}";src:url(data:font/woff;base64,{data}) format("woff")}}'
