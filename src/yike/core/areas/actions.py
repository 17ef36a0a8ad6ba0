"""What can be done to areas: the only door that writes them."""

from __future__ import annotations

from typing import Any

from yike.core.areas.models import Area, AreaLevel
from yike.core.record.deed import deed
from yike.core.rights.by import By


def add_area(
    by: By, *, level: AreaLevel, code: str, name: str, parent: Area | None, polygon: Any = None
) -> Area:
    """Add an area below ``parent``, or at the top."""
    area = Area(level=level, code=code, name=name, polygon=polygon)
    with deed(by, "areas.add"):
        if parent is None:
            return Area.objects.add_root(instance=area)
        return Area.objects.add_child(Area.objects.get(pk=parent.pk), instance=area)
