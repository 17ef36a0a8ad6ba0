"""Notices for the monthly calendar: listed, written, changed, kept out."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.almanac.actions import issues as actions
from yike.rooms.almanac.forms.issues import BulletinForm
from yike.rooms.almanac.queries import gathering as queries
from yike.rooms.almanac.rules import issues as rules


@guarded(rules.PROPOSE)
def bulletins(request: HttpRequest) -> HttpResponse:
    """Show the notices of one's areas that are not over."""
    page = paged(request, queries.bulletins(request.user))
    return render(request, "almanac/bulletins.html", {"page": page})


@guarded(rules.PROPOSE)
def add(request: HttpRequest) -> HttpResponse:
    """Write a notice."""
    if not queries.bulletin_areas(request.user).exists():
        raise PermissionDenied(rules.PROPOSE.code)
    form = BulletinForm(request.user, sent(request))
    page = Page(_("写通知"), _("写上"), reverse("almanac:bulletins"), _("已写上，编那个月的月历时自己进来。"))
    return act(request, form, page, lambda: actions.add_bulletin(by_of(request), **form.cleaned_data))


@guarded(rules.PROPOSE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a notice."""
    row = queries.access_bulletin(request.user, pk)
    form = BulletinForm(request.user, sent(request), bulletin=row)
    page = Page(row.title, _("保存"), reverse("almanac:bulletins"), _("已保存。"))
    return act(request, form, page, lambda: actions.change_bulletin(by_of(request), row, **form.cleaned_data))


@guarded(rules.PROPOSE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a notice out of the months to come, or take it back in."""
    row = queries.access_bulletin(request.user, pk)
    actions.withdraw_bulletin(by_of(request), row, withdrawn=not row.withdrawn)
    return redirect("almanac:bulletins")
