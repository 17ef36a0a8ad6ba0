"""Cases that have come out of requests, and the requests that cases have come out of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yike.rooms.grid.models import Case, CaseKind, Request
from yike.rooms.grid.models.cases import OPEN
from yike.rooms.grid.queries import requests
from yike.rooms.grid.queries.cases.finding import visible_cases
from yike.rooms.grid.rules.requests import may_read


@dataclass(frozen=True)
class Outcome:
    """A case made of a request, and whether this person may open its page."""

    case: Case
    visible: bool


def unended_of(request: Request, kind: CaseKind) -> Case | None:
    """Return the case of a kind (by its code) that has come out of a request and has not ended."""
    rows = Case.objects.filter(request=request, kind__code=kind.code, state__in=sorted(OPEN))
    return rows.select_related("kind").first()


def outcomes(user: Any, request: Request) -> list[Outcome]:
    """Return what has come out of a request, the first made first; nothing to who may not read a secret report."""
    if not may_read(user, request):
        return []
    rows = list(Case.objects.filter(request=request).select_related("kind", "unit").order_by("pk"))
    if not rows:
        return []
    seen = set(visible_cases(user).filter(request=request).order_by().values_list("pk", flat=True))
    return [Outcome(case, case.pk in seen) for case in rows]


def origin(user: Any, case: Case) -> Request | None:
    """Return the request a case has come out of; None where there is none, or none this person may read."""
    if case.request_id is None:
        return None
    found = requests.requests(user).filter(pk=case.request_id).first()
    return found if found is not None and may_read(user, found) else None
