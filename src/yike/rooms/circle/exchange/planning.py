"""What an import would do, before it does anything: added, changed, closed, and what stands against it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from yike.core.areas.exchange.drafts import Mistake
from yike.core.record.clock import today
from yike.engines.faults import Fault
from yike.rooms.circle.exchange import datums, faults, photos, placed
from yike.rooms.circle.exchange.columns import ITEMS, MATERIALS, OFFERS, POINTS
from yike.rooms.circle.exchange.hosts import rings
from yike.rooms.circle.exchange.nights import nightly
from yike.rooms.circle.exchange.rows import Drafts, Row
from yike.rooms.circle.exchange.specialdays import wanted_of
from yike.rooms.circle.exchange.standing import Standing, kept_photos
from yike.rooms.circle.models import PointItem, PointState, ServiceItem, ServicePoint

STATE = ("state", "state_reason", "back_on")
NEAR = 2e-7  # degrees: two centimetres, which a spreadsheet may lose


@dataclass
class Change:
    """One row of a file: what it is of (None: new), and the values that would be other ones."""

    row: Row
    of: Any
    values: dict[str, Any]

    @property
    def name(self) -> str:
        """Return what the row is called for people."""
        return str(self.of or self.row.values.get("name") or self.row.values.get("code") or self.row.at.cell)


@dataclass
class Plan:
    """The outcome of looking at a file. ``mistakes`` and ``refusal`` stand against it; ``notes`` do not.

    ``doubts`` are places and hours that look odd and may be right: somebody has to say so.
    """

    points: list[Change] = field(default_factory=list)
    items: list[Change] = field(default_factory=list)
    materials: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # new lists by code of the item
    offers: list[Change] = field(default_factory=list)
    exceptions: dict[str, list[dict[str, Any]]] = field(
        default_factory=dict
    )  # new lists by code of the point
    closings: list[ServicePoint] = field(default_factory=list)
    shelved: list[ServiceItem] = field(default_factory=list)
    withdrawn: list[PointItem] = field(default_factory=list)
    photos: dict[str, bytes] = field(default_factory=dict)  # new ones by code of the point, cleaned
    same: int = 0
    mistakes: list[Mistake] = field(default_factory=list)
    doubts: list[Mistake] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    refusal: Fault | None = None

    @property
    def ready(self) -> bool:
        """Return whether nothing stands against it."""
        return not self.mistakes and self.refusal is None

    @property
    def gone(self) -> int:
        """Return how much would be closed, put out of use or withdrawn."""
        return len(self.closings) + len(self.shelved) + len(self.withdrawn)

    @property
    def added(self) -> int:
        """Return how many rows are new."""
        return sum(change.of is None for change in (*self.points, *self.items, *self.offers))

    @property
    def changed(self) -> int:
        """Return how much would be changed; the materials of an item and the exceptions of a point count as one."""
        changes = (*self.points, *self.items, *self.offers)
        more = len(self.materials) + len(self.exceptions) + len(self.photos)
        return sum(change.of is not None for change in changes) + more

    @property
    def empty(self) -> bool:
        """Return whether it would change nothing."""
        return not (self.added or self.changed or self.gone)

    def fingerprint(self) -> str:
        """Return a text that is the same as long as the plan would do the same."""
        told = [
            *(
                (c.row.sheet.role, c.of and c.of.pk, sorted((k, str(v)) for k, v in c.values.items()))
                for c in (*self.points, *self.items, *self.offers)
            ),
            sorted((code, str(rows)) for code, rows in self.materials.items()),
            sorted((code, str(rows)) for code, rows in self.exceptions.items()),
            sorted((code, photos.digest(jpeg)) for code, jpeg in self.photos.items()),
            [doubt.text("zh") for doubt in self.doubts],
            *(sorted(row.pk for row in rows) for rows in (self.closings, self.shelved, self.withdrawn)),
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def plan_import(drafts: Drafts, now: Standing, *, datum: str = "", complete: bool = False) -> Plan:
    """Return what importing a file would do to the directory as it stands. Writes nothing.

    ``datum`` empty: found out, and said. ``complete``: what the sheets of the file leave out is closed, put out of
    use or withdrawn, unless that is over a fifth of it all.
    """
    plan, drafts = Plan(mistakes=list(drafts.mistakes)), drafts.copy()
    converted = _turn(plan, drafts, datum)
    for step in (_points, _items, _materials, _offers, _exceptions, _photos):
        step(plan, drafts, now)
        if step is _points:
            _placed(plan, now, read=not datum and not converted)
    plan.doubts += nightly(plan, drafts, now)
    if complete and plan.ready:
        _leave_out(plan, drafts, now)
    return plan


def _placed(plan: Plan, now: Standing, *, read: bool) -> None:
    """Look at the places and hosts of all points together."""
    plan.mistakes += rings(plan.points, now)
    judged = placed.place(plan.points, now, read=read)
    plan.mistakes += judged.wrong
    plan.doubts = judged.odd
    if judged.unwalked:
        plan.notes.append(faults.unwalked())


def _photos(plan: Plan, drafts: Drafts, now: Standing) -> None:
    if drafts.photos:
        new = {change.row.values.get("code", "") for change in plan.points if change.of is None}
        found = photos.looked_at(drafts.photos, now.points.keys() | new - {""}, kept_photos(now.points))
        plan.photos, same = found[0], found[2]
        plan.mistakes += found[1]
        plan.same += same


def _turn(plan: Plan, drafts: Drafts, datum: str) -> bool:
    """Bring the places of a file to WGS-84, and say so where nobody said which datum they are in.

    Return whether they were in another one.
    """
    rows = [row for row in drafts.of(POINTS) if {"lon", "lat"} <= row.values.keys()]
    places = [row.values["lon"] for row in rows], [row.values["lat"] for row in rows]
    found = datum or datums.suspected(*places)
    if found in {"", "wgs84", "cgcs2000"}:
        return False
    for row in rows:
        row.values["lon"], row.values["lat"] = datums.turned(row.values["lon"], row.values["lat"], found)
    if not datum:
        name = "高德、腾讯（GCJ-02）" if found == "gcj02" else "百度（BD-09）"
        plan.notes.append(
            Fault(
                f"坐标看起来是{name}的，已换算",
                f"the places look like {found.upper()}; they were converted",
                do_zh="不对就在上一步选坐标系",
                do_en="If that is wrong, choose the datum one step before",
            )
        )
    return True


def _wrong(plan: Plan, row: Row, role: str, fault: Fault) -> None:
    plan.mistakes.append(Mistake(row.spot(role), fault))


def _each(plan: Plan, rows: Iterable[Row], *key: str) -> Iterator[Row]:
    """Yield rows whose key no row above has; a row without a key is a new one."""
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        mark = tuple(row.values.get(name) for name in key)
        if mark in seen and all(mark):
            _wrong(plan, row, key[0], faults.twice())
            continue
        seen.add(mark)
        yield row


def _lacks(plan: Plan, row: Row) -> bool:
    """Tell which columns a new row needs and has not. Return whether any."""
    lacking = [one for one in row.sheet.columns if one.needed and one.role not in row.values]
    for one in lacking:
        _wrong(plan, row, one.role, faults.missing(one.names[0], one.en))
    return bool(lacking)


def _others(thing: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that a row has otherwise."""
    return {name: value for name, value in values.items() if _differs(getattr(thing, name), value)}


