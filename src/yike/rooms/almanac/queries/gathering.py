"""What the issue of a month can gather, and which entries are not true any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from yike.core.areas.models import Area, AreaLevel
from yike.core.record.clock import today
from yike.core.record.news import news_of
from yike.rooms.almanac.gathering import now_of, of_activity, of_bulletin, of_news
from yike.rooms.almanac.models.activities import COMING, Activity
from yike.rooms.almanac.models.bulletins import Bulletin
from yike.rooms.almanac.models.issues import OUT, Entry, EntryKind, Issue, IssueState
from yike.rooms.almanac.queries.issues import month_span
from yike.rooms.almanac.rules import issues as rules

OLD = timedelta(days=62)  # what is older is not corrected any more


def to_gather(issue: Issue) -> list[dict[str, Any]]:
    """Return what the issue does not have yet of the month, as entries, by time.

    A change of a service point that another issue has told is told once.
    """
    begin, end = month_span(issue.month)
    first, last = timezone.localdate(begin), timezone.localdate(end) - timedelta(days=1)
    told = set(_told(issue))
    news = (one for one in news_of(issue.area, first, last) if one.key not in told)
    found = [*map(of_activity, _activities(issue)), *map(of_news, news)]
    found += [of_bulletin(one) for one in bulletins_in(issue.area, first, last) if one.source not in told]
    return sorted(found, key=lambda one: (one["day"], str(one.get("start") or ""), one["title"]))


def _activities(issue: Issue) -> QuerySet[Activity]:
    begin, end = month_span(issue.month)
    rows = Activity.objects.select_related("area", "venue").defer("area__polygon")
    rows = rows.filter(state__in=COMING, starts_at__lt=end, ends_at__gte=begin)
    rows = rows.filter(area__path__startswith=issue.area.path)
    taken = Entry.objects.filter(issue=issue, activity=OuterRef("pk"))
    return rows.filter(~Exists(taken)).order_by("starts_at", "pk")


def _told(issue: Issue) -> QuerySet[Entry, str]:
    """Return the names of what this issue has, and of what other issues tell of service points."""
    rows = Entry.objects.filter(issue__area=issue.area_id).exclude(source="")
    others = Q(kind=EntryKind.POINT, dropped=False) & ~Q(issue__state=IssueState.WITHDRAWN)
    return rows.filter(Q(issue=issue) | others).values_list("source", flat=True)


def bulletins_in(area: Area, first: Any, last: Any) -> QuerySet[Bulletin]:
    """Return the notices of an area and below that touch some days, by day."""
    touching = Q(until__gte=first) | Q(until=None, day__gte=first)
    rows = Bulletin.objects.filter(touching, day__lte=last, withdrawn=False)
    return rows.filter(area__path__startswith=area.path)


def bulletins(user: Any) -> QuerySet[Bulletin]:
    """Return the notices of one's areas that are not over, those written last first."""
    rows = Bulletin.objects.select_related("area", "made_by").defer("area__polygon")
    rows = rows.filter(Q(until__gte=today()) | Q(until=None, day__gte=today()))
    return rules.PROPOSE.visible(rows, user).order_by("-pk")


def access_bulletin(user: Any, pk: int) -> Bulletin:
    """Return one notice. Raises ``Http404`` outside one's areas."""
    rows = Bulletin.objects.select_related("area").defer("area__polygon")
    found = rules.PROPOSE.visible(rows, user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def bulletin_areas(user: Any) -> QuerySet[Area]:
    """Return the areas for which somebody may write notices: streets and communities of their own."""
    rows = Area.objects.open().light().filter(level__in=(AreaLevel.STREET, AreaLevel.COMMUNITY))
    return rules.PROPOSE.visible(rows, user, "path").order_by("path")


def untrue(user: Any) -> list[Entry]:
    """Return entries that residents read and whose activity is not as it was gathered, by day; one query.

    Only what somebody who compiles can still correct: of issues that are out, before its old and new day are over.
    """
    rows: QuerySet[Entry] = Entry.objects.filter(
        issue__version__gt=0, issue__state__in=sorted(OUT), dropped=False
    )
    rows = rules.COMPILE.visible(rows, user, "issue__area__path")
    rows = rows.filter(activity__isnull=False, issue__month__gte=today() - OLD)
    rows = rows.select_related("issue", "activity__venue", "activity__area").defer("activity__area__polygon")
    return [row for row in rows.order_by("day", "pk") if _still(row)]


def _still(entry: Entry) -> bool:
    """Return whether an entry is untrue, and whether there is time left to say so."""
    found = now_of(entry)
    days = [one for one in (entry.until or entry.day, found.facts.get("day")) if one is not None]
    return found.changed and max(days, default=today()) >= today()
