"""The directory of the demonstration: which points of the sketch it has, and what can be done there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import shapely.geometry

from yike.demonstration.codes import community_name
from yike.demonstration.dice import Dice
from yike.demonstration.offices import BANKS
from yike.rooms.circle.models import Feature, Mode, PointKind
from yike.rooms.circle.sketch import sketch_files

KINDS = MappingProxyType(
    {
        "便民服务中心": PointKind.SERVICE_CENTRE,
        "便民服务站": PointKind.SERVICE_STATION,
        "银行网点": PointKind.BANK,
        "自助区24h": PointKind.SELF_SERVICE,
        "公益空间": PointKind.PUBLIC_SPACE,
        "就业服务站": PointKind.JOB_STATION,
        "集中登记点": PointKind.REGISTRATION,
        "法律服务点": PointKind.LEGAL,
        "邻里之家": PointKind.NEIGHBOUR_HOUSE,
        "卫生服务站": PointKind.HEALTH_STATION,
    }
)
MOST = {PointKind.LEGAL: 4, PointKind.NEIGHBOUR_HOUSE: 5}  # of the rest, all that the sketch has
KEEP_HOLIDAYS = frozenset(
    {PointKind.SERVICE_CENTRE, PointKind.SERVICE_STATION, PointKind.JOB_STATION}
    | {PointKind.REGISTRATION, PointKind.LEGAL, PointKind.PUBLIC_SPACE}
)
EVENINGS = MappingProxyType(
    {
        "ST001": "周一、周三至周五 9:00-12:00，13:30-17:00；周二 9:00-12:00，13:30-20:00；周六 9:00-12:00",
        "ST003": "周一至周六 9:00-20:30",
        "ST006": "每天 8:00-17:00；周二、周四 8:00-20:00",
        "ST010": "周一、周三至周五 9:00-17:00；周二 9:00-20:00",
        "ST055": "周一至周六 13:00-20:30",
        "ST079": "周二 18:30-20:30；周五 13:30-16:30；周六 9:00-11:00",
        "ST090": "周一至周六 9:00-17:30；周二、周四 9:00-20:30",
    }
)  # by code of the sketch: places that also serve whoever works by day
DEVICES = MappingProxyType(
    {
        PointKind.SERVICE_CENTRE: ("叫号机", "高拍仪", "自助证照打印机"),
        PointKind.SELF_SERVICE: ("政务一体机", "社保自助机", "证件照相机"),
        PointKind.BANK: ("智能柜员机",),
        PointKind.SERVICE_STATION: ("打印机", "高拍仪"),
        PointKind.HEALTH_STATION: ("血压计", "血糖仪"),
    }
)


@dataclass(frozen=True)
class Point:
    """A point to be: the ``community`` it lies in, the code of its ``host``, the code of the ``partner`` unit."""

    code: str
    kind: PointKind
    name: str
    lon: float
    lat: float
    community: str
    address: str
    hours: str
    phone: str
    host: str
    partner: str
    features: tuple[Feature, ...]


@dataclass(frozen=True)
class Item:
    """An item as the table has it; ``materials`` are (name, form, given back, required).

    ``row["legal"]`` are the days a national rule allows, empty where none names them.
    """

    row: dict[str, str]
    everyday: tuple[str, ...]
    materials: tuple[tuple[str, str, bool, bool], ...]
    offered: tuple[tuple[PointKind, Mode], ...]


def points(communities: dict[str, Any], seed: int) -> tuple[Point, ...]:
    """Return the points that the demonstration has, those around others first."""
    with sketch_files().points.open(encoding="utf-8-sig", newline="") as file:
        rows = list(_wanted(csv.DictReader(file)))
    codes = {row["编号"] for row in rows}
    banks = iter(BANKS)
    drawn = []
    for row in rows:
        kind, dice = KINDS[row["类型"]], Dice(seed, "point", row["编号"])
        lon, lat = float(row["经度"]), float(row["纬度"])
        community = _community(communities, lon, lat)
        partner = next(banks, None) if kind is PointKind.BANK else None
        host = row["所在"] if row["所在"] in codes else ""
        drawn.append(
            Point(
                row["编号"].lower(),
                kind,
                row["名称"],
                lon,
                lat,
                community,
                row["地址"] or community_name(community),
                EVENINGS.get(row["编号"], row["开放时间"]),
                row["电话"],
                host.lower(),
                partner.code if partner else "",
                tuple(sorted(dice.some([*Feature], dice.whole(1, 4)))),
            )
        )
    return tuple(sorted(drawn, key=lambda point: bool(point.host)))


def _wanted(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    seen: dict[PointKind, int] = {}
    for row in rows:
        if (kind := KINDS.get(row["类型"])) is not None:
            seen[kind] = seen.get(kind, 0) + 1
            if seen[kind] <= MOST.get(kind, seen[kind]):
                yield row


def _community(communities: dict[str, Any], lon: float, lat: float) -> str:
    """Return the community a point lies in, or nearest to."""
    here = shapely.geometry.Point(lon, lat)
    return min(communities, key=lambda name: shapely.geometry.shape(communities[name]).distance(here))


@cache
def items() -> tuple[Item, ...]:
    """Return the items of the table, what to bring and where they are offered."""
    table = files("yike.demonstration") / "data" / "items.csv"
    return tuple(_item(row) for row in csv.DictReader(table.read_text("utf-8").splitlines()))


@cache
def materials_in_english() -> dict[str, str]:
    """Return what the materials of the table are called in English."""
    table = files("yike.demonstration") / "data" / "materials.csv"
    return {row["name"]: row["name_en"] for row in csv.DictReader(table.read_text("utf-8").splitlines())}


def _item(row: dict[str, str]) -> Item:
    """Read one line: ``*`` after a material: the original is given back; ``+``: a copy too; no mark: handed in."""
    offered = (pair.split(":") for pair in row["offered"].split())
    return Item(
        row,
        tuple(filter(None, row["everyday"].split("|"))),
        tuple(_material(text) for text in filter(None, row["materials"].split("|"))),
        tuple((PointKind(_kind(kind)), Mode(mode)) for kind, mode in offered),
    )


def _kind(word: str) -> str:
    return {"self": "self_service"}.get(word, word)


def _material(text: str) -> tuple[str, str, bool, bool]:
    name = text.rstrip("*+")
    both = text.endswith("+")
    form = "both" if both else "original"
    return name, form, text.endswith(("*", "+")), True
