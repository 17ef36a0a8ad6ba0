"""Cells of a workbook that look empty and are not: formulas nobody reckoned, and errors such as #N/A."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

_PIECE = 4 << 20
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
# A formula of which no answer was stored; t="str" with an empty answer is an answer.
_FORMULA = rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
_NO_ANSWER = rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
_HOLLOW = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>\s*" + _FORMULA + _NO_ANSWER)
_ERROR = re.compile(rb"<(?:\w+:)?c\s([^>]*\bt=[\"']e[\"'][^>]*)>")


def _said(tag: bytes) -> dict[str, str]:
    return {
        name.decode(): unescape(value.decode("utf-8", "replace")) for name, value in _ATTRIBUTE.findall(tag)
    }


def _id_of(tags: list[bytes], name: str) -> str:
    """Return the relation of the sheet ``name``, whatever prefix its program gave the attribute."""
    said = next((one for one in map(_said, tags) if one.get("name") == name), {})
    return next((value for key, value in said.items() if key.endswith(":id")), "")


def _part(archive: zipfile.ZipFile, name: str) -> str:
    """Return the part that holds the sheet ``name``. Raises ``KeyError`` where the workbook does not say."""
    wanted = _id_of(_SHEET.findall(archive.read("xl/workbook.xml")), name)
    for said in map(_said, _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))):
        if said.get("Id") == wanted:
            target = said["Target"]
            return target[1:] if target.startswith("/") else f"xl/{target}"
    raise KeyError(name)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a sheet in pieces that end with a row."""
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            text = tail + piece
            end = text.rfind(b"row>") + 4 if b"row>" in text else len(text)
            yield text[:end]
            tail = text[end:]
    yield tail


def hollow_cells(path: Path, sheet: str) -> dict[str, str]:
    """Return the cells (C7) of a sheet that hold a ``formula`` without an answer, or an ``error``.

    Empty for workbooks that are no packed XML (XLS) or do not say where the sheet is.
    """
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for text in _pieces(archive, _part(archive, sheet)):
                for pattern, kind in ((_HOLLOW, "formula"), (_ERROR, "error")):
                    said = (_said(match[1]) for match in pattern.finditer(text))
                    found |= {one["r"]: kind for one in said if "r" in one and one.get("t") != "str"}
    except (zipfile.BadZipFile, KeyError):
        return {}
    return found
