"""Begin an issue, and let the month gather itself from what is planned."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from yike.core.areas.models import Area, AreaLevel
from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.issues.keeping import writable
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.issues import Entry, EntryKind, Issue
from yike.rooms.almanac.queries.issues import to_gather
from yike.rooms.almanac.rules import issues as rules

AHEAD, BEHIND = 12, 1  # months: how far from now an issue can be begun
LONGEST_PLACE, LONGEST_TITLE = 120, 120


def begin_issue(by: By, *, area: Area, month: date, title: str = "") -> Issue:
    """Begin the issue of a month for a street, and gather what is planned.

    Where an issue of the month was withdrawn, its entries are taken over: nobody types them again, and calendars on
    phones know them for the same.
    Raises ``Fault`` for anything but a street, for a month far away, and where the month has an issue.
    """
    month = month.replace(day=1)
    with deed(by, "almanac.issue.begin") as d:
        rules.COMPILE.require(by, area)
        _refuse_place(area)
        _refuse_far(month)
        issue = Issue(area=area, month=month, title=title.strip() or _title(month), made_by=by.user)
        issue.made_at = d.at
        try:
            with transaction.atomic():
                d.add(issue)
        except IntegrityError:
            raise _taken(month) from None
        _take_over(d, issue)
        _gathered(d, issue)
        return issue


def _take_over(d: Deed, issue: Issue) -> None:
    """Copy the entries of the last issue of the month, which was withdrawn; nothing where there is none."""
    former = Issue.objects.filter(area=issue.area, month=issue.month).exclude(pk=issue.pk).order_by("-pk")
    last = former.first()
    rows = []
    for row in last.entries.all() if last is not None else ():
        row.first_id = row.first_id or row.pk
        row.pk, row.issue, row._state.adding = None, issue, True
        rows.append(row)
    d.add_many(rows)


def _title(month: date) -> str:
    return f"{month.month}月便民月历"


def _refuse_place(area: Area) -> None:
    if area.level != AreaLevel.STREET:
        raise Fault(
            "便民月历由街道编",
            "a monthly calendar is compiled for a whole street",
            do_zh="请选街道",
            do_en="Choose the street",
        )


def _refuse_far(month: date) -> None:
    now = today()
    apart = (month.year - now.year) * 12 + month.month - now.month
    if not -BEHIND <= apart <= AHEAD:
        raise Fault(
            f"{month:%Y-%m} 离现在太远",
            f"{month:%Y-%m} is too far away",
            do_zh="请选本月到明年本月之间的一个月",
            do_en="Choose a month of the year to come",
        )


def _taken(month: date) -> Fault:
    return Fault(
        f"{month:%Y-%m} 已经有一期了",
        f"{month:%Y-%m} has an issue already",
        do_zh="请打开那一期，或先撤回它",
        do_en="Open it, or withdraw it first",
    )


def gather(by: By, issue: Issue) -> int:
    """Take in the activities of the month that are not there yet; return how many. Dropped ones stay dropped."""
    with deed(by, "almanac.issue.gather") as d:
        issue = writable(d, issue)
        rules.COMPILE.require(by, issue.area)
        return _gathered(d, issue)


def _gathered(d: Deed, issue: Issue) -> int:
    last = max(issue.entries.values_list("order", flat=True), default=0)
    rows = [_entry(issue, row, last + n, d.by) for n, row in enumerate(to_gather(issue), 1)]
    return len(d.add_many(rows))


def _entry(issue: Issue, activity: Activity, order: int, by: By) -> Entry:
    """Return the entry of an activity, in the words of its page."""
    return Entry(
        issue=issue,
        order=order,
        kind=EntryKind.ACTIVITY,
        activity=activity,
        area_id=activity.area_id,
        strand=activity.strand,
        title=activity.title[:LONGEST_TITLE],
        place=str(activity.where)[:LONGEST_PLACE],
        audience=list(activity.audience),
        more=activity.summary[:500],
        phone=activity.contact[:60],
        link=reverse("on:activity", args=[activity.code]),
        made_by=by.user,
        **moments(activity),
    )


def moments(activity: Activity) -> dict[str, Any]:
    """Return day and times of an activity as an entry keeps them, local."""
    begin, end = timezone.localtime(activity.starts_at), timezone.localtime(activity.ends_at)
    until = end.date() if end.date() > begin.date() else None
    return {"day": begin.date(), "until": until, "start": begin.time(), "end": end.time()}
