"""Pages of the record: the history for the audit officer, the chain of seals, figures with their evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yike.core.look.asked import row_number
from yike.core.look.pages import paged
from yike.core.record import queries, rules, words
from yike.core.record.actions import note_verification
from yike.core.record.clock import today
from yike.core.record.counting import Answer, record_of
from yike.core.record.forms import FigureQuestion, HistorySearch
from yike.core.record.measures import Measure, measure, measures
from yike.core.record.seals import verify_chain
from yike.core.record.telling import PLAINLY, Telling, telling
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded

FIRST = date(2000, 1, 1)  # before any fact


@guarded(rules.AUDIT)
def history(request: HttpRequest) -> HttpResponse:
    """Show what was done, newest first."""
    form = HistorySearch(request.GET or None)
    row = row_number(request.GET.get("before", ""))
    rows, older = queries.page_before(queries.history(request.user, form.search()), row)
    asked = request.GET.copy()
    asked["before"] = str(older)
    return render(
        request,
        "record/history.html",
        {
            "form": form,
            "entries": rows,
            "told": words.told(rows),
            "older": older and asked.urlencode(),
        },
    )


@guarded(rules.AUDIT)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one row with what was before and after."""
    found = queries.access_entry(request.user, pk)
    [told] = words.told([found], whole=True)
    return render(request, "record/entry.html", {"entry": found, "told": told})


@guarded(rules.AUDIT)
def chain(request: HttpRequest) -> HttpResponse:
    """Show the seals; on demand, read everything and say whether it is as it was."""
    state = None
    if request.method == "POST":
        state = verify_chain()
        note_verification(by_of(request), state)
    return render(
        request,
        "record/chain.html",
        {"state": state, "seals": queries.seals(), "waiting": queries.waiting()},
    )


@guarded(rules.COUNT)
def figures(request: HttpRequest) -> HttpResponse:
    """Show every measure with its number of this month in the person's first area."""
    area = rules.COUNT.visible(queries.areas(), request.user, "path")[0]
    since, until = today().replace(day=1), today()
    found = queries.totals_in(area, {m.code: _from(m, since) for m in measures()}, until)
    shown = [(m, found[m.code], _told(request.user, area, m, since, until)) for m in measures()]
    return render(request, "record/figures.html", {"area": area, "measures": shown, "since": since})


def _told(user: Any, area: Any, asked: Measure, since: date, until: date) -> Telling:
    """Return how the number of a measure is told; only those of people are asked about."""
    if asked.small_for is None or asked.small_for.allows(user, area):
        return PLAINLY
    return telling(user, area, queries.count_in(area, asked.code, _from(asked, since), until))


def _from(asked: Measure, since: date) -> date:
    """Return from when on a measure is asked: what there is, from the first fact; what happened, from ``since``."""
    return FIRST if asked.stock else since


def _measure(code: str) -> Measure:
    try:
        return measure(code)
    except KeyError:
        raise Http404 from None


def _named(answer: Answer, area: Any, split: str) -> list[tuple[str, Any]]:
    if split != "area":
        return [
            (part.key.strftime("%Y-%m" if split == "month" else "%Y-%m-%d"), part.quantity)
            for part in answer.parts
        ]
    names = queries.area_names(area)
    own = _("（不在任何下级区域）")
    return [
        (own if part.key == area.path else names.get(part.key, part.key), part.quantity)
        for part in answer.parts
    ]


@guarded(rules.COUNT)
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Show one number: how many, split as asked, and every fact behind it."""
    asked = _measure(code)
    form = FigureQuestion(request.user, request.GET, since=_from(asked, today().replace(day=1)))
    if not form.is_valid():
        return render(request, "record/figure.html", {"measure": asked, "form": form})
    area, split = form.cleaned_data["area"], form.cleaned_data["split"]
    answer = queries.count_in(area, code, form.cleaned_data["since"], form.cleaned_data["until"], split)
    facts = paged(request, answer.facts.select_related("area").defer("area__polygon").order_by("-day", "-pk"))
    return render(
        request,
        "record/figure.html",
        {
            "measure": asked,
            "form": form,
            "area": area,
            "answer": answer,
            "telling": telling(request.user, area, answer),
            "parts": _named(answer, area, split),
            "page": facts,
            "rows": [(fact, record_of(fact)) for fact in facts],
        },
    )
