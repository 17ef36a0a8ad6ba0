"""An issue for everybody: large type, complete without scripts; its poster, picture and calendar."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from yike.core.look import site
from yike.core.rights.guard import public
from yike.rooms.almanac.calendars import calendar_of, events_of
from yike.rooms.almanac.models.issues import VersionKind
from yike.rooms.almanac.queries import issues as queries
from yike.rooms.almanac.views.door.conditional import unchanged
from yike.rooms.almanac.views.issues.outputs import pdf
from yike.rooms.almanac.views.issues.outputs import poster as drawn
from yike.rooms.almanac.written import lines_of

WHY = "what is on is for everybody"
MINUTES = 300  # seconds for which a sheet may be kept on the way


@public(WHY)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an issue as it stands; a withdrawn one says so and why."""
    row, version = queries.public_issue(pk)
    shown: dict[str, Any] = {
        "issue": row,
        "version": version,
        "lines": lines_of(version.content),
        "withdrawn": version.kind == VersionKind.WITHDRAWAL,
        "address": site.address(request, request.get_full_path()),
        "this": f"?v={version.number}",  # a sheet kept on the way is of the version it was drawn from
    }
    return render(request, "on/issue.html", shown, status=410 if shown["withdrawn"] else 200)


@public(WHY)
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the poster as PDF: A4, or A3 where it is asked for."""
    row, version = queries.public_issue(pk)
    made = drawn(request, row, version)
    size = "a3" if request.GET.get("size") == "a3" else "a4"
    answer = pdf(made.pdf(size), f"yueli-{row.month:%Y-%m}-{size}.pdf")
    patch_cache_control(answer, public=True, max_age=MINUTES)
    return answer


@public(WHY)
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the picture for telephones."""
    row, version = queries.public_issue(pk)
    answer = HttpResponse(drawn(request, row, version).png(), content_type="image/png")
    patch_cache_control(answer, public=True, max_age=MINUTES)
    return answer


@public(WHY)
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the issue as a calendar file, with what was struck out since; of a withdrawn one, that all is off."""
    row, version = queries.public_issue(pk)
    tag = f"issue-{row.pk}-{version.number}"
    url = site.address(request, reverse("on:issue", args=[row.pk]))

    def made() -> bytes:
        former = row.versions.filter(number__lt=version.number)
        return calendar_of(events_of(version, former, url), row.title)

    return unchanged(request, tag, version.published_at, made)
