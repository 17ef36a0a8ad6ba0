"""The points of a campaign as a sheet: in with a look first, out with what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yike.core.areas.models import Area
from yike.core.look.choices import labelled
from yike.engines.faults import Fault
from yike.engines.sheets import readers
from yike.engines.sheets.columns import Column, Sheet
from yike.rooms.grid.models import Campaign, CampaignPoint, CampaignTeam, PointState
from yike.rooms.grid.queries.campaigns.placing import Ground, half
from yike.rooms.grid.sheets import planning
from yike.rooms.grid.sheets.duties import NEAR
from yike.rooms.grid.sheets.plain import as_is, told, when
from yike.rooms.grid.sheets.planning import Change, Plan
from yike.rooms.grid.sheets.reading import Drafts, Row

POINT = ("name", "address", "area", "lon", "lat", "team")


def _degrees(most: float) -> readers.Reader:
    read = readers.degrees(most)
    return lambda cell: read(cell) if readers.plain(cell) else None


COLUMNS = (
    Column(
        "name", ("点位", "名称", "点位名称"), "point", readers.text(60, needed=True), needed=True, width=24
    ),
    Column("address", ("地址", "位置"), "address", readers.text(120), width=24),
    Column("area", ("所在网格", "网格", "社区"), "grid", readers.text(60), told, width=18),
    Column("lon", ("经度",), "longitude", _degrees(180.0), as_is, width=12),
    Column("lat", ("纬度",), "latitude", _degrees(90.0), as_is, width=12),
    Column("team", ("小队", "队名"), "team", readers.text(30), told, width=16),
)
SHEET = Sheet("campaign_points", "行动点位", "points of a campaign", ("name",), COLUMNS)


OUT = Sheet(
    "campaign_points",
    "行动点位",
    "points of a campaign",
    ("name",),
    (
        *COLUMNS,
        Column("state", ("走得怎样",), "state", readers.text(20), labelled(PointState)),
        Column("walked_at", ("走到时间",), "walked at", readers.text(20), when, width=18),
        Column("walked_by", ("谁走的",), "walked by", readers.text(60), told),
        Column("reason", ("没走成的原因",), "why not reached", readers.text(100), told, width=24),
        Column("findings", ("发现",), "findings", readers.count(9999), as_is, width=8),
    ),
)
FINDINGS = Sheet(
    "campaign_findings",
    "行动发现",
    "findings of a campaign",
    ("case",),
    (
        Column("case", ("案件号",), "case", readers.text(20), told, width=16),
        Column("point", ("点位",), "point", readers.text(60), told, width=24),
        Column("area", ("所在网格",), "grid", readers.text(60), told, width=18),
        Column("team", ("小队",), "team", readers.text(30), told),
        Column("kind", ("小类",), "kind", readers.text(30), told, width=18),
        Column("question", ("看什么",), "question", readers.text(60), told, width=24),
        Column("text", ("情况",), "what", readers.text(2000), told, width=32),
        Column("found_at", ("发现时间",), "found at", readers.text(20), when, width=18),
        Column("found_by", ("谁发现的",), "found by", readers.text(60), told),
        Column("state", ("案件状态",), "state of the case", readers.text(20), told),
        Column("recurring", ("复发",), "recurs", readers.text(4), told, width=8),
    ),
)


@dataclass
class Standing:
    """What there is: points by area and name, areas and teams by what they are called; what the file named."""

    ground: Ground
    points: dict[tuple[int, str], CampaignPoint]
    areas: dict[str, list[Area]]
    teams: dict[str, CampaignTeam]
    places: dict[int, Area | None]
    seen: set[tuple[int, str]] = field(default_factory=set)


def plan_points(drafts: Drafts, campaign: Campaign, *, complete: bool = False) -> Plan:
    """Return what a file would do to the points as they stand. Writes nothing. Five queries.

    A row is the point with its name in its grid. ``complete``: points that the file leaves out are
    removed where nobody has walked to them, unless they are over a fifth of all.
    """
    plan, there = Plan(mistakes=list(drafts.mistakes)), _standing(drafts, campaign)
    for row in drafts.rows:
        _look(plan, there, row)
    if complete and plan.ready:
        left = [point for key, point in there.points.items() if key not in there.seen]
        plan.leave_out([one for one in left if one.state == PointState.AHEAD], len(there.points))
    return plan


def _standing(drafts: Drafts, campaign: Campaign) -> Standing:
    ground = Ground.of(campaign)
    rows = campaign.points.select_related("team").defer("area__polygon")
    placed = [row for row in drafts.rows if _position(row) is not None]
    lie = ground.lie([(row.values["lon"], row.values["lat"]) for row in placed]) if placed else []
    return Standing(
        ground,
        {(point.area_id, point.name): point for point in rows},
        _named(ground),
        {team.name.casefold(): team for team in campaign.teams.all()},
        {id(row): area for row, area in zip(placed, lie, strict=True)},
    )


def _named(ground: Ground) -> dict[str, list[Area]]:
    """Return the areas by code, name, or the names of the one above and their own."""
    found: dict[str, list[Area]] = {}
    above = {area.path: area.name for area in ground.areas.values()}
    for area in ground.areas.values():
        for name in {area.code, area.name, above.get(area.parent_path, "") + area.name}:
            found.setdefault(name.casefold(), []).append(area)
    return found


def _position(row: Row) -> tuple[float, float] | None:
    lon, lat = row.values.get("lon"), row.values.get("lat")
    return (lon, lat) if lon is not None and lat is not None else None


def _look(plan: Plan, there: Standing, row: Row) -> None:
    values, mistakes = dict(row.values), len(plan.mistakes)
    area = _area(plan, there, row)
    if values.get("team"):
        values["team"] = there.teams.get(row.values["team"].casefold())
        if values["team"] is None:
            plan.wrong(row, "team", planning.unknown("小队", "team", row.values["team"]))
    else:
        values.pop("team", None)  # who has a team keeps it
    if area is None or len(plan.mistakes) > mistakes:
        return
    values["area"], key = area, (area.pk, values["name"])
    if key in there.seen:
        plan.wrong(row, "name", planning.twice())
        return
    there.seen.add(key)
    _change(plan, row, values, there.points.get(key))


def _area(plan: Plan, there: Standing, row: Row) -> Area | None:
    """Return where a row lies; what stands against it is noted at its cell."""
    lon, lat, name = (row.values.get(role) for role in ("lon", "lat", "area"))
    if (lon is None) != (lat is None):
        plan.wrong(row, "lon" if lon is None else "lat", half())
        return None
    if _position(row) is not None:
        found = there.places[id(row)]
        if found is None:
            plan.wrong(row, "lon", there.ground.outside())
        return found
    if not name:
        return there.ground.areas[there.ground.campaign.area_id]
    named = there.areas.get(name.casefold(), [])
    if len(named) != 1:
        fault = planning.several if named else planning.unknown
        plan.wrong(row, "area", fault("网格或社区", "grid or community", name))
        return None
    return named[0]


def _change(plan: Plan, row: Row, values: dict[str, Any], old: CampaignPoint | None) -> None:
    if old is None:
        plan.changes.append(Change(row, None, values, values["name"]))
        return
    new = {k: v for k, v in values.items() if k not in {"name", "area"} and not _alike(v, getattr(old, k))}
    if "team" in new and old.walked and old.team is not None:
        plan.wrong(row, "team", stays_with_its_team())
    elif new:
        plan.changes.append(Change(row, old, new, old.name))
    else:
        plan.same += 1


def stays_with_its_team() -> Fault:
    """Return the fault of another team for a point that was walked."""
    return Fault(
        "这个点走过了，归走过的那一队",
        "this point was walked; it stays with the team that walked it",
        do_zh="小队请照原来的",
        do_en="Leave its team as it is",
    )


def _alike(new: Any, old: Any) -> bool:
    if isinstance(new, float) and isinstance(old, float):
        return abs(new - old) < NEAR
    return bool(new == old)


def require_some(drafts: Drafts) -> None:
    """Raise ``Fault`` for a sheet without a single row."""
    if not drafts.rows and not drafts.mistakes:
        raise Fault(
            "表里一个点也没有",
            "there is not a single point in the sheet",
            do_zh="请在列名下面一行写一个点",
            do_en="Write one point a row below the header",
        )


def rows_of(points: Any) -> Iterator[dict[str, Any]]:
    """Yield points (with ``found``, the number of findings) as rows of the sheet given out."""
    for point in points:
        plain = {role: getattr(point, role) for role in ("name", "address", "lon", "lat", "team", "state")}
        walk = {role: getattr(point, role) for role in ("walked_at", "walked_by", "reason")}
        yield plain | walk | {"area": point.area.code, "findings": point.found}


def finding_rows(_user: Any, findings: Any) -> Iterator[dict[str, Any]]:
    """Yield findings as rows of the sheet given out."""
    for one in findings:
        point, case = one.point, one.case
        asked = dict(enumerate(point.campaign.questions)).get(one.question, "")
        where = {"case": case, "point": point, "area": point.area.name, "team": point.team}
        what = {
            "kind": case.kind,
            "question": asked,
            "text": case.text,
            "state": case.get_state_display(),
        }
        when = {"found_at": one.found_at, "found_by": one.found_by}
        yield where | what | when | {"recurring": "√" if one.recurring else ""}
