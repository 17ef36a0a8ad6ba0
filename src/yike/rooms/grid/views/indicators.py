"""The board of indicators, and the list of what has outlived its limit."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yike.core.deadlines.kinds import kinds
from yike.core.look.pages import paged
from yike.core.record import rules as record_rules
from yike.core.record.clock import now, today
from yike.core.record.forms import FigureQuestion
from yike.core.record.measures import measures
from yike.core.rights.guard import guarded
from yike.rooms.grid import rules
from yike.rooms.grid.indicators import GROUPS, INDICATORS, Indicator
from yike.rooms.grid.queries import indicators as queries
from yike.rooms.grid.queries.scores import in_force
from yike.rooms.grid.scoring import scored

SHOWN = ("replied_24h", "answered_on_time", "satisfied", "closed_on_time", "responded")
"""The columns of the table of areas."""


class Question(FigureQuestion):
    """In which area, from when until when."""

    split: Any = None


@guarded(rules.SEE)
def board(request: HttpRequest) -> HttpResponse:
    """Show the indicators of an area and of each area below it; each number opens the records behind it."""
    form = Question(request.user, request.GET, since=today().replace(day=1))
    if not form.is_valid():
        return render(request, "grid/board.html", {"form": form})
    asked = form.cleaned_data
    found = queries.board(asked["area"], asked["since"], asked["until"])
    behind = _behind(request.user, asked)
    shown = [one for one in INDICATORS if one.code in SHOWN]
    return render(
        request,
        "grid/board.html",
        {
            "form": form,
            "board": found,
            "groups": [
                (name, [(found.shares[one.code], behind(one)) for one in group]) for name, group in GROUPS
            ],
            "shown": shown,
            "lines": [
                (line, [(line.shares[one.code], line.ranks.get(one.code)) for one in shown])
                for line in found.lines
            ],
            "scores": scored(found.shares, in_force(asked["area"], asked["until"])),
        },
    )


def _behind(user: Any, asked: dict[str, Any]) -> Any:
    """Return a function that says where the records behind an indicator are; nowhere for who may not count."""
    known = {one.code for one in measures()}
    days: dict[str, date] = {"since": asked["since"], "until": asked["until"]}
    query = urlencode(
        {"area": asked["area"].pk, "split": "area"} | {k: v.isoformat() for k, v in days.items()}
    )
    counts = record_rules.COUNT.allows(user, asked["area"])

    def address(one: Indicator) -> str:
        there = counts and one.part[0] in known
        return f"{reverse('record:figure', args=[one.part[0]])}?{query}" if there else ""

    return address


class StuckFilter(forms.Form):
    """Of which kind."""

    kind = forms.ChoiceField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["kind"]
        field.choices = [(code, one.label) for code, one in kinds().items() if code.startswith("grid.")]


@guarded(rules.SEE)
def stuck(request: HttpRequest) -> HttpResponse:
    """Show what has outlived its limit, the longest overdue first; or what has stood still for a month."""
    form = StuckFilter(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    still = request.GET.get("show") == "still"
    late, waiting = (query(request.user, now(), kind) for query in (queries.stuck, queries.standing))
    page = paged(request, waiting) if still else paged(request, late, keys_first=True)
    counts = {"late": late.count(), "waiting": waiting.count()}
    return render(request, "grid/stuck.html", {"page": page, "still": still, **counts})
