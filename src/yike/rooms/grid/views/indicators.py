"""The board of indicators, and the list of what has outlived its limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yike.core.areas.models import Area
from yike.core.deadlines.kinds import kinds
from yike.core.look.pages import paged
from yike.core.record.clock import now, today
from yike.core.record.forms import FigureQuestion
from yike.core.rights.guard import guarded
from yike.rooms.grid import rules
from yike.rooms.grid.indicators import GROUPS, INDICATORS, Indicator, Share, percentile
from yike.rooms.grid.models import WhistleCall
from yike.rooms.grid.queries import evidence
from yike.rooms.grid.queries import indicators as queries
from yike.rooms.grid.queries.evidence import PART, WHOLE, address
from yike.rooms.grid.queries.scores import in_force
from yike.rooms.grid.scoring import scored
from yike.rooms.grid.views.doing import PAGE

SHOWN = ("replied_24h", "answered_on_time", "satisfied", "closed_on_time", "responded")
"""The columns of the table of areas."""
ARRIVALS = "arrivals"


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
    return render(request, "grid/board.html", {"form": form, **_shown(asked)})


def _shown(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the board with, beside each figure, where the records behind it are."""
    found, to = queries.board(asked["area"], asked["since"], asked["until"]), _behind(asked)

    def linked(share: Share) -> tuple[Share, str]:
        return share, to(share.indicator.code) if share.whole else ""

    def cells(line: queries.Line) -> list[tuple[Share, int | None, str]]:
        codes = [one.code for one in shown]
        return [(line.shares[c], line.ranks.get(c), to(c, inside=line.area.pk)) for c in codes]

    shown = [one for one in INDICATORS if one.code in SHOWN]
    scores = scored(found.shares, in_force(asked["area"], asked["until"]))
    return {
        "board": found,
        "groups": [(name, [linked(found.shares[one.code]) for one in group]) for name, group in GROUPS],
        "shown": shown,
        "lines": [(line, cells(line)) for line in found.lines],
        "arrivals": to(ARRIVALS),
        "scores": [(one, to(one.share.indicator.code)) for one in scores],
    }


def _behind(asked: dict[str, Any]) -> Callable[..., str]:
    """Return a function that says where the records behind a figure of this board are."""
    days = {name: asked[name].isoformat() for name in ("since", "until")}
    query = {"area": asked["area"].pk, **days}

    def address(figure: str, **more: Any) -> str:
        return f"{reverse('grid:behind', args=[figure])}?{urlencode(query | more)}"

    return address


class BehindQuestion(Question):
    """The same, of the part or of the whole, and of which area below."""

    side = forms.ChoiceField(choices=[(PART, ""), (WHOLE, "")], required=False)
    inside: Any = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, user: Any, data: Any, *, since: date) -> None:
        super().__init__(user, data, since=since)
        asked: Any = self.data
        self.data = asked | {name: data[name] for name in ("side", "inside") if data.get(name)}
        field: Any = self.fields["inside"]
        field.queryset = Area.objects.light()

    def clean(self) -> dict[str, Any]:
        """Refuse an area that does not lie below the one of the board."""
        said: dict[str, Any] = super().clean() or {}
        area, inside = said.get("area"), said.get("inside")
        if area and inside and not inside.path.startswith(area.path):
            self.add_error("inside", _("这个区域不在看板的区域里"))
        return said


@guarded(rules.SEE)
@require_safe
def behind(request: HttpRequest, figure: str) -> HttpResponse:
    """Show exactly the records that a figure counts: its part, its whole, or the arrivals behind P50 and P90."""
    one = next((one for one in INDICATORS if one.code == figure), None)
    if one is None and figure != ARRIVALS:
        raise Http404
    form = BehindQuestion(request.user, request.GET, since=today().replace(day=1))
    if not form.is_valid():
        return render(request, "grid/behind.html", {"form": form, "one": one}, status=422)
    asked = form.cleaned_data
    shown = _arrived(request, asked) if one is None else _counted(request, one, asked)
    query = {"area": asked["area"].pk, "since": asked["since"], "until": asked["until"]}
    back = f"{reverse('grid:board')}?{urlencode(query)}"
    shown |= {"one": one, "figure": figure, "asked": asked, "back": back}
    return render(request, "grid/behind.html", shown)


def _arrived(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    took = queries.arrivals(asked["area"], asked["since"], asked["until"])
    minutes = [one for one, _pk in took]
    marks = [(f"P{p}", percentile(minutes, p)) for p in (50, 90)]
    page = paged(request, took, PAGE)
    rows = WhistleCall.objects.select_related("whistle", "unit").in_bulk([pk for _one, pk in page])
    calls = [(one, rows[pk], address(rows[pk])) for one, pk in page]
    return {"page": page, "calls": calls, "marks": marks}


def _counted(request: HttpRequest, one: Indicator, asked: dict[str, Any]) -> dict[str, Any]:
    side = asked["side"] or PART
    where = (asked["area"], asked["since"], asked["until"], asked["inside"])
    rows = {name: evidence.behind(one, name, *where) for name in (PART, WHOLE)}
    to = _behind(asked)
    more = {"inside": asked["inside"].pk} if asked["inside"] else {}
    labels = {PART: _("分子"), WHOLE: _("分母")}
    tabs = [
        (labels[name], evidence.total(one, found), to(one.code, side=name, **more), name == side)
        for name, found in rows.items()
    ]
    page = paged(request, rows[side], PAGE)
    return {"page": page, "rows": evidence.told(one, page), "tabs": tabs}


class StuckFilter(forms.Form):
    """Of which kind."""

    kind = forms.ChoiceField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["kind"]
        self.choices = [(code, one.label) for code, one in kinds().items() if code.startswith("grid.")]
        field.choices = self.choices


@guarded(rules.SEE)
def stuck(request: HttpRequest) -> HttpResponse:
    """Show what has outlived its limit, the longest overdue first; or what has stood still for a month."""
    form = StuckFilter(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    still = request.GET.get("show") == "still"
    late, waiting = (query(request.user, now(), kind) for query in (queries.stuck, queries.standing))
    page = paged(request, waiting, PAGE) if still else paged(request, late, PAGE, keys_first=True)
    shown = {"late": late.count(), "waiting": waiting.count(), "kind": kind, "kinds": form.choices}
    return render(request, "grid/stuck.html", {"page": page, "still": still, **shown})
