"""The lists a day's work with cases begins with: what is on each, and how many there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from yike.core.deadlines.flows import State
from yike.core.deadlines.models import MINUTE, Deadline
from yike.core.record.clock import now, today
from yike.core.rights.right import Right
from yike.rooms.grid.flows import cases as flow
from yike.rooms.grid.models import Case, CaseState, CaseStep
from yike.rooms.grid.models.cases import ENDED, OPEN
from yike.rooms.grid.queries.cases.steps import HANDLING
from yike.rooms.grid.rules import cases as rules
from yike.rooms.grid.rules.requests import stands_for, units_of

S = CaseState
OF = "grid.case:"
KINDS = (*flow.HANDLINGS, flow.SORTING, flow.VERIFYING, flow.RULING)
WORKED = (S.DISPATCHED, S.HANDLING, S.ASKING)
TO_DO = ("own", "sort", "rule", "verify", "late", "review")
"""What somebody has to do, in the order of the first page."""
LOOKS = (*TO_DO, "mine", "suspended", "ended")
NOTHING = Q(pk__in=())


def condition(user: Any, look: str) -> Q:
    """Return what a case on one of ``LOOKS`` has to be, for ``user``; what they may see is asked beside it."""
    return _CONDITIONS[look](user)


def _within(right: Right, user: Any) -> Q:
    found = NOTHING
    for path in right.paths(user):
        found |= Q(area__path__startswith=path)
    return found


def _of_unit(user: Any) -> Q:
    return Q(unit__in=units_of(user, rules.HANDLE)) if rules.HANDLE.allows(user) else NOTHING


def _own(user: Any) -> Q:
    """Return what nobody of one's unit has signed for, and what one handles oneself or in somebody's place."""
    handled = Q(state__in=(S.HANDLING, S.ASKING), handler__in=stands_for(user))
    return _of_unit(user) & (Q(state=S.DISPATCHED) | handled)


def _rule(user: Any) -> Q:
    asked = Q(state=S.ASKING) & _within(rules.DISPATCH, user)
    return asked | (Q(state=S.RETURNED) & _within(rules.RULE, user))


def _verify(user: Any) -> Q:
    people = stands_for(user)
    own = CaseStep.objects.filter(case=OuterRef("pk"), verb__in=HANDLING, user__in=people)
    others = Q(handler=None) | ~Q(handler__in=people)
    return Q(state=S.HANDLED) & _within(rules.VERIFY, user) & others & ~Q(Exists(own))


def _late(_user: Any) -> Q:
    return Q(state__in=OPEN, pk__in=_late_cases())


def _late_cases() -> QuerySet[Deadline]:
    """Return the keys of the cases that are late: from the deadlines, of which an index knows the late ones."""
    rows = Deadline.objects.filter(kind__in=KINDS, state=State.RUNNING, due_at__lte=now() - MINUTE)
    return rows.annotate(case=Cast(Substr("of", len(OF) + 1), BigIntegerField())).values("case")


def _review(user: Any) -> Q:
    return Q(state=S.SUSPENDED, review_on__lte=today()) & _within(rules.OVERSEE, user)


_CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "own": _own,
    "sort": lambda user: Q(state__in=(S.REPORTED, S.ACCEPTED, S.FILED)) & _within(rules.DISPATCH, user),
    "rule": _rule,
    "verify": _verify,
    "late": _late,
    "review": _review,
    "mine": lambda user: Q(state__in=WORKED) & _of_unit(user),
    "suspended": lambda _user: Q(state=S.SUSPENDED),
    "ended": lambda _user: Q(state__in=ENDED),
}


def reported_today(user: Any) -> int:
    """Return how many cases somebody has reported since midnight."""
    begin = timezone.make_aware(datetime.combine(today(), time()))
    return Case.objects.filter(reporter=user.pk, reported_at__gte=begin).count()
