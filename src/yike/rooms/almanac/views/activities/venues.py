"""The places: listed, added, changed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.forms.activities import VenueForm
from yike.rooms.almanac.queries import activities as queries
from yike.rooms.almanac.rules import activities as rules


@guarded(rules.DESK)
def venues(request: HttpRequest) -> HttpResponse:
    """Show the places of one's areas."""
    page = paged(request, queries.kept_venues(request.user))
    may = rules.KEEP_VENUES.allows(request.user)
    return render(request, "almanac/venues.html", {"page": page, "may_keep": may})


@guarded(rules.KEEP_VENUES)
def add(request: HttpRequest) -> HttpResponse:
    """Add a place."""
    form = VenueForm(request.user, sent(request))
    page = Page(_("登记场地"), _("登记"), reverse("almanac:venues"), _("已登记。"))
    return act(request, form, page, lambda: actions.add_venue(by_of(request), **form.cleaned_data))


@guarded(rules.KEEP_VENUES)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a place."""
    row = queries.access_venue(request.user, pk)
    if not rules.KEEP_VENUES.allows(request.user, row.area):
        raise PermissionDenied(rules.KEEP_VENUES.code)
    form = VenueForm(request.user, sent(request), initial=VenueForm.initial_of(row))
    page = Page(str(row), _("保存"), reverse("almanac:venues"), _("已保存。"))
    return act(request, form, page, lambda: actions.change_venue(by_of(request), row, **form.cleaned_data))
