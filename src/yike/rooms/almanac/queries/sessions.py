"""The activities that are counted as held: how many of each kind, and each with what proves its size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from yike.core.areas.models import Area
from yike.core.record.counting import how_many
from yike.core.record.models import Fact
from yike.rooms.almanac import measures
from yike.rooms.almanac.models.activities import Activity, ActivityHost, ActivityKind, HostRole
from yike.rooms.almanac.models.contests import Team
from yike.rooms.almanac.models.parts import Part, PartKind
from yike.rooms.almanac.models.signups import HeadCount, Registration


@dataclass(frozen=True)
class OfKind:
    """How many activities of a kind were held."""

    kind: str
    name: Any
    sessions: int


def held(area: Area, since: date, until: date) -> QuerySet[Activity]:
    """Return the activities an area and those below it count as held, both days included: the latest first.

    These are the ones behind ``counts.counted(...).sessions``: a fact of each was written when it was archived.
    """
    ids = Area.objects.filter(path__startswith=area.path).values_list("pk", flat=True)
    facts = how_many(measures.ACTIVITIES.code, since=since, until=until, area_ids=ids).facts
    counted = facts.order_by().values("source_pk").annotate(n=Sum("quantity")).filter(n__gt=0)
    keys = [int(pk) for pk in counted.values_list("source_pk", flat=True)]
    return Activity.objects.filter(pk__in=keys).select_related("area").order_by("-starts_at", "-pk")


def by_kind(rows: QuerySet[Activity]) -> list[OfKind]:
    """Return how many there are of each kind, the most first: one query."""
    found = rows.order_by().values_list("kind").annotate(n=Count("pk"))
    kinds = [OfKind(kind, ActivityKind(kind).label, n) for kind, n in found]
    return sorted(kinds, key=lambda one: (-one.sessions, one.kind))


def holders(rows: QuerySet[Activity]) -> int:
    """Return how many units held these activities, each once: one query."""
    hosts = ActivityHost.objects.filter(role=HostRole.HOST, activity__in=rows.order_by().values("pk"))
    return hosts.aggregate(n=Count("unit", distinct=True))["n"] or 0


def _sum_of(rows: QuerySet[Any], by: str, what: Any) -> Coalesce:
    """Return a number that is worked out of the rows of another table that belong to one activity."""
    of_one = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(n=what)
    return Coalesce(Subquery(of_one.values("n")), 0)


def measured(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return activities each with ``zones acts teams players holders signed``: how many of each it had.

    ``signed`` are visits of those who checked in, ``players`` the people of all teams.
    """
    teams = Team.objects.all()
    return rows.annotate(
        zones=_sum_of(Part.objects.filter(kind=PartKind.ZONE), "activity", Count("pk")),
        acts=_sum_of(Part.objects.filter(kind=PartKind.ACT), "activity", Count("pk")),
        teams=_sum_of(teams, "contest__activity", Count("pk")),
        players=_sum_of(teams, "contest__activity", Sum("people")),
        holders=_sum_of(ActivityHost.objects.filter(role=HostRole.HOST), "activity", Count("pk")),
        signed=_sum_of(Registration.objects.filter(came__gt=0), "activity", Sum("came")),
    )


def with_heads(rows: Iterable[Any]) -> list[Any]:
    """Return activities each with ``counted`` and ``estimated``: the visits beyond those who checked in."""
    shown = list(rows)
    heads = dict(HeadCount.objects.filter(activity__in=shown).values_list("pk", "activity_id"))
    codes = {measures.COUNTED.code: "counted", measures.ESTIMATED.code: "estimated"}
    facts = Fact.objects.filter(source_model="almanac.headcount", source_pk__in=map(str, heads))
    said: dict[tuple[int, str], int] = {}
    for key, code, quantity in facts.filter(measure__in=codes).values_list(
        "source_pk", "measure", "quantity"
    ):
        one = heads[int(key)], codes[code]
        said[one] = said.get(one, 0) + int(quantity)
    for row in shown:
        row.counted, row.estimated = (said.get((row.pk, name), 0) for name in codes.values())
    return shown
