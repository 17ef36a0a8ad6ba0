"""All that is read of the record: timelines, the whole history for the audit officer, seals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Count, Max, Model, Q, QuerySet
from django.http import Http404

from yike.core.record import rules
from yike.core.record.base import Recorded
from yike.core.record.counting import Answer, Split, how_many, totals
from yike.core.record.models import Fact, HistoryEntry, Seal

PAGE = 50
M = TypeVar("M", bound=Model)


def timeline(*subjects: str, limit: int = 30) -> list[HistoryEntry]:
    """Return the newest history of one record (and of what belongs to it), newest first."""
    return list(HistoryEntry.objects.filter(subject__in=subjects).order_by("-id")[:limit])


def last_written(rows: Iterable[Recorded]) -> dict[int, tuple[datetime, int]]:
    """Return when each of these rows of one model was last written and how often, by its number; one question."""
    named = {row.recorded_subject(): row._meta.label_lower for row in rows}
    kept = HistoryEntry.objects.filter(subject__in=list(named), model__in=set(named.values())).order_by()
    told = kept.values("object_pk").annotate(last=Max("at"), times=Count("pk"))
    return {int(one["object_pk"]): (one["last"], one["times"]) for one in told}


@dataclass(frozen=True)
class Search:
    """What the audit officer looks for; empty fields match everything. Days are local and both included."""

    actor: str = ""
    verb: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


def _audited(user: Any) -> QuerySet[HistoryEntry]:
    """Return the history of the areas where somebody audits, and what has no place; all of it from the top."""
    rows, paths = HistoryEntry.objects.order_by("-id"), rules.AUDIT.paths(user)
    if not paths:
        return rows.none()
    if any(len(path) == areas().model.steplen for path in paths):
        return rows
    return rows.filter(reduce(or_, (Q(area__path__startswith=path) for path in paths), Q(area=None)))


def history(user: Any, search: Search) -> QuerySet[HistoryEntry]:
    """Return the history that matches, newest first; nothing for who may not read it."""
    rows = _audited(user)
    wanted: dict[str, Any] = {
        "actor_name__startswith": search.actor,
        "verb__startswith": search.verb,
        "subject": search.subject,
        "at__date__gte": search.since,
        "at__date__lte": search.until,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def page_before(rows: QuerySet[M], before: int | None) -> tuple[list[M], int | None]:
    """Return up to 50 rows older than row ``before`` and the number to ask for next; None at the end.

    Counting millions of rows for a page number would take longer than reading the page.
    """
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    return found[:PAGE], (found[PAGE - 1].pk if len(found) > PAGE else None)


def access_entry(user: Any, pk: int) -> HistoryEntry:
    """Return one history row. Raises ``Http404`` for who may not read it."""
    entry = history(user, Search()).filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


def seals(limit: int = 50) -> list[Seal]:
    """Return the newest seals."""
    return list(Seal.objects.order_by("-number")[:limit])


def waiting() -> int:
    """Return how many rows wait for their seal."""
    return HistoryEntry.objects.filter(seal=None).count()


def areas() -> QuerySet[Any]:
    """Return all areas in the order of the tree, without borders. Facts know the model; this storey does not."""
    model: Any = Fact._meta.get_field("area").related_model
    return model.objects.light().order_by("path")


def count_in(area: Any, code: str, since: date, until: date, split: Split | None = None) -> Answer:
    """Return how many in ``area`` and below; split "area" goes by its children.

    What lies in the area itself and in none of its children stands under the area's own path.
    """
    ids = areas().filter(path__startswith=area.path).values_list("pk", flat=True)
    length = len(area.path) + area.steplen
    return how_many(code, since=since, until=until, area_ids=ids, split=split, path_length=length)


def totals_in(area: Any, since: Mapping[str, date], until: date) -> dict[str, Decimal]:
    """Return how many in ``area`` and below of each measure, from its own day in ``since`` on."""
    ids = areas().filter(path__startswith=area.path).order_by().values_list("pk", flat=True)
    return totals(since, until=until, area_ids=list(ids))


def area_names(area: Any) -> dict[str, str]:
    """Return the names of an area and of its children by path."""
    near = areas().filter(path__startswith=area.path, depth__lte=area.depth + 1)
    return dict(near.values_list("path", "name"))


def access_area(user: Any, pk: int) -> Any:
    """Return an area whose figures ``user`` may see. Raises ``Http404`` for any other."""
    area = rules.COUNT.visible(areas(), user, "path").filter(pk=pk).first()
    if area is None:
        raise Http404
    return area
