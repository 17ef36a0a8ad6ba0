"""Places: kept, and taken by one activity at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from yike.core.areas.models import Area
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.activities.standing import stand
from yike.rooms.almanac.models.activities import BOOKED, COMING, Activity
from yike.rooms.almanac.models.venues import Venue
from yike.rooms.almanac.rules import activities as rules


def add_venue(by: By, *, area: Area, name: str, **more: Any) -> Venue:
    """Add a house, a square, or a room in a house. Raises ``Fault`` where it is there already."""
    with deed(by, "almanac.venue.add"):
        rules.KEEP_VENUES.require(by, area)
        return _kept(Venue(area=area, name=name.strip(), **more))


def change_venue(by: By, venue: Venue, **values: Any) -> Venue:
    """Change what is said of a place; stalls that stand there are found where it is now.

    Raises ``Fault`` where another one has its name.
    """
    with deed(by, "almanac.venue.change") as d:
        row = d.lock(venue)
        for area in (row.area, values.get("area", row.area)):
            rules.KEEP_VENUES.require(by, area)
        for name, value in values.items():
            setattr(row, name, value)
        kept = _kept(row)
        stand(d, *Activity.objects.filter(venue=kept, state__in=COMING).select_related("area", "venue"))
        return kept


def _kept(row: Venue) -> Venue:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Fault(
            f"“{row}”已经有了",
            f'"{row}" is there already',
            do_zh="请直接用它，或换一个名称、房间名",
            do_en="Use that one, or give another name or room",
        ) from None
    return row


def lock_houses(venues: Iterable[int | None]) -> list[int]:
    """Lock the houses of these places in one order, before several are taken: no two deeds wait for each other.

    Returns the keys of what is locked: all rooms of each house.
    """
    asked = {pk for pk in venues if pk is not None}
    taken = Venue.objects.filter(pk__in=asked, area=OuterRef("area"), name=OuterRef("name"))
    houses = Venue.objects.select_for_update().filter(Exists(taken)).order_by("pk")
    return list(houses.values_list("pk", flat=True))


def take_room(venue: Venue | None, starts_at: datetime, ends_at: datetime, but: int | None = None) -> None:
    """Make sure, inside an open deed, that a place is free, and keep others from taking it until the deed ends.

    The rows of the whole house are locked in order. A room is taken by what takes place in it, or in the whole
    house; the whole house by anything in it. ``but`` is the activity that asks. Raises ``Fault`` with who has it.
    """
    if venue is None:
        return
    house = Venue.objects.select_for_update().filter(area_id=venue.area_id, name=venue.name).order_by("pk")
    touching = [row.pk for row in house if row.pk == venue.pk or not row.room or not venue.room]
    rows = Activity.objects.filter(
        venue__in=touching, state__in=BOOKED, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    rival = rows.exclude(pk=but).order_by("starts_at").first()
    if rival is not None:
        raise _taken(venue, rival)


def _taken(venue: Venue, rival: Activity) -> Fault:
    since, until = timezone.localtime(rival.starts_at), timezone.localtime(rival.ends_at)
    when = f"{since:%Y-%m-%d %H:%M}–{until:%H:%M}"
    return Fault(
        f"“{venue}”那时有活动“{rival.title}”（{when}）",
        f'"{venue}" is taken then by "{rival.title}" ({when})',
        do_zh="请换时间、换场地或换房间",
        do_en="Choose another time, place or room",
    )
