"""The public page of an activity."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yike.core.record.clock import now
from yike.core.rights.guard import public
from yike.rooms.almanac.queries import activities as queries


@public("what is on is for everybody")
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """Show what an activity is, where and when, for whom, and how one takes part."""
    row = queries.public_activity(code)
    return render(request, "on/activity.html", {"activity": row, "signing_up": row.signing_up(now())})
