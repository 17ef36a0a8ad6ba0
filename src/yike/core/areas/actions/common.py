"""What the deeds of areas share: the lock, the stamp, and the checks of single values."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max

from yike.core.areas import rules
from yike.core.areas.codes import NAME_LENGTH
from yike.core.areas.geometry.plane import Shape
from yike.core.areas.geometry.reading import geojson_of, shape_of
from yike.core.areas.models import Area
from yike.core.record.deed import Deed
from yike.core.rights.by import By
from yike.engines.faults import Fault


def lock_tree() -> None:
    """Let no other change of areas run beside this one."""
    list(Area.objects.filter(depth=1).select_for_update().values_list("pk"))


def next_stamp() -> str:
    """Return a stamp later than all there are, and unlike any other even after a backup was put back."""
    last = Area.objects.aggregate(last=Max("stamp"))["last"] or "0"
    return f"{int(last.split('-')[0]) + 1:012}-{secrets.token_hex(4)}"


def fresh(d: Deed, by: By, area: Area) -> Area:
    """Return an area locked and as it stands, for somebody who may keep it. Raises ``PermissionDenied``."""
    lock_tree()
    found = d.lock(area)
    rules.KEEP.require(by, found)
    return found


def require_top(by: By) -> None:
    """Ask for the right to plant an area at the top of the tree: only whoever holds the machine may."""
    if not by.trusted:
        raise PermissionDenied(rules.KEEP.code)


def changed(d: Deed, area: Area, **values: Any) -> Area:
    """Write fields of an area with history and a new stamp, if anything is different."""
    return d.change(area, stamp=next_stamp(), **values)


def drawn(polygon: object, datum: str = "wgs84") -> dict[str, Any]:
    """Return the fields of a border: the checked polygon and its box. Raises ``Misdrawn``."""
    return drawn_shape(None if polygon is None else shape_of(polygon, datum=datum))


def drawn_shape(shape: Shape | None) -> dict[str, Any]:
    """Return the fields of a border from a checked geometry."""
    if shape is None:
        return dict.fromkeys(("polygon", "west", "south", "east", "north"))
    west, south, east, north = shape.bounds
    return {"polygon": geojson_of(shape), "west": west, "south": south, "east": east, "north": north}


def check_name(name: str, siblings: Any) -> str:
    """Return a name without outer spaces. Raises ``Fault`` for none, too long a one, or a sibling's."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Fault(
            f"名称要有 1 到 {NAME_LENGTH} 个字",
            f"a name has 1 to {NAME_LENGTH} characters",
            do_zh="请改一个名称",
            do_en="Choose another name",
        )
    if siblings.open().filter(name=name).exists():
        raise Fault(
            f"旁边已经有一个“{name}”",
            f'there is a "{name}" beside it already',
            do_zh="请改一个名称",
            do_en="Choose another name",
        )
    return name


def check_free(code: str, but: Area | None = None) -> None:
    """Refuse a code that another area has, closed ones too. Raises ``Fault``."""
    holders = Area.objects.light().filter(code=code)
    holder = (holders.exclude(pk=but.pk) if but else holders).first()
    if holder is not None:
        raise Fault(
            f"代码 {code} 已经是“{holder.name}”的",
            f'the code {code} belongs to "{holder.name}" already',
            do_zh="请核对代码，每个区域的代码只能用一次",
            do_en="Check the code; no two areas have the same",
        )


def check_open(area: Area) -> None:
    """Refuse to work on a closed area. Raises ``Fault``."""
    if area.closed:
        raise Fault(
            f"“{area.name}”已经关闭",
            f'"{area.name}" is closed',
            do_zh="请先恢复它，或另选一个区域",
            do_en="Reopen it first, or choose another area",
        )
