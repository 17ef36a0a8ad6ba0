"""A series for everybody: its sessions and where each stands; as a calendar file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from yike.core.look import site
from yike.core.record.queries import last_written
from yike.core.rights.guard import public
from yike.rooms.almanac.calendars import calendar_of, series_events
from yike.rooms.almanac.queries import series as queries
from yike.rooms.almanac.queries.whats_on import hash_of
from yike.rooms.almanac.saying import recurring
from yike.rooms.almanac.views.door.conditional import unchanged


@public("what is on is for everybody")
def series(request: HttpRequest, code: str) -> HttpResponse:
    """Show all sessions of a series that residents may read."""
    row = queries.public_series(code)
    shown = {"series": row, "rows": list(queries.public_sessions(row)), "words": recurring(row)}
    return render(request, "on/series.html", shown)


@public("what is on is for everybody")
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Answer a series as a calendar file: one event that recurs, and each session that departs from it."""
    row = queries.public_series(code)
    rows = list(queries.public_sessions(row))
    last = last_written(rows)
    url = site.address(request, reverse("on:series", args=[row.code]))
    tag = hash_of([row.name, row.name_en, url, get_language() or "", *sorted(map(repr, last.items()))])
    answer = unchanged(
        request, tag, None, lambda: calendar_of(series_events(row, rows, url, last), row.shown_name)
    )
    answer["Content-Disposition"] = f'attachment; filename="{row.code}.ics"'
    return answer
