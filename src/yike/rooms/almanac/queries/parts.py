"""Parts of activities, and which stamps a card has."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.http import Http404

from yike.rooms.almanac.actions.signups.signing import digest
from yike.rooms.almanac.models.activities import PUBLIC, Activity
from yike.rooms.almanac.models.parts import Part, PartKind, Stamp


def parts_of(activity: Activity) -> list[tuple[str, list[Part]]]:
    """Return the parts of an activity in groups that have any, with the number of stamps of each zone."""
    rows = list(with_stamps(activity))
    groups = [(str(kind.label), [one for one in rows if one.kind == kind]) for kind in PartKind]
    return [(label, found) for label, found in groups if found]


def with_stamps(activity: Activity) -> QuerySet[Part]:
    """Return the parts with how many stamps were given at each."""
    return Part.objects.filter(activity=activity).annotate(visits=Count("stamps"))


def zones_of(activity: Activity) -> list[Part]:
    """Return the zones along the route, with how many stamps were given at each."""
    return list(with_stamps(activity).filter(kind=PartKind.ZONE).order_by("order"))


def zone_by_code(code: str) -> Part:
    """Return the zone a sign belongs to. Raises ``Http404``."""
    rows = Part.objects.select_related("activity").filter(kind=PartKind.ZONE, activity__state__in=PUBLIC)
    found = rows.filter(code=code.upper()).first() if code else None
    if found is None:
        raise Http404
    return found


def route(activity: Activity, card: str) -> list[tuple[Part, bool]]:
    """Return the zones along the route, each with whether a card has its stamp."""
    got = set()
    if card:
        rows = Stamp.objects.filter(card=digest(card), part__activity=activity)
        got = set(rows.values_list("part_id", flat=True))
    zones = Part.objects.filter(activity=activity, kind=PartKind.ZONE)
    return [(one, one.pk in got) for one in zones]
