"""What a database holds: nothing, the demonstration, or a real office. They are never mixed."""

from __future__ import annotations

from enum import Enum

from yike.core.areas.models import Area
from yike.core.record.models import HistoryEntry
from yike.core.upkeep import database
from yike.demonstration.codes import STREET
from yike.engines.faults import Fault


class Standing(Enum):
    """Whose data it is."""

    EMPTY = "empty"
    HALF = "half"  # a demonstration whose drawing was broken off
    DEMONSTRATION = "demonstration"
    OFFICE = "office"


def standing() -> Standing:
    """Return whose data the database holds. Raises ``Fault`` where it cannot be reached."""
    if database.unused():
        return Standing.EMPTY
    with database.reached():
        street = Area.objects.filter(code=STREET[0]).values_list("pk", "households").first()
        if street is None:
            return Standing.OFFICE
        return Standing.HALF if _half(*street) else Standing.DEMONSTRATION


def _half(street: int, households: int | None) -> bool:
    """Return whether nobody has ever said how many live in the street, which is the last stroke of its drawing."""
    if households is not None:
        return False
    return HistoryEntry.objects.filter(model=Area._meta.label_lower, object_pk=str(street)).count() == 1


def require_kind(*, demonstration: bool) -> None:
    """Raise ``Fault`` where a real office would be shown as a demonstration, or the other way round."""
    found = standing()
    if demonstration and found is Standing.OFFICE:
        raise Fault(
            "这里是真的办公数据，不能当演示用",
            "this is the data of a real office and no demonstration",
            do_zh="请用 YIKE_HOME 给演示另指一个文件夹，或去掉 YIKE_DEMONSTRATION",
            do_en="Name another folder for the demonstration in YIKE_HOME, or leave out YIKE_DEMONSTRATION",
        )
    if not demonstration and found in {Standing.HALF, Standing.DEMONSTRATION}:
        raise Fault(
            "这里是演示数据，不能当真的用",
            "this is the data of the demonstration and no real office",
            do_zh="看演示请用 yike demo；真正使用请用 YIKE_HOME 另指一个空文件夹",
            do_en="See it with yike demo; for real use name an empty folder in YIKE_HOME",
        )


def wipe() -> None:
    """Remove the demonstration's whole database, so that the next start begins anew.

    Raises ``Fault`` where a real office is in it.
    """
    require_kind(demonstration=True)
    database.wipe()
