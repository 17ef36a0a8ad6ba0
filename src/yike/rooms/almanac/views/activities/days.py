"""The list of days to keep away from: looked at, added to, taken off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.almanac.actions.activities import days as actions
from yike.rooms.almanac.forms.days import AvoidForm
from yike.rooms.almanac.models.days import AvoidedDays
from yike.rooms.almanac.rules import activities as rules


@guarded(rules.DESK)
def days(request: HttpRequest) -> HttpResponse:
    """Show the list, the latest first."""
    page = paged(request, AvoidedDays.objects.order_by("-since", "-pk"))
    may = rules.KEEP_DAYS.allows(request.user)
    return render(request, "almanac/days.html", {"page": page, "may_keep": may})


@guarded(rules.KEEP_DAYS)
def add(request: HttpRequest) -> HttpResponse:
    """Put days on the list."""
    form = AvoidForm(sent(request))
    page = Page(_("要避开的日子"), _("记下"), reverse("almanac:days"), _("已记下。"))
    return act(request, form, page, lambda: actions.avoid(by_of(request), **form.cleaned_data))


@guarded(rules.KEEP_DAYS)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take days off the list."""
    actions.allow(by_of(request), get_object_or_404(AvoidedDays, pk=pk))
    return redirect("almanac:days")
