"""Whistles blown for a request or a case, and what a whistle was blown for: each to who may see both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yike.rooms.grid.models import Case, Request, Whistle
from yike.rooms.grid.models.whistles import OVER
from yike.rooms.grid.queries.cases.finding import visible_cases
from yike.rooms.grid.queries.requests import requests
from yike.rooms.grid.queries.whistles import visible_to
from yike.rooms.grid.rules.requests import may_read


@dataclass(frozen=True)
class Blown:
    """A whistle blown for something, and whether this person may open its page."""

    whistle: Whistle
    visible: bool


def unended_for(cause: Request | Case) -> Whistle | None:
    """Return the whistle blown for a request or a case that has not ended; there is at most one."""
    return cause.whistles.exclude(state__in=sorted(OVER)).first()


def blown_for(user: Any, cause: Request | Case) -> list[Blown]:
    """Return the whistles blown for a request or a case in order; none of a secret report one may not read."""
    if isinstance(cause, Request) and not may_read(user, cause):
        return []
    rows = list(cause.whistles.select_related("area", "caller").defer("area__polygon").order_by("pk"))
    if not rows:
        return []
    seen = set(
        visible_to(user).filter(pk__in=[row.pk for row in rows]).order_by().values_list("pk", flat=True)
    )
    return [Blown(row, row.pk in seen) for row in rows]


def cause_of(user: Any, whistle: Whistle) -> Request | Case | None:
    """Return what a whistle was blown for; None for nothing, and where this person may not see or read it."""
    if whistle.case_id is not None:
        return visible_cases(user).filter(pk=whistle.case_id).first()
    if whistle.request_id is None:
        return None
    found = requests(user).filter(pk=whistle.request_id).first()
    return found if found is not None and may_read(user, found) else None
