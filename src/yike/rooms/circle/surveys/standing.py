"""Homes and points that stand on no street, said in words, and tables that do not belong to the streets."""

from __future__ import annotations

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.anchors import Anchors, Why
from yike.engines.reach.places import Homes, Points
from yike.engines.reach.streets.model import Streets, metres_between
from yike.rooms.circle.surveys.candidates import Candidates
from yike.rooms.circle.surveys.surveyed import Unsnapped


def reasons(limit_m: float) -> dict[Why, tuple[str, str]]:
    """Return why → words in Chinese and English."""
    far = f"{limit_m:g}"
    return {
        Why.TOO_FAR: (f"{far} 米内没有可走的街道", f"no street to walk on within {far} m"),
        Why.NO_COORDINATE: ("没有坐标", "no coordinates"),
        Why.OUTSIDE: ("在街道图范围之外", "outside the street map"),
    }


def unsnapped(table: Homes | Points | Candidates, places: Anchors, limit_m: float) -> tuple[Unsnapped, ...]:
    """Return the places that stand on no street, in the order of their table."""
    words, rows = reasons(limit_m), None if table.origin is None else table.origin.rows
    answer = []
    for row in np.flatnonzero(~places.snapped):
        why = Why(places.why[row])
        sheet_row = None if rows is None else int(rows[row]) or None  # 0: added, not in the sheet
        answer.append(Unsnapped(int(row), table.id[row], why.name.lower(), *words[why], sheet_row))
    return tuple(answer)


def check_they_meet(streets: Streets, homes: Homes, places: Anchors) -> None:
    """Raise ``Fault`` where not one home stands on the streets, with how far apart they are."""
    if places.snapped.any():
        return
    file = None if homes.origin is None else homes.origin.file
    known = np.isfinite(homes.lon) & np.isfinite(homes.lat)
    if not known.any():
        raise _no_coordinates(file)
    x, y = float(np.median(homes.lon[known])), float(np.median(homes.lat[known]))
    if not streets.segments:
        raise _no_streets(streets.source.path or None)
    if _inside(streets, y, x):
        raise _swapped(file)
    if _inside(streets, x, y):
        raise _too_far_from_streets(file)
    raise _apart(file, _kilometres(streets, x, y))


def _inside(streets: Streets, lon: float, lat: float) -> bool:
    in_width = streets.lon.min() <= lon <= streets.lon.max()
    return bool(in_width and streets.lat.min() <= lat <= streets.lat.max())


def _kilometres(streets: Streets, lon: float, lat: float) -> float:
    x = np.clip(lon, streets.lon.min(), streets.lon.max())
    y = np.clip(lat, streets.lat.min(), streets.lat.max())
    return float(metres_between(np.asarray(lon), np.asarray(lat), np.asarray(x), np.asarray(y))) / 1000.0


def _no_coordinates(file: str | None) -> Fault:
    return Fault(
        "住户表里没有一处有坐标",
        "no home in the table has coordinates",
        do_zh="请填好经度、纬度两列",
        do_en="Fill in the longitude and latitude columns",
        file=file,
    )


def _no_streets(file: str | None) -> Fault:
    return Fault(
        "街道图里没有一条可走的街道",
        "the street map holds no street to walk on",
        do_zh="请换一份含有道路的街道文件",
        do_en="Use a street file that holds roads or paths",
        file=file,
    )


def _swapped(file: str | None) -> Fault:
    return Fault(
        "住户表的经度和纬度像是写反了",
        "longitude and latitude of the homes seem to be swapped",
        do_zh="请把两列表头对调",
        do_en="Swap the two headers",
        file=file,
    )


def _too_far_from_streets(file: str | None) -> Fault:
    return Fault(
        "住户都在街道图范围内，却没有一处靠近可走的街道",
        "the homes lie within the street map, but none is near a street this walker can use",
        do_zh="请核对坐标系、步速，或放宽上街距离",
        do_en="Check the datum and the pace, or allow a longer way to the street",
        file=file,
    )


def _apart(file: str | None, km: float) -> Fault:
    return Fault(
        f"住户和街道图不在一处，相距约 {km:,.0f} 公里",
        f"homes and streets are not in the same place, about {km:,.0f} km apart",
        do_zh="请核对是否选错了街道文件，或坐标列、坐标系有误",
        do_en="Check the street file, the coordinate columns and the datum",
        file=file,
    )
