"""Which public addresses of the almanac lead somewhere. Pages behind a personal link are nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404

from yike.core.look.leading import leads_by
from yike.rooms.almanac.models.issues import Issue, VersionKind
from yike.rooms.almanac.queries.activities import public_activity
from yike.rooms.almanac.queries.issues import public_issue
from yike.rooms.almanac.queries.parts import zone_by_code
from yike.rooms.almanac.queries.series import public_series


def _issue(pk: int) -> Issue:
    issue, version = public_issue(pk)
    if version.kind == VersionKind.WITHDRAWAL:
        raise Http404
    return issue


_OBJECTS: dict[str, Callable[[Any], object]] = {
    "activity": public_activity,
    "calendar": public_activity,
    "lost": public_activity,
    "series": public_series,
    "series_calendar": public_series,
    "zone": zone_by_code,
    "issue": _issue,
    "poster": _issue,
    "picture": _issue,
    "issue_calendar": _issue,
}


@leads_by("on")
def leads(name: str, arguments: Mapping[str, Any]) -> bool:
    """Return whether what a route shows is there for everybody."""
    find = _OBJECTS.get(name)
    try:
        return find is not None and find(*arguments.values()) is not None
    except Http404:
        return False
