"""Begin an issue, and let the month gather itself from what is planned."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from yike.core.areas.models import Area, AreaLevel
from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.issues.keeping import writable
from yike.rooms.almanac.actions.issues.writing import MOST
from yike.rooms.almanac.gathering import kept
from yike.rooms.almanac.models.issues import Entry, Issue
from yike.rooms.almanac.queries.gathering import to_gather
from yike.rooms.almanac.rules import issues as rules

AHEAD, BEHIND = 12, 1  # months: how far from now an issue can be begun


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
    """Take in what the month has and the issue has not yet; return how many. Dropped ones stay dropped.

    Activities, changes of service points and notices come in, by day, as long as the issue has room for them.
    """
    with deed(by, "almanac.issue.gather") as d:
        issue = writable(d, issue)
        rules.COMPILE.require(by, issue.area)
        return _gathered(d, issue)


def _gathered(d: Deed, issue: Issue) -> int:
    orders = list(issue.entries.values_list("order", flat=True))
    last, room = max(orders, default=0), max(MOST - len(orders), 0)
    told = enumerate(to_gather(issue)[:room], last + 1)
    made_by = d.by.user
    rows = [Entry(issue=issue, order=n, made_by=made_by, gathered=kept(one), **one) for n, one in told]
    return len(d.add_many(rows))
