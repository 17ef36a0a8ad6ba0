"""One request: what was said, what is due, who has it, what may be done next, and all that happened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.deadlines.queries import running
from yike.core.look.faults import refuse
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.flow import Arrow, arrow
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.flows.requests import BECOMES_A_CASE, HELPED, REQUEST, STAYS
from yike.rooms.grid.forms.requests import MoveForm, ReasonForm
from yike.rooms.grid.models import Request, RequestState, Ruling
from yike.rooms.grid.queries import requests as queries
from yike.rooms.grid.queries.cases.requested import outcomes
from yike.rooms.grid.queries.causes import blown_for
from yike.rooms.grid.queries.requests.alike import linked, may_be_same
from yike.rooms.grid.queries.requests.parts import missing, parts_of
from yike.rooms.grid.queries.requests.photos import photos_of
from yike.rooms.grid.rules.cases import may_make_of
from yike.rooms.grid.rules.parts import may_ask
from yike.rooms.grid.views.doing import first_of

EARLY = {RequestState.REGISTERED, RequestState.DISPATCHED}  # it may still turn out to be the same matter


def arrows(user: Any, row: Request) -> list[Arrow]:
    """Return what ``user`` may do with a request as it stands: the buttons of its page."""
    found = [
        one
        for flow in (REQUEST, STAYS)
        for one in flow
        if row.state in one.since and rules.may_go(user, one, row)
    ]
    if row.settled:
        found = [one for one in found if one.verb != "refuse"]
    if rules.DISPATCH.allows(user, row.area) and row.extensions.filter(ruling=Ruling.OPEN).exists():
        found.append(_extension())
    return found


def _extension() -> Arrow:
    return arrow("extension", (), "", _("裁定延期"), rules.DISPATCH, "primary")


@guarded(rules.DESK)
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request."""
    row = queries.access_request(request.user, pk)
    may_read = rules.may_read(request.user, row)
    found = arrows(request.user, row)
    context = {
        "row": row,
        "may_read": may_read,
        "may_know": rules.may_know(request.user, row),
        "arrows": found,
        "first": first_of(found),
        "deadlines": running(row.of),
        "replies": row.replies.select_related("by") if may_read else (),
        "refusals": row.refusals.select_related("unit", "next_unit", "by", "ruled_by"),
        "extensions": row.extensions.select_related("by", "ruled_by"),
        "revisits": row.revisits.select_related("by"),
        "supervisions": row.supervisions.select_related("by"),
        "photos": photos_of(row) if may_read else (),
        "links": linked(row),
        "same": may_be_same(request.user, row) if may_read and row.state in EARLY else (),
        "may_link": rules.DISPATCH.allows(request.user, row.area),
        "outcomes": outcomes(request.user, row),
        "parts": parts_of(row) if may_read else (),
        "may_ask": row.state in HELPED and not row.secret and may_ask(request.user, row),
        "may_make": row.state in BECOMES_A_CASE and may_make_of(request.user, row),
        "whistles": blown_for(request.user, row),
        "may_whistle": row.state in BECOMES_A_CASE and rules.may_whistle_for(request.user, row),
        "history": timeline(row.of, limit=60),
    }
    return render(request, "grid/request.html", context)


GO = {
    "dispatch": actions.dispatch,
    "pass": actions.pass_on,
    "answer_now": actions.answer_now,
    "divert": actions.divert,
    "sign": actions.sign,
    "refuse": actions.refuse,
    "agree": actions.agree_refusal,
    "reject": actions.reject_refusal,
    "contact": actions.contact,
    "news": actions.tell_news,
    "answer": actions.answer,
    "extend": actions.ask_extension,
    "extension": actions.rule_extension,
    "raise": actions.raise_it,
    "supervise": actions.supervise,
    "revisit": actions.revisit,
}


@guarded(rules.DESK)
def go(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Move a request on; what needs words asks for them."""
    row = queries.access_request(request.user, pk)
    if verb not in GO:
        raise Http404
    step = _step(request, row, verb)
    form = MoveForm(verb, row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            GO[verb](by_of(request), row, **_said(form))  # type: ignore[operator]
        except Fault as fault:
            refuse(form, fault)
        else:
            messages.success(request, _("已记下。"))
            return redirect("grid:request", pk)
    shown = {"form": form, "row": row, "arrow": step, "may_read": rules.may_read(request.user, row)}
    shown["outcomes"] = outcomes(request.user, row) if verb in {"answer", "news", "answer_now"} else ()
    shown["missing"] = missing(row) if verb == "answer" else ()
    return render(request, "grid/request_go.html", shown, status=422 if form.errors else 200)


def _step(request: HttpRequest, row: Request, verb: str) -> Arrow:
    """Return the arrow of a verb. Raises ``PermissionDenied`` for who may never go it with this request."""
    flow = REQUEST if verb in {one.verb for one in REQUEST} else STAYS
    step = _extension() if verb == "extension" else flow[verb]
    if not rules.may_go(request.user, step, row):
        raise PermissionDenied(verb)
    return step


def _said(form: MoveForm) -> dict[str, Any]:
    said = form.said()
    if form.verb == "revisit":
        said["satisfied"] = {"yes": True, "no": False}.get(said["satisfied"])
    return said


@guarded(rules.DESK)
def who(request: HttpRequest, pk: int) -> HttpResponse:
    """Read who asks in plain, with a reason that is kept; shown once, on the answer to this form."""
    row = queries.access_request(request.user, pk)
    if not rules.may_know(request.user, row):
        raise PermissionDenied(rules.SECRET.code)
    form = ReasonForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.reveal_person(by_of(request), row, reason=form.cleaned_data["reason"])
        except Fault as fault:
            refuse(form, fault, "reason")
    answer = render(request, "grid/request_who.html", {"form": form, "row": row, "who": found})
    answer["Cache-Control"] = "no-store"
    return answer
