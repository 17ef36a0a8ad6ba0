"""Who answers for what: the list of the desk, what is missing, what is posted, and who answers for a place."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from yike.core.accounts.models import RoleHolding, Unit, UnitKind, User, in_force
from yike.core.areas.models import Area, AreaKind, AreaLevel, lineage
from yike.core.areas.queries import ancestors, locate_one
from yike.core.areas.queries import visible_to as visible_areas
from yike.core.look.asked import row_number
from yike.core.record.clock import today
from yike.core.record.prepared import Prepared
from yike.core.rights.roles import GRID, Role
from yike.rooms.grid import rules
from yike.rooms.grid.models import Duty, DutyPlace, GridNotice, PlaceKind

REACH = {PlaceKind.POINT: 25.0, PlaceKind.STRETCH: 20.0, PlaceKind.BUILDING: 40.0}  # metres it answers around
DEGREE = 111_320.0  # metres of a degree of latitude
SEARCHED = 60.0  # metres looked around for places; a stretch is looked for by its own box


@dataclass(frozen=True)
class Answerable:
    """Who answers for a place: its ``grid``, the grid's ``worker``, a ``unit``; ``duty`` where one says so."""

    grid: Area | None
    worker: User | None
    unit: Unit | None
    duty: Duty | None = None


def visible_places(user: Any) -> QuerySet[DutyPlace]:
    """Return the places in the areas of ``user``, with their area."""
    rows = DutyPlace.objects.select_related("area").defer("area__polygon")
    return rules.SEE.visible(rows, user)


