"""What came of an activity afterwards: the survey told without telling on anybody, opinions, questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from yike.core.accounts.models import User
from yike.core.record.clock import now
from yike.core.record.voices import href_of
from yike.engines import small
from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.after import Opinion, OpinionState, SurveyAnswer, Task
from yike.rooms.almanac.models.signups import Helping, Registration, SignUpState
from yike.rooms.almanac.queries.activities import access_activity, helpers_for
from yike.rooms.almanac.rules import activities as rules

SPOT = timedelta(days=3)
OVER = frozenset({ActivityState.SUMMING, ActivityState.ARCHIVED})
QUESTIONS: dict[str, tuple[Any, tuple[Any, Any, Any]]] = {
    "liked": (_("这次满意吗？"), (_("满意"), _("还可以"), _("不满意"))),
    "useful": (_("对您有用吗？"), (_("有用"), _("还可以"), _("没有用"))),
    "again": (_("下次还来吗？"), (_("还来"), _("看情况"), _("不来了"))),
}
"""The three taps, in order, with their three answers."""


@dataclass(frozen=True)
class Told:
    """One question with its answers, each with its number as it may be told."""

    question: Any
    answers: tuple[tuple[Any, str], ...]


def may_answer(row: Registration) -> bool:
    """Return whether the survey is open to somebody: it is over, and they came, or nobody was checked in."""
    if row.activity.state not in OVER or row.state != SignUpState.BOOKED:
        return False
    if row.came_at is not None:
        return True
    return not Registration.objects.filter(activity=row.activity_id, came_at__isnull=False).exists()


def open_on_the_spot(activity: Activity, at: datetime) -> bool:
    """Return whether the code at the exit opens the questions: while it is on, and three days after its end."""
    return activity.state == ActivityState.RUNNING or (
        activity.state in OVER and at < activity.ends_at + SPOT
    )


def survey(activity: Activity) -> tuple[str, list[Told]]:
    """Return how many answered by their links and what: below five nothing, and no number that tells on a few.

    Only full fives are counted, in the order they came: who looks twice never sees what one person added. Where any
    answer is that of a few, all numbers are told to tens: the others would tell it.
    """
    rows = SurveyAnswer.objects.filter(activity=activity, on_the_spot=False).order_by("pk")
    came = rows.count()
    if came < small.LEAST:
        return small.text(came, plain=False), []
    number = came - came % small.LEAST
    found = _counted(rows[:number])
    told = small.about if any(map(small.few, found.values())) else _plain
    return told(number), _answers({cell: told(count) for cell, count in found.items()})


def at_exit(activity: Activity, at: datetime) -> tuple[str, list[Told]]:
    """Return how many answered by the code at the exit and, once it is closed, what.

    Anybody can give these answers, as many as they like: whoever knows all of them but one, and looks before and
    after it, would know that one. So they are never added to those by links, and nothing of what they say is told
    as long as one more can be given. Afterwards they are told to the tens below or above, by a draw of this house
    for each number that nobody outside can foresee, and that stays the same however often one looks.
    """
    rows = SurveyAnswer.objects.filter(activity=activity, on_the_spot=True)
    number = rows.count()
    told = small.about(number)
    if number < small.LEAST or activity.state not in OVER or open_on_the_spot(activity, at):
        return told, []
    found = _counted(rows).items()
    return told, _answers({cell: small.tens(count, _draw(activity, *cell)) for cell, count in found})


Cell = tuple[str, int]
"""A question and one of its answers."""


def _counted(rows: QuerySet[SurveyAnswer]) -> dict[Cell, int]:
    cells = [(name, n) for name in QUESTIONS for n in (1, 2, 3)]
    found = rows.aggregate(**{f"{name}{n}": Count("pk", filter=Q(**{name: n})) for name, n in cells})
    return {(name, n): found[f"{name}{n}"] for name, n in cells}


def _answers(told: dict[Cell, str]) -> list[Told]:
    return [
        Told(question, tuple((word, told[name, n]) for n, word in enumerate(words, 1)))
        for name, (question, words) in QUESTIONS.items()
    ]


def _draw(activity: Activity, name: str, answer: int) -> int:
    """Return 0 to 9, always the same for one number of one activity, and known to this house alone."""
    drawn = salted_hmac("yike.almanac.exit", f"{activity.pk}:{name}:{answer}", algorithm="sha256").digest()
    return int.from_bytes(drawn[:4]) % small.TENS


def _plain(number: int) -> str:
    return small.text(number, plain=True)


def opinions_of(activity: Activity) -> list[tuple[Opinion, str]]:
    """Return what was said, with where the request it became is read."""
    rows = Opinion.objects.filter(activity=activity).order_by("pk")
    return [(row, href_of(row.of) if row.of else "") for row in rows]


def access_opinion(activity: Activity, pk: int) -> Opinion:
    """Return one opinion of an activity that was found for somebody. Raises ``Http404``."""
    found: Opinion | None = Opinion.objects.filter(activity=activity, pk=pk).first()
    if found is None:
        raise Http404
    found.activity = activity
    return found


def tasks_of(activity: Activity) -> list[Task]:
    """Return the questions of an activity."""
    return list(Task.objects.filter(activity=activity).select_related("owner"))


def mine(user: Any) -> QuerySet[Task]:
    """Return what somebody has to answer, what is due first, first."""
    rows = Task.objects.filter(owner=user.pk, answered_at=None)
    return rows.select_related("activity", "owner").order_by("due", "pk")


def access_task(user: Any, pk: int) -> Task:
    """Return a question by its owner, or by who may see its activity. Raises ``Http404``."""
    rows = Task.objects.select_related("activity__area", "owner").defer("activity__area__polygon")
    found: Task | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.owner_id != user.pk:
        access_activity(user, found.activity_id)
    return found


def may_answer_task(user: Any, task: Task) -> bool:
    """Return whether somebody may answer: the owner, and who plans the activity; once."""
    own = task.owner_id == user.pk
    return task.answered_at is None and (own or rules.may_plan(user, task.activity))


def owners_for(user: Any) -> QuerySet[User]:
    """Return who can be given a question: staff and volunteers of the street, by name."""
    return helpers_for(user)


def told_of(activity: Activity) -> dict[str, Any]:
    """Return in numbers what came of it, for the summary: hours, opinions, questions, answers of the survey."""
    minutes = Helping.objects.filter(activity=activity).aggregate(n=Sum("minutes"))["n"] or 0
    opinions = Opinion.objects.filter(activity=activity)
    said = opinions.aggregate(all=Count("pk"), handed=Count("pk", filter=Q(state=OpinionState.HANDED)))
    asked = Task.objects.filter(activity=activity)
    tasks = asked.aggregate(all=Count("pk"), done=Count("pk", filter=Q(answered_at__isnull=False)))
    (linked, _told), (spot, _same) = survey(activity), at_exit(activity, now())
    hours = f"{minutes / 60:.1f}"
    return {"hours": hours, "opinions": said, "tasks": tasks, "surveyed": linked, "on_the_spot": spot}
