"""Door signs: print a batch, see it on an A4 sheet, find the stale ones, take them down."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.look import site
from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.circle import actions, rules, saying
from yike.rooms.circle.forms.signs import SignForm
from yike.rooms.circle.models import SignPrint
from yike.rooms.circle.queries import desk, signs
from yike.rooms.circle.views.keeping import kept

MOST_ITEMS = 16  # on one sheet; the QR code leads to the rest


@guarded(rules.SEE)
def all_signs(request: HttpRequest) -> HttpResponse:
    """Show the signs that hang, the stale ones first, each with what changed."""
    rows = signs.standing(request.user)
    stale = sum(sign.stale for sign in rows)
    page = paged(request, rows)
    return render(request, "circle/signs.html", {"page": page, "stale": stale})


@guarded(rules.KEEP)
def new_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how many signs hang where, and print them."""
    found = kept(request, pk)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = actions.print_signs(by_of(request), found, **form.cleaned_data)
        return redirect("circle:sign", row.pk)
    return render(request, "circle/sign_new.html", {"form": form, "point": found})


@guarded(rules.SEE)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a batch as the A4 sheet that is printed; a stale one says so and is not for printing."""
    row = signs.access_sign(request.user, pk)
    offers = list(desk.offers_of(row.point))
    changed = signs.changed_since(row, row.point, offers)
    context = {
        "sign": signs.Sign(row, changed),
        "point": row.point,
        "offers": offers[:MOST_ITEMS],
        "more": max(0, len(offers) - MOST_ITEMS),
        "week": _week(row.point.hours),
        "qr": qr(request, row),
        "address": address(request, row),
        "may_keep": rules.KEEP.allows(request.user, row.point.area),
    }
    return render(request, "circle/sign.html", context)


def _week(hours: str) -> list[str]:
    """Return the rules of a week, a line each; no stretch of time is broken across two."""
    return saying.week_words(hours, "zh").replace("–", "\u2060–\u2060").split("；")


def address(request: HttpRequest, row: SignPrint) -> str:
    """Return the public page of a sign's point, with the batch it was scanned from."""
    return site.address(request, f"{reverse('near:point', args=[row.point.code])}?s={row.number}")


def qr(request: HttpRequest, row: SignPrint) -> SafeString:
    """Return the QR code of a sign as inline SVG; a quarter of it may be scratched away."""
    code: Any = segno.make(address(request, row), error="q", micro=False)
    drawn = code.svg_inline(scale=1, border=4, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - drawn here, of digits alone


@guarded(rules.KEEP)
@require_POST
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a batch hangs no more."""
    row = signs.access_sign(request.user, pk)
    kept(request, row.point_id)
    actions.take_down(by_of(request), row)
    messages.success(request, _("已记下：这批告示撤下了。"))
    return redirect("circle:point", row.point_id)
