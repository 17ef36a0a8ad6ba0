"""Entries proof-read: the engine asked, with the pages of this house."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from yike.engines.notices import Remark, proofread
from yike.rooms.almanac.models.activities import PUBLIC, Activity
from yike.rooms.almanac.models.issues import Entry, Issue

STAFF_ONLY = ("/desk/", "/api/")


def leads(address: str) -> bool:
    """Return whether a path of this house leads to a page that residents can open."""
    path = urlsplit(address).path
    if path.startswith(STAFF_ONLY):
        return False
    try:
        found = resolve(path)
    except Resolver404:
        return False
    if found.namespace == "on" and (code := found.kwargs.get("code")):
        return Activity.objects.filter(code=code, state__in=PUBLIC).exists()
    return True


def remarks_of(entry: Entry, issue: Issue) -> list[Remark]:
    """Return what proof-reading says of an entry, the grave remarks first."""
    return proofread(entry.notice, month=issue.month, leads=leads)


def grave_of(entry: Entry, issue: Issue) -> list[Remark]:
    """Return what has to be mended before the issue goes to its reviewers."""
    return [one for one in remarks_of(entry, issue) if one.grave]
