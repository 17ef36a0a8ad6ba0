"""Where a visitor starts from: what they wrote, found among positions, communities, buildings and points."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from yike.rooms.circle.door.asked import Asked, Position
from yike.rooms.circle.queries.finding import Finder
from yike.rooms.circle.queries.places import Places, Spot, one_spelling

CHINA = (73.0, 3.0, 136.0, 54.0)  # west, south, east, north
FAR = 0.03  # degrees beyond the street's own places, some three kilometres
MANY = 8  # candidates that are told
DIGITS = 5  # of a degree: a metre


@dataclass(frozen=True)
class Start:
    """``spot``: where they stand, None where nobody knows. ``maybe``: places it could be.

    ``remark``: what to tell them. ``far``: outside the street, where only the straight line is known.
    """

    spot: Spot | None = None
    maybe: tuple[Spot, ...] = ()
    remark: str = ""
    far: bool = False


def start(asked: Asked, places: Places, finder: Finder) -> Start:
    """Return where the visitor starts from; never fails, whatever they wrote.

    What no name holds is looked for by sound and with mistakes forgiven.
    """
    if not asked.where:
        return Start()
    if (position := asked.position) is not None:
        return _at(position, places)
    if (spot := places.by_name.get(one_spelling(asked.where))) is not None:
        return Start(spot)
    maybe = tuple(alike(asked.where, places)) or _sounding(asked.where, places, finder)
    if len(maybe) == 1 and one_spelling(asked.where) in one_spelling(maybe[0].name):
        return Start(maybe[0])
    if maybe:
        return Start(maybe=maybe, remark=_("是下面哪一处？"))
    return Start(
        remark=_("没有找到“%(where)s”。请写弄堂和门牌，如“梅巷 12 号”，或选社区。") % {"where": asked.where}
    )


def _sounding(text: str, places: Places, finder: Finder) -> tuple[Spot, ...]:
    names = (match.thing.name for match in finder.find_place(text, MANY))
    return tuple(dict.fromkeys(places.by_name[one_spelling(name)] for name in names))


def _at(position: Position, places: Places) -> Start:
    lon, lat = position
    remark = ""
    if not _inside(CHINA, lon, lat) and _inside(CHINA, lat, lon):
        lon, lat = lat, lon
        remark = _("经度和纬度写反了，已经换过来。")
    if not _inside(CHINA, lon, lat):
        return Start(remark=_("这个位置不在国内，请重新选一个位置。"))
    spot = Spot(_("您选的位置"), round(lon, DIGITS), round(lat, DIGITS))
    far = places.box is not None and not _inside(_wider(places.box), lon, lat)
    if far:
        remark = _("这个位置离本街道很远，下面只能按直线估算。")
    return Start(spot, remark=remark, far=far)


def _inside(box: tuple[float, float, float, float], lon: float, lat: float) -> bool:
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


def _wider(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = box
    return west - FAR, south - FAR, east + FAR, north + FAR


def alike(text: str, places: Places) -> list[Spot]:
    """Return the places whose name holds the text or is held by it, the closest first, at most ``MANY``."""
    wanted = one_spelling(text)
    if not wanted:
        return []
    near = [(spot, one_spelling(spot.name)) for spot in places.all]
    held = [(spot, name) for spot, name in near if wanted in name or (len(name) > 2 and name in wanted)]
    held.sort(
        key=lambda one: (
            not one[1].startswith(wanted),
            -SequenceMatcher(None, wanted, one[1]).ratio(),
            one[1],
        )
    )
    return list(dict.fromkeys(spot for spot, _name in held))[:MANY]


def as_where(spot: Spot) -> str:
    """Return a spot as it stands in an address: its name, or the position where it has none."""
    if spot.kind == "position":
        return f"{spot.lon:.{DIGITS}f},{spot.lat:.{DIGITS}f}"
    return spot.name
