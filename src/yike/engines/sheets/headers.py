"""Which column is which: headers in Chinese or English, however they are typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from yike.engines.faults import Fault

# Every role with the names it goes by, the more telling first: where a table has two, the first wins.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "lon": ("经度", "lon", "lng", "long", "longitude", "东经", "pointx", "x坐标", "x"),
    "lat": ("纬度", "lat", "latitude", "北纬", "pointy", "y坐标", "y"),
    "lonlat": ("经纬度", "坐标", "坐标点", "location", "coordinates", "lonlat", "lnglat"),
    "id": ("编号", "编码", "代码", "id", "code", "uid", "序号", "fid", "gid", "osmid", "objectid", "no"),
    "name": ("名称", "站点名称", "点位名称", "设施名称", "name", "title"),
    "kind": ("类型", "类别", "种类", "设施类型", "站点类型", "kind", "type", "category"),
    "area": (
        "社区",
        "所属社区",
        "社区名称",
        "网格",
        "所属网格",
        "community",
        "area",
        "grid",
        "neighbourhood",
    ),
    "households": ("户数", "总户数", "家庭户数", "住户数", "households", "hh"),
    "elders": (
        *("老人", "老人数", "老年人", "老年人数", "65岁以上", "65岁及以上", "65岁以上人口", "65+"),
        *("elders", "elderly", "seniors"),
    ),
    "population": ("人口", "人数", "常住人口", "居民数", "population", "pop", "residents"),
    "hours": ("开放时间", "营业时间", "服务时间", "办公时间", "openinghours", "hours", "openhours"),
    "datum": ("坐标系", "坐标系统", "坐标类型", "datum", "crs"),
}
ROLE_OF = {name: role for role, names in SYNONYMS.items() for name in names}

# The words by which a header, a cell or a person names a datum.
DATUMS: dict[str, tuple[str, ...]] = {
    "wgs84": ("wgs84", "wgs1984", "epsg4326", "4326", "crs84", "gps", "wgs"),
    "cgcs2000": ("cgcs2000", "epsg4490", "4490", "国家2000", "2000国家大地坐标系", "国家大地2000", "天地图"),
    "gcj02": (
        "gcj02",
        "gcj",
        "火星",
        "火星坐标",
        "火星坐标系",
        "高德",
        "高德坐标",
        "腾讯",
        "腾讯坐标",
        "国测局",
    ),
    "bd09": ("bd09", "bd09ll", "bd", "百度", "百度坐标", "百度坐标系"),
}
_DATUM_OF = {word: datum for datum, words in DATUMS.items() for word in words}
_NOISE = re.compile(r"[\s_\-:./\ufeff\u200b]+")
_NOTE = re.compile(r"^(?P<name>[^(]+)\((?P<note>[^)]*)\)$")
_TAIL = re.compile(r"^(?P<name>.+)[_\- ](?P<note>[^_\- ]+(?:-\d+)?)$")


def clean(header: object) -> str:
    """Return a header as it is shown: text without byte-order mark, line breaks and outer spaces."""
    if header is None:
        return ""
    if isinstance(header, float) and header.is_integer():
        header = int(header)
    return re.sub(r"\s+", " ", str(header).replace("\ufeff", "").replace("\u200b", "")).strip()


def normal(header: object) -> str:
    """Return a header for comparing: half-width, lower case, no spaces, underscores or hyphens."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", clean(header)).casefold())


def datum_word(text: object) -> str | None:
    """Return the datum that a word names ("GCJ-02", "百度", "EPSG:4490"), None where it names none."""
    return _DATUM_OF.get(normal(text))


def role_of(header: object) -> tuple[str | None, str | None]:
    """Return the role of a column and the datum its header states, if any: "经度(GCJ-02)" is (lon, gcj02)."""
    text = unicodedata.normalize("NFKC", clean(header)).casefold()
    whole = ROLE_OF.get(normal(text))
    if whole:
        return whole, None
    if note := _NOTE.match(text):
        return ROLE_OF.get(normal(note["name"])), datum_word(note["note"])
    if (tail := _TAIL.match(text)) and (datum := datum_word(tail["note"])):
        return ROLE_OF.get(normal(tail["name"])), datum
    return None, None


def known_headers(row: Iterable[object]) -> int:
    """Return how many cells of a row are names this program knows."""
    return sum(1 for cell in row if isinstance(cell, str) and role_of(cell)[0])


def _rank(header: str, role: str) -> int:
    """Return how telling a header is for its role, 0 the most; notes in brackets rank after bare names."""
    key = normal(header)
    names = SYNONYMS[role]
    return names.index(key) if key in names else len(names)


def find_role(headers: Iterable[str], role: str) -> str | None:
    """Return the header that holds ``role``, None where there is none."""
    fitting = [h for h in headers if role_of(h)[0] == role]
    return min(fitting, key=lambda h: _rank(h, role), default=None)


def find_lon_lat(headers: Iterable[str]) -> tuple[str, str, str | None] | None:
    """Return the headers of longitude and latitude and the datum they state; WGS-84 wins over others."""
    roles = [(h, *role_of(h)) for h in headers]
    for datum in (None, *DATUMS):
        lon = find_role([h for h, _, d in roles if d == datum], "lon")
        lat = find_role([h for h, _, d in roles if d == datum], "lat")
        if lon and lat:
            return lon, lat, datum
    return None


def closest_first(name: str, headers: Iterable[str]) -> list[str]:
    """Return the headers, those that look like ``name`` first."""
    every = list(headers)
    near = get_close_matches(normal(name), [normal(h) for h in every], n=len(every) or 1, cutoff=0.5)
    return sorted(every, key=lambda h: near.index(normal(h)) if normal(h) in near else len(near))


def find_column(name: str, headers: Iterable[str], *, file: object = None) -> str:
    """Return the header that a person means by ``name``: as written, as typed loosely, or by its role.

    Raises ``Fault`` that lists the columns there are, the closest first.
    """
    every = list(headers)
    if name in every:
        return name
    loose = [h for h in every if normal(h) == normal(name)]
    role = role_of(name)[0]
    found = loose[0] if loose else role and find_role(every, role)
    if found:
        return found
    listed = closest_first(name, every)
    raise Fault(
        f"没有“{name}”这一列",
        f'there is no column "{name}"',
        do_zh=f"表里有这些列：{'、'.join(listed)}",
        do_en=f"The columns are: {', '.join(listed)}",
        file=file,
    )
