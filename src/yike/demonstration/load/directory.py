"""The directory in the database: points, items, who offers what, and what happened to them since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from yike.core.accounts.models import Unit, User
from yike.core.areas.models import Area
from yike.core.record.clock import moved_to, today
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.demonstration import directory
from yike.demonstration.dice import Dice
from yike.demonstration.directory import DEVICES, KEEP_HOLIDAYS, Item, Point
from yike.demonstration.offices import BANKS
from yike.demonstration.town import SEED, Town
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewItem, NewMaterial, NewOffer, NewPoint
from yike.rooms.circle.models import Mode, PointKind, PointState, ServiceItem, ServicePoint

VERSION = "演示"
UNVERIFIED = (
    "演示举例：材料、收费、时限都没有核实，请以当地公布的为准"
    " · An example: papers, fees and limits are not verified"
)
WINDOWS = 6  # of a service centre
PREPARED = ("st027", "st031")  # stations that opened only after the office had begun
NAMES = {office.code: office.name for office in BANKS}


def load_directory(
    by: By, town: Town, areas: Mapping[str, Area], users: Mapping[str, User]
) -> dict[str, ServicePoint]:
    """Add all points, items and offers; return the points by code."""
    points = _add_points(by, town, areas, users)
    items = actions.add_items(by, [_item(item) for item in directory.items()])
    actions.add_offers(by, list(_offers(points, items)))
    return points


def _add_points(
    by: By, town: Town, areas: Mapping[str, Area], users: Mapping[str, User]
) -> dict[str, ServicePoint]:
    """Add the points: first those that others lie inside of."""
    units = {unit.name: unit for unit in Unit.objects.filter(name__in=NAMES.values())}
    keepers = {who.place.community: users[who.username] for who in town.staff if who.role is Role.SECRETARY}
    wanted = directory.points(dict(town.communities), SEED)
    added: dict[str, ServicePoint] = {}
    for inside in (False, True):
        batch = [_point(one, areas, keepers, units, added) for one in wanted if bool(one.host) is inside]
        added |= {row.code: row for row in actions.add_points(by, batch)}
    return added


def _point(
    point: Point,
    areas: Mapping[str, Area],
    keepers: Mapping[str, User],
    units: Mapping[str, Unit],
    added: Mapping[str, ServicePoint],
) -> NewPoint:
    dice = Dice(SEED, "kept", point.code)
    more: dict[str, Any] = {
        "state": PointState.PREPARING if point.code in PREPARED else PointState.OPEN,
        "phone": point.phone,
        "features": list(point.features),
        "devices": "\n".join(DEVICES.get(point.kind, ())),
        "keeps_holidays": point.kind in KEEP_HOLIDAYS,
        "checked_on": today() - timedelta(days=dice.whole(0, 70)),
        "keeper": keepers[point.community],
    }
    if point.partner:
        order = int(point.partner[-1])
        ends = today() + timedelta(days=42 + (20, 200, 400)[order - 1])
        more |= {"partner": units[NAMES[point.partner]], "agreement_until": ends}
        more["agreement"] = f"双塔街道政银合作协议（演示）第{order}号"
    area, host = areas[point.community], added.get(point.host)
    return NewPoint(
        point.kind,
        point.name,
        area,
        point.address,
        point.lon,
        point.lat,
        point.hours,
        point.code,
        host,
        more,
    )


def _item(item: Item) -> NewItem:
    row = item.row
    more = {
        "name_en": row["name_en"],
        "plain_en": row["plain_en"],
        "promised_days": int(row["days"]),
        "legal_days": int(row["legal"]) if row["legal"] else None,
        "fee": row["fee"],
        "basis": UNVERIFIED,  # and no source_date: it would be read as the day of a rule that nobody looked up
        "version": VERSION,
    }
    materials = tuple(
        NewMaterial(name, form, 1, given_back, required, name_en=directory.materials_in_english()[name])
        for name, form, given_back, required in item.materials
    )
    return NewItem(
        row["code"], row["name"], row["type"], row["level"], item.everyday, row["plain"], materials, more
    )


def _offers(points: Mapping[str, ServicePoint], rows: list[ServiceItem]) -> list[NewOffer]:
    """Return which point offers what: the kinds the table names, and a few points do not do all of it."""
    found = []
    for item, row in zip(directory.items(), rows, strict=True):
        for kind, mode in item.offered:
            for point in points.values():
                alone = kind in {PointKind.SERVICE_CENTRE, PointKind.REGISTRATION}
                if point.kind == kind and (alone or Dice(SEED, row.code, point.code).chance(0.85)):
                    found.append(NewOffer(point, row, mode, more=_window(point, row, mode)))
    return found


def _window(point: ServicePoint, item: ServiceItem, mode: str) -> dict[str, str]:
    """Return at which window of a service centre an item is done: those of one field at the same."""
    if point.kind != PointKind.SERVICE_CENTRE or mode != Mode.WINDOW:
        return {}
    return {"place": f"{sum(map(ord, item.code.partition('-')[0])) % WINDOWS + 1} 号窗口"}


def change_directory(points: Mapping[str, ServicePoint], users: Mapping[str, User]) -> None:
    """Let six weeks pass over the directory: a pause, a trial, a new place, longer hours, a day off."""
    clerk = By.person(users["clerk"])
    by_kind: dict[str, list[ServicePoint]] = {}
    for point in points.values():
        by_kind.setdefault(point.kind, []).append(point)
    stations, houses = by_kind[PointKind.SERVICE_STATION], by_kind[PointKind.NEIGHBOUR_HOUSE]
    with moved_to(-timedelta(days=30, hours=3)):
        actions.set_hours(clerk, stations[3], hours="周一至周五 9:00-12:00，13:30-19:30", keeps_holidays=True)
    with moved_to(-timedelta(days=12, hours=4)):
        back = today() + timedelta(days=40)
        actions.go(clerk, houses[1], "pause", reason="屋顶漏水，正在修", back_on=back)
    with moved_to(-timedelta(days=5, hours=2)):
        actions.change_point(
            clerk, stations[7], reason="搬到一楼", entrance="一楼东门", lon=stations[7].lon + 0.0002
        )
        day = today() + timedelta(days=7)
        actions.add_exception(clerk, stations[0], since=day, until=day, reason="消防演练，停业一天")
    with moved_to(-timedelta(days=1, hours=5)):
        _open_a_market(clerk, points["st001"])


def _open_a_market(clerk: By, near: ServicePoint) -> None:
    """Add a market that offers three items for an afternoon: it counts in the circle while it lasts."""
    day = today() + timedelta(days=3)
    market = actions.add_point(
        clerk,
        NewPoint(
            PointKind.EVENT,
            "十梓街便民市集",
            near.area,
            "十梓街中段",
            near.lon + 0.001,
            near.lat,
            "每天 13:00-17:00",
            "shiji1",
            None,
            {"state": PointState.OPEN, "first_day": day, "last_day": day, "keeps_holidays": False},
        ),
    )
    for item in ServiceItem.objects.filter(code__in=("WJ-007", "FL-001", "SS-007")):
        actions.offer(clerk, NewOffer(market, item))
