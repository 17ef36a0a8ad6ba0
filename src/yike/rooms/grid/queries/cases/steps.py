"""The steps a case has gone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from yike.rooms.grid.models import Case, CaseStep

HANDLING = ("take", "answer")


def has_handled(user: Any, case: Case) -> bool:
    """Return whether somebody has taken or answered a case, or taken it over: then another has to verify it."""
    if user is None:
        return False
    return (
        case.handler_id == user.pk
        or CaseStep.objects.filter(case=case, verb__in=HANDLING, user=user.pk).exists()
    )


def steps_of(case: Case) -> QuerySet[CaseStep]:
    """Return what a case has gone through, the latest first."""
    return CaseStep.objects.filter(case=case).select_related("user", "unit").order_by("-pk")
