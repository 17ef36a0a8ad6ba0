"""Questions of a lecture that have to be answered later: an owner, a day, an answer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from yike.core.accounts.models import User
from yike.core.deadlines.actions import meet_deadline, start_deadline
from yike.core.deadlines.queries import open_deadline
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.activities.telling import tell
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.after import Task
from yike.rooms.almanac.rules import activities as rules

KIND = "almanac.task"
LATEST = 60  # days


def ask_later(by: By, activity: Activity, *, words: str, owner: User, due: date) -> Task:
    """Give a question to somebody who answers it by a day; they are told. Raises ``Fault`` for a wrong day."""
    with deed(by, "almanac.task.ask") as d:
        row = d.lock(activity)
        rules.require_plan(by, row)
        today = timezone.localdate(d.at)
        if not words.strip():
            raise Fault("没有写问了什么", "there is no question", do_zh="请写上问题", do_en="Write it")
        if not today <= due <= today + timedelta(days=LATEST):
            raise Fault(
                f"期限要在今天到 {LATEST} 天以内",
                f"the day is from today to {LATEST} days ahead",
                do_zh="请改日期",
                do_en="Change the day",
            )
        task = d.add(Task(activity=row, words=words.strip()[:300], owner=owner, due=due))
        until = timezone.make_aware(datetime.combine(due + timedelta(days=1), time(0)))
        start_deadline(d, of=task.key, kind=KIND, area=row.area_id, until=until, owner=owner, name=row.title)
        tell(d, row, "almanac.task.asked", (f"{row.title}", task.words), [owner])
        return task


def answer_task(by: By, task: Task, *, answer: str) -> Task:
    """Answer a question, by its owner or who plans the activity. Raises ``Fault`` in silence, or a second time."""
    if not answer.strip():
        raise Fault(
            "没有写答复", "there is no answer", do_zh="请写上怎么答的", do_en="Write what was answered"
        )
    with deed(by, "almanac.task.answer") as d:
        row = d.lock(task)
        own = by.user is not None and by.user.pk == row.owner_id
        if not (by.trusted or own or (by.user is not None and rules.may_plan(by.user, row.activity))):
            raise PermissionDenied(rules.PLAN.code)
        if row.answered_at is not None:
            raise Fault(
                "已经答复过了", "it was answered already", do_zh="请刷新页面", do_en="Reload the page"
            )
        d.change(row, answer=answer.strip()[:1000], answered_at=d.at)
        due = open_deadline(row.key, KIND)
        if due is not None:
            meet_deadline(d, due)
        return row
