"""What changes of service points in a month, told to residents: closed, moved, back again, other hours.

What was changed is found by its facts, and read from the history; what lies ahead stands on the rows. Points that
stand for an activity are left out: activities tell themselves. The words are Chinese, as in every public notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from yike.core.record.models import Fact, HistoryEntry
from yike.core.record.news import News, tell_by
from yike.rooms.circle.models import HoursException, PointKind, PointState, ServicePoint
from yike.rooms.circle.models.points import RUNNING, SHOWN

BEFORE = timedelta(days=31)  # what was changed so shortly before a month is still news in it
CHANGES = "circle.changes"
VERBS = ("circle.point.change", "circle.point.hours", "circle.point.state")
PLACE = frozenset({"lon", "lat", "address", "entrance"})
ALONE = 3  # of so many points with the same exception each is told by itself


@tell_by
def news(area: Any, since: date, until: date) -> Iterator[News]:
    """Yield what changes in these days: six queries, however many points."""
    points = ServicePoint.objects.filter(area__path__startswith=area.path).exclude(kind=PointKind.EVENT)
    yield from _changed(points, area, since - BEFORE, until, since)
    yield from _back(points, since, until)
    yield from _exceptions(points, since, until)
    yield from _bounds(points, since, until)


def _news(point: ServicePoint, key: str, title: str, day: date, **more: Any) -> News:
    told = {"place": point.address, "phone": point.phone, "link": reverse("near:point", args=[point.code])}
    return News(f"circle.point:{point.pk}:{key}", title, point.area_id, day, **told | more)


def _changed(
    points: QuerySet[ServicePoint], area: Any, since: date, until: date, first: date
) -> Iterator[News]:
    """Yield what was changed of each point, the last change of each kind."""
    facts = Fact.objects.filter(measure=CHANGES, day__gte=since, day__lte=until)
    facts = facts.filter(area__path__startswith=area.path, source_model="circle.servicepoint")
    keys = {int(pk) for pk in facts.order_by().values_list("source_pk", flat=True)}
    rows = {row.recorded_subject(): row for row in points.filter(pk__in=keys)}
    for subject, kept in groupby(_kept(list(rows), since, until), key=lambda one: one.subject):
        last: dict[str, News] = {}
        for one in kept:
            day = max(timezone.localdate(one.at), first)
            last |= {told.key.split(":")[2]: told for told in _told(rows[subject], one, day)}
        yield from last.values()


def _kept(subjects: list[str], since: date, until: date) -> Iterable[HistoryEntry]:
    rows = HistoryEntry.objects.filter(subject__in=subjects, verb__in=VERBS, model="circle.servicepoint")
    rows = rows.filter(at__date__gte=since, at__date__lte=until)
    return rows.order_by("subject", "pk")


def _told(point: ServicePoint, kept: HistoryEntry, day: date) -> Iterator[News]:
    """Yield what one change says, as the point is now; nothing of what is not so any more."""
    before, after = kept.content.get("before", {}), kept.content.get("after", {})
    if PLACE & after.keys() and "address" in before and point.state in SHOWN:
        yield _news(point, f"place:{kept.pk}", f"{point.name}搬到{point.address}{point.entrance}", day)
    if "hours" in after and "hours" in before and point.state in SHOWN and point.hours == after["hours"]:
        yield _news(point, f"hours:{kept.pk}", f"{point.name}改了开放时间", day, more=point.hours)
    if after.get("state") == point.state and "state" in before:
        yield from _state(point, f"state:{kept.pk}", before["state"], day)


def _state(point: ServicePoint, key: str, before: str, day: date) -> Iterator[News]:
    why = point.state_reason
    if point.state == PointState.CLOSED:
        yield _news(point, key, f"{point.name}关闭", day, more=why)
    elif point.state == PointState.PAUSED:
        last = point.back_on - timedelta(days=1) if point.back_on and point.back_on > day else None
        yield _news(point, key, f"{point.name}暂停服务", day, more=why, until=last)
    elif point.state in RUNNING and before == PointState.PAUSED:
        yield _news(point, key, f"{point.name}恢复服务", day)
    elif point.state in RUNNING and before == PointState.PREPARING:
        yield _news(point, key, f"{point.name}开始服务", day)


def _back(points: QuerySet[ServicePoint], since: date, until: date) -> Iterator[News]:
    for row in points.filter(state=PointState.PAUSED, back_on__gte=since, back_on__lte=until):
        if row.back_on is not None:
            yield _news(row, f"back:{row.back_on}", f"{row.name}预计恢复服务", row.back_on)


def _exceptions(points: QuerySet[ServicePoint], since: date, until: date) -> Iterator[News]:
    """Yield days with other hours; many points with the same ones are told at once."""
    rows = HoursException.objects.select_related("point").filter(since__lte=until, until__gte=since)
    rows = rows.filter(point__in=points.filter(state__in=RUNNING).order_by()).order_by(
        "since", "until", "reason", "hours", "pk"
    )
    for (_since, _until, reason, hours), some in groupby(
        rows, key=lambda row: (row.since, row.until, row.reason, row.hours)
    ):
        same = list(some)
        what = "时间有变" if hours else "不开放"
        words = "；".join(filter(None, (reason, hours)))
        if len(same) <= ALONE:
            for row in same:
                title = f"{row.point.name}{what}"
                yield _news(row.point, f"days:{row.pk}", title, row.since, until=_last(row), more=words)
        else:
            yield _together(same, what, words)


def _together(rows: list[HoursException], what: str, words: str) -> News:
    first, names = rows[0], "、".join(row.point.name for row in rows)
    title = f"{first.reason}：{len(rows)} 个站点{what}"
    told = {"place": "各站点", "phone": "", "link": "", "more": f"{words}：{names}"[:500]}
    return _news(first.point, f"days:{first.pk}", title, first.since, until=_last(first), **told)


def _last(row: HoursException) -> date | None:
    return row.until if row.until > row.since else None


def _bounds(points: QuerySet[ServicePoint], since: date, until: date) -> Iterator[News]:
    """Yield what begins and what ends of temporary services."""
    here = points.filter(state__in=RUNNING)
    for row in here.filter(first_day__gte=since, first_day__lte=until):
        yield _news(row, f"first:{row.first_day}", f"{row.name}开始服务", row.first_day or since)
    for row in here.filter(last_day__gte=since, last_day__lte=until):
        yield _news(row, f"last:{row.last_day}", f"{row.name}最后一天", row.last_day or until)
