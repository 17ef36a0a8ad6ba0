"""The list of duties as a sheet: one row for each place with who answers for it now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yike.core.accounts.models import Unit, User
from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import locate_one
from yike.core.look.choices import labelled, words
from yike.core.record.clock import today
from yike.engines.faults import Fault
from yike.engines.sheets import readers
from yike.engines.sheets.columns import Column, Sheet
from yike.rooms.grid import rules
from yike.rooms.grid.models import Duty, DutyPlace, PlaceKind
from yike.rooms.grid.queries import duties as queries
from yike.rooms.grid.sheets import planning
from yike.rooms.grid.sheets.plain import as_is, told
from yike.rooms.grid.sheets.planning import Change, Plan
from yike.rooms.grid.sheets.reading import Drafts, Row

PLACE = ("kind", "name", "area", "address", "lon", "lat", "line")
TERMS = ("unit", "partner", "leader", "members", "since", "until")
NEAR = 2e-7  # degrees: two centimetres, which a spreadsheet may lose


def _degrees(most: float) -> readers.Reader:
    read = readers.degrees(most)
    return lambda cell: read(cell) if readers.plain(cell) else None


def corners(cell: object) -> list[list[float]]:
    """Return the corners of a stretch: ``lon lat; lon lat``. Raises ``Fault`` for anything else."""
    said = readers.text(20_000)(cell)
    lon, lat = readers.degrees(180.0), readers.degrees(90.0)
    found = []
    for part in said.replace("；", ";").split(";"):
        pair = part.replace("，", " ").replace(",", " ").split()
        if pair and len(pair) != 2:
            do = "请写成 120.62 31.30; 120.63 31.31 这样", "Write it like 120.62 31.30; 120.63 31.31"
            raise readers.wrong(part.strip(), "不是一个位置", "is no position", *do)
        if pair:
            found.append([lon(pair[0]), lat(pair[1])])
    return found


def members(cell: object) -> list[str]:
    """Return the names in a cell."""
    return [one.strip() for one in readers.PARTS.split(readers.text(400)(cell)) if one.strip()]


def _corners_told(line: Any) -> str:
    return "; ".join(f"{lon:.7f} {lat:.7f}" for lon, lat in line or ())


SHEET = Sheet(
    "duties",
    "包干表",
    "duties",
    ("code",),
    (
        Column("code", ("编号", "点位编号"), "code", readers.code(20)),
        Column("kind", ("类型",), "kind", readers.choice(words(PlaceKind)), labelled(PlaceKind)),
        Column(
            "name",
            ("点位", "名称", "点位名称"),
            "place",
            readers.text(60, needed=True),
            needed=True,
            width=24,
        ),
        Column("area", ("所在网格", "网格"), "grid", readers.text(60), told, width=18),
        Column("address", ("地址",), "address", readers.text(120), width=24),
        Column("lon", ("经度",), "longitude", _degrees(180.0), as_is, width=12),
        Column("lat", ("纬度",), "latitude", _degrees(90.0), as_is, width=12),
        Column("line", ("走向",), "corners", corners, _corners_told, width=24),
        Column("unit", ("责任单位", "包干单位"), "duty unit", readers.text(80, needed=True), told, True, 22),
        Column("partner", ("共建单位",), "partner unit", readers.text(80), told, width=22),
        Column("leader", ("组长",), "leader", readers.text(60), told),
        Column(
            "members", ("队员", "组员"), "members", members, lambda names: "、".join(names or ()), width=24
        ),
        Column("since", ("从", "起"), "from", readers.day, lambda day: day.isoformat() if day else ""),
        Column("until", ("到", "止"), "until", readers.day, lambda day: day.isoformat() if day else ""),
    ),
)


@dataclass
class Standing:
    """What there is: places with who answers for them now; areas, units and people by what they are called."""

    places: dict[str, DutyPlace]
    by_name: dict[tuple[str, int], DutyPlace]
    taken: frozenset[str]
    now: dict[int, Duty]
    areas: dict[str, list[Area]]
    units: dict[str, Unit]
    people: dict[str, list[User]]
    seen: set[int] = field(default_factory=set)


def standing(user: Any) -> Standing:
    """Return what there is for ``user``. Six queries."""
    kept = list(
        rules.EXCHANGE_DUTIES.visible(DutyPlace.objects.select_related("area"), user).defer("area__polygon")
    )
    duties = queries.at_work().filter(place__in=[place.pk for place in kept])
    areas = named_areas(user)
    people: dict[str, list[User]] = {}
    for person in queries.leaders(user):
        for name in {person.username, person.name}:
            people.setdefault(name.casefold(), []).append(person)
    units = {name.casefold(): unit for unit in queries.units() for name in (unit.name, unit.code) if name}
    return Standing(
        {place.code: place for place in kept},
        {(place.name, place.area_id): place for place in kept},
        frozenset(DutyPlace.objects.order_by().values_list("code", flat=True)),
        {duty.place_id: duty for duty in duties.select_related("unit", "partner", "leader")},
        areas,
        units,
        people,
    )


def named_areas(user: Any) -> dict[str, list[Area]]:
    """Return the areas somebody keeps by what a cell may call them: code, name, or community and name."""
    found: dict[str, list[Area]] = {}
    above: dict[str, str] = {}
    for area in queries.kept_areas(user):
        above[area.path] = area.name
        for name in {area.code, area.name, above.get(area.parent_path, "") + area.name}:
            found.setdefault(name.casefold(), []).append(area)
    return found


def plan_duties(drafts: Drafts, user: Any, *, complete: bool = False) -> Plan:
    """Return what a file would do to the duties as they stand. Writes nothing.

    ``complete``: places that the file leaves out are dropped, unless they are over a fifth of all.
    """
    plan, there = Plan(mistakes=list(drafts.mistakes)), standing(user)
    names: set[tuple[str, int]] = set()
    for row in drafts.rows:
        _look(plan, there, row, names)
    if complete and plan.ready:
        open_ = [place for place in there.places.values() if place.dropped_on is None]
        plan.leave_out([place for place in open_ if place.pk not in there.seen], len(open_))
    return plan


def _look(plan: Plan, there: Standing, row: Row, names: set[tuple[str, int]]) -> None:
    values, mistakes = dict(row.values), len(plan.mistakes)
    values.pop("code", None)
    old = there.places.get(row.values.get("code") or "")
    _people(plan, there, row, values)
    _place(plan, there, row, values, old)
    if len(plan.mistakes) > mistakes:
        return
    area: Any = values.get("area") or (old.area if old else None)  # known by now: else it was a mistake
    old = old or there.by_name.get((values["name"], area.pk))
    key = (values["name"], area.pk)
    if key in names or (old is not None and old.pk in there.seen):
        plan.wrong(row, "name", planning.twice())
        return
    names.add(key)
    if old is None:
        _new(plan, there, row, values)
    else:
        there.seen.add(old.pk)
        _known(plan, there, row, values, old)


def _people(plan: Plan, there: Standing, row: Row, values: dict[str, Any]) -> None:
    """Put units and people in place of their names."""
    for role in ("unit", "partner"):
        if role in values:
            name, values[role] = values[role], None
            if name:
                values[role] = there.units.get(name.casefold())
                if values[role] is None:
                    plan.wrong(row, role, planning.unknown("单位", "unit", name))
    if "leader" in values:
        values["leader"] = _one(plan, row, "leader", there.people, ("人", "person"))


def _one(plan: Plan, row: Row, role: str, known: dict[str, list[Any]], what: tuple[str, str]) -> Any:
    """Return the one thing a cell names; more than one, or none, is a mistake."""
    name = row.values[role]
    found = {one.pk: one for one in known.get(name.casefold(), [])}
    if name and len(found) != 1:
        fault = planning.several if found else planning.unknown
        plan.wrong(row, role, fault(*what, name))
        return None
    return next(iter(found.values()), None)


def _place(plan: Plan, there: Standing, row: Row, values: dict[str, Any], old: DutyPlace | None) -> None:
    """Find the area: as named, else where the place lies, else as it was."""
    if values.get("area"):
        values["area"] = _one(plan, row, "area", there.areas, ("网格或社区", "grid or community"))
    else:
        values.pop("area", None)
    line = values.get("line") or []
    lon, lat = line[len(line) // 2] if line else (values.get("lon"), values.get("lat"))
    if (lon is None) != (lat is None):
        half = Fault(
            "经度和纬度要么都填，要么都空",
            "give both longitude and latitude, or neither",
            do_zh="请补上或都清空",
            do_en="Fill in both or clear both",
        )
        plan.wrong(row, "lon", half)
        return
    if "area" not in values and lon is not None and lat is not None:
        found = locate_one(lon, lat, AreaLevel.GRID) or locate_one(lon, lat, AreaLevel.COMMUNITY)
        mine = found and there.areas.get(found.code.casefold())
        if mine:
            values["area"] = mine[0]
    if values.get("area") is None and old is None and "area" not in row.spots:
        plan.wrong(row, "name", _no_area())
    elif "area" not in values and old is None:
        plan.wrong(row, "area", _no_area())


def _no_area() -> Fault:
    return Fault(
        "不知道在哪个网格",
        "it is not known in which grid it lies",
        do_zh="请填“所在网格”的代码或名称，或填经纬度",
        do_en="Give the code or name of its grid, or its position",
    )


def _new(plan: Plan, there: Standing, row: Row, values: dict[str, Any]) -> None:
    code = row.values.get("code") or ""
    if code in there.taken:
        plan.wrong(row, "code", planning.unknown("归您维护的编号", "place of yours with the code", code))
        return
    values = {"kind": PlaceKind.POINT, "code": code} | {
        k: v for k, v in values.items() if v not in (None, [])
    }
    values.setdefault("since", today())
    if _ends_early(plan, row, values["since"], values.get("until")):
        return
    plan.changes.append(Change(row, None, values, values["name"]))


def _ends_early(plan: Plan, row: Row, since: date, until: date | None) -> bool:
    if until is not None and until < since:
        plan.wrong(
            row, "until", Fault("结束早于开始", "it ends before it begins", do_zh="请对调", do_en="Swap them")
        )
        return True
    return False


def _known(plan: Plan, there: Standing, row: Row, values: dict[str, Any], old: DutyPlace) -> None:
    """Note what would be other of a place and of who answers for it."""
    duty = there.now.get(old.pk)
    said = {k: v for k, v in values.items() if k in PLACE and not _alike(v, getattr(old, k))}
    terms = {k: v for k, v in values.items() if k in TERMS}
    if terms.get("since") is None:
        terms.pop("since", None)
    if duty is not None:
        terms = {k: v for k, v in terms.items() if v != getattr(duty, k)}
    if old.dropped_on is not None:
        said["dropped_on"] = None
    if "until" in terms and _ends_early(
        plan, row, terms.get("since") or (duty.since if duty else today()), terms["until"]
    ):
        return
    if duty is not None and terms.get("since") and terms["since"] < duty.since:
        plan.wrong(row, "since", _too_early(duty))
    elif said or terms:
        plan.changes.append(Change(row, old, said | terms, old.name))
    else:
        plan.same += 1


def _too_early(duty: Duty) -> Fault:
    day = duty.since.isoformat()
    return Fault(
        f"现在这一段从 {day} 开始",
        f"the present duty begins on {day}",
        do_zh="请写这一天或以后的日期，过去的不能改",
        do_en="Give that day or a later one; the past stays as it is",
    )


def _alike(new: Any, old: Any) -> bool:
    if isinstance(new, float) and isinstance(old, float):
        return abs(new - old) < NEAR
    if isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
        return all(map(_alike, new, old))
    return bool(new == old)


def rows_of(user: Any, wanted: queries.Wanted) -> Iterator[dict[str, Any]]:
    """Yield the places ``user`` sees, as wanted, each as a row of the sheet."""
    for place in queries.find_places(user, wanted):
        now: list[Duty] = place.now  # type: ignore[attr-defined]
        duty = now[0] if now else None
        terms = {role: getattr(duty, role) if duty else None for role in TERMS}
        spot = {"code": place.code, "kind": place.kind, "name": place.name, "area": place.area.code}
        leader = duty.leader.username if duty and duty.leader else None
        where = {"address": place.address, "lon": place.lon, "lat": place.lat, "line": place.line}
        yield spot | where | terms | {"leader": leader}
