"""An area is not closed while a micro-group lies in it: its households would belong to no grid that works."""

from __future__ import annotations

from yike.core.areas.models import Area
from yike.engines.faults import Fault
from yike.rooms.almanac.models import MicroGroup

NAMED = 5


def still_grouped(area: Area) -> Fault | None:
    """Return the fault of closing an area with micro-groups, None where there are none."""
    codes = list(MicroGroup.objects.filter(area_id=area.pk).order_by("code").values_list("code", flat=True))
    if not codes:
        return None
    named, more = "、".join(codes[:NAMED]), len(codes) > NAMED
    count = len(codes)
    groups = "micro-group" if count == 1 else "micro-groups"
    there = "is" if count == 1 else "are"
    return Fault(
        f"“{area.name}”里还有 {count:,} 个微网群：{named}{'等' if more else ''}",
        f'there {there} still {count:,} {groups} in "{area.name}": '
        f"{', '.join(codes[:NAMED])}{' and more' if more else ''}",
        do_zh="请先在微网群页上把它们划到别的网格",
        do_en="Put them into another grid first, on the groups' pages",
    )
