"""One question of the facts: how many, where, when, split by what; with the records behind the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.apps import apps
from django.db import connection
from django.db.models import CharField, F, Model, QuerySet, Sum
from django.db.models.functions import Cast, Substr, TruncMonth

from yike.core.record.measures import Measure, measure
from yike.core.record.models import Fact

Split = Literal["day", "month", "area"]


@dataclass(frozen=True)
class Part:
    """One part of an answer: ``key`` is a day, the first day of a month, or the path of an area."""

    key: Any
    quantity: Decimal


@dataclass(frozen=True)
class Answer:
    """How many, and why: ``facts`` are exactly the facts that were counted, corrections included.

    The parts of a DISTINCT measure need not add up to the total: one person may be in two of them.
    """

    measure: Measure
    total: Decimal
    parts: tuple[Part, ...]
    facts: QuerySet[Fact]


def _facts(code: str, area_ids: Iterable[int] | None, since: date, until: date) -> QuerySet[Fact]:
    return _within(Fact.objects.filter(measure=code, day__gte=since, day__lte=until), area_ids)


def _within(facts: QuerySet[Fact], area_ids: Iterable[int] | None) -> QuerySet[Fact]:
    return facts if area_ids is None else facts.filter(area_id__in=list(area_ids))


def _keyed(facts: QuerySet[Fact], split: Split, path_length: int) -> QuerySet[Any]:
    if split == "day":
        return facts.annotate(key=F("day"))
    if split == "month":
        return facts.annotate(key=TruncMonth("day"))
    return facts.annotate(key=Cast(Substr("area__path", 1, path_length), CharField()))


def _counted(subjects: QuerySet[Any, Any]) -> list[tuple[Any, int]]:
    """Count the rows of an aggregated query by its first column; Django has no GROUP BY over a subquery."""
    sql, params = subjects.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.key, COUNT(*) FROM ({sql}) t GROUP BY t.key", params)  # noqa: S608 - made by Django
        return cursor.fetchall()


def _sums(facts: QuerySet[Fact], split: Split, path_length: int) -> list[tuple[Any, Any]]:
    if split == "area":
        return _sums_by_area(facts, path_length)
    keyed = _keyed(facts, split, path_length)
    return list(keyed.order_by().values_list("key").annotate(quantity=Sum("quantity")))


def _sums_by_area(facts: QuerySet[Fact], path_length: int) -> list[tuple[Any, Any]]:
    """Sum by each fact's own area and put areas together afterwards: no path is looked up for a million facts."""
    sums = dict(facts.order_by().values_list("area_id").annotate(quantity=Sum("quantity")))
    areas: Any = Fact._meta.get_field("area").related_model
    parts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for pk, path in areas.objects.filter(pk__in=sums).values_list("pk", "path"):
        parts[path[:path_length]] += sums[pk]
    return list(parts.items())


def _distinct(facts: QuerySet[Fact], split: Split, path_length: int) -> list[tuple[Any, int]]:
    keyed = _keyed(facts, split, path_length)
    rows = keyed.order_by().values("key", "subject").annotate(n=Sum("quantity")).filter(n__gt=0)
    return _counted(rows.values("key", "subject"))


def _total(declared: Measure, facts: QuerySet[Fact]) -> Decimal:
    if declared.distinct:
        subjects = facts.order_by().values("subject").annotate(n=Sum("quantity")).filter(n__gt=0)
        return Decimal(subjects.count())
    return facts.aggregate(n=Sum("quantity"))["n"] or Decimal(0)


def _parts(declared: Measure, facts: QuerySet[Fact], split: Split, path_length: int) -> tuple[Part, ...]:
    way = _distinct if declared.distinct else _sums
    rows: list[tuple[Any, Any]] = way(facts, split, path_length)
    parts = (Part(_as_key(key), Decimal(str(n))) for key, n in rows)
    return tuple(sorted(parts, key=lambda part: str(part.key)))


def how_many(
    code: str,
    *,
    since: date,
    until: date,
    area_ids: Iterable[int] | None = None,
    split: Split | None = None,
    path_length: int = 0,
) -> Answer:
    """Return how many of a measure, from ``since`` until ``until`` (both days included), in the given areas.

    ``area_ids`` None means everywhere; a subtree is given by its ids. ``split`` "area" cuts the path of each fact's
    area to ``path_length`` characters: its ancestor at that level. Raises ``KeyError`` for an undeclared measure.
    """
    declared = measure(code)
    facts = _facts(code, area_ids, since, until)
    parts = _parts(declared, facts, split, path_length) if split else ()
    if split and not declared.distinct:  # the sum of the sums: the facts are not read twice
        return Answer(declared, sum((part.quantity for part in parts), Decimal(0)), parts, facts)
    return Answer(declared, _total(declared, facts), parts, facts)


def totals(
    since: Mapping[str, date], *, until: date, area_ids: Iterable[int] | None = None
) -> dict[str, Decimal]:
    """Return the total of many measures, each from its own day in ``since`` on: what ``how_many`` says of each.

    Measures of one kind that begin on one day are counted in one query. Raises ``KeyError`` for an undeclared one.
    """
    alike: defaultdict[tuple[bool, date], list[str]] = defaultdict(list)
    for code, day in since.items():
        alike[measure(code).distinct, day].append(code)
    ids, found = area_ids if area_ids is None else list(area_ids), dict.fromkeys(since, Decimal(0))
    for (distinct, day), codes in alike.items():
        facts = _within(Fact.objects.filter(measure__in=codes, day__gte=day, day__lte=until), ids)
        found |= {code: Decimal(n) for code, n in (_by_subject(facts) if distinct else _by_sum(facts))}
    return found


def _by_sum(facts: QuerySet[Fact]) -> Iterable[tuple[str, Any]]:
    return facts.order_by().values_list("measure").annotate(n=Sum("quantity"))


def _by_subject(facts: QuerySet[Fact]) -> Iterable[tuple[str, Any]]:
    rows = facts.order_by().annotate(key=F("measure")).values("key", "subject").annotate(n=Sum("quantity"))
    return _counted(rows.filter(n__gt=0).values("key", "subject"))


def _as_key(key: Any) -> Any:
    """Return a day as a date: a raw query on SQLite gives it as text."""
    return date.fromisoformat(key[:10]) if isinstance(key, str) and key[4:5] == "-" else key


def record_of(fact: Fact) -> Model | None:
    """Return the record that proves a fact, or None where it has been removed since."""
    model: Any = apps.get_model(fact.source_model)
    return model._default_manager.filter(pk=fact.source_pk).first()
