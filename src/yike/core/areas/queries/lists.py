"""Areas as lists: the tree down to the communities, one area's children, and what is searched for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from yike.core.areas.models import Area, AreaLevel, AreaQuerySet
from yike.core.areas.queries.tree import top_areas, visible_to

BELOW = (AreaLevel.GRID, AreaLevel.MICROGRID)


@dataclass
class Row:
    """One area in a list. ``grids``, ``households`` and ``persons`` are summed over the open grids in it.

    ``indent`` counts from 0, the highest area of the list. A number nobody has said is None.
    """

    area: Area
    indent: int
    grids: int = 0
    households: int | None = None
    persons: int | None = None


def tree(user: Any) -> list[Row]:
    """Return somebody's areas down to the communities; down to the grids for who keeps only a community.

    Two queries, however many areas.
    """
    tops = top_areas(user)
    small = all(area.level in (AreaLevel.COMMUNITY, *BELOW) for area in tops)
    areas = visible_to(user).open().light()
    shown = list(areas if small else areas.exclude(level__in=BELOW))
    return summed(_rows(shown), areas)


def search(user: Any, asked: str) -> AreaQuerySet:
    """Return somebody's areas whose name contains or whose code begins with what is asked, closed ones too."""
    return visible_to(user).light().filter(Q(name__contains=asked) | Q(code__startswith=asked))


def children(area: Area) -> list[Row]:
    """Return the areas directly below one, closed ones last, with their sums."""
    below = list(Area.objects.children(area).light())
    below.sort(key=lambda a: a.closed)
    rows = [Row(a, 0, households=a.households, persons=a.persons) for a in below]
    return summed(rows, Area.objects.within(area).open())


def _rows(areas: Iterable[Area]) -> list[Row]:
    """Return rows in the order of the tree, each indented below the nearest area around it in the list."""
    rows: list[Row] = []
    around: list[Area] = []
    for area in areas:
        while around and not area.path.startswith(around[-1].path):
            around.pop()
        rows.append(Row(area, len(around), households=area.households, persons=area.persons))
        around.append(area)
    return rows


def summed(rows: list[Row], areas: AreaQuerySet) -> list[Row]:
    """Add up the grids in each row's area. A row keeps its own numbers where no grid in it has any. One query."""
    by_path = {row.area.path: row for row in rows}
    told: dict[str, list[tuple[int | None, int | None]]] = {path: [] for path in by_path}
    grids = areas.filter(level=AreaLevel.GRID).order_by()
    for path, households, persons in grids.values_list("path", "households", "persons"):
        for end in range(Area.steplen, len(path) + 1, Area.steplen):
            if path[:end] in told:
                told[path[:end]].append((households, persons))
    for path, numbers in told.items():
        row = by_path[path]
        row.grids = len(numbers)
        row.households = _sum((h for h, _ in numbers), row.households)
        row.persons = _sum((p for _, p in numbers), row.persons)
    return rows


def _sum(numbers: Iterable[int | None], otherwise: int | None) -> int | None:
    known = [n for n in numbers if n is not None]
    return sum(known) if known else otherwise
