"""What changed about the points lately, by point: the latest first, each with what was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from yike.core.areas.models import Area
from yike.core.record.counting import how_many
from yike.core.record.models import HistoryEntry
from yike.core.record.verbs import verb_name
from yike.rooms.circle.models import ServicePoint

MEASURE = "circle.changes"
LOOKED_AT = 200  # of the latest facts


@dataclass
class Changed:
    """A point and what was done to it, told once each, the latest first."""

    point: ServicePoint
    day: date
    done: list[str] = field(default_factory=list)


def changes(areas: Iterable[Area], since: date, until: date, most: int) -> tuple[int, list[Changed]]:
    """Return how many changes there were in these areas, and the ``most`` points that changed last."""
    answer = how_many(MEASURE, since=since, until=until, area_ids=[area.pk for area in areas])
    facts = list(answer.facts.order_by("-pk")[:LOOKED_AT])
    points = ServicePoint.objects.in_bulk([int(fact.source_pk) for fact in facts])
    verbs = dict(
        HistoryEntry.objects.filter(deed__in={fact.deed for fact in facts}, verb__startswith="circle.")
        .order_by()
        .values_list("deed", "verb")
    )
    found: dict[int, Changed] = {}
    for fact in facts:
        key, what = int(fact.source_pk), verb_name(verbs.get(fact.deed, ""))
        if key in points and (key in found or len(found) < most):
            told = found.setdefault(key, Changed(points[key], fact.day)).done
            told += [what] if what and what not in told else []
    return int(answer.total), list(found.values())
