"""Records counted once each, however often something happened to them, without reading the facts of a year.

A record with one fact is what the sums say. Only those with more (the sweep that adds up notes them), with facts
since then, or of which a part is told are looked at one by one: they are taken out of the sums and counted again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max, Q, QuerySet, Sum

from yike.core.record.among import among
from yike.core.record.measures import measure, measures
from yike.core.record.models import Fact, FactRepeat
from yike.core.record.rollup import pieces, steadily

Counted = dict[int, tuple[int, int]]


def records(
    whole: str,
    part: str,
    *,
    since: date,
    until: date,
    area_ids: Iterable[int],
    up_to: int | None = None,
) -> Counted:
    """Return how many records each area has facts of ``whole`` about, and about how many of them ``part`` too.

    Both are measures of records of one kind. Each record counts once, where its ``whole`` stands; what was taken
    back again does not count. ``up_to`` is given where several things are read ``steadily``. Raises ``ValueError``
    unless ``whole`` is declared ``by_record``.
    """
    if not measure(whole).by_record:
        raise ValueError(f"{whole} does not count records")
    ids = list(area_ids)
    if not ids:
        return {}
    if up_to is None:
        return steadily(lambda at: _counted(whole, part, since, until, ids, at))
    return _counted(whole, part, since, until, ids, up_to)


def _counted(whole: str, part: str, since: date, until: date, ids: list[int], up_to: int) -> Counted:
    """Add in one statement, so that all of it sees the same facts: sums, less single records, and these anew."""
    mine = [rows.filter(among("area_id", ids), measure=whole) for rows in pieces(since, until, up_to)]
    sums = [rows.values("area_id").annotate(n=Sum("quantity")).values_list("area_id", "n") for rows in mine]
    made = [rows.query.sql_with_params() for rows in sums]
    sql, params = _single(whole, part, since, until, ids, up_to).query.sql_with_params()
    kept = "".join(f" UNION ALL SELECT s.area_id, s.n, 0 FROM ({one}) s" for one, _params in made)  # noqa: S608 - made by Django
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH single AS ({sql})"  # noqa: S608 - made by Django
            " SELECT s.area_id, -SUM(s.n), 0 FROM single s WHERE s.n IS NOT NULL GROUP BY s.area_id"
            " UNION ALL SELECT r.place, COUNT(*), SUM(CASE WHEN r.part > 0 THEN 1 ELSE 0 END) FROM"
            " (SELECT MAX(s.key) AS place, SUM(s.n) AS n, SUM(s.part) AS part FROM single s GROUP BY s.source_pk) r"
            f" WHERE r.n > 0 GROUP BY r.place{kept}",
            [*params, *(one for _sql, more in made for one in more)],
        )
        return _added(cursor.fetchall())


def _single(
    whole: str, part: str, since: date, until: date, ids: list[int], up_to: int
) -> QuerySet[Fact, Any]:
    """Return the records that the sums alone do not tell, by area: how often of the whole, and of the part."""
    facts = Fact.objects.order_by()
    asked = facts.filter(among("area_id", ids), day__gte=since, day__lte=until)
    told = Q(source_pk__in=asked.filter(measure=part).values("source_pk"))
    told |= Q(source_pk__in=FactRepeat.objects.filter(measure=whole).values("source_pk"))
    told |= Q(source_pk__in=facts.filter(measure=whole, pk__gt=up_to).values("source_pk"))
    of_whole, of_part = Q(measure=whole), Q(measure=part)
    rows = asked.filter(told, measure__in=[whole, part]).values_list("source_pk", "area_id")
    return rows.annotate(
        key=Max("area_id", filter=of_whole),
        n=Sum("quantity", filter=of_whole),
        part=Sum("quantity", filter=of_part),
    )


def _added(rows: Iterable[tuple[int, Any, Any]]) -> Counted:
    found: defaultdict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for area_id, n, part in rows:
        whole, of_them = found[area_id]
        found[area_id] = (whole + int(n), of_them + int(part))
    return {area_id: both for area_id, both in found.items() if both[0]}


def note_repeats(since: int, until: int) -> None:
    """Note the records of which a fact, of those after one key up to another, is not the first of its measure."""
    codes = [one.code for one in measures() if one.by_record]
    if not codes:
        return
    fact, repeat = (connection.ops.quote_name(model._meta.db_table) for model in (Fact, FactRepeat))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {repeat} (measure, source_pk) SELECT DISTINCT f.measure, f.source_pk"  # noqa: S608 - our own names
            f" FROM {fact} f JOIN {fact} b ON b.source_model = f.source_model AND b.source_pk = f.source_pk"
            " AND b.measure = f.measure AND b.id < f.id WHERE f.id > %s AND f.id <= %s"
            f" AND f.measure IN ({', '.join(['%s'] * len(codes))}) ON CONFLICT DO NOTHING",
            [since, until, *codes],
        )
