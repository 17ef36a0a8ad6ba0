"""Move an area below another parent: 划转."""

from __future__ import annotations

from yike.core.areas.actions.borders import conflicts
from yike.core.areas.actions.common import check_name, check_open, fresh, next_stamp
from yike.core.areas.actions.keeping import recode_subtree
from yike.core.areas.checks import refuse
from yike.core.areas.codes import check_code, check_place, plain_code
from yike.core.areas.models import Area, AreaLevel
from yike.core.record.deed import deed
from yike.core.rights.by import By


def move_area(by: By, area: Area, *, parent: Area, code: str = "", reason: str = "") -> Area:
    """Put an area with all below it under another parent, with a new ``code`` where one is given.

    The doer must keep both. History says from where to where; records that name the area stay with it.
    Raises ``Fault`` for a level, code, name or border that does not fit there, and ``PermissionDenied``.
    """
    with deed(by, "areas.move", reason=reason) as d:
        area, above = fresh(d, by, area), fresh(d, by, parent)
        check_open(above)
        check_place(AreaLevel(area.level), AreaLevel(above.level))
        code = plain_code(code, AreaLevel(area.level)) or area.code
        check_code(AreaLevel(area.level), code, above.code)
        check_name(area.name, Area.objects.children(above).exclude(pk=area.pk))
        before = Area.objects.light().get(path=area.parent_path)
        Area.objects.move(area, above, "last-child")
        area = d.lock(area)
        refuse(conflicts([area]))
        recode_subtree(d, area, code)
        Area.objects.filter(pk=area.pk).update(stamp=next_stamp())  # the place is no recorded field
        d.note(area, moved={"from": f"{before.name} {before.code}", "to": f"{above.name} {above.code}"})
        return area
