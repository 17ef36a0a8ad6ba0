"""What came of it: a summary in words, who helped and how long, and the facts, written once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from yike.core.accounts.models import User
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac import measures
from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.signups import VISITOR, Counted, Helping, Registration, Summary
from yike.rooms.almanac.queries.signups import headcount
from yike.rooms.almanac.rules import activities as rules

LONGEST = 16 * 60  # minutes somebody helps at one activity
OPEN = frozenset({ActivityState.OPEN, ActivityState.RUNNING, ActivityState.SUMMING})


def sum_up(d: Deed, row: Activity, *, words: str, lessons: str = "", spent: Decimal | None = None) -> Summary:
    """Write the summary of an activity, inside the deed that archives it. Raises ``Fault`` without a word."""
    if not words.strip():
        raise Fault(
            "总结还没有写",
            "there is no summary yet",
            do_zh="请写几句：来了谁、做了什么、群众怎么说",
            do_en="Write some sentences: who came, what was done, what people said",
        )
    return d.add(
        Summary(
            activity=row, words=words.strip(), lessons=lessons.strip(), spent=spent, by=d.by.user, at=d.at
        )
    )


def note_helper(by: By, activity: Activity, *, user: User, minutes: int, task: str = "") -> Helping:
    """Note that somebody helped so many minutes; noted again, the new time stands. Raises ``Fault``."""
    if not 0 < minutes <= LONGEST:
        raise Fault(
            f"时长要在 1 到 {LONGEST} 分钟之间",
            f"the time is from 1 to {LONGEST} minutes",
            do_zh="请核对小时和分钟",
            do_en="Check hours and minutes",
        )
    with deed(by, "almanac.helper.note") as d:
        row = _open(d, by, activity)
        there: Helping | None = Helping.objects.filter(activity=row, user=user).first()
        if there is not None:
            return d.change(there, minutes=minutes, task=task)
        return d.add(Helping(activity=row, user=user, minutes=minutes, task=task))


def drop_helper(by: By, helping: Helping) -> None:
    """Take out who did not help after all."""
    with deed(by, "almanac.helper.drop") as d:
        _open(d, by, helping.activity)
        d.remove(d.lock(helping))


def _open(d: Deed, by: By, activity: Activity) -> Activity:
    row = d.lock(activity)
    rules.require_plan(by, row)
    if row.state not in OPEN:
        raise Fault(
            "现在不能记志愿时长",
            "volunteering cannot be noted now",
            do_zh="请在活动开放到归档之间记",
            do_en="Note it between approval and archiving",
        )
    return row


def count(d: Deed, row: Activity) -> None:
    """Write what an activity comes to: held, by each area; visits by how they were counted; people; volunteers."""
    day = timezone.localdate(row.starts_at)
    areas = {row.area_id, *row.hosts.values_list("unit__area_id", flat=True)}
    for area in sorted(areas):
        d.fact(measures.ACTIVITIES.code, 1, area=area, source=row, subject=row.of, day=day)
    _unsigned(d, row, day, _signed(d, row, day))
    for one in Helping.objects.filter(activity=row):
        d.fact(measures.HELPED.code, one.minutes, area=row.area_id, source=one, day=day)
        whose = f"accounts.user:{one.user_id}"
        d.fact(measures.VOLUNTEERS.code, 1, area=row.area_id, source=one, subject=whose, day=day)


def _signed(d: Deed, row: Activity, day: date) -> int:
    """Write the visits and the person of each check-in; return how many visits."""
    visits = 0
    for one in Registration.objects.filter(activity=row, came__gt=0):
        d.fact(measures.SIGNED.code, one.came, area=row.area_id, source=one, day=day)
        subject = VISITOR + one.whose
        d.fact(measures.VISITORS.code, 1, area=row.area_id, source=one, subject=subject, day=day)
        visits += one.came
    return visits


def _unsigned(d: Deed, row: Activity, day: date, signed: int) -> None:
    """Write the visits of those who were counted or guessed beyond those who checked in."""
    found = headcount(row)
    if found is not None and found.people > signed:
        measure = measures.COUNTED if found.how == Counted.COUNT else measures.ESTIMATED
        d.fact(measure.code, found.people - signed, area=row.area_id, source=found, day=day)
