"""Keep what is said of an area: its name, its code, its kind and its numbers."""

from __future__ import annotations

from yike.core.areas.actions.common import changed, check_free, check_name, fresh, next_stamp
from yike.core.areas.codes import check_code, kind_of, plain_code
from yike.core.areas.models import Area, AreaLevel
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By


def _named(area: Area, name: str) -> str:
    return name if name == area.name else check_name(name, Area.objects.siblings(area))


def rename_area(by: By, area: Area, *, name: str, reason: str = "") -> Area:
    """Give an area another name. Raises ``Fault`` where a sibling has it, and ``PermissionDenied``."""
    with deed(by, "areas.rename", reason=reason) as d:
        area = fresh(d, by, area)
        return changed(d, area, name=_named(area, name))


def describe_area(
    by: By, area: Area, *, name: str, kind: str, households: int | None, persons: int | None, reason: str = ""
) -> Area:
    """Say name, kind of grid, households and persons anew; None where they are not known.

    Raises ``Fault`` as ``rename_area``, and ``PermissionDenied``.
    """
    with deed(by, "areas.describe", reason=reason) as d:
        area = fresh(d, by, area)
        kind = kind_of(AreaLevel(area.level), kind)
        return changed(d, area, name=_named(area, name), kind=kind, households=households, persons=persons)


def recode_area(by: By, area: Area, *, code: str, reason: str = "") -> Area:
    """Give an area another code; codes below that began with the old one begin with the new one.

    Raises ``Fault`` where a code does not fit its level and parent or is taken, and ``PermissionDenied``.
    """
    with deed(by, "areas.recode", reason=reason) as d:
        area = fresh(d, by, area)
        code = plain_code(code, AreaLevel(area.level))
        parent = Area.objects.light().filter(path=area.parent_path).first()
        check_code(AreaLevel(area.level), code, parent.code if parent else None)
        recode_subtree(d, area, code)
        return area


def recode_subtree(d: Deed, area: Area, code: str) -> None:
    """Write a new code of an area and of what is below it. Raises ``Fault`` where one is taken."""
    if code == area.code:
        return
    old, stamp = area.code, next_stamp()
    below = [a for a in Area.objects.within(area).exclude(pk=area.pk) if a.code.startswith(old)]
    for one in [area, *below]:
        one.code, one.stamp = code + one.code.removeprefix(old), stamp
        check_free(one.code, but=one)
    d.change_many([area, *below], ["code", "stamp"])
