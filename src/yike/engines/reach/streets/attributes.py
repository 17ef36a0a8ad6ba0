"""Attributes of lines and tables as OpenStreetMap tags, under Chinese or English headers."""

from __future__ import annotations

import math
import re
from ast import literal_eval
from collections.abc import Mapping

from yike.engines.reach.streets.walking import READ_KEYS, WayVerdict, way_verdict
from yike.engines.sheets.headers import normal

KEYS: dict[str, tuple[str, ...]] = {
    "name": ("name", "路名", "道路名称", "街道名称", "街路名", "名称", "street", "streetname", "road"),
    "highway": ("highway", "道路类型", "道路等级", "fclass", "roadtype"),
    "steps": ("steps", "stairs", "台阶", "楼梯"),
    "foot": ("foot", "步行", "可步行", "walk", "walkable"),
    "access": ("access", "通行", "通行权限"),
    "bridge": ("bridge", "桥", "桥梁"),
    "tunnel": ("tunnel", "隧道", "地道"),
    "barrier": ("barrier", "障碍", "门禁"),
    "opening_hours": ("openinghours", "hours", "开放时间"),
    "wheelchair": ("wheelchair", "轮椅", "无障碍"),
    "crossing": ("crossing", "过街"),
    "oneway:foot": ("oneway:foot", "步行单行"),
}
_KEY_OF = {normal(name): key for key, names in KEYS.items() for name in names}
_WORDS = {"是": "yes", "有": "yes", "可": "yes", "1": "yes", "true": "yes", "t": "yes", "y": "yes"} | {
    "否": "no", "无": "no", "不可": "no", "0": "no", "false": "no", "f": "no", "n": "no", "私有": "private"
}  # fmt: skip
_FLAGS = ("steps", "foot", "bridge", "tunnel", "wheelchair", "crossing", "oneway:foot")
OTHER_LINES = ("waterway", "natural", "railway", "boundary", "power", "building", "landuse")
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def key_of(header: str) -> str | None:
    """Return the tag that a header stands for, None where it stands for none."""
    return _KEY_OF.get(normal(header)) or (header if header in READ_KEYS or header in OTHER_LINES else None)


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.strip() if isinstance(value, str) else str(value)


def listed(text: str) -> list[str]:
    """Return the values of a cell: OSMnx writes several as a Python list, ``['footway', 'steps']``."""
    if text.startswith("[") and text.endswith("]"):
        try:
            found = literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return [text]
        return [_text(value) for value in found] if isinstance(found, list) and found else [text]
    return [text]


def tags_of(properties: Mapping[str, object]) -> dict[str, str]:
    """Return the tags in the properties of one line: known headers by their tag, empty values left out.

    ``other_tags``, as GDAL writes the tags it has no column for, is opened up. Yes and no may be written in
    Chinese, as numbers or as truth values.
    """
    tags: dict[str, str] = {}
    for header, value in properties.items():
        key, text = key_of(header), _text(value)
        if header == "other_tags":
            tags = dict(_HSTORE.findall(text)) | tags
        elif key and text:
            first = listed(text)[0] if key != "highway" else text
            tags[key] = _WORDS.get(first.casefold(), first) if key in (*_FLAGS, "access") else first
    return tags


def verdict_of(tags: Mapping[str, str]) -> WayVerdict | None:
    """Return what a line with these tags means for walkers; a line without ``highway`` is a plain street."""
    if "highway" not in tags and any(key in tags for key in OTHER_LINES):
        return None
    steps = tags.get("steps", "no") != "no"
    known = {k: v for k, v in tags.items() if k in READ_KEYS}
    if tags.get("crossing", "no") != "no" and "highway" not in tags:
        known["footway"] = "crossing"
    kinds = ["steps"] if steps else listed(tags.get("highway", "road"))
    found = [v for kind in kinds if (v := way_verdict(known | {"highway": kind.split("_grade")[0]}))]
    return _worst(found) if found else None


def _worst(verdicts: list[WayVerdict]) -> WayVerdict:
    """Return the verdict of a line drawn from several classes: everything that any of them meets."""
    mark = verdicts[0].mark
    for verdict in verdicts[1:]:
        mark |= verdict.mark
    return WayVerdict(mark, verdicts[0].hours, verdicts[0].backwards, verdicts[0].crossing, verdicts[0].area)
