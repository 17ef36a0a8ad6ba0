"""The steps a case has gone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from yike.rooms.grid.models import Case, CaseStep
from yike.rooms.grid.rules.requests import stands_for

HANDLING = ("take", "answer")


def has_handled(user: Any, case: Case) -> bool:
    """Return whether somebody, or one in whose place they act, has taken or answered a case, or taken it over.

    Then another has to verify it.
    """
    if user is None:
        return False
    people = stands_for(user)
    steps = CaseStep.objects.filter(case=case, verb__in=HANDLING, user__in=people)
    return case.handler_id in people or steps.exists()


def steps_of(case: Case) -> QuerySet[CaseStep]:
    """Return what a case has gone through, the latest first."""
    return CaseStep.objects.filter(case=case).select_related("user", "unit").order_by("-pk")