def _differs(before: Any, after: Any) -> bool:
    if isinstance(after, float):
        return abs(before - after) > NEAR
    if isinstance(before, str) and isinstance(after, str):
        return before.replace("\r\n", "\n").strip() != after
    return bool(before != after)


def _keep(plan: Plan, changes: list[Change], row: Row, thing: Any, values: dict[str, Any]) -> None:
    """Note a new row, one that changes something, or one more that stays the same."""
    if thing is None:
        changes.append(Change(row, None, values))
    elif other := _others(thing, values):
        changes.append(Change(row, thing, other))
    else:
        plan.same += 1


# --- points -----------------------------------------------------------------------------------------------


def _points(plan: Plan, drafts: Drafts, now: Standing) -> None:
    rows = drafts.of(POINTS)
    for row in rows:
        row.values["code"] = str(row.values.get("code", "")).lower()
    codes = {row.values["code"] for row in rows} | set(now.points)
    for row in _each(plan, rows, "code"):
        code = row.values["code"]
        if code in now.closed:
            _wrong(plan, row, "code", faults.elsewhere(now.closed[code].name))
            continue
        there = now.points.get(code)
        if there is None and _lacks(plan, row):
            continue
        values = _pointed(plan, row, there, now, codes)
        if values is not None:
            _keep(plan, plan.points, row, there, values)


