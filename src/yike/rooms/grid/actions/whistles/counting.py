"""Take back what was counted, under the day on which it was counted: no month has less than nothing."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from yike.core.record.deed import Deed
from yike.core.record.measures import Measure
from yike.core.record.models import Fact


def take_back(d: Deed, measure: Measure, source: Model, area: Any) -> None:
    """Count one thing back, under the day on which it was counted. Not counted, nothing happens."""
    kept = Fact.objects.filter(
        measure=measure.code, source_model=source._meta.label_lower, source_pk=str(source.pk)
    )
    fact = kept.filter(corrections=None, corrects=None).order_by("-pk").first()
    if fact is not None:
        d.fact(measure.code, -fact.quantity, area=area, source=source, day=fact.day, corrects=fact)
