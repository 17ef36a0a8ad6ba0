"""What a ledger would change: new, changed, unchanged, missing. Nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import locate_one
from yike.core.residents.ledger.reading import Ledger, LedgerRow, Mistakes
from yike.core.residents.ledger.standing import Door, Home, Somebody, Standing, standing_for
from yike.core.residents.models import PersonState
from yike.core.vault.current import keyring
from yike.core.vault.sealing import blind_indexes
from yike.engines.faults import Fault

MOST_REMOVED = 0.2  # of those who live in the area; beyond, somebody higher has to say why
PLACES = {AreaLevel.COMMUNITY, AreaLevel.GRID, AreaLevel.MICROGRID}


@dataclass(slots=True)
class HomePlan:
    """What becomes of one household of the file: ``standing`` is None for a new one, ``area_id`` its dwelling's."""

    first: LedgerRow
    area_id: int
    standing: Home | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    heads: int = 0


@dataclass(slots=True)
class PersonPlan:
    """What becomes of one person of the file. ``standing`` is None for a new one; ``changes`` names columns."""

    row: LedgerRow
    home: str
    standing: Somebody | None = None
    changes: tuple[str, ...] = ()


@dataclass
class Plan:
    """All that a ledger would do. ``missing`` are those who live in the area and are not in the file.

    ``gone`` is how many other files have taken off the register there within the last day.
    """

    ledger: Ledger
    area: Area
    doors: dict[str, tuple[LedgerRow, int]] = field(default_factory=dict)
    door_changes: dict[int, tuple[Door, dict[str, Any]]] = field(default_factory=dict)
    homes: dict[str, HomePlan] = field(default_factory=dict)
    persons: list[PersonPlan] = field(default_factory=list)
    missing: list[Somebody] = field(default_factory=list)
    here: int = 0
    gone: int = 0

    @property
    def mistakes(self) -> Mistakes:
        """What has to be mended first."""
        return self.ledger.mistakes

    @property
    def new(self) -> list[PersonPlan]:
        """Persons that the register does not know yet."""
        return [one for one in self.persons if one.standing is None]

    @property
    def changed(self) -> list[PersonPlan]:
        """Persons of whom the file says something else."""
        return [one for one in self.persons if one.standing and one.changes]

    @property
    def removes_many(self) -> bool:
        """Whether taking the missing off would remove over a fifth of what stood there a day ago.

        What earlier files removed counts: five files with a little less than a fifth each would empty a street.
        """
        return bool(self.missing) and len(self.missing) + self.gone > MOST_REMOVED * (self.here + self.gone)

    def counts(self) -> dict[str, int]:
        """Return the figures of the plan."""
        new, changed = len(self.new), len(self.changed)
        homes = self.homes.values()
        return {
            "rows": len(self.ledger.rows),
            "new_dwellings": len(self.doors),
            "new_households": sum(home.standing is None for home in homes),
            "new_persons": new,
            "changed_dwellings": len(self.door_changes),
            "changed_households": sum(bool(home.standing and home.changes) for home in homes),
            "changed_persons": changed,
            "unchanged_persons": len(self.persons) - new - changed,
            "missing_persons": len(self.missing),
        }

    def fingerprint(self) -> str:
        """Return a digest of what would be done: the same file on the same register gives the same.

        What would be written over belongs to it, so that nobody's correction made meanwhile is lost.
        """
        told = hashlib.sha256(repr(sorted(self.counts().items())).encode())
        told.update(repr(sorted(self.door_changes.items())).encode())
        for home in self.homes.values():
            told.update(f"{home.first.row}:{home.area_id}:{home.standing}:{home.changes}\n".encode())
        for one in self.persons:
            told.update(f"{one.row.row}:{one.standing}:{one.changes}\n".encode())
        for gone in self.missing:
            told.update(f"-{gone.pk}\n".encode())
        return told.hexdigest()


def _fault(zh: str, en: str, do_zh: str, do_en: str) -> Fault:
    return Fault(zh, en, do_zh=do_zh, do_en=do_en)


