"""Write the entries of an issue."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.almanac.actions import issues as actions
from yike.rooms.almanac.forms.issues import EntryForm
from yike.rooms.almanac.models.issues import Entry, Issue
from yike.rooms.almanac.queries import issues as queries
from yike.rooms.almanac.rules import issues as rules


@guarded(rules.PROPOSE)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an entry by hand: a notice, a change of a service point."""
    row = queries.access_issue(request.user, pk)
    form = EntryForm(request.user, row, sent(request))
    page = Page(_("写一条"), _("写上"), row.get_absolute_url(), _("已写上。"), row.title)
    return act(request, form, page, lambda: actions.add_entry(by_of(request), row, **form.cleaned_data))


def _written(request: HttpRequest, pk: int, entry: int) -> tuple[Issue, Entry]:
    row = queries.access_issue(request.user, pk)
    found = queries.access_entry(row, entry)
    if not queries.may_write(request.user, row, found.area):
        raise PermissionDenied(rules.COMPILE.code)
    return row, found


@guarded(rules.PROPOSE)
def change(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Change what an entry says."""
    row, found = _written(request, pk, entry)
    form = EntryForm(request.user, row, sent(request), entry=found)
    page = Page(_("改这一条"), _("保存"), row.get_absolute_url(), _("已保存。"), row.title)
    return act(request, form, page, lambda: actions.change_entry(by_of(request), found, **form.cleaned_data))


@guarded(rules.PROPOSE)
@require_POST
def drop(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Keep an entry from going out, or take it back in."""
    row, found = _written(request, pk, entry)
    actions.drop_entry(by_of(request), found, dropped=not found.dropped)
    return redirect(row)


@guarded(rules.PROPOSE)
@require_POST
def renew(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Let an entry say what its activity says now."""
    row, found = _written(request, pk, entry)
    actions.renew_entry(by_of(request), found)
    return redirect(row)


@guarded(rules.COMPILE)
@require_POST
def move(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Move an entry up or down."""
    row, found = _written(request, pk, entry)
    actions.move_entry(by_of(request), found, up=request.POST.get("to") == "up")
    return redirect(row)
