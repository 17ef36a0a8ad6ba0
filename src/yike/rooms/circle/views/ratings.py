"""Ratings on the desk: what is due first stands first; one page for each with its dates, moves and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.calendar.queries import work_clock
from yike.core.look.faults import language, refuse
from yike.core.look.pages import paged
from yike.core.record.clock import now
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.engines.worktime import Reckoning, explain
from yike.rooms.circle import actions, deadlines, queries, rules
from yike.rooms.circle.flows import RATING
from yike.rooms.circle.forms.ratings import AnswerForm, MoveForm, ReasonForm
from yike.rooms.circle.models import Grade, Rating, RatingState


@guarded(rules.ANSWER)
def ratings(request: HttpRequest) -> HttpResponse:
    """Show the ratings of one's areas: the bad and open ones by deadline, or all of them."""
    shown = request.GET.get("show", "")
    rows = {
        "late": lambda: queries.by_deadline(queries.overdue(request.user)),
        "all": lambda: queries.ratings(request.user),
    }.get(shown, lambda: queries.bad_and_open(request.user))()
    page, bad = paged(request, rows), queries.how_many_bad(request.user)
    moment = now()
    context = {
        "page": page,
        "rows": [(row, due(row, moment)) for row in page],
        "shown": shown,
        "open": bad["open"],
        "late": bad["overdue"],
    }
    return render(request, "circle/ratings.html", context)


def due(row: Rating, moment: datetime) -> dict[str, Any]:
    """Return what is due next for a rating: which duty, by when, how urgent."""
    waiting = [(at, duty) for at, duty in ((row.contact_by, "contact"), (row.mend_by, "mend")) if at]
    if not waiting:
        return {}
    at, duty = min(waiting)
    return {"at": at, "duty": duty, "late": at < moment}


@guarded(rules.ANSWER)
def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one rating: what was said, both dates with their arithmetic, the moves, the answer, what was done."""
    row = queries.access_rating(request.user, pk)
    context = {
        "rating": row,
        "duties": duties(row),
        "arrows": RATING.open_to(request.user, row.state, row.area) if row.bad else [],
        "tone": "stop" if row.bad else "ok" if row.grade > Grade.FAIR else "",
        "done": row.state in {RatingState.CLOSED, RatingState.MISTAKEN},
        "history": timeline(row.recorded_subject()),
    }
    return render(request, "circle/rating.html", context)


def duties(row: Rating) -> list[dict[str, Any]]:
    """Return the two duties of a bad rating: by when, met or late, and how that is reckoned in words."""
    if not row.bad:
        return []
    clock = work_clock()
    told = (
        (_("联系评价人、核实"), row.contact_by, deadlines.contact(row.received_at, clock)),
        (_("整改并答复"), row.mend_by, deadlines.mending(row.mend_from or row.received_at, clock)),
    )
    return [_duty(name, until, reckoning) for name, until, reckoning in told]


def _duty(name: str, until: datetime | None, reckoning: Reckoning) -> dict[str, Any]:
    sentence = explain(reckoning)
    return {
        "name": name,
        "until": until,
        "late": until is not None and until < now(),
        "why": sentence.en if language() == "en" else sentence.zh,
    }


@guarded(rules.ANSWER)
def go(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Move a rating on; what needs words asks for them."""
    row = queries.access_rating(request.user, pk)
    if verb not in {arrow.verb for arrow in RATING}:
        raise Http404
    form = MoveForm(verb, request.POST if request.method == "POST" else None, row.answer)
    if request.method == "POST" and form.is_valid():
        try:
            actions.go_rating(by_of(request), row, verb, **form.cleaned_data)
        except Fault as fault:
            refuse(form, fault)
        else:
            messages.success(request, _("已记下。"))
            return redirect("circle:rating", pk)
    context = {"form": form, "rating": row, "arrow": RATING[verb]}
    return render(request, "circle/rating_go.html", context)


@guarded(rules.ANSWER)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write or mend the answer that the visitor reads."""
    row = queries.access_rating(request.user, pk)
    form = AnswerForm(request.POST or None, initial={"answer": row.answer})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_rating(by_of(request), row, answer=form.cleaned_data["answer"])
        except Fault as fault:
            refuse(form, fault, "answer")
        else:
            messages.success(request, _("已答复，评价人凭链接看得到。"))
            return redirect("circle:rating", pk)
    return render(request, "circle/rating_go.html", {"form": form, "rating": row, "title": _("写答复")})


@guarded(rules.ANSWER)
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the visitor's number in plain, with a reason that is kept; shown once, on the answer to this form."""
    row = queries.access_rating(request.user, pk)
    form = ReasonForm(request.POST or None)
    plain = ""
    if request.method == "POST" and form.is_valid():
        try:
            plain = actions.reveal_phone(by_of(request), row, reason=form.cleaned_data["reason"])
        except Fault as fault:
            refuse(form, fault, "reason")
    answer = render(request, "circle/rating_phone.html", {"form": form, "rating": row, "plain": plain})
    answer["Cache-Control"] = "no-store"
    return answer
