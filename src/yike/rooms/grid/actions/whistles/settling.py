"""On the spot and after: who does what by when, done, accepted, rated by both sides, closed; or taken higher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yike.core.accounts.models import Unit
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import all_open, open_deadline, overdue
from yike.core.look import words
from yike.core.record.clock import now, today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid import measures, rules
from yike.rooms.grid.actions.whistles import causes, limits, telling
from yike.rooms.grid.actions.whistles.calling import needed
from yike.rooms.grid.actions.whistles.coming import stop_waiting
from yike.rooms.grid.actions.whistles.forgetting import forget_at_end
from yike.rooms.grid.flows.whistles import WHISTLE
from yike.rooms.grid.models.whistles import (
    FREED,
    SCORES,
    CallState,
    Whistle,
    WhistleCall,
    WhistleState,
    WhistleTask,
)
from yike.rooms.grid.queries.whistles import calls as calls_of
from yike.rooms.grid.queries.whistles import comers, holders
from yike.rooms.grid.queries.whistles import tasks as tasks_of

PLAN, RESULT, WHAT, MOST_TASKS = 1000, 1000, 200, 10
MOST_CLOSED = 500  # in one sweep
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class NewTask:
    """A measure as agreed: which unit does what, by the end of which day."""

    unit: Unit
    what: str
    due_on: date


def plan_whistle(by: By, whistle: Whistle, *, plan: str, tasks: Sequence[NewTask]) -> Whistle:
    """Keep what was agreed on the spot: the way, and each unit's measure with its day; units are told.

    Raises ``Fault`` without a plan, without measures, for a unit that was not called or was excused, and for a day
    that has passed or is over 69 days away.
    """
    said = words.said(plan, PLAN)
    with deed(by, "grid.whistle.plan") as d:
        row = d.lock(whistle)
        rules.require_own(by, row)
        to = WHISTLE.step("plan", row.state).to
        wanted = _tasks(row, tasks)
        d.change(row, state=to, plan=said, planned_by=by.user)
        _begin(d, row, wanted)
        return row


def _begin(d: Deed, row: Whistle, tasks: list[WhistleTask]) -> None:
    for task in tasks:
        d.add(task)
        limits.expect_done(d, task)
    telling.agreed(d, row, tasks)


def _tasks(whistle: Whistle, tasks: Sequence[NewTask]) -> list[WhistleTask]:
    if not 1 <= len(tasks) <= MOST_TASKS:
        raise Fault(
            "没有写措施，或写了太多",
            "there are no measures, or too many",
            do_zh=f"请写 1 到 {MOST_TASKS} 条：谁，做什么，哪天前",
            do_en=f"Write 1 to {MOST_TASKS}: who, what, by which day",
        )
    called = {call.unit_id for call in calls_of(whistle) if call.state != CallState.EXCUSED}
    called |= {whistle.caller.unit_id} if whistle.caller else set()
    return [_task(whistle, task, called) for task in tasks]


def _task(whistle: Whistle, task: NewTask, called: set[Any]) -> WhistleTask:
    if task.unit.pk not in called:
        raise Fault(
            f"{task.unit.name}没有被叫来，不能派措施给它",
            f"{task.unit.name} was not called: no measure can be given to it",
            do_zh="请选到场的单位，或另吹一哨",
            do_en="Choose a unit that was called, or blow another whistle",
        )
    if not today() <= task.due_on <= today() + timedelta(days=limits.FURTHEST):
        raise Fault(
            f"“{task.what}”的日期不对：已经过去，或超过 {limits.FURTHEST} 天",
            f'the day of "{task.what}" has passed, or is over {limits.FURTHEST} days away',
            do_zh=f"请重选日期，最多 {limits.FURTHEST} 天；更久的请分成几步，先写第一步",
            do_en=f"Choose a day within {limits.FURTHEST} days; of what takes longer, write the first step",
        )
    return WhistleTask(whistle=whistle, unit=task.unit, what=words.said(task.what, WHAT), due_on=task.due_on)


def do_task(by: By, task: WhistleTask, *, result: str) -> WhistleTask:
    """Keep that a measure was done, and how. Only its unit, or the caller. Raises ``Fault``."""
    said = words.said(result, 300)
    with deed(by, "grid.whistle.task") as d:
        whistle = d.lock(task.whistle)
        row = d.lock(task)
        row.whistle = whistle
        rules.require_task(by, row)
        if row.done_at is not None or whistle.state != WhistleState.HANDLING:
            raise Fault(
                "这条措施已经做完，或现在不在处置",
                "this measure is done already, or it is not being handled now",
                do_zh="请刷新页面看看",
                do_en="Reload the page and look",
            )
        d.change(row, done_at=now(), done_by=by.user, result=said)
        limits.met(d, limits.of_task(row))
        _told_all_done(d, whistle)
        return row


def _told_all_done(d: Deed, whistle: Whistle) -> None:
    if not WhistleTask.objects.filter(whistle=whistle, done_at=None).exists():
        with translation.override("zh-hans"):
            title = _("措施都做完了，可以报验收")
        telling.state_changed(d, whistle, title, filter(None, [whistle.caller]))


def finish_whistle(by: By, whistle: Whistle, *, result: str) -> Whistle:
    """Report it done, to be looked at by somebody else. Raises ``Fault`` while a measure is not done."""
    said = words.said(result, RESULT)
    with deed(by, "grid.whistle.done") as d:
        row = d.lock(whistle)
        rules.require_own(by, row)
        to = WHISTLE.step("done", row.state).to
        left = WhistleTask.objects.filter(whistle=row, done_at=None).count()
        if left:
            raise Fault(
                f"还有 {left} 条措施没做完",
                f"{left} of the measures are not done yet",
                do_zh="做完再报验收；做不到就请领导报上级",
                do_en="Finish them first; what cannot be done is taken higher by a leader",
            )
        d.change(row, state=to, result=said, finished_by=by.user)
        stop_waiting(d, row)
        with translation.override("zh-hans"):
            title = _("哨待验收：{address}").format(address=row.address)
        telling.state_changed(d, row, title, holders(rules.ACCEPT, row.area))
        return row


def accept_whistle(by: By, whistle: Whistle) -> Whistle:
    """Accept: it is solved, and both sides are asked to rate each other.

    Nobody accepts what they called for, agreed, did or reported done, or what their own unit handled. It counts as
    solved under the day on which it sounded: a part of the whistles of that day.
    Raises ``Fault`` for an illegal move.
    """
    with deed(by, "grid.whistle.accept") as d:
        row = d.lock(whistle)
        rules.require_accepting(by, row, calls_of(row), tasks_of(row))
        d.change(row, state=WHISTLE.step("accept", row.state).to, solved=True, accepted_by=by.user)
        day = localdate(row.blown_at) if row.blown_at else today()
        d.fact(measures.WHISTLES_SOLVED.code, 1, area=row.area_id, source=row, day=day)
        _ask_ratings(d, row)
        limits.expect_ratings(d, row)
        causes.tell_end(d, row)
        return row


def _ask_ratings(d: Deed, whistle: Whistle) -> None:
    people = [user for call in calls_of(whistle) for user in comers(call.unit) if call.arrived_at]
    with translation.override("zh-hans"):
        title = _("验收通过，请互评：{address}").format(address=whistle.address)
    everybody = [*people, *filter(None, [whistle.caller])]
    telling.state_changed(d, whistle, title, dict.fromkeys(everybody))


def rework_whistle(by: By, whistle: Whistle, *, reason: str, tasks: Sequence[NewTask]) -> Whistle:
    """Not good enough: back to handling, with new measures. Raises ``Fault`` without a reason or measures."""
    with deed(by, "grid.whistle.rework", reason=needed(reason)) as d:
        row = d.lock(whistle)
        rules.require_accepting(by, row, calls_of(row), tasks_of(row))
        wanted = _tasks(row, tasks)
        d.change(row, state=WHISTLE.step("rework", row.state).to)
        _begin(d, row, wanted)
        return row


def escalate_whistle(by: By, whistle: Whistle, *, reason: str) -> Whistle:
    """Take to the district what cannot be solved here; nobody is waited for any more. Raises ``Fault``."""
    with deed(by, "grid.whistle.escalate", reason=needed(reason)) as d:
        row = d.lock(whistle)
        rules.APPROVE.require(by, row.area)
        d.change(row, state=WHISTLE.step("escalate", row.state).to, solved=False)
        _stop_waiting(d, row)
        with translation.override("zh-hans"):
            title = _("已报上级：{address}").format(address=row.address)
        telling.state_changed(d, row, title, filter(None, [row.caller]))
        causes.tell_end(d, row)
        return row


def _stop_waiting(d: Deed, whistle: Whistle) -> None:
    stop_waiting(d, whistle)
    for task in WhistleTask.objects.filter(whistle=whistle, done_at=None):
        limits.dropped(d, limits.of_task(task))


def postpone_whistle(by: By, whistle: Whistle, *, reason: str, review_on: date) -> Whistle:
    """Leave it open for a reason outside the street, until the day on which it waits for the leaders again.

    Raises ``Fault`` without a reason, and for a day that has passed or is over a year away.
    """
    if not today() < review_on <= today() + LONGEST:
        raise Fault(
            "再看的日期不对：不在以后，或超过一年",
            "the day of review is not to come, or over a year away",
            do_zh="请选以后的一天",
            do_en="Choose a day to come",
        )
    with deed(by, "grid.whistle.postpone", reason=needed(reason)) as d:
        row = d.lock(whistle)
        rules.APPROVE.require(by, row.area)
        d.change(row, state=WHISTLE.step("postpone", row.state).to, review_on=review_on)
        limits.expect_review(d, row)
        return row


def resume_whistle(by: By, whistle: Whistle, *, tasks: Sequence[NewTask]) -> Whistle:
    """Go on with what was taken higher or left open, with new measures. Raises ``Fault``."""
    with deed(by, "grid.whistle.resume") as d:
        row = d.lock(whistle)
        rules.APPROVE.require(by, row.area)
        to = WHISTLE.step("resume", row.state).to
        wanted = _tasks(row, tasks)
        d.change(row, state=to, solved=None, review_on=None)
        limits.met(d, row.recorded_subject(), limits.REVIEW)
        _begin(d, row, wanted)
        return row


def rate_unit(by: By, call: WhistleCall, *, score: int, said: str = "") -> WhistleCall:
    """Let the caller rate a called unit, once it is accepted: never their own. Raises ``Fault``."""
    with deed(by, "grid.whistle.rate") as d:
        row = _rated(d, call, score)
        rules.require_witness(by, row)
        return d.change(row, score=score, said=words.plain(said, 200))


def rate_caller(by: By, call: WhistleCall, *, score: int, said: str = "") -> WhistleCall:
    """Let a called unit rate the caller, once it is accepted. Raises ``Fault``."""
    with deed(by, "grid.whistle.rate") as d:
        row = _rated(d, call, score)
        rules.require_called(by, row)
        return d.change(row, score_back=score, said_back=words.plain(said, 200))


def _rated(d: Deed, call: WhistleCall, score: int) -> WhistleCall:
    whistle = d.lock(call.whistle)
    row = d.lock(call)
    row.whistle = whistle
    if whistle.state != WhistleState.RATING or row.state in FREED:
        raise Fault(
            "现在不是互评的时候",
            "this is not the time to rate",
            do_zh="验收通过以后、销哨以前可以评",
            do_en="It can be rated between acceptance and closing",
        )
    if score not in dict(SCORES):
        raise Fault("没有选评价", "no rating was chosen", do_zh="请选一个", do_en="Choose one")
    return row


def close_whistle(by: By, whistle: Whistle) -> Whistle:
    """Close it. Every unit that had to come (but the caller's own) was rated, and asked to rate the caller.

    Who stays silent holds nobody up: a unit's rating is never waited for, the caller's only until its deadline has
    passed. Raises ``Fault`` where a unit is not rated yet, and for an emergency that nobody approved afterwards.
    """
    with deed(by, "grid.whistle.close") as d:
        row = d.lock(whistle)
        rules.require_own(by, row)
        to = WHISTLE.step("close", row.state).to
        _require_approved(row)
        unrated = [c.unit.name for c in calls_of(row) if _to_be_rated(row, c)]
        if unrated and not _rated_long_enough(row):
            raise Fault(
                f"还没有评：{'、'.join(unrated)}",
                f"not rated yet: {', '.join(unrated)}",
                do_zh="双方都要评：先评各单位，再销哨",
                do_en="Both sides are rated: rate the units, then close",
            )
        limits.met(d, row.recorded_subject(), limits.RATE)
        d.change(row, state=to, ended_at=now())
        forget_at_end(d, row)
        return row


def _to_be_rated(whistle: Whistle, call: WhistleCall) -> bool:
    """Return whether the caller still owes a unit its rating: never their own, which they cannot rate."""
    own = whistle.caller is not None and whistle.caller.unit_id == call.unit_id
    return call.state not in FREED and call.score is None and not own


def _rated_long_enough(whistle: Whistle) -> bool:
    """Return whether the days of rating are over."""
    due = open_deadline(whistle.recorded_subject(), limits.RATE)
    return due is not None and due.passed()


def close_unrated() -> int:
    """Close what was accepted and not rated within its days; return how many. Nobody is rated by default.

    An emergency that nobody approved afterwards is left to be approved. What was accepted before there were such
    days has them from now on.
    """
    waiting = Whistle.objects.filter(state=WhistleState.RATING).order_by("pk")
    for row in waiting.filter(~_days(all_open()))[:MOST_CLOSED]:
        _begin_days(row)
    late = waiting.filter(_days(overdue(now()))).exclude(after=True, approved_at=None)
    return sum(_closed(row) for row in late[:MOST_CLOSED])


def _days(deadlines: QuerySet[Deadline]) -> Exists:
    """Return the condition that the days in which a whistle is rated are among ``deadlines``."""
    of = Concat(Value("grid.whistle:"), Cast(OuterRef("pk"), CharField()))
    return Exists(deadlines.order_by().filter(kind=limits.RATE, of=of))


def _begin_days(whistle: Whistle) -> None:
    with deed(By.machine("grid.whistles"), "grid.whistle.days") as d:
        row = d.lock(whistle)
        if row.state == WhistleState.RATING and open_deadline(row.recorded_subject(), limits.RATE) is None:
            limits.expect_ratings(d, row)


def _closed(row: Whistle) -> bool:
    """Close one; return whether it was closed here: another sweep, or its caller, may have been faster."""
    try:
        close_whistle(By.machine("grid.whistles"), row)
    except Fault:
        return False
    return True


def _require_approved(whistle: Whistle) -> None:
    if whistle.after and whistle.approved_at is None:
        raise Fault(
            "还没有补审核",
            "it was blown first, and has not been approved after",
            do_zh="请领导先在这一页按“补审核”",
            do_en="Ask a leader to approve it on this page first",
        )
