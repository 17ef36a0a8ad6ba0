"""An area is not closed while homes stand in it: they would be in no list and on no map."""

from __future__ import annotations

from yike.core.areas.models import Area
from yike.core.residents.models import Dwelling
from yike.engines.faults import Fault


def lived_in(area: Area) -> Fault | None:
    """Return the fault of closing an area with dwellings, None where there are none."""
    count = Dwelling.objects.filter(area_id=area.pk).count()
    if not count:
        return None
    return Fault(
        f"“{area.name}”里还有 {count:,} 处房屋",
        f'there are still {count:,} dwellings in "{area.name}"',
        do_zh="请先把它们划到别的网格",
        do_en="Put them into another grid first",
    )
