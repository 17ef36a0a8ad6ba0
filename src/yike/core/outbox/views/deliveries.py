"""Messages on their way: the list, one message with all that happened to it, and what a person can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yike.core.look.asked import row_number
from yike.core.look.faults import told
from yike.core.outbox import actions, queries, rules
from yike.core.outbox.flows import DELIVERY, State
from yike.core.outbox.forms import Filter
from yike.core.outbox.models import Delivery
from yike.core.record.queries import page_before, timeline
from yike.core.rights.by import by_of
from yike.core.rights.flow import Arrow
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault

TABS = ("", "stuck", State.WAITING, State.RETRYING, State.SENT, State.EXPIRED, State.CANCELLED, State.BUNDLED)


@dataclass(frozen=True)
class Row:
    """A delivery as a page shows it: when it will be tried, and the buttons of who looks."""

    delivery: Delivery
    next_try: datetime | None
    buttons: list[Arrow]


def row(user: Any, delivery: Delivery) -> Row:
    """Return a delivery with what this person can do to it."""
    buttons = DELIVERY.open_to(user, delivery.state, delivery.message.area)
    return Row(delivery, queries.next_try(delivery), buttons)


def _tabs(user: Any, here: str) -> list[tuple[Any, str, bool, int | None]]:
    """Return the tabs: text, state, whether it is the present one, how many where that is counted."""
    names = {"": _("全部"), "stuck": _("等人处理")}
    counts = queries.counts(user)
    return [(names.get(tab) or State(tab).label, tab, tab == here, counts.get(tab)) for tab in TABS]


def _address(request: HttpRequest, before: int) -> str:
    """Return the query of the same question from a row on."""
    asked = request.GET.copy()
    asked["before"] = str(before)
    return asked.urlencode()


@guarded(rules.SEE)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the deliveries of one's areas, those that wait for a person a press away."""
    form = Filter(request.GET)
    asked = form.asked()
    shown, older = page_before(queries.filtered(request.user, **asked), form.row)
    return render(
        request,
        "outbox/index.html",
        {
            "tabs": _tabs(request.user, asked["state"]),
            "older": older and _address(request, older),
            "rows": [row(request.user, one) for one in shown],
            "asked": asked,
            "working": queries.working(),
            "may_tend": rules.TEND.allows(request.user),
        },
    )


@guarded(rules.SEE)
@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one message, its deliveries, and each thing that happened to them."""
    found = queries.access_message(request.user, pk)
    deliveries = queries.deliveries_of(found)
    return render(
        request,
        "outbox/message.html",
        {
            "message": found,
            "rows": [row(request.user, one) for one in deliveries],
            "steps": queries.steps_of(deliveries),
            "notices": queries.notices_about(found),
            "members": queries.bundled_in(deliveries),
            "history": timeline(found.recorded_subject()) if not found.subject else [],
        },
    )


@guarded(rules.TEND)
@require_POST
def tend(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do to one delivery what its button says."""
    delivery = queries.access_delivery(request.user, pk)
    _known(verb)
    try:
        actions.tend(by_of(request), delivery, verb)
        messages.success(request, str(DELIVERY[verb].label))
    except Fault as fault:
        messages.error(request, told(fault))
    return redirect(delivery.get_absolute_url())


def _known(verb: str) -> None:
    """Raise ``Http404`` for a verb that is nobody's button."""
    if verb not in {arrow.verb for arrow in DELIVERY if arrow.right is not None}:
        raise Http404(verb)


@guarded(rules.TEND)
@require_POST
def tend_many(request: HttpRequest) -> HttpResponse:
    """Do the same to all that were ticked."""
    verb = request.POST.get("verb", "")
    _known(verb)
    sent = request.POST.getlist("pk")
    ticked = [pk for one in sent if (pk := row_number(one)) is not None]
    chosen = list(queries.visible_to(request.user).filter(pk__in=ticked))
    done, failed = actions.tend_many(by_of(request), chosen, verb)
    _report(request, done, failed)
    return redirect(f"{request.path.removesuffix('many/')}?state=stuck")


def _report(request: HttpRequest, done: int, failed: int) -> None:
    if done:
        messages.success(request, ngettext("处理了 {n} 条。", "处理了 {n} 条。", done).format(n=done))
    if failed:
        text = ngettext(
            "{n} 条没有处理：它们的状态已经变了。", "{n} 条没有处理：它们的状态已经变了。", failed
        )
        messages.warning(request, text.format(n=failed))
    if not done and not failed:
        messages.warning(request, _("没有勾选消息。"))
