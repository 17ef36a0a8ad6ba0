"""The monthly calendar by e-mail: ask for it, say yes by the link in the letter, leave with one tap."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from yike.core.look import site
from yike.core.look.errors import too_often as refused
from yike.core.look.faults import refuse
from yike.core.look.often import WINDOW, too_often
from yike.core.outbox.register import mail_ready
from yike.core.rights.by import By
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import mail as actions
from yike.rooms.almanac.forms.subscriptions import SubscribeForm
from yike.rooms.almanac.models.subscriptions import SubscriptionState
from yike.rooms.almanac.queries import subscriptions as queries

WHY = "whoever lives here may read the calendar by e-mail"
LINK = "the link stands in a letter to its reader alone"
GUESSES = 20  # wrong links from one address in ten minutes


def _by() -> By:
    return By(None, _("订阅的人"), "web")


@public(WHY)
def subscribe(request: HttpRequest) -> HttpResponse:
    """Take an address and choices. The answer is the same whether the address is known or not."""
    if not mail_ready():
        raise Http404
    form = SubscribeForm(request.POST) if request.method == "POST" else SubscribeForm(initial=_asked(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, "subscribe", 422 if request.method == "POST" else 200, form=form)
    if too_often(request.META.get("REMOTE_ADDR", ""), "mail"):
        return refused(request, wait_seconds=WINDOW)
    said = form.cleaned_data
    if not said["website"]:
        try:
            actions.ask_for_mail(
                _by(), address=said["address"], choice=form.choice(), base=site.address(request, "/")
            )
        except Fault as fault:
            refuse(form, fault, "address")
            return _page(request, "subscribe", 422, form=form)
    return redirect("on:mail_asked")


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return what was chosen on the page of what is on."""
    given = {"area": "area", "for": "audience", "strand": "strand"}
    return {name: request.GET.get(asked, "") for asked, name in given.items()}


@public(WHY)
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way, where it is."""
    return _page(request, "asked")


@public(LINK)
def yes(request: HttpRequest, link: str) -> HttpResponse:
    """Ask for the yes with a button, as programs open links in letters, too; take it."""
    row = queries.by_yes(link)
    if row is None:
        return _wrong(request)
    if request.method == "POST":
        try:
            row = actions.confirm_mail(_by(), row, link=link)
        except Fault:
            return _wrong(request)
    return _page(request, "yes", row=row, done=not row.wanted, leave=actions.leave_link(row.pk))


@csrf_exempt  # mail programs press it for their reader (RFC 8058); the link itself is the secret
@public(LINK)
def leave(request: HttpRequest, link: str) -> HttpResponse:
    """Show what is sent, and end it with one tap."""
    row = queries.by_leave(link)
    if row is None:
        return _wrong(request)
    if request.method == "POST":
        actions.leave_mail(_by(), row)
        row.refresh_from_db()
    return _page(request, "leave", row=row, ended=row.state == SubscriptionState.ENDED)


def _wrong(request: HttpRequest) -> HttpResponse:
    """Answer a link that leads nowhere (any more)."""
    if too_often(request.META.get("REMOTE_ADDR", ""), "mail.link", GUESSES):
        return refused(request, wait_seconds=WINDOW)
    return _page(request, "old", 404)


def _page(request: HttpRequest, what: str, status: int = 200, **shown: Any) -> HttpResponse:
    answer = render(request, "on/mail.html", {"what": what, **shown}, status=status)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