def _pointed(
    plan: Plan, row: Row, there: ServicePoint | None, now: Standing, codes: set[str]
) -> dict[str, Any] | None:
    """Return the values of a row with what it refers to; None where it refers to what is not there."""
    values, before = dict(row.values), len(plan.mistakes)
    code = values.pop("code")
    _place(plan, row, values)
    _keep_same(values, there)
    values |= _links(plan, row, values, now)
    if "host" in values:
        values["host"] = _host(plan, row, code, now, codes)
    _state(plan, row, values, there)
    _checked(plan, row, values, there)
    _bounds(plan, row, there)
    return values if len(plan.mistakes) == before else None


def _bounds(plan: Plan, row: Row, there: ServicePoint | PointItem | None) -> None:
    """Refuse a last day before the first, be it of the file or, where that is silent, of what is there."""
    named = [name for name in ("first_day", "last_day") if name in row.values]
    stands = {name: getattr(there, name, None) for name in ("first_day", "last_day")} | {
        name: row.values[name] for name in named
    }
    first, last = stands["first_day"], stands["last_day"]
    if named and first and last and last < first:
        _wrong(plan, row, named[-1], faults.backwards())


def _place(plan: Plan, row: Row, values: dict[str, Any]) -> None:
    """Refuse a place that lies in China only the other way round."""
    lon, lat = values.get("lon"), values.get("lat")
    if lon is not None and lat is not None and 0 < lon < 60 and lat > 72:
        _wrong(plan, row, "lon", faults.swapped())


def _keep_same(values: dict[str, Any], there: ServicePoint | None) -> None:
    """Leave alone what a row refers to as the point does already, though it may be closed by now."""
    for role in ("area", "host", "partner", "keeper"):
        if (
            there is not None
            and role in values
            and values[role] == POINTS.column(role).write(getattr(there, role))
        ):
            del values[role]


def _links(plan: Plan, row: Row, values: dict[str, Any], now: Standing) -> dict[str, Any]:
    """Return area, partner and keeper as they are called in a row; an empty area is left as it is."""
    found: dict[str, Any] = {}
    for role, known, zh, en in (
        ("area", now.areas, "区域", "area"),
        ("partner", now.units, "单位", "unit"),
        ("keeper", now.users, "账号", "account"),
    ):
        said = values.pop(role, None)
        if said is None or (role == "area" and not said):
            continue
        found[role] = known.get(said) if said else None
        if said and found[role] is None:
            _wrong(plan, row, role, faults.unknown(zh, en, said))
    return found


def _host(plan: Plan, row: Row, code: str, now: Standing, codes: set[str]) -> Any:
    """Return the point around one: the row of the directory, or the code of one that the file adds."""
    said = row.values["host"].lower()
    if said and said == code:
        _wrong(plan, row, "host", faults.itself())
    elif said and said not in codes:
        _wrong(plan, row, "host", faults.unknown("站点", "point", said))
    return now.points.get(said, said or None)


def _state(plan: Plan, row: Row, values: dict[str, Any], there: ServicePoint | None) -> None:
    """Leave the state of a point that exists to its page, where reasons are asked for; a new one needs them too."""
    if there is None:
        _began(plan, row, values)
        return
    said = {name: values.pop(name) for name in STATE if name in values}
    if _others(there, said):
        where = next(name for name in STATE if name in said)
        plan.notes.append(
            Fault(
                f"{row.spot(where).text('zh')}：“{there.name}”的状态不从文件改",
                f"{row.spot(where).text('en')}: the state of {there.name} is not changed by a file",
                do_zh="请在站点的页面上改，要写原因",
                do_en="Change it on the page of the point, with a reason",
            )
        )


def _began(plan: Plan, row: Row, values: dict[str, Any]) -> None:
    """Ask for the reason of a new point that does not serve; only a pause has a day of return."""
    state, back = values.get("state"), values.get("back_on")
    if state in {PointState.PAUSED, PointState.CLOSED} and not values.get("state_reason"):
        _wrong(plan, row, "state_reason" if "state_reason" in row.values else "state", faults.unexplained())
    if state != PointState.PAUSED:
        values.pop("back_on", None)
    elif back is not None and back < today():  # as the house itself gives out what was to be back by now
        values.pop("back_on")


def _checked(plan: Plan, row: Row, values: dict[str, Any], there: ServicePoint | None) -> None:
    """Take a later check only: a file that was given out before the last one says nothing of it."""
    said = values.get("checked_on")
    if said and said > today():
        _wrong(plan, row, "checked_on", faults.yet_to_come())
    elif there is not None and (not said or (there.checked_on and said <= there.checked_on)):
        values.pop("checked_on", None)


# --- items, materials, offers -----------------------------------------------------------------------------


