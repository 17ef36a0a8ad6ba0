"""Steps of an issue: gather, proof-read, three looks, publish, correct, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look import site
from yike.core.rights.by import By, by_of
from yike.core.rights.guard import guarded
from yike.rooms.almanac.actions import cascade
from yike.rooms.almanac.actions import issues as actions
from yike.rooms.almanac.flows.issues import ISSUE
from yike.rooms.almanac.forms.issues import ReasonForm, ScheduleForm
from yike.rooms.almanac.models.issues import Issue
from yike.rooms.almanac.queries import issues as queries
from yike.rooms.almanac.rules import issues as rules

AT_ONCE = 1000
"""Packs made while the page waits; the machine goes on with more by itself."""
Do = Callable[[HttpRequest, Issue, dict[str, Any]], object]


def _publish(request: HttpRequest, row: Issue, _said: dict[str, Any]) -> None:
    version = actions.publish(by_of(request), row, base=site.address(request, "/"))
    cascade.spread(By.machine("almanac.cascade"), version, most=AT_ONCE)


def _withdraw(request: HttpRequest, row: Issue, said: dict[str, Any]) -> None:
    version = actions.withdraw(by_of(request), row, **said)
    cascade.spread(By.machine("almanac.cascade"), version, most=AT_ONCE)


def _look(step: str) -> Do:
    return lambda request, row, _said: actions.look(by_of(request), row, step=step)


DOES: dict[str, Do] = {
    "proof": lambda request, row, _said: actions.proof(by_of(request), row),
    "submit": lambda request, row, _said: actions.submit(by_of(request), row),
    "resubmit": lambda request, row, _said: actions.submit(by_of(request), row),
    "first": _look("first"),
    "second": _look("second"),
    "sign": _look("sign"),
    "publish": _publish,
    "back": lambda request, row, said: actions.back(by_of(request), row, **said),
    "correct": lambda request, row, said: actions.correct(by_of(request), row, **said),
    "withdraw": _withdraw,
}
REASONED = frozenset({"back", "correct", "withdraw"})


def _leads() -> dict[str, str]:
    """Return what a step does, said before it is done."""
    return {
        "proof": _("社区不能再报条目，由街道校对。"),
        "submit": _("旁边有红字提示的条目要先改好。"),
        "resubmit": _("更正也要复审和签发，由两个人看过。"),
        "first": _("三审要三个人：您审了这一步，后面两步请别的同事。"),
        "second": _("三审要三个人：您审了这一步，别的步请别的同事。"),
        "sign": _("签发以后就可以发布。"),
        "publish": _("发布以后居民就看得到，转发包交给每个微网群的群主；夜里九点到早上八点不打扰。"),
        "back": _("写清要改什么。已经审过的人要重新审。"),
        "correct": _("居民先看到原来那版；更正签发以后，收到过原来那版的群都会收到更正。"),
        "withdraw": _("网页会写明已撤回和原因，收到过的群都会收到撤回的话。期号不再用。"),
    }


@guarded(rules.SEE)
def go(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take a step, after a page that says what it does."""
    row = queries.access_issue(request.user, pk)
    if verb not in DOES:
        raise Http404
    arrow = ISSUE[verb]
    form = ReasonForm(sent(request)) if verb in REASONED else forms.Form(sent(request))
    title = _("%(what)s：%(title)s") % {"what": arrow.label, "title": row.title}
    kind = "danger" if arrow.kind == "danger" else "main"
    page = Page(title, str(arrow.label), row.get_absolute_url(), _("好了。"), _leads()[verb], kind)
    return act(request, form, page, lambda: _done(request, row, verb, form))


def _done(request: HttpRequest, row: Issue, verb: str, form: Any) -> None:
    DOES[verb](request, row, form.cleaned_data)


@guarded(rules.COMPILE)
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the hour at which a signed issue is published by itself, or take it back."""
    row = queries.access_issue(request.user, pk)
    form = ScheduleForm(sent(request), initial={"at": row.publish_at})
    page = Page(_("定时发布"), _("保存"), row.get_absolute_url(), _("好了。"), _leads()["publish"])
    base = site.address(request, "/")
    return act(
        request, form, page, lambda: actions.schedule(by_of(request), row, base=base, **form.cleaned_data)
    )


@guarded(rules.COMPILE)
@require_POST
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in what the month has and the issue has not yet."""
    row = queries.access_issue(request.user, pk)
    count = actions.gather(by_of(request), row)
    found = ngettext("新进来 %(n)d 条。", "新进来 %(n)d 条。", count) % {"n": count}
    messages.success(request, found if count else _("没有新的内容。"))
    return redirect(row)