def access_place(user: Any, pk: int) -> DutyPlace:
    """Return one place. Raises ``Http404`` outside the person's areas."""
    found = visible_places(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def access_duty(user: Any, place: DutyPlace, pk: int) -> Duty:
    """Return one duty of a place this person sees. Raises ``Http404``."""
    found = duties_of(place).filter(pk=pk).first()
    if found is None or not rules.SEE.allows(user, place.area):
        raise Http404
    return found


def at_work(day: date | None = None) -> QuerySet[Duty]:
    """Return the duties in force on a day, today where none is given."""
    return Duty.objects.filter(in_force(day or today()))


def orphans(places: QuerySet[DutyPlace], day: date | None = None) -> QuerySet[DutyPlace]:
    """Return those of ``places`` that nobody answers for on a day."""
    return places.filter(dropped_on=None).exclude(Exists(at_work(day).filter(place=OuterRef("pk"))))


@dataclass(frozen=True)
class Wanted:
    """What a list of places is narrowed down to; empty means all. ``look``: orphans, ending, dropped."""

    text: str = ""
    kind: str = ""
    area: int | None = None
    unit: int | None = None
    look: str = ""

    @classmethod
    def of(cls, asked: Any) -> Wanted:
        """Read what a page was asked for; what cannot be is left out."""
        kind, look = asked.get("kind", ""), asked.get("look", "")
        return cls(
            asked.get("q", "").strip()[:100],
            kind if kind in PlaceKind.values else "",
            row_number(asked.get("area", "")),
            row_number(asked.get("unit", "")),
            look if look in {"orphans", "ending", "dropped"} else "",
        )


def find_places(user: Any, wanted: Wanted) -> QuerySet[DutyPlace]:
    """Return the visible places as wanted, each with ``now``: the duties in force today, one or none."""
    rows = visible_places(user).prefetch_related(_with_duty())
    if word := wanted.text:
        rows = rows.filter(Q(name__contains=word) | Q(address__contains=word) | Q(code__iexact=word))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.area is not None:
        area = Area.objects.light().filter(pk=wanted.area).first()
        rows = rows.filter(area__path__startswith=area.path) if area else rows.none()
    if wanted.unit is not None:
        rows = rows.filter(Exists(at_work().filter(place=OuterRef("pk"), unit=wanted.unit)))
    return _looked_at(rows, wanted.look)


def _looked_at(rows: QuerySet[DutyPlace], look: str) -> QuerySet[DutyPlace]:
    if look == "dropped":
        return rows.exclude(dropped_on=None)
    if look == "orphans":
        return orphans(rows)
    if look == "ending":
        ending = at_work().exclude(until=None).filter(place=OuterRef("pk"))
        return rows.filter(Exists(ending), dropped_on=None)
    return rows.filter(dropped_on=None)


def _with_duty() -> Prefetch[str]:
    rows = at_work().select_related("unit", "partner", "leader").defer("unit__area", "leader__password")
    return Prefetch("duties", rows, to_attr="now")


def how_many_orphans(user: Any) -> int:
    """Return how many places of ``user`` nobody answers for today."""
    return ORPHANS(user)["places"]


ORPHANS = Prepared(lambda user: (orphans(visible_places(user)).order_by(), {"places": Count("pk")}))


def duties_of(place: DutyPlace) -> QuerySet[Duty]:
    """Return all duties of a place, past and planned, the latest first."""
    return Duty.objects.filter(place=place).select_related("unit", "partner", "leader")


def duty_now(place: DutyPlace, day: date | None = None) -> Duty | None:
    """Return who answers for a place on a day, None where nobody does."""
    return at_work(day).filter(place=place).select_related("unit", "partner", "leader").first()


def led_by(user: Any) -> QuerySet[Duty]:
    """Return the duties somebody leads now or later."""
    return Duty.objects.filter(Q(until=None) | Q(until__gte=today()), leader=user)


def needed_in(area: Area) -> int:
    """Return how many places lie in an area or below it that somebody has to answer for."""
    return DutyPlace.objects.filter(area__path__startswith=area.path, dropped_on=None).order_by().count()


def kept_areas(user: Any) -> QuerySet[Area]:
    """Return the areas whose duties ``user`` keeps: communities and grids."""
    levels = (AreaLevel.STREET, AreaLevel.COMMUNITY, AreaLevel.GRID)
    return rules.KEEP_DUTIES.visible(Area.objects.open().light().filter(level__in=levels), user, "path")


def shown_areas(user: Any) -> QuerySet[Area]:
    """Return the street, communities and grids of ``user``, to narrow a list down."""
    levels = (AreaLevel.STREET, AreaLevel.COMMUNITY, AreaLevel.GRID)
    rows: QuerySet[Area] = visible_areas(user).open().light().filter(level__in=levels)
    return rows


def units() -> QuerySet[Unit]:
    """Return the units that can answer for something."""
    return Unit.objects.filter(active=True).order_by("kind", "name")


def leaders(user: Any) -> QuerySet[User]:
    """Return who can lead a duty in the areas of ``user``: open accounts that hold a staff role there."""
    holding = rules.KEEP_DUTIES.paths(user)
    scope = Q(pk__in=[])
    for path in holding:
        scope |= Q(area__path__startswith=path)
    held = RoleHolding.objects.filter(scope & in_force(today()), role__in=rules.SEE.roles)
    rows = User.objects.filter(is_active=True).filter(Exists(held.filter(user=OuterRef("pk"))))
    return rows.order_by("name", "username")


# --- who answers for a place ---


def responsible(
    lon: float | None = None, lat: float | None = None, area: Area | None = None, day: date | None = None
) -> Answerable:
    """Return who answers for a place on a day: its own duty where one is near, else its grid, else its community.

    ``lon lat`` WGS-84 degrees; without them, or where they lie in no grid, ``area`` counts. At most six queries.
    """
    at = (lon, lat) if lon is not None and lat is not None else None
    grid = (locate_one(*at) if at else None) or area
    duty = _nearest(at, day or today()) if at else None
    if grid is None and duty is not None:
        grid = duty.place.area
    worker = worker_of(grid) if grid is not None else None
    unit = duty.unit if duty else (unit_of(grid) if grid is not None else None)
    return Answerable(grid, worker, unit, duty)


def duty_at(lon: float | None, lat: float | None, day: date | None = None) -> Duty | None:
    """Return the duty of the nearest place that answers as far as a position (WGS-84 degrees) on a day (today)."""
    return None if lon is None or lat is None else _nearest((lon, lat), day or today())


def _nearest(at: tuple[float, float], day: date) -> Duty | None:
    """Return the duty of the nearest place that answers as far as ``at``."""
    lon, lat = at
    high = SEARCHED / DEGREE
    wide = high / max(math.cos(math.radians(lat)), 0.01)
    rows = at_work(day).filter(place__dropped_on=None).select_related("place__area", "unit", "leader")
    near = Q(place__lon__range=(lon - wide, lon + wide), place__lat__range=(lat - high, lat + high))
    stretches = Q(place__kind=PlaceKind.STRETCH, place__area__path__startswith=_around(at))
    found = [
        (metres, duty)
        for duty in rows.filter(near | stretches).defer("place__area__polygon")
        if (metres := distance(duty.place, at)) <= REACH[PlaceKind(duty.place.kind)]
    ]
    return min(found, key=lambda pair: (pair[0], pair[1].pk))[1] if found else None


def _around(at: tuple[float, float]) -> str:
    """Return the path of the community of a place: stretches are looked for there; none where it lies in none."""
    community = locate_one(*at, AreaLevel.COMMUNITY)
    return community.path if community is not None else "-"


def distance(place: DutyPlace, at: tuple[float, float]) -> float:
    """Return how far a place is from a position, in metres; infinite where it has none."""
    if place.lon is None or place.lat is None:
        return math.inf
    corners = np.array(place.line or [[place.lon, place.lat]], float)
    flat = (corners - at) * (math.cos(math.radians(at[1])) * DEGREE, DEGREE)
    if len(flat) == 1:
        return float(np.hypot(*flat[0]))
    start, along = flat[:-1], np.diff(flat, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    part = np.clip(-(start * along).sum(axis=1) / length, 0.0, 1.0)
    return float(np.hypot(*(start + along * part[:, None]).T).min())


def worker_of(area: Area) -> User | None:
    """Return who works in a grid: the posted one while in office, else whoever holds the role; full-time first."""
    notice = GridNotice.objects.filter(area=area).first()
    return _worker(_held([area.pk]).get(area.pk, []), notice)


def workers_of(area: Area) -> list[User]:
    """Return everybody who holds a role of the grid there today."""
    return _held([area.pk]).get(area.pk, [])


def _held(areas: Iterable[int]) -> dict[int, list[User]]:
    """Return who holds a role of the grid today by area, full-time ones first."""
    held = RoleHolding.objects.filter(in_force(today()), role__in=GRID, area__in=areas, user__is_active=True)
    found: dict[int, list[User]] = {}
    for row in sorted(held.select_related("user"), key=lambda r: (r.role != Role.GRID_WORKER, r.since, r.pk)):
        found.setdefault(row.area_id, []).append(row.user)
    return found


def _worker(held: list[User], notice: GridNotice | None) -> User | None:
    mine = [user for user in held if notice is not None and user.pk == notice.worker_id]
    return next(iter(mine or held), None)


def unit_of(area: Area) -> Unit | None:
    """Return the unit that answers for an area as a whole: of its community, else of its street."""
    wanted = [UnitKind.COMMUNITY, UnitKind.STREET]
    rows = Unit.objects.filter(
        active=True, kind__in=wanted, area__path__in=lineage(area.path)
    ).select_related("area")
    found = sorted(rows.defer("area__polygon"), key=lambda unit: (-len(unit.area.path), unit.pk))
    return found[0] if found else None


# --- what is posted ---


@dataclass(frozen=True)
class Posted:
    """What anybody may know of a grid: who works there, by which phone, whom to complain to."""

    grid: Area
    worker: str
    phone: str
    supervision: str

    @property
    def whole(self) -> bool:
        """Return whether all the law asks for is there."""
        return bool(self.worker and self.phone and self.supervision)


@dataclass(frozen=True)
class Group:
    """An area with what is posted of its grids; ``kept`` where this person may say what is posted of the area."""

    area: Area
    rows: tuple[Posted, ...]
    kept: bool

    @property
    def lacking(self) -> int:
        """Return of how many grids something is missing."""
        return sum(not row.whole for row in self.rows)


def posted(grid: Area) -> Posted:
    """Return what is posted of a grid. Somebody who works there no longer is not named any more."""
    return posted_all([grid])[0]


def posted_all(grids: list[Area]) -> list[Posted]:
    """Return what is posted of each of many grids. Two queries."""
    held = _held(grid.pk for grid in grids)
    paths = {path for grid in grids for path in lineage(grid.path)}
    rows = GridNotice.objects.filter(area__path__in=paths).select_related("area").defer("area__polygon")
    notices = {notice.area.path: notice for notice in rows}
    return [_posted(grid, held.get(grid.pk, []), notices) for grid in grids]


def _posted(grid: Area, held: list[User], notices: dict[str, GridNotice]) -> Posted:
    own = notices.get(grid.path)
    worker = _worker(held, own)
    current = own is not None and worker is not None and own.worker_id == worker.pk
    said = (notices[path].supervision for path in lineage(grid.path)[::-1] if path in notices)
    phone = own.phone if own is not None and current else ""
    return Posted(grid, worker.name if worker else "", phone, next(filter(None, said), ""))


def public_grid(code: str) -> Area:
    """Return an open grid by its code. Raises ``Http404``."""
    rows = Area.objects.open().filter(level__in=(AreaLevel.GRID, AreaLevel.MICROGRID))
    found: Area | None = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def names_above(grid: Area) -> list[str]:
    """Return the names of street and community around a grid; they are public."""
    return [area.name for area in ancestors(grid) if area.level in {AreaLevel.STREET, AreaLevel.COMMUNITY}]


def public_grids() -> list[tuple[Area, list[Area]]]:
    """Return the open communities with their open basic and dedicated grids, in the order of the tree.

    A closed community is named too where a grid in it is open: whoever lives there looks for it by that name.
    """
    rows = Area.objects.light().filter(level__in=(AreaLevel.COMMUNITY, AreaLevel.GRID))
    found: list[tuple[Area, list[Area]]] = []
    for area in rows.filter(Q(level=AreaLevel.COMMUNITY) | Q(closed_on=None)):
        if area.level == AreaLevel.COMMUNITY:
            found.append((area, []))
        elif found and area.path.startswith(found[-1][0].path) and area.kind != AreaKind.MICRO:
            found[-1][1].append(area)
    return [(area, grids) for area, grids in found if area.closed_on is None or grids]


def public_duties(grid: Area) -> list[Duty]:
    """Return who answers for which places of a grid today, by name of the place."""
    rows = at_work().filter(place__area__path__startswith=grid.path, place__dropped_on=None)
    return list(rows.select_related("place", "unit").order_by("place__kind", "place__name"))


def grids_of(user: Any) -> list[Posted]:
    """Return the open grids of ``user`` with what is posted of each."""
    return posted_all(list(visible_areas(user).open().light().filter(level=AreaLevel.GRID)))


def grids_by_community(user: Any) -> list[Group]:
    """Return the open grids of ``user`` by the area around them; communities without any grid too."""
    found: dict[str, list[Posted]] = {}
    for row in grids_of(user):
        found.setdefault(row.grid.path[: -Area.steplen], []).append(row)
    own = Q(level=AreaLevel.COMMUNITY, pk__in=shown_areas(user).order_by().values("pk"))
    areas = Area.objects.open().light().filter(own | Q(path__in=list(found)))
    keeps = rules.KEEP_DUTIES.allows
    return [Group(area, tuple(found.get(area.path, ())), keeps(user, area)) for area in areas]
