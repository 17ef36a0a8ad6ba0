"""What is done with an agreement, each on one page: signed, renewed, ended; its lists; what is held; a rating."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.faults import told
from yike.core.record.clock import today
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import agreements as actions
from yike.rooms.almanac.forms import agreements as forms
from yike.rooms.almanac.models.agreements import Agreement, LineKind
from yike.rooms.almanac.queries import agreements as queries
from yike.rooms.almanac.rules import agreements as rules
from yike.rooms.almanac.views.agreements.pages import TEMPLATE, arrows, line_arrows

MOVES: dict[str, tuple[type[django_forms.Form], Callable[..., Agreement]]] = {
    "sign": (forms.SigningForm, actions.sign),
    "renew": (forms.RenewalForm, actions.renew),
    "terminate": (forms.WhyForm, actions.terminate),
    "drop": (forms.WhyForm, actions.drop),
}


def _page(row: Agreement, title: str, button: str, lead: str = "", kind: str = "main") -> Page:
    return Page(title, button, row.get_absolute_url(), _("已记下。"), lead, kind, row.title)


@guarded(rules.DESK)
def go(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Note that it is signed, renewed, terminated, or not signed after all."""
    row = queries.access_agreement(request.user, pk)
    arrow = next((one for one in arrows(request.user, row) if one.verb == verb), None)
    if arrow is None:
        raise Http404
    kind, move = MOVES[verb]
    form = kind(sent(request), initial=_initial(row))
    page = _page(row, str(arrow.label), str(arrow.label), _lead(verb), arrow.kind or "main")

    def do() -> HttpResponse:
        made = move(by_of(request), row, **form.cleaned_data)
        messages.success(request, page.done)
        return redirect(made)

    return act(request, form, page, do, template=TEMPLATE, agreement=row)


def _initial(row: Agreement) -> dict[str, Any]:
    length, begins = row.ends - row.begins, row.ends + timedelta(days=1)
    return {"signed_on": today(), "begins": begins, "ends": begins + length, "signers": row.signers}


def _lead(verb: str) -> str:
    said = {
        "sign": _("签了以后就在执行，不能再改；到期前 60 天会提醒。"),
        "renew": _("照原来的各方再签一期，没做完的需求、资源、项目带过去。"),
        "terminate": _("各方的联络员会收到通知，原因他们看得到。"),
    }
    return said.get(verb, "")


@guarded(rules.DESK)
def add_line(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Write a line into one of the three lists."""
    row = queries.access_agreement(request.user, pk)
    own = getattr(request.user, "unit_id", None) or 0
    if kind not in LineKind.values or not rules.may_write(request.user, row, kind, own):
        raise Http404
    form = forms.LineForm(request.user, row, kind, sent(request))
    title = {"need": _("写一条需求"), "resource": _("写一条资源"), "project": _("写一个项目")}[kind]
    page = _page(row, title, _("写上"))
    return act(
        request,
        form,
        page,
        lambda: actions.add_line(by_of(request), row, form.line()),
        template=TEMPLATE,
        agreement=row,
    )


@guarded(rules.DESK)
def go_line(request: HttpRequest, pk: int, line: int, verb: str) -> HttpResponse:
    """Start a line, finish it, or give it up."""
    row = queries.access_agreement(request.user, pk)
    found = queries.access_line(row, line)
    arrow = next((one for one in line_arrows(request.user, row, found) if one.verb == verb), None)
    if arrow is None:
        raise Http404
    form = forms.ResultForm(sent(request))
    page = _page(row, str(arrow.label), str(arrow.label), found.title)

    def do() -> object:
        return actions.move_line(by_of(request), found, verb, **form.cleaned_data)

    return act(request, form, page, do, template=TEMPLATE, agreement=row)


def _kept(request: HttpRequest, pk: int) -> Agreement:
    row = queries.access_agreement(request.user, pk)
    if not rules.may_keep(request.user, row):
        raise Http404
    return row


@guarded(rules.KEEP)
def put_under(request: HttpRequest, pk: int) -> HttpResponse:
    """Note an activity that is held under the agreement."""
    row = _kept(request, pk)
    form = forms.UnderForm(row, sent(request))
    lead = _("列出的是期限里、本辖区、由协议各方主办或协办的活动。")
    page = _page(row, _("记一场协议下的活动"), _("记下"), lead)

    def do() -> object:
        return actions.put_under(by_of(request), row, **form.cleaned_data)

    return act(request, form, page, do, template=TEMPLATE, agreement=row)


@guarded(rules.KEEP)
@require_POST
def take_out(request: HttpRequest, pk: int, one: int) -> HttpResponse:
    """Take an activity out again."""
    row = _kept(request, pk)
    try:
        actions.take_out(by_of(request), queries.access_under(row, one))
    except Fault as fault:
        messages.error(request, told(fault))
    return redirect(row)


@guarded(rules.DESK)
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a year went, for one of the parties."""
    row = queries.access_agreement(request.user, pk)
    if not rules.may_rate(request.user, row):
        raise Http404
    form = forms.RatingForm(request.user, row, sent(request), initial={"year": today().year})
    lead = _("每一方每年评一次；合作方没有账号的，照纸上的记。")
    page = _page(row, _("年度评价"), _("评"), lead)

    def do() -> object:
        return actions.rate(by_of(request), row, **form.cleaned_data)

    return act(request, form, page, do, template=TEMPLATE, agreement=row)
