"""Add an area."""

from __future__ import annotations

from yike.core.areas.actions.borders import as_drawn
from yike.core.areas.actions.common import (
    check_free,
    check_name,
    check_open,
    drawn,
    fresh,
    lock_tree,
    next_stamp,
    require_top,
)
from yike.core.areas.checks import find_beyond, find_overlaps_of, refuse
from yike.core.areas.codes import check_code, check_place, kind_of, plain_code
from yike.core.areas.measures import GRIDS
from yike.core.areas.models import Area, AreaLevel, AreaQuerySet
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By


def add_area(
    by: By,
    *,
    level: AreaLevel,
    code: str,
    name: str,
    parent: Area | None,
    polygon: object = None,
    kind: str = "",
    households: int | None = None,
    persons: int | None = None,
) -> Area:
    """Add an area below ``parent``; at the top only by the machine's own hand.

    Checks level, code, name and border in this order, writes the row, its history and, for a grid, the fact
    that there is one more. Raises ``Fault`` (``Misdrawn`` for a border) and ``PermissionDenied``.
    """
    level, code = AreaLevel(level), plain_code(code, AreaLevel(level))
    with deed(by, "areas.add") as d:
        above = _above(d, by, parent)
        check_place(level, AreaLevel(above.level) if above else None)
        check_code(level, code, above.code if above else None)
        check_free(code)
        siblings = Area.objects.children(above) if above else Area.objects.filter(depth=1)
        area = Area(level=level, code=code, name=check_name(name, siblings), kind=kind_of(level, kind))
        area.households, area.persons, area.stamp = households, persons, next_stamp()
        _set_border(area, polygon, above, siblings)
        return counted(d, plant(area, above), 1)


def _above(d: Deed, by: By, parent: Area | None) -> Area | None:
    if parent is None:
        lock_tree()
        require_top(by)
        return None
    above = fresh(d, by, parent)
    check_open(above)
    return above


def _set_border(area: Area, polygon: object, above: Area | None, siblings: AreaQuerySet) -> None:
    if polygon is None:
        return
    for name, value in drawn(polygon).items():
        setattr(area, name, value)
    mine = as_drawn([area])
    refuse(find_overlaps_of("None", as_drawn(siblings.open()) | mine))
    refuse(
        finding
        for parent in as_drawn([above] if above else []).values()
        for finding in find_beyond(parent, mine)
    )


def plant(area: Area, above: Area | None) -> Area:
    """Put a new area into the tree as the last below ``above``."""
    if above is None:
        planted: Area = Area.objects.add_root(instance=area)
    else:
        planted = Area.objects.add_child(above, instance=area)
    return planted


def counted(d: Deed, area: Area, quantity: int) -> Area:
    """Write the fact that there is one grid more (1) or fewer (-1); other areas are not counted."""
    if area.level == AreaLevel.GRID:
        d.fact(GRIDS.code, quantity, area=area, source=area, subject=area.recorded_subject())
    return area
