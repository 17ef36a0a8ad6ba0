"""Close an area that is no more, and reopen one closed by mistake. Nothing is ever deleted."""

from __future__ import annotations

from yike.core.areas.actions.adding import counted
from yike.core.areas.actions.borders import conflicts
from yike.core.areas.actions.common import changed, check_name, check_open, fresh
from yike.core.areas.checks import refuse
from yike.core.areas.models import Area
from yike.core.areas.needs import still_needed
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault


def close_area(by: By, area: Area, *, reason: str) -> Area:
    """Close an area from today on: it keeps its history, and no list, map or address finds it any more.

    Raises ``Fault`` while open areas lie below it or a higher app still needs it, and ``PermissionDenied``.
    """
    with deed(by, "areas.close", reason=reason) as d:
        area = fresh(d, by, area)
        check_open(area)
        _check_empty(area)
        if fault := still_needed(area):
            raise fault
        return counted(d, changed(d, area, closed_on=today()), -1)


def _check_empty(area: Area) -> None:
    below = Area.objects.children(area).open().count()
    if below:
        raise Fault(
            f"“{area.name}”下面还有 {below} 个区域",
            f'"{area.name}" still has {below} areas below it',
            do_zh="请先划转或关闭它们",
            do_en="Move or close them first",
        )


def reopen_area(by: By, area: Area, *, reason: str) -> Area:
    """Open a closed area again. Raises ``Fault`` where its name, ground or parent is no longer free."""
    with deed(by, "areas.reopen", reason=reason) as d:
        area = fresh(d, by, area)
        if not area.closed:
            return area
        for parent in Area.objects.light().filter(path=area.parent_path):
            check_open(parent)
        check_name(area.name, Area.objects.siblings(area))
        refuse(conflicts([area]))
        return counted(d, changed(d, area, closed_on=None), 1)