def _items(plan: Plan, drafts: Drafts, now: Standing) -> None:
    for row in _each(plan, drafts.of(ITEMS), "code"):
        there = now.items.get(row.values["code"])
        if there is None and _lacks(plan, row):
            continue
        _keep(plan, plan.items, row, there, {name: v for name, v in row.values.items() if name != "code"})


def _codes(plan: Plan, now: Standing) -> set[str]:
    """Return the codes of the items there will be."""
    return set(now.items) | {change.row.values["code"] for change in plan.items if change.of is None}


def _materials(plan: Plan, drafts: Drafts, now: Standing) -> None:
    """Compare what each item of the file needs with what it needed; its rows replace all there were."""
    codes, lists = _codes(plan, now), dict[str, list[Row]]()
    for row in drafts.of(MATERIALS):
        if row.values["item"] not in codes:
            _wrong(plan, row, "item", faults.unknown("事项", "item", row.values["item"]))
            continue
        lists.setdefault(row.values["item"], []).append(row)
    for code, rows in lists.items():
        rows.sort(key=lambda row: row.values.get("order") or len(rows))
        there = now.materials.get(code, [])
        english = {one.name: one.name_en for one in there}
        wanted = [_material(row, english) for row in rows]
        before = [{name: getattr(one, name) for name in wanted[0]} for one in there]
        if len(before) == len(wanted) and not any(map(_unlike, before, wanted)):
            plan.same += len(wanted)
        else:
            plan.materials[code] = wanted


def _material(row: Row, english: dict[str, str]) -> dict[str, Any]:
    """Return what a row says; the English of a file without that column stays what it was."""
    told = row.values
    return {
        "name": told["name"],
        "form": told.get("form", "original"),
        "copies": told.get("copies") or 1,
        "given_back": told.get("given_back", False),
        "required": told.get("required", True),
        "note": told.get("note", ""),
        "name_en": told.get("name_en", english.get(told["name"], "")),
    }


def _unlike(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return any(_differs(before[name], after[name]) for name in after)


def _offers(plan: Plan, drafts: Drafts, now: Standing) -> None:
    points = set(now.points) | {c.row.values["code"] for c in plan.points if c.of is None}
    items = _codes(plan, now)
    for row in drafts.of(OFFERS):
        row.values["point"] = row.values["point"].lower()
        row.values.setdefault("mode", "window")
    for row in _each(plan, drafts.of(OFFERS), "point", "item", "mode"):
        told = row.values
        for role, known, zh, en in (("point", points, "站点", "point"), ("item", items, "事项", "item")):
            if told[role] not in known:
                _wrong(plan, row, role, faults.unknown(zh, en, told[role]))
        there = now.offers.get(_offered(row))
        _bounds(plan, row, there)
        values = {name: value for name, value in told.items() if name not in {"point", "item", "mode"}}
        _keep(plan, plan.offers, row, there, values)


def _exceptions(plan: Plan, drafts: Drafts, now: Standing) -> None:
    points = set(now.points) | {c.row.values["code"] for c in plan.points if c.of is None}
    plan.exceptions, same, mistakes = wanted_of(drafts, points, now.exceptions)
    plan.same += same
    plan.mistakes += mistakes


# --- what the file leaves out -----------------------------------------------------------------------------


def _leave_out(plan: Plan, drafts: Drafts, now: Standing) -> None:
    """Close, shelve and withdraw what the sheets of the file do not name; refuse where that is over a fifth of one.

    Each sheet by itself: many offers must not hide that all points are missing.
    """
    left = []
    if POINTS.role in drafts.rows:
        named = {row.values["code"] for row in drafts.of(POINTS)}
        plan.closings = [point for code, point in now.points.items() if code not in named]
        left.append((POINTS, len(plan.closings), len(now.points)))
    if ITEMS.role in drafts.rows:
        named = {row.values["code"] for row in drafts.of(ITEMS)}
        used = {code: item for code, item in now.items.items() if item.in_use}
        plan.shelved = [item for code, item in used.items() if code not in named]
        left.append((ITEMS, len(plan.shelved), len(used)))
    if OFFERS.role in drafts.rows:
        told = {_offered(row) for row in drafts.of(OFFERS)}
        plan.withdrawn = [row for key, row in now.offers.items() if key not in told]
        left.append((OFFERS, len(plan.withdrawn), len(now.offers)))
    for sheet, gone, there in left:
        if gone > faults.MOST_GONE * there:
            plan.refusal = faults.too_much(sheet.zh, sheet.en, gone, there)
            return


def _offered(row: Row) -> tuple[str, str, str]:
    return row.values["point"], row.values["item"], row.values["mode"]
