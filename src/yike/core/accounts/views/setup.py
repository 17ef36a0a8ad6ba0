"""The first set-up: open while there is no account, gone afterwards."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from yike.core.accounts import firstrun, queries
from yike.core.accounts.actions.setup import found_house
from yike.core.accounts.forms.setup import SetupForm
from yike.core.accounts.views.acting import Page, act, sent
from yike.core.rights.guard import public


@public("nobody has an account yet; a one-time code from the machine is asked for instead")
@never_cache
@sensitive_post_parameters()
def setup(request: HttpRequest) -> HttpResponse:
    """Ask for the street and the first officers; show the one-time passwords of the others, once."""
    if queries.anybody_yet():
        raise Http404
    firstrun.setup_code()
    form = SetupForm(sent(request), request.FILES or None)
    page = Page(
        _("首次设置"),
        _("建立"),
        "/login/",
        "",
        _("这里还没有任何账号。请填街道和第一批管理员；填完这一页就关上，再也打不开。"),
    )

    def do() -> HttpResponse:
        founded = found_house(
            name=form.cleaned_data["street"].strip(),
            code=form.cleaned_data["street_code"],
            founders=form.founders(),
            areas=form.cleaned_data["areas"],
            address=request.META.get("REMOTE_ADDR", ""),
        )
        firstrun.used()
        return render(request, "accounts/founded.html", {"founded": founded})

    return act(request, form, page, do, "accounts/setup.html")
