"""Pages of the almanac: the list of micro-groups, one group, changing it, handing it over."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.faults import refuse
from yike.core.look.pages import paged
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import groups as actions
from yike.rooms.almanac.forms.groups import GroupForm, HandOverForm, MoveForm
from yike.rooms.almanac.queries import groups as queries
from yike.rooms.almanac.queries.packs import last_of
from yike.rooms.almanac.rules import groups as rules


@guarded(rules.SEE)
def groups(request: HttpRequest) -> HttpResponse:
    """Show the micro-groups of one's areas, and what they reach together."""
    rows = queries.search(request.user, request.GET.get("q", ""))
    may = rules.KEEP.allows(request.user)
    context = {"page": paged(request, rows), "may_robots": may, **queries.totals(rows)}
    return render(request, "almanac/groups.html", context)


@guarded(rules.SEE)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one group: what it covers, who keeps it, what was done."""
    found = queries.access_group(request.user, pk)
    context = {
        "group": found,
        "packs": last_of(found),
        "history": timeline(found.recorded_subject()),
        "may_change": rules.KEEP.allows(request.user, found.area),
        "may_hand_over": rules.may_hand_over(request.user, found),
    }
    return render(request, "almanac/group.html", context)


@guarded(rules.KEEP)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a group covers and its deputy."""
    found = queries.access_group(request.user, pk)
    if not rules.KEEP.allows(request.user, found.area):
        raise PermissionDenied(rules.KEEP.code)
    form = GroupForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_group(by_of(request), found, **form.cleaned_data)
        except Fault as fault:
            refuse(form, fault, "deputy")
        else:
            messages.success(request, _("已保存。"))
            return redirect("almanac:group", pk)
    return render(request, "almanac/change.html", {"group": found, "form": form})


@guarded(rules.SEE)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a group to another owner."""
    found = queries.access_group(request.user, pk)
    if not rules.may_hand_over(request.user, found):
        raise PermissionDenied("almanac.groups.hand_over")
    form = HandOverForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_over(by_of(request), found, **form.cleaned_data)
        except Fault as fault:
            refuse(form, fault, "owner")
        else:
            messages.success(request, _("群主已更换。"))
            return redirect("almanac:group", pk)
    return render(request, "almanac/hand_over.html", {"group": found, "form": form})


@guarded(rules.KEEP)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a group into another grid."""
    found = queries.access_group(request.user, pk)
    if not rules.KEEP.allows(request.user, found.area):
        raise PermissionDenied(rules.KEEP.code)
    form = MoveForm(request.user, found, sent(request))
    lead = _("群主和副群主要先在那个网格是海棠先锋。")
    title = _("把微网群 %(code)s 划到别的网格") % {"code": found.code}
    page = Page(title, _("划转"), found.get_absolute_url(), _("已划转。"), lead)
    return act(request, form, page, lambda: actions.move_group(by_of(request), found, **form.cleaned_data))
