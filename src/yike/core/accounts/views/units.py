"""Pages of units."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yike.core.accounts import actions, queries, rules
from yike.core.accounts.forms.units import UnitForm
from yike.core.accounts.forms.users import ReasonForm, SureForm
from yike.core.accounts.models import User
from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded


@guarded(rules.SEE_UNITS)
def units(request: HttpRequest) -> HttpResponse:
    """Show the units of one's areas."""
    rows = queries.visible_units(request.user, request.GET.get("q", ""))
    return render(
        request,
        "accounts/units.html",
        {"page": paged(request, rows), "may_keep": rules.KEEP_UNITS.allows(request.user)},
    )


@guarded(rules.SEE_UNITS)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one unit with what belongs to it."""
    found = queries.access_unit(request.user, pk)
    may_see = rules.SEE.allows(request.user, found.area)
    return render(
        request,
        "accounts/unit.html",
        {
            "unit": found,
            "below": queries.visible_units(request.user).filter(parent=found),
            "people": queries.find_users(request.user).filter(unit=found)[:100] if may_see else (),
            "may_keep": rules.KEEP_UNITS.allows(request.user, found.area),
        },
    )


@guarded(rules.KEEP_UNITS)
def new_unit(request: HttpRequest) -> HttpResponse:
    """Enter a unit."""
    form = UnitForm(cast("User", request.user), sent(request))
    page = Page(_("登记单位"), _("登记"), reverse("accounts:units"), _("单位已登记。"))
    return act(request, form, page, lambda: actions.add_unit(by_of(request), **form.cleaned_data))


@guarded(rules.KEEP_UNITS)
def change_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a unit."""
    found = queries.access_unit(request.user, pk)
    form = UnitForm(cast("User", request.user), sent(request), unit=found)
    page = Page(_("修改单位"), _("保存"), reverse("accounts:unit", args=[pk]), _("已保存。"))
    return act(request, form, page, lambda: actions.change_unit(by_of(request), found, **form.cleaned_data))


@guarded(rules.KEEP_UNITS)
def close_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a unit, or open a closed one again."""
    found = queries.access_unit(request.user, pk)
    back = reverse("accounts:unit", args=[pk])
    if not found.active:
        page = Page(_("重新启用单位"), _("启用"), back, _("单位已启用。"))
        return act(request, SureForm(sent(request)), page, lambda: actions.reopen_unit(by_of(request), found))
    form = ReasonForm(sent(request))
    page = Page(_("停用单位"), _("停用"), back, _("单位已停用。"), kind="danger")
    return act(request, form, page, lambda: actions.close_unit(by_of(request), found, **form.cleaned_data))
