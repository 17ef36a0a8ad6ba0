"""One's portrait: put up, taken down, shown to colleagues."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yike.core.accounts import actions
from yike.core.accounts.forms.portraits import PortraitForm
from yike.core.accounts.models import Portrait, User
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded


@guarded(None)
def own(request: HttpRequest) -> HttpResponse:
    """Put up one's portrait, or take it down."""
    user = cast("User", request.user)
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_portrait(by_of(request), user)
        messages.success(request, _("肖像已取下。"))
        return redirect("accounts:portrait")
    form = PortraitForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        actions.keep_portrait(by_of(request), user, form.cleaned_data["photo"])
        messages.success(request, _("肖像已放上。"))
        return redirect("accounts:portrait")
    kept = Portrait.objects.filter(user=user).values_list("kept_at", flat=True).first()
    return render(request, "accounts/portrait.html", {"form": form, "kept": kept})


@guarded(None)
def picture(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - the guard has looked at it
    """Give a colleague's portrait as JPEG."""
    kept = get_object_or_404(Portrait, user_id=pk)
    answer = HttpResponse(bytes(kept.jpeg), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=600"
    return answer