class _Planner:
    """Goes through the rows once: dwelling, household, person."""

    def __init__(self, plan: Plan, standing: Standing) -> None:
        self.plan, self.standing = plan, standing
        self._places: dict[tuple[str, str], Area | None] = {}
        self._numbers: dict[str, LedgerRow] = {}
        self._taken: dict[int, LedgerRow] = {}

    def _wrong(self, row: LedgerRow, role: str, *said: str) -> None:
        self.plan.mistakes.add(self.plan.ledger.cell(row, role), _fault(*said))

    # --- where it is ---------------------------------------------------------------------------------------

    def _named(self, community: str, grid: str) -> Area | None:
        """Return the one area inside that is called so, by code or name; None where none or several are."""
        if (community, grid) not in self._places:
            found = self.standing.called(grid or community)
            if grid and community and len(found) > 1:
                around = tuple(area.path for area in self.standing.called(community))
                found = [area for area in found if area.path.startswith(around)]
            self._places[community, grid] = found[0] if len(found) == 1 else None
        return self._places[community, grid]

    def _area(self, row: LedgerRow) -> Area | None:
        """Return the grid in which a row's dwelling lies; None where the row does not say it well enough."""
        place = row.place
        if "grid" in place or "community" in place:
            return self._named(place.get("community", ""), place.get("grid", ""))
        if "lon" in place and "lat" in place:
            found = locate_one(place["lon"], place["lat"])
            return self.standing.grids.get(found.pk) if found else None
        return self.standing.area if self.standing.area.level in PLACES else None

    def _no_area(self, row: LedgerRow) -> None:
        self._wrong(
            row,
            "grid" if "grid" in row.place else "community" if "community" in row.place else "address",
            "看不出在哪个网格，或网格不在导入的区域里",
            "the grid cannot be told, or lies outside the area imported into",
            "请填网格的代码，或社区和网格两列",
            "Give the grid's code, or both community and grid",
        )

    def _door(self, row: LedgerRow) -> int | None:
        """Return the area of a row's dwelling, planning it where it is new or corrected; None for a mistake."""
        door = self.standing.doors.get(row.key)
        if door is None:
            if row.key not in self.plan.doors:
                area = self._area(row)
                if area is None or area.level not in PLACES:
                    self._no_area(row)
                    return None
                self.plan.doors[row.key] = (row, area.pk)
            return self.plan.doors[row.key][1]
        return self._known_door(row, door)

    def _known_door(self, row: LedgerRow, door: Door) -> int | None:
        if door.area_id not in self.standing.grids:
            self._wrong(
                row,
                "address",
                "这处房屋登记在导入区域以外",
                "this dwelling is registered outside the area imported into",
                "请核对地址，或在更大的区域里导入",
                "Check the address, or import into a larger area",
            )
            return None
        said: dict[str, Any] = {name: row.place[name] for name in ("kind", "lon", "lat") if name in row.place}
        if "grid" in row.place:
            area = self._area(row)
            if area is None:
                self._no_area(row)
                return None
            said["area_id"] = area.pk
        changes = {name: value for name, value in said.items() if getattr(door, name) != value}
        if changes:
            self.plan.door_changes[door.pk] = (door, changes)
        return int(said.get("area_id", door.area_id))

    # --- with whom -----------------------------------------------------------------------------------------

    def _standing_home(self, row: LedgerRow) -> Home | None:
        """Return the household a row speaks of: by its number, else the one in its dwelling that fits best."""
        if code := row.place.get("code"):
            return self.standing.by_code.get(code)
        door = self.standing.doors.get(row.key)
        homes = self.standing.by_door.get(door.pk, []) if door else []
        name = row.details.name if row.details else ""
        fitting = [home for home in homes if any(p.name == name for p in self.standing.by_home[home.pk])]
        return min(fitting or homes, key=lambda home: home.pk, default=None)

    def _home(self, row: LedgerRow, area_id: int) -> HomePlan | None:
        home = self.plan.homes.get(row.home)
        if home is None:
            home = HomePlan(row, area_id, self._standing_home(row))
            if home.standing and not self._check_home(row, home, home.standing):
                return None
            self.plan.homes[row.home] = home
        return home

    def _check_home(self, row: LedgerRow, home: HomePlan, standing: Home) -> bool:
        if standing.area_id not in self.standing.grids:
            self._wrong(
                row,
                "code",
                "这个户号登记在导入区域以外",
                "this household is registered outside the area imported into",
                "请核对户号，或在更大的区域里导入",
                "Check the number, or import into a larger area",
            )
            return False
        door = self.standing.doors.get(row.key)
        if "size" in row.place and row.place["size"] != standing.size:
            home.changes["size"] = row.place["size"]
        if door is None or door.pk != standing.dwelling_id:
            home.changes["dwelling"] = row.key
        return True

    def _one_head(self, row: LedgerRow, home: HomePlan, found: Somebody | None) -> None:
        """Refuse a second head of a household, unless the register itself has both."""
        says_head = bool(row.details and row.details.relation == "head" and "relation" in row.said)
        stands = (
            found and home.standing and found.household_id == home.standing.pk and found.relation == "head"
        )
        home.heads += says_head
        if says_head and home.heads > 1 and not stands:
            self._wrong(
                row,
                "relation",
                "这一户已经有户主了",
                "this household has a head already",
                "不是同一户就填户号分开；是同一户就改与户主关系",
                "Give household numbers to tell two households apart, or correct the relation",
            )

    # --- who -----------------------------------------------------------------------------------------------

    def _once(self, row: LedgerRow, number: str) -> None:
        first = self._numbers.setdefault(number, row)
        if number and first is not row:
            cell = self.plan.ledger.cell(first, "national_id")
            self._wrong(
                row,
                "national_id",
                f"和 {cell} 是同一个号码",
                f"is the same number as {cell}",
                "请删去一行，或改正号码",
                "Remove one row, or correct the number",
            )

    def _match(self, row: LedgerRow, home: HomePlan) -> Somebody | None:
        """Return the person a row speaks of: by number, else by name in the household."""
        details = row.details
        if details is None:
            return None
        if details.national_id and (found := self.standing.holder(details.national_id)):
            return found
        members = self.standing.by_home[home.standing.pk] if home.standing else []
        same = [p for p in members if p.name == details.name and p.pk not in self._taken]
        found = same[0] if len(same) == 1 else None
        if found and found.national_id_index and details.national_id:
            self._wrong(
                row,
                "national_id",
                "这一户同名的人登记的是另一个号码",
                "somebody of this name is registered here with another number",
                "请先在那个人的页面上核对、改正号码",
                "Check and correct the number on that person's page first",
            )
        return found

    def _usable(self, row: LedgerRow, found: Somebody) -> bool:
        if found.area_id not in self.standing.grids:
            self._wrong(
                row,
                "national_id",
                "这个人登记在导入区域以外",
                "this person is registered outside the area imported into",
                "请让街道窗口办理迁入，或在更大的区域里导入",
                "Ask the street's window to move them, or import into a larger area",
            )
        elif found.state == PersonState.DIED:
            self._wrong(
                row,
                "name",
                "这个人已登记去世",
                "this person is registered as having died",
                "登记有误就先在那个人的页面上恢复；否则删去这一行",
                "If that is a mistake take it back on the person's page first; else remove the row",
            )
        elif self._taken.setdefault(found.pk, row) is not row:
            self._wrong(
                row,
                "name",
                f"和 {self.plan.ledger.cell(self._taken[found.pk], 'name')} 是同一个人",
                f"is the same person as {self.plan.ledger.cell(self._taken[found.pk], 'name')}",
                "请删去一行；确是两个人就填身份证号",
                "Remove one row; if they are two, give their identity numbers",
            )
        else:
            return True
        return False

    def _changes(self, row: LedgerRow, found: Somebody, home: HomePlan) -> Iterator[str]:
        details = row.details
        if details is None:
            return
        for name in ("name", "relation", "sex", "living"):
            if name in row.said and getattr(details, name) != getattr(found, name):
                yield name
        if "born" in row.said and details.born and details.born != found.born():
            yield "born"
        for name, stands in (("national_id", found.national_id_index), ("phone", found.phone_index)):
            plain = getattr(details, name)
            if plain and stands not in blind_indexes(keyring(), name, plain):
                yield name
        if home.standing is None or home.standing.pk != found.household_id:
            yield "household"
        if found.state != PersonState.HERE:
            yield "state"

    def _person(self, row: LedgerRow, home: HomePlan) -> None:
        if row.details is None:
            return
        self._once(row, row.details.national_id)
        found = self._match(row, home)
        self._one_head(row, home, found)
        if found is None:
            self.plan.persons.append(PersonPlan(row, row.home))
        elif self._usable(row, found):
            changes = tuple(self._changes(row, found, home))
            self.plan.persons.append(PersonPlan(row, row.home, found, changes))

    def take(self, row: LedgerRow) -> None:
        """Plan one row."""
        area_id = self._door(row)
        home = self._home(row, area_id) if area_id is not None else None
        if home is not None:
            self._person(row, home)


def plan_ledger(ledger: Ledger, area: Area) -> Plan:
    """Return what a ledger would change in ``area``; mistakes found on the way join those of the ledger."""
    standing = standing_for(ledger, area)
    plan = Plan(ledger, area)
    planner = _Planner(plan, standing)
    for row in ledger.rows:
        planner.take(row)
    here = standing.here()
    found = {one.standing.pk for one in plan.persons if one.standing}
    plan.here = len(here)
    plan.missing = [somebody for somebody in here if somebody.pk not in found]
    return plan
