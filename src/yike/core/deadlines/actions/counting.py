"""Count what is due, once, under the day on which it was due; take it back where that changes."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from yike.core.deadlines.measures import code_of
from yike.core.deadlines.models import Deadline
from yike.core.record.deed import Deed
from yike.core.record.models import Fact


def count(d: Deed, row: Deadline, part: str, day: date) -> None:
    """Write the fact that a deadline was ``due``, ``met`` or ``late``, under a day."""
    d.fact(code_of(row.kind, part), 1, area=row.area_id, source=row, day=day)


def count_due(d: Deed, row: Deadline, day: date) -> None:
    """Count it as due under a day, unless it is counted already. The caller writes the row."""
    if row.counted_on is None:
        count(d, row, "due", day)
        row.counted_on = day


def take_back(d: Deed, row: Deadline) -> None:
    """Take back that it was due: it has been moved or cancelled since. The caller writes the row."""
    if row.counted_on is None:
        return
    kept = Fact.objects.filter(
        measure=code_of(row.kind, "due"), source_model=row._meta.label_lower, source_pk=str(row.pk)
    )
    if fact := kept.filter(corrections=None, corrects=None).order_by("-pk").first():
        d.fact(fact.measure, -fact.quantity, area=fact.area_id, source=row, day=fact.day, corrects=fact)
    row.counted_on = None


def due_day(row: Deadline) -> date | None:
    """Return the local day on which it is due; None while the clock stands."""
    return None if row.due_at is None else timezone.localdate(row.due_at)


def recount(d: Deed, row: Deadline) -> None:
    """Count it anew after its moment has changed. The caller writes the row."""
    day = due_day(row)
    if not row.passed(d.at) or day != row.counted_on:
        take_back(d, row)
    if row.passed(d.at) and day is not None:
        count_due(d, row, day)
