"""The records behind a figure of the board: exactly those it counts, each with how often it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Max, Q, QuerySet, Sum
from django.urls import reverse

from yike.core.areas.models import Area
from yike.core.deadlines.models import Deadline
from yike.core.record.models import Fact
from yike.rooms.grid.indicators import Indicator
from yike.rooms.grid.models import WhistleCall

PART, WHOLE = "part", "whole"


@dataclass(frozen=True)
class Row:
    """One record: what it is called and where its page is, the last day on which it counts, and how often."""

    record: Any
    name: str
    href: str
    day: date
    times: int


def behind(
    one: Indicator, side: str, board: Area, since: date, until: date, inside: Area | None = None
) -> QuerySet[Fact, Any]:
    """Return the records that the ``part`` or the ``whole`` of an indicator counts, the latest first.

    Of the board of an area, or of what of it lies ``inside`` an area below. Each is a dict of ``source_model``,
    ``source_pk``, ``day`` and ``n``, how often it counts: these add up to the figure.
    """
    ids, mine = _below(board), _below(inside or board)
    facts = Fact.objects.order_by().filter(day__gte=since, day__lte=until)
    if one.each:
        return _each(one, side, facts.filter(area_id__in=ids), mine)
    codes = one.part if side == PART else one.whole
    rows = facts.filter(measure__in=codes, area_id__in=mine).values("source_model", "source_pk")
    return rows.annotate(n=Sum("quantity"), day=Max("day")).exclude(n=0).order_by("-day", "-source_pk")


def _each(one: Indicator, side: str, facts: QuerySet[Fact], mine: list[int]) -> QuerySet[Fact, Any]:
    """As ``core.record.once.records`` counts: a record once, where its whole stands."""
    of_whole, of_part = Q(measure__in=one.whole), Q(measure__in=one.part)
    rows = facts.filter(of_whole | of_part).values("source_model", "source_pk")
    rows = rows.annotate(
        key=Max("area_id", filter=of_whole),
        some=Sum("quantity", filter=of_part),
        n=Sum("quantity", filter=of_whole),
        day=Max("day"),
    ).filter(n__gt=0, key__in=mine)
    return (rows.filter(some__gt=0) if side == PART else rows).order_by("-day", "-source_pk")


def _below(area: Area) -> list[int]:
    return list(Area.objects.order_by().filter(path__startswith=area.path).values_list("pk", flat=True))


def total(one: Indicator, rows: QuerySet[Fact, Any]) -> int:
    """Return what the records add up to: the figure."""
    return rows.count() if one.each else int(rows.aggregate(all=Sum("n"))["all"] or Decimal(0))


def told(one: Indicator, rows: Iterable[dict[str, Any]]) -> list[Row]:
    """Return the rows of a page with their records, one query for each kind of them."""
    found = list(rows)
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for row in found:
        wanted[row["source_model"]].append(row["source_pk"])
    records = {model: _records(model, keys) for model, keys in wanted.items()}
    return [_row(one, row, records[row["source_model"]].get(row["source_pk"])) for row in found]


def _records(model: str, keys: list[str]) -> dict[str, Any]:
    manager: Any = apps.get_model(model)._default_manager
    if model == WhistleCall._meta.label_lower:
        manager = manager.select_related("whistle", "unit")
    return {str(pk): record for pk, record in manager.in_bulk(keys).items()}


def _row(one: Indicator, row: dict[str, Any], record: Any) -> Row:
    times = 1 if one.each else int(row["n"])
    return Row(record, _name(record, row), address(record), row["day"], times)


def _name(record: Any, row: dict[str, Any]) -> str:
    if isinstance(record, WhistleCall):
        return f"{record.whistle} {record.unit}"
    return str(record) if record is not None else row["source_pk"]


def address(record: Any) -> str:
    """Return where the page of a record is; empty for none."""
    if isinstance(record, WhistleCall):
        return reverse("grid:call", args=[record.pk])
    if isinstance(record, Deadline) and not record.declared.page:
        return ""
    return record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
